// The host killed at each step of the protocol and at random moments: nothing finished is lost or computed again, and
// the resumed sweep writes the same bytes. SPAR_KILL_RUNS sets how many kills there are in all (20 unless set): these,
// and a quarter of them by CommandTests through the program itself.

import Basics
import Foundation
import Glibc
import Processes
import Runs
import Testing

/// Kills at random moments, beside those at the steps.
private let randomKills: Int = {
    let all = ProcessInfo.processInfo.environment["SPAR_KILL_RUNS"].flatMap { Int($0) } ?? 20
    return max(3, all - 2 * ProtocolStep.allCases.count - all / 4)
}()

struct KillTests {
    private static let count = 8, milliseconds = 20

    @Test(arguments: ProtocolStep.allCases, [1, 4])
    func hostAtStep(_ step: ProtocolStep, _ time: Int) throws {
        let folder = try TestFolder()
        // A worker sees few of the steps that workers take: the first kill is by its first job, the second by its
        // third.
        let isWorkers = [.begun, .computed, .finished].contains(step)
        let kill = "host:\(step.rawValue):\(isWorkers ? (time + 1) / 2 : time)"
        let outcome = try TestHost.sweep(
            folder, count: Self.count, milliseconds: Self.milliseconds, more: ["--kill", kill]
        ).run()
        #expect(outcome.end == .signalled(SIGKILL))
        try resume(folder)
    }

    @Test(arguments: 0..<randomKills)
    func hostAtRandom(_ seed: Int) throws {
        let folder = try TestFolder()
        var random = SeededRandom(seed: 20_260_301, stream: UInt64(seed))
        let host = try ServiceProcess(TestHost.sweep(folder, count: Self.count, milliseconds: Self.milliseconds))
        usleep(UInt32(random.uniform(10_000, 350_000)))
        kill(host.id, SIGKILL)
        host.terminate(grace: 1)
        try resume(folder)
    }

    private func resume(_ folder: TestFolder) throws {
        TestHost.waitForSilence(folder)
        let finished = try TestHost.finished(folder), before = folder.begun()
        let outcome = try TestHost.sweep(folder, count: Self.count, milliseconds: Self.milliseconds).run()
        #expect(outcome.succeeded, "\(outcome.errorText)")
        let after = folder.begun().dropFirst(before.count)
        #expect(after.filter(finished.contains) == [])
        #expect(Set(after).count == after.count)
        #expect(finished.count + after.count == Self.count)
        #expect(
            try String(contentsOfFile: folder.output, encoding: .utf8)
                == TestHost.expected(count: Self.count, milliseconds: Self.milliseconds))
        let spool = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/s.spool/done")
        #expect(spool.filter { $0.hasSuffix(".run") } == [])
        #expect(try RunStore(path: folder.store).verify().damage == [])
    }

    @Test func twoHostsOnOneStore() async throws {
        let folder = try TestFolder(), count = 12
        async let first = TestHost.sweep(folder, count: count, milliseconds: 30).run()
        let other = try TestFolder()
        var command = TestHost.sweep(folder, count: count, milliseconds: 30)
        command.arguments[2] = other.output
        async let second = command.run()
        let outcomes = try await [first, second]
        for outcome in outcomes { #expect(outcome.succeeded, "\(outcome.errorText)") }
        #expect(folder.begun().count == count)
        let expected = try TestHost.expected(count: count, milliseconds: 30)
        #expect(try String(contentsOfFile: folder.output, encoding: .utf8) == expected)
        #expect(try String(contentsOfFile: other.output, encoding: .utf8) == expected)
    }
}
