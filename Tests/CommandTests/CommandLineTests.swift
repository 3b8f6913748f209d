// The program as a person starts it: exit statuses, options, the scripts of the repository.

import Basics
import Foundation
import Processes
import Testing

@Suite(.enabled(if: program != nil, "the program spar is not built")) struct CommandLineTests {
    private func spar(_ arguments: String..., script: String? = nil, directory: String = repository) throws -> Outcome {
        var command = Command(try #require(program), arguments, directory: directory, timeout: 120)
        command.environment = bareMachine
        if let script { command.input = Array(script.utf8) }
        return try command.run()
    }

    @Test(
        arguments: [
            ("print('x')", [], 0), ("error('x')", [], 1), ("local x = = 1", [], 1),
            ("while true do end", ["--time-limit", "0.3"], 124),
            ("local t = {} while true do t[#t + 1] = ('x'):rep(1e5) end", ["--memory-limit", "64M"], 125),
            ("string.find(('a'):rep(40), ('a*'):rep(20) .. 'b')", ["--time-limit", "0.3"], 124),
            ("sweep(range(1, 3), function(x) error('no') end, { on_error = 'skip' })", [], 3),
            ("print(1)", ["--time-limit", "-1"], 2), ("print(1)", ["--no-such-option"], 2),
            ("print(1)", ["--memory-limit", "lots"], 2),
        ] as [(String, [String], Int32)])
    func exitStatus(script: String, options: [String], expected: Int32) throws {
        var command = Command(try #require(program), ["run"] + options + ["-"], timeout: 60)
        command.input = Array(script.utf8)
        let outcome = try command.run()
        #expect(outcome.end == .exited(expected), "\(outcome.outputText) \(outcome.errorText)")
    }

    @Test func interruptEndsWith130() throws {
        var command = Command(
            "/bin/bash",
            [
                "-c", "exec 3<&0; \"$0\" run - <&3 & child=$!; sleep 1; kill -INT $child; wait $child",
                try #require(program),
            ], timeout: 60)
        command.input = Array("while true do pcall(function() while true do end end) end".utf8)
        let outcome = try command.run()
        #expect(outcome.end == .exited(130), "\(outcome.errorText)")
    }

    @Test func errorsGoToStandardErrorWithTheLine() throws {
        let outcome = try spar("run", "-", script: "print('before')\nlocal s = structure.read('none.cif')\n")
        #expect(outcome.outputText == "before\n")
        #expect(outcome.errorText.hasPrefix("stdin:2: cannot read none.cif: there is no such file\n"))
        #expect(outcome.errorText.contains("   2 | local s = structure.read('none.cif')"))
    }

    @Test func argumentsReachTheScript() throws {
        let outcome = try spar("run", "-", "a", "--", "-b", script: "print(arg[1], arg[2], #arg, ...)")
        #expect(outcome.outputText == "a\t-b\t2\ta\t-b\n")
    }

    @Test func seedsDecideRandomNumbers() throws {
        let script = "print(math.random(1000000), spar.seed)"
        let first = try spar("run", "--seed", "5", "-", script: script).outputText
        #expect(try spar("run", "--seed", "5", "-", script: script).outputText == first)
        #expect(try spar("run", "-", script: script).outputText != first)
    }

    @Test func helpAndDoctorAnswer() throws {
        #expect(try spar("help", "structure.read").outputText.hasPrefix("structure.read(path"))
        #expect(try spar("help", "structure:strain").outputText.contains("  example\n    s = nio:strain{ c = 0.05 }"))
        #expect(
            try spar("help", "run").outputText.contains("USAGE: spar run")
                && spar("help", "store", "verify").outputText.contains("spar store verify"))
        #expect(
            try spar("help", "table").outputText.contains("A table of data")
                && spar("help", "table").outputText.contains("Lua's own library"))
        #expect(try spar("help", "strian").errorText == "spar: there is no help on 'strian'; did you mean 'strain'?\n")
        #expect(try spar("--version").outputText == "0.1.0\n")
        #expect(try spar("doctor").outputText.contains("gnuplot"))
    }

    @Test(arguments: ["nio_strain", "cr2o3_strain", "square_planar_alpha", "exponent_scan", "features"])
    func scriptsOfTheRepositoryRun(name: String) throws {
        let out = NSTemporaryDirectory() + "spar-scripts-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: out) }
        let outcome = try spar("run", "--out", out, "scripts/\(name).lua")
        #expect(outcome.end == .exited(0), "\(outcome.errorText)")
        let files = try FileManager.default.contentsOfDirectory(atPath: out).sorted()
        #expect(files == ["\(name).csv", "\(name).svg"])
    }

    /// The same output under a decimal comma, where the machine has such a locale.
    @Test func aDecimalCommaChangesNothing() throws {
        let out = NSTemporaryDirectory() + "spar-locale-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: out) }
        var texts: [Data] = []
        for locale in ["C", "de_DE.UTF-8"] {
            var command = Command(
                try #require(program), ["run", "--out", out + locale, "scripts/nio_strain.lua"],
                directory: repository, timeout: 60)
            command.environment = bareMachine
            command.environment["LC_ALL"] = locale
            #expect(try command.run().end == .exited(0))
            for file in ["nio_strain.csv", "nio_strain.svg"] {
                texts.append(try Data(contentsOf: URL(fileURLWithPath: out + locale + "/" + file)))
            }
            try? FileManager.default.removeItem(atPath: out + locale)
        }
        #expect(texts[0] == texts[2])
        #expect(texts[1] == texts[3])
    }
}
