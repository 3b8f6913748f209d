// The seed of the run, from which whatever draws at random takes its own.

import LuaRuntime

final class RunSeed {
    let value: UInt64
    init(_ value: UInt64) { self.value = value }
}

extension Call {
    /// The seed of the run (--seed).
    var runSeed: UInt64 { state.service(RunSeed.self, default: RunSeed(1)).value }

    /// The option `seed`, or the run's.
    func seed() throws -> UInt64 {
        let given: Int? = try self[optional: "seed"]
        return given.map { UInt64(clamping: $0) } ?? runSeed
    }
}
