// Sweeps on a cluster through the program itself, by the stub FEFF. They run where a Slurm controller answers, such as
// the one that scripts/dev/slurm.sh starts.

import Basics
import Foundation
import Glibc
import Processes
import Testing

private let pbsAnswers = (try? Command("qstat", ["-Q"], timeout: 10).run().succeeded) == true
private let isReachable = (try? Command("scontrol", ["ping"], timeout: 10).run().succeeded) == true

@Suite(
    .enabled(if: program != nil, "the program spar is not built"),
    .enabled(if: isReachable, "no Slurm controller answers"),
    .serialized)
struct SlurmCommandTests {
    private static let points = 4

    private func script(_ shop: Workshop, _ file: String) -> String {
        "local here = '\(shop.path)'\n" + options + """
            local rows = sweep(range(0.01, 0.04, 0.01), function(strain)
              local sp = xes(nio:strain{ c = strain }, options)
              return { SAMS = sp:sams(), fermi = sp.fermi }
            end, { name = "strain", file = here .. "/\(file)", on_error = "skip" })
            print(#rows, #rows.failures, #rows.failures > 0 and rows.failures[1].reason or nil)
            """
    }

    private func command(_ shop: Workshop, _ file: String, _ options: [String] = ["--executor", "slurm"]) throws
        -> Command
    {
        var command = try shop.command(options)
        command.input = Array(script(shop, file).utf8)
        command.environment["SLURM_CONF"] = ProcessInfo.processInfo.environment["SLURM_CONF"]
        return command
    }

    /// The module pot leaves a line for each job and takes some seconds.
    private func slow(_ shop: Workshop, seconds: Double) throws {
        let pot = try String(contentsOfFile: shop.path + "/feff/pot", encoding: .utf8)
        try AtomicFile.write(
            pot.replacingOccurrences(
                of: "#!/bin/sh\n", with: "#!/bin/sh\nsha256sum < feff.inp >> \(shop.path)/begun\nsleep \(seconds)\n"),
            to: shop.path + "/feff/pot")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: shop.path + "/feff/pot")
    }

    @Test func theSameTableAsHere() throws {
        let shop = try Workshop(), cluster = try Workshop()
        let dry = try command(cluster, "1.csv", ["--executor", "slurm", "--dry-run"]).run()
        #expect(
            dry.outputText.hasPrefix("dry run: the first wave asks for 4 jobs, 0 in the store; 4 to compute"),
            "\(dry.errorText)")
        #expect(try command(shop, "1.csv", []).run().outputText == "4\t0\tnil\n")
        let outcome = try command(cluster, "1.csv").run()
        #expect(outcome.outputText == "4\t0\tnil\n", "\(outcome.errorText)")
        #expect(try shop.bytes("1.csv") == cluster.bytes("1.csv"))
    }

    /// By the commands of PBS, where they are found about this Slurm (Debian's slurm-wlm-torque).
    @Test(.enabled(if: pbsAnswers, "no PBS server answers")) func theSameTableByPBS() throws {
        let shop = try Workshop(), cluster = try Workshop()
        #expect(try command(shop, "1.csv", []).run().outputText == "4\t0\tnil\n")
        let outcome = try command(
            cluster, "1.csv", ["--executor", "pbs", "--time", "0:10:00", "--qsub", "-m", "--qsub", "n"]
        ).run()
        #expect(outcome.outputText == "4\t0\tnil\n", "\(outcome.errorText)")
        #expect(try shop.bytes("1.csv") == cluster.bytes("1.csv"))
        var refused = try command(shop, "2.csv", ["--executor", "pbs", "--partition", "nosuch"])
        refused.input = Array(script(shop, "2.csv").replacingOccurrences(of: "0.01, 0.04", with: "0.05, 0.05").utf8)
        #expect(
            try refused.run().outputText.hasPrefix("0\t1\tthe cluster takes no such job: qsub failed (exit status 1): ")
        )
    }

    @Test func theHostMayBeKilledWhileJobsGoOn() throws {
        let shop = try Workshop()
        try slow(shop, seconds: 0.5)
        var first = try command(shop, "1.csv")
        try AtomicFile.write(script(shop, "1.csv"), to: shop.path + "/sweep.lua")
        first.arguments[first.arguments.count - 1] = shop.path + "/sweep.lua"
        let host = try ServiceProcess(first)
        for _ in 0..<300 where shop.lines("begun").count < 2 { usleep(100_000) }
        kill(host.id, SIGKILL)
        host.terminate(grace: 1)
        let outcome = try command(shop, "1.csv").run()
        #expect(outcome.outputText == "4\t0\tnil\n", "\(outcome.errorText)")
        #expect(shop.lines("begun").count == Self.points)
    }

    @Test func whatTheClusterRefusesIsSaid() throws {
        let shop = try Workshop()
        let outcome = try command(shop, "1.csv", ["--executor", "slurm", "--partition", "nosuch"]).run()
        #expect(
            outcome.outputText.hasPrefix(
                "0\t4\tthe cluster takes no such job: sbatch failed (exit status 1): sbatch: error: "
                    + "invalid partition specified: nosuch"), "\(outcome.outputText) \(outcome.errorText)")
    }

    /// An array that is cancelled once is submitted again; cancelled each time it fails with the reason.
    @Test(arguments: [1, 3]) func cancelled(_ times: Int) throws {
        let shop = try Workshop()
        try slow(shop, seconds: times == 1 ? 2 : 60)
        var command = try command(shop, "1.csv")
        let text = script(shop, "1.csv").replacingOccurrences(of: "0.01, 0.04", with: "0.01, 0.01")
        try AtomicFile.write(text, to: shop.path + "/sweep.lua")
        command.arguments[command.arguments.count - 1] = shop.path + "/sweep.lua"
        let host = try ServiceProcess(command)
        for n in 1...times {
            for _ in 0..<300 where shop.lines("begun").count < n { usleep(100_000) }
            // The array bears the name of its folder in the spool.
            let chunks = try FileManager.default.contentsOfDirectory(atPath: shop.path + "/store.spool/chunks")
            for chunk in chunks { _ = try Command("scancel", ["--name=\(chunk)"], timeout: 30).run() }
        }
        var said = ""
        loop: while true {
            switch host.receive(seconds: 60) {
            case .line(let line): said += line
            case .ended: break loop
            case .nothing:
                Issue.record("the host does not end")
                break loop
            }
        }
        #expect(
            said
                == (times == 1
                    ? "1\t0\tnil"
                    : "0\t1\tthe job's task on the cluster was cancelled (3 tries); run again"))
    }
}
