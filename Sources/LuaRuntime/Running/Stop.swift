// Stopping a script from outside: Ctrl-C, the time limit, the memory limit; and from inside, by os.exit.

import CLuaShim

/// Why a script was stopped.
public enum StopReason: Int32, Sendable {
    case interrupt = 1, time = 2, memory = 3, exit = 4
}

/// Stops the script of one state, from any thread or from a signal handler.
public struct Stopper: @unchecked Sendable {
    let host: OpaquePointer

    public func stop(_ reason: StopReason) { spar_stop(host, reason.rawValue) }

    /// Whether the script has been stopped; worker threads ask it where they cannot call `LuaState.checkStop`.
    public var isUp: Bool { spar_stopped(host) != SPAR_RUNNING }
}
