// Confused arguments to everything that scripts can call, and damaged files to everything that reads: the program goes
// on.

import Basics
import Foundation
import Processes
import Testing

@Suite(.enabled(if: program != nil, "the program spar is not built")) struct FuzzTests {
    @Test(arguments: 1...4) func confusedArgumentsEndNothing(seed: Int) throws {
        let folder = NSTemporaryDirectory() + "spar-fuzz-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder + "/out", withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var command = Command(
            try #require(program),
            [
                "run", "--replay", "--store", folder + "/store.sqlite", "--out", folder + "/out", "--memory-limit",
                "2G", "--time-limit", "60",
                repository + "/scripts/dev/fuzz.lua", "1500", "\(seed)", repository + "/examples/reference.md",
            ], directory: folder, timeout: 90)
        command.environment = bareMachine
        let outcome = try command.run()
        // The limits of time and memory may be met, points of sweeps may fail; a signal may not come.
        #expect(
            [.exited(0), .exited(3), .exited(124), .exited(125)].contains(outcome.end),
            "seed \(seed): \(outcome.end) \(outcome.errorText.suffix(2000))")
    }
}
