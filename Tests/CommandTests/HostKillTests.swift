// The program killed at random moments of a sweep and started again: the CSV is an undisturbed run's, byte by byte, and
// no job that had finished is computed again. SPAR_KILL_RUNS: see KillTests.

import Basics
import Foundation
import Glibc
import Processes
import Testing

private let kills = max(5, (ProcessInfo.processInfo.environment["SPAR_KILL_RUNS"].flatMap { Int($0) } ?? 20) / 4)

@Suite(.enabled(if: program != nil, "the program spar is not built")) struct HostKillTests {
    private static let points = 6

    private static let script =
        options + """
            sweep(range(0.01, 0.06, 0.01), function(strain)
              local sp = xes(nio:strain{ c = strain }, options)
              return { SAMS = sp:sams(), fermi = sp.fermi }
            end, { name = "strain", file = here .. "/sweep.csv" })
            """

    /// The CSV of a run that nobody disturbs, computed once.
    private static let undisturbed = Result {
        let shop = try Workshop()
        let outcome = try shop.run(script)
        guard outcome.succeeded else { throw SparError("the undisturbed run failed: \(outcome.errorText)") }
        return try shop.bytes("sweep.csv")
    }

    @Test(arguments: 0..<kills) func atARandomMoment(_ seed: Int) throws {
        let expected = try Self.undisturbed.get()
        let shop = try Workshop()
        // Each run of the module pot leaves a line: the job's strain decides its input.
        let pot = try String(contentsOfFile: shop.path + "/feff/pot", encoding: .utf8)
        try AtomicFile.write(
            pot.replacingOccurrences(
                of: "#!/bin/sh\n", with: "#!/bin/sh\nsha256sum < feff.inp >> \(shop.path)/begun\n"),
            to: shop.path + "/feff/pot")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: shop.path + "/feff/pot")

        var random = SeededRandom(seed: 20_260_302, stream: UInt64(seed))
        var command = try shop.command()
        command.arguments[command.arguments.count - 1] = shop.path + "/sweep.lua"
        try AtomicFile.write("local here = '\(shop.path)'\n" + Self.script, to: shop.path + "/sweep.lua")
        let host = try ServiceProcess(command)
        usleep(UInt32(random.uniform(50_000, 2_500_000)))
        kill(host.id, SIGKILL)
        host.terminate(grace: 1)
        shop.waitForSilence()

        let finished = try shop.finishedKeys(), before = shop.lines("begun")
        #expect(Set(before).count == before.count)
        let outcome = try command.run()
        #expect(outcome.succeeded, "\(outcome.errorText)")
        let after = shop.lines("begun").dropFirst(before.count)
        #expect(after.count == Self.points - finished.count, "killed with \(finished.count) finished")
        #expect(Set(after).count == after.count)
        #expect(try shop.bytes("sweep.csv") == expected)
        #expect(try shop.store("verify").outputText.hasPrefix("\(Self.points) results, 0 failures"))
    }
}

extension Workshop {
    func lines(_ name: String) -> [String] {
        ((try? String(contentsOfFile: path + "/" + name, encoding: .utf8)) ?? "").split(separator: "\n").map(
            String.init)
    }

    /// Waits until no process names this workshop's folder: the workers of a killed host end by themselves.
    func waitForSilence() {
        for _ in 0..<600 {
            let isBusy = (try? FileManager.default.contentsOfDirectory(atPath: "/proc"))?.contains { entry in
                guard Int(entry) != nil, let words = try? FileBytes.read("/proc/\(entry)/cmdline") else { return false }
                return String(decoding: words, as: UTF8.self).contains(path)
            }
            if isBusy == false { return }
            usleep(50_000)
        }
        Issue.record("workers of the killed host go on")
    }

    /// The first digits of the keys in the store or, finished and not taken in yet, in the spool.
    func finishedKeys() throws -> Set<String> {
        var keys: Set<String> = []
        if FileManager.default.fileExists(atPath: path + "/store.sqlite") {
            keys.formUnion(try store("ls").outputText.split(separator: "\n").map { String($0.prefix(12)) })
        }
        let spool = (try? FileManager.default.contentsOfDirectory(atPath: path + "/store.spool/done")) ?? []
        return keys.union(spool.filter { $0.hasSuffix(".run") }.map { String($0.prefix(12)) })
    }
}
