// What is done to the program from outside: full disks, closed pipes, no threads, limits of memory, links, missing
// variables.

import Basics
import Foundation
import Processes
import Testing

@Suite(.enabled(if: program != nil, "the program spar is not built")) struct HarmTests {
    /// Runs a line of shell in a folder of its own; `$spar` is the program.
    private func shell(_ line: String, files: [String: String] = [:], environment: [String: String?] = [:]) throws
        -> Outcome
    {
        let folder = NSTemporaryDirectory() + "spar-harm-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for (name, text) in files { try AtomicFile.write(text, to: folder + "/" + name) }
        var command = Command("/bin/bash", ["-c", line], directory: folder, timeout: 90)
        command.environment = bareMachine.merging(environment) { $1 }
        command.environment["spar"] = try #require(program)
        return try command.run()
    }

    private static let many = [
        "many.lua": "for i = 1, 3000 do print('line ' .. i .. ' of a long output that does not fit') end",
        "one.lua": "print(1)",
    ]

    @Test(arguments: [
        ("\"$spar\" run many.lua > /dev/full; echo $? >&2", "No space left on device"),
        ("\"$spar\" run one.lua > /dev/full; echo $? >&2", "No space left on device"),
        ("\"$spar\" help structure > /dev/full; echo $? >&2", "No space left on device"),
        ("\"$spar\" help --reference > /dev/full; echo $? >&2", "No space left on device"),
        ("\"$spar\" --help > /dev/full; echo $? >&2", "No space left on device"),
        ("\"$spar\" doctor > /dev/full; echo $? >&2", "No space left on device"),
        ("\"$spar\" run --report r.html many.lua > /dev/full; echo $? >&2", "No space left on device"),
        ("echo 'print(1)' | \"$spar\" repl > /dev/full; echo $? >&2", "No space left on device"),
        ("(\"$spar\" run many.lua; echo $? >&2) | true", "Broken pipe"),
        ("\"$spar\" run one.lua >&-; echo $? >&2", "Bad file descriptor"),
    ])
    func whatCannotBePrintedIsSaid(line: String, reason: String) throws {
        let said = try shell(line, files: Self.many).errorText
        #expect(said.contains("standard output c") && said.contains(reason) && said.hasSuffix("\n1\n"), "\(said)")
    }

    /// With standard output closed, what is printed must not land in the file that is opened next.
    @Test func aClosedOutputIsNobodyElses() throws {
        let script = "local f = io.open('f', 'w') print('stray') f:write('mine') f:close()"
        #expect(try shell("\"$spar\" run s.lua >&- 2>/dev/null; cat f", files: ["s.lua": script]).outputText == "mine")
    }

    @Test(
        arguments: [
            ("os.exit(7)", 7), ("os.exit(true)", 0), ("os.exit(false)", 1), ("print('x') os.exit()", 0),
            ("pcall(os.exit, 3)", 3),
            ("sweep(range(1, 3), function() os.exit(9) end)", 9), ("-- %%\nos.exit(4)\n-- %%\nprint('never')", 4),
        ] as [(String, Int)])
    func exitStatusOfAScript(script: String, status: Int) throws {
        let outcome = try shell("\"$spar\" run s.lua; echo $?", files: ["s.lua": script])
        #expect(
            outcome.outputText.hasSuffix("\(status)\n") && outcome.errorText.isEmpty,
            "\(outcome.outputText) \(outcome.errorText)")
    }

    /// Memory that no object holds, made by counts alone: the limit holds, and the machine is not asked for it.
    @Test(arguments: [
        "print(#grid{ a = range(1, 3000), b = range(1, 3000) })",
        "local t = {} for i = 1, 8000 do t[i] = { 'Ni', 0, 0, 0 } end print(pcall(structure.new, { lattice = { a = 4, "
            + "b = 4, c = 4 }, sites = t }))",
        "local d = data.new{ columns = { x = range(1, 1000), SAMS = range(1, 1000) } } local m = forest.fit(d, { "
            + "target = 'SAMS', "
            + "features = { 'x' }, n_estimators = 10 }) print(pcall(m.permutation_importance, m, d, { repeats = "
            + "100000 }))",
        "local x = range(1, 1e6) local sp = spectra.new{ energy = x, x = x, y = x, z = x } print(pcall(sp.broaden, "
            + "sp, { gaussian = 10 }))",
        "local x = range(1, 40000) local sp = spectra.new{ energy = x, x = x, y = x, z = x } print(#sp:broaden{ "
            + "gaussian = 0.5 }.x)",
        "print(#json.decode('[' .. ('[1],'):rep(5e6) .. '1]'))",
        "local t = {} for i = 1, 40 do t[i] = range(1, 1e6) end print(#t)",
    ])
    func theMemoryLimitHolds(script: String) throws {
        let line = "\"$spar\" run --memory-limit 200M --time-limit 20 s.lua & wait $!; echo $?; "
        let outcome = try shell("ulimit -v 6000000; " + line, files: ["s.lua": script])
        let status = outcome.outputText.split(separator: "\n").last.map(String.init) ?? ""
        #expect(["0", "124", "125"].contains(status), "\(outcome.outputText) \(outcome.errorText)")
    }

    @Test func oneLetterNames() throws {
        let outcome = try shell(
            "\"$spar\" run s.lua; \"$spar\" run --feff x --engine feff t.lua; timeout 3 \"$spar\" watch x",
            files: [
                "x": "print('watched')", "s.lua": "print(pcall(feff.read, 'x'))",
                "t.lua": "print(pcall(feff.version)) print(pcall(forest.load, 'x'), pcall(data.read, 'x'))",
            ])
        #expect(
            outcome.outputText.contains("x holds no xmu.dat") && outcome.outputText.contains("watched"),
            "\(outcome.outputText)")
        #expect(!outcome.errorText.contains("Fatal"), "\(outcome.errorText)")
    }

    @Test func aLinkedScriptFindsItsNeighbours() throws {
        let line =
            "mkdir real; mv s.lua m.lua real; ln -s real/s.lua l.lua; \"$spar\" run l.lua; mkdir other; ln -s "
            + "../real/s.lua other/s.lua; echo 'return \"near\"' > other/m.lua; \"$spar\" run other/s.lua"
        let outcome = try shell(
            line, files: ["s.lua": "print(require 'm', require('string') == string)", "m.lua": "return 'found'"])
        #expect(outcome.outputText == "found\ttrue\nnear\ttrue\n", "\(outcome.errorText)")
    }

    @Test func withoutHomeNothingLandsHere() throws {
        let script = "print(pcall(spar.cached, 'a', 1, function() return 2 end))"
        let line = "unset HOME XDG_DATA_HOME SPAR_STORE; \"$spar\" doctor | grep ^store; ls -A"
        let outcome = try shell(line, files: ["s.lua": script])
        #expect(
            !outcome.outputText.contains("./.local") && outcome.outputText.hasSuffix("\ns.lua\n"),
            "\(outcome.outputText)")
    }

    /// Where no thread can be made the worker ends with its reason, and the host with it.
    @Test func aWorkerWithoutThreadsEnds() throws {
        // The worker alone, as its host starts it; an address space that has no room for another stack.
        let line =
            "mkdir spool; for kb in 400000 500000 600000; do (ulimit -v $kb; ulimit -s 1000000; timeout -s KILL 20 "
            + "\"$spar\" worker --spool spool --parent $$ < /dev/null; echo $?); done"
        let outcome = try shell(line)
        #expect(!outcome.outputText.contains("137"), "\(outcome.outputText) \(outcome.errorText)")
    }
}
