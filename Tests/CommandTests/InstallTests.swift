// scripts/install.sh: what it puts where, and the program started from there in a folder of its own.

import Basics
import Foundation
import Processes
import Testing

@Suite(.enabled(if: program != nil, "the program spar is not built"), .serialized)
final class InstallTests {
    private let folder = NSTemporaryDirectory() + "spar-install-" + UUID().uuidString
    private var prefix: String { folder + "/prefix" }

    init() throws {
        try FileManager.default.createDirectory(atPath: folder + "/empty", withIntermediateDirectories: true)
        var install = Command(repository + "/scripts/install.sh", ["--prefix", prefix], timeout: 60)
        install.environment = ["SPAR_PROGRAM": try #require(program)]
        let outcome = try install.run()
        #expect(outcome.end == .exited(0), "\(outcome.errorText)")
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    private func spar(_ arguments: String...) throws -> Outcome {
        var command = Command(prefix + "/bin/spar", arguments, directory: folder + "/empty", timeout: 300)
        command.environment = bareMachine
        return try command.run()
    }

    private func text(_ name: String) throws -> String {
        try String(contentsOfFile: prefix + "/share/" + name, encoding: .utf8)
    }

    /// Scripts, tutorials and the model are found from a folder that has nothing, and write there.
    @Test func theProgramWorksInAnyFolder() throws {
        #expect(try spar("--version").outputText == SparVersion.text + "\n")
        for script in ["scripts/nio_strain.lua", "examples/first_steps.lua", "examples/cifs_to_forest.lua"] {
            let outcome = try spar("run", script)
            #expect(outcome.end == .exited(0), "\(script): \(outcome.errorText)")
        }
        let written = try FileManager.default.contentsOfDirectory(atPath: folder + "/empty/out")
        #expect(written.contains("nio_strain.csv"), "\(written)")
        let prediction = try spar("predict", "examples/structures/V2O5.cif")
        #expect(prediction.outputText.hasPrefix("examples/structures/V2O5.cif  V in V2O5: SAMS 0."), "\(prediction)")
        // A pattern gives the names that it has in the repository, so that tables of them are the same.
        let listed = folder + "/empty/list.lua"
        try "print(table.concat(spar.files('examples/structures/N*.cif'), ' '))".write(
            toFile: listed, atomically: true, encoding: .utf8)
        #expect(try spar("run", listed).outputText.contains("examples/structures/NiO.cif"))
        #expect(try !spar("run", listed).outputText.contains(prefix))
        // What a person has under the same name comes first.
        try FileManager.default.createDirectory(atPath: folder + "/empty/scripts", withIntermediateDirectories: true)
        try "print('mine')".write(
            toFile: folder + "/empty/scripts/nio_strain.lua", atomically: true, encoding: .utf8)
        #expect(try spar("run", "scripts/nio_strain.lua").outputText == "mine\n")
    }

    @Test func manualPagesAndCompletions() throws {
        let page = try text("man/man1/spar-run.1")
        #expect(
            page.hasPrefix(
                ".TH SPAR-RUN 1 \"\" \"Spar \(SparVersion.text)\"\n.SH NAME\nspar\\-run \\- Run a Lua script."))
        #expect(page.contains("\\fB\\-\\-time\\-limit\\fR \\fItime\\-limit\\fR\nSeconds after which"))
        let pages = try FileManager.default.contentsOfDirectory(atPath: prefix + "/share/man/man1")
        #expect(pages.contains("spar.1") && pages.contains("spar-store-verify.1") && !pages.contains("spar-worker.1"))
        #expect(try text("zsh/site-functions/_spar").hasPrefix("#compdef spar"))
        #expect(try text("fish/vendor_completions.d/spar.fish").contains("-c 'spar'"))

        // As bash calls it when Tab is pressed.
        let completion = """
            source '\(prefix)/share/bash-completion/completions/spar'
            cd '\(prefix)/share/spar'
            complete_words() {
              COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_LINE="$*"
              COMP_POINT=${#COMP_LINE} COMP_TYPE=9 COMP_KEY=9 COMPREPLY=()
              $(complete -p spar | grep -o -- '-F [^ ]*' | cut -c4-) spar "${COMP_WORDS[COMP_CWORD]}" ""
              printf '%s\\n' "${COMPREPLY[@]}"
            }
            complete_words spar wat
            complete_words spar run scripts/nio_stra
            complete_words spar predict examples/structures/V2O
            """
        let outcome = try Command("/bin/bash", ["-c", completion], timeout: 30).run()
        let words = outcome.outputText.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
        #expect(
            words == ["watch", "scripts/nio_strain.lua", "examples/structures/V2O5.cif"],
            "\(words) \(outcome.errorText)")
    }
}
