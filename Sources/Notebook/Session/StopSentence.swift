import LuaRuntime

extension StopReason {
    /// How a stopped cell ended, for a line of its own.
    package var sentence: String {
        switch self {
        case .interrupt: "interrupted"
        case .time: "stopped at the time limit"
        case .memory: "stopped at the memory limit"
        case .exit: "ended by os.exit"
        }
    }
}
