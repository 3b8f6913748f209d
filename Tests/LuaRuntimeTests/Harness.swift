// A state whose output is kept, for tests that run scripts.

import Basics
@_exported import LuaRuntime
import Foundation

final class Harness {
    let state: LuaState
    private(set) var output = ""
    lazy var scheduler = BodyScheduler(state: state, waitingRoom: room)
    let room = FakeRoom()

    init(memoryLimit: Int = 0, seed: UInt64 = 1) throws {
        state = try LuaState(memoryLimit: memoryLimit, seed: seed)
        state.context = RunContext(seed: seed) { [unowned self] in output += $0 }
    }

    /// Runs a script; gives its output, or the error as a sentence.
    @discardableResult
    func run(_ script: String, name: String = "t.lua") -> String {
        output = ""
        do {
            _ = try state.compile(script, name: name).call([])
            return output
        } catch is LuaStop {
            return output + "stopped: \(state.stopReason.map { "\($0)" } ?? "?")"
        } catch {
            return output + "\(error)"
        }
    }
}

/// Requests become ready one after another, the last asked for first.
final class FakeRoom: WaitingRoom {
    var pending: [FakeRequest] = []
    private(set) var waits = 0

    func waitForProgress() {
        waits += 1
        pending.popLast()?.isReady = true
    }
}

final class FakeRequest: Awaited {
    var isReady = false
    let value: Result<LuaValue, any Error>
    init(_ value: Result<LuaValue, any Error>) { self.value = value }
    func answer() throws -> LuaValue { try value.get() }
}
