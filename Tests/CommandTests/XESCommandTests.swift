// Spectra from the command line, by the stub FEFF of FEFFTests: workers, the store, failures, replay, a dry run.

import Basics
import Foundation
import Processes
import Testing

@Suite(.enabled(if: program != nil, "the program spar is not built")) struct XESCommandTests {
    @Test func aSweepIsComputedOnceAndReplayed() throws {
        let shop = try Workshop()
        let first = try shop.run(sweep("1.csv"))
        #expect(first.outputText == "5\t0\t0\n", "\(first.errorText)")
        let second = try shop.run(sweep("2.csv"))
        #expect(second.outputText == "5\t5\t0\n", "\(second.errorText)")
        #expect(try shop.bytes("1.csv") == shop.bytes("2.csv"))
        let check = try shop.store("verify")
        #expect(
            check.outputText == "5 results, 0 failures, 5 plans, 1 cached values, 0 damaged\n", "\(check.errorText)")

        // Without FEFF the same bytes come from the store, and a sentence says so.
        let replay = try shop.run(sweep("3.csv"), feff: false)
        #expect(replay.outputText == "5\t5\t0\n")
        #expect(
            replay.errorText.hasPrefix(
                "note: replayed from the store \(shop.path)/store.sqlite, not computed here: FEFF 10.0.0 build "))
        #expect(replay.errorText.hasSuffix(" computed this\n"))
        #expect(try shop.bytes("1.csv") == shop.bytes("3.csv"))
    }

    @Test func aColleagueReplaysAnExport() throws {
        let shop = try Workshop(), colleague = try Workshop()
        _ = try shop.run(sweep("1.csv"))
        #expect(
            try shop.store("export", shop.path + "/study.sqlite").outputText
                == "written: \(shop.path)/study.sqlite, 5 results\n")
        let taken = try colleague.store("import", shop.path + "/study.sqlite")
        #expect(
            taken.outputText == "5 results added, 0 known already, 5 plans, 0 cached values\n", "\(taken.errorText)")
        #expect(try colleague.run(sweep("1.csv"), feff: false).outputText == "5\t5\t0\n")
        #expect(try shop.bytes("1.csv") == colleague.bytes("1.csv"))
    }

    /// With --replay nothing is computed although there is a FEFF, of another build than the one that gave the results.
    @Test func aReplayTakesAnyBuild() throws {
        let shop = try Workshop()
        _ = try shop.run(sweep("1.csv"))
        try AtomicFile.write(
            String(contentsOfFile: shop.path + "/feff/rdinp", encoding: .utf8) + "\n", to: shop.path + "/feff/rdinp")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: shop.path + "/feff/rdinp")
        let dry = try shop.run(sweep("2.csv"), "--dry-run")
        #expect(dry.outputText.hasPrefix("dry run: the first wave asks for 5 jobs, 0 in the store"))
        #expect(dry.errorText.hasPrefix("note: the store holds 5 results of FEFF 10.0.0 build "))
        #expect(dry.errorText.hasSuffix(", which computes anew. --replay takes what the store has instead\n"))
        let replay = try shop.run(sweep("2.csv"), "--replay")
        #expect(replay.outputText == "5\t5\t0\n", "\(replay.errorText)")
        #expect(try shop.bytes("1.csv") == shop.bytes("2.csv"))
        let missing = try shop.run(options + "xes(nio:strain{ c = 0.2 }, options)", "--replay")
        #expect(
            missing.errorText.contains(
                "with --replay nothing is computed; the store \(shop.path)/store.sqlite has no result of "
                    + "this job"), "\(missing.errorText)")
    }

    @Test func aFailedJobIsAnObject() throws {
        let shop = try Workshop(play: "pot unconverged")
        let outcome = try shop.run(
            options + """
                local ok, e = pcall(xes, nio, options)
                print(ok, e.status, #e.key, e.message == tostring(e), e.log ~= "")
                local rows = sweep({ 1, 2 }, function(i)
                  local ok, e = pcall(xes, nio:strain{ c = i / 100 }, options)
                  return { status = e.status }
                end)
                print(rows[1].status, rows[2].status)
                local kept = sweep({ 0, 1 }, function(i) return { sams = xes(nio:strain{ c = i / 100 }, options):sams() } end,
                                   { on_error = "skip" })
                print(#kept, #kept.failures, kept.failures[1].status)
                """)
        #expect(
            outcome.outputText == "false\tunconverged\t64\ttrue\ttrue\nunconverged\tunconverged\n0\t2\tunconverged\n",
            "\(outcome.errorText)")
        #expect(outcome.end == .exited(3))

        // Uncaught, the sentence and the line.
        let uncaught = try shop.run(options + "xes(nio, options)")
        #expect(uncaught.end == .exited(1))
        #expect(uncaught.errorText.hasPrefix("FEFF's self-consistency ran out of iterations"), "\(uncaught.errorText)")
        #expect(uncaught.errorText.contains("at stdin:3\n"))
    }

    /// Inside a comparison of table.sort nothing can be suspended: the call waits in place.
    @Test func waitsInPlaceWhereItMust() throws {
        let shop = try Workshop()
        let outcome = try shop.run(
            options + """
                local asked = 0
                local rows = sweep({ 1, 2 }, function(i)
                  local list = { 3 * i, 2 * i, i }
                  table.sort(list, function(a, b)
                    asked = asked + #xes(nio:strain{ c = a / 100 }, options).sites
                    return a < b
                  end)
                  return { first = list[1] }
                end)
                local co = coroutine.wrap(function() return xes(nio:strain{ c = 0.01 }, options):sams() end)
                print(rows[1].first, rows[2].first, asked > 0, co() > 0)
                """)
        #expect(outcome.outputText == "1\t2\ttrue\ttrue\n", "\(outcome.errorText)")
    }

    @Test func aDryRunComputesNothing() throws {
        let shop = try Workshop()
        let outcome = try shop.run(sweep("1.csv"), "--dry-run")
        #expect(
            outcome.outputText
                == "dry run: the first wave asks for 5 jobs, 0 in the store; 5 to compute, about 8.3 min of one core "
                + "(5 of a kind not in the store, taken as 100 s each); no file was written\n")
        #expect(outcome.end == .exited(0))
        #expect(!FileManager.default.fileExists(atPath: shop.path + "/store.sqlite"))
    }

    @Test func aDryRunWritesNoFiles() throws {
        let shop = try Workshop()
        let outcome = try shop.run(
            """
            data.new{ { a = 1 } }:save(here .. "/saved.csv")
            local f = io.open(here .. "/opened.txt", "w") f:write("x") f:close()
            """, "--dry-run")
        #expect(outcome.end == .exited(0), "\(outcome.errorText)")
        for name in ["saved.csv", "opened.txt"] {
            #expect(!FileManager.default.fileExists(atPath: shop.path + "/" + name))
        }
    }

    @Test func interruptedRunsKeepWhatIsFinished() throws {
        // The module fms of the third job on hangs: its word is changed once two results are there.
        let shop = try Workshop()
        _ = try shop.run(options + "xes(nio, options)")
        try AtomicFile.write("fms hang\n", to: shop.path + "/feff/play")
        var command = Command(
            "/bin/bash",
            [
                "-c", "exec 3<&0; \"$0\" \"$@\" - <&3 & child=$!; sleep 3; kill -INT $child; wait $child",
                try #require(program), "run", "--engine", "feff", "--store", shop.path + "/store.sqlite", "--feff",
                shop.path + "/feff", "--jobs", "2",
            ], directory: repository, timeout: 60)
        command.input = Array("local here = '\(shop.path)'\n\(sweep("1.csv"))".utf8)
        #expect(try command.run().end == .exited(130))
        #expect(try shop.store("verify").outputText.hasPrefix("1 results, 0 failures"))
        try AtomicFile.write("\n", to: shop.path + "/feff/play")
        #expect(try shop.run(sweep("1.csv")).outputText == "5\t1\t0\n")
    }

    @Test(arguments: [
        (
            ["run", "--partition", "x", "-"],
            "Error: --partition is a cluster's: add --executor slurm or --executor pbs"
        ),
        (["run", "--jobs", "0", "-"], "Error: --jobs takes a whole number of at least 1, got 0"),
        (
            ["store", "ls", "--store", "/none/store.sqlite"],
            "spar: there is no store /none/store.sqlite; name another with --store or SPAR_STORE"
        ),
        (
            ["worker", "--spool", "/tmp"],
            "spar: spar worker is started by spar itself: it needs --spool and either --parent or --chunk"
        ),
    ])
    func wrongUsage(arguments: [String], expected: String) throws {
        let outcome = try Command(try #require(program), arguments, timeout: 30).run()
        #expect(outcome.errorText.hasPrefix(expected), "\(outcome.errorText)")
        #expect(outcome.end == .exited(2))
    }
}
