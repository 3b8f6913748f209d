// Stopping a script from outside: Ctrl-C, the time limit, the memory limit.

import CLuaShim

/// Why a script was stopped.
public enum StopReason: Int32, Sendable {
    case interrupt = 1, time = 2, memory = 3
}

/// Stops the script of one state, from any thread or from a signal handler.
public struct Stopper: @unchecked Sendable {
    let host: OpaquePointer

    public func stop(_ reason: StopReason) { spar_stop(host, reason.rawValue) }
}
