// The notebook's commands as a person starts them: reports, watching, typing, the kernel with Jupyter's own clients.

import Basics
import Foundation
import Processes
import Testing

@Suite(.enabled(if: program != nil, "the program spar is not built")) struct NotebookCommandTests {
    private func spar(_ arguments: String..., input: String? = nil, directory: String = repository) throws -> Outcome {
        var command = Command(try #require(program), arguments, directory: directory, timeout: 300)
        command.environment = bareMachine
        if let input { command.input = Array(input.utf8) }
        return try command.run()
    }

    private func folder() throws -> String {
        let path = NSTemporaryDirectory() + "spar-notebook-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }

    @Test func cellsOfAScriptRunOneByOne() throws {
        let outcome = try spar(
            "run", "-", input: "-- %%\nlocal a = 2\n-- %% [markdown]\n-- prose\n-- %%\na * 21\n-- %%\nlocal b = = 1\n")
        #expect(outcome.outputText == "42\n")
        #expect(outcome.errorText == "stdin:8: unexpected symbol near '='\n   8 | local b = = 1\n")
        #expect(outcome.end == .exited(1))
    }

    @Test(arguments: ["first_steps", "strain_sweep", "cifs_to_forest"]) func tutorialsGiveReports(name: String) throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let report = folder + "/r.html"
        let outcome = try spar("run", "--out", folder, "--report", report, "examples/\(name).lua")
        #expect(outcome.end == .exited(0), "\(outcome.errorText)")
        let page = try String(contentsOfFile: report, encoding: .utf8)
        #expect(!page.contains("class=\"error\"") && page.contains("How this report was made") && page.contains("<svg"))
    }

    @Test func aReportThatCannotBeWrittenIsRefusedBeforeTheRun() throws {
        let outcome = try spar("run", "--report", "/nonexistent/r.html", "-", input: "print('ran')")
        #expect(outcome.outputText == "")
        #expect(
            outcome.errorText
                == "spar: the report /nonexistent/r.html cannot be written: there is no folder /nonexistent; make it "
                + "first\n"
        )
        #expect(outcome.end == .exited(2))
    }

    @Test func aFailedScriptStillGivesItsReport() throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let outcome = try spar("run", "--report", folder + "/r.html", "-", input: "print('before')\nerror('no')")
        #expect(outcome.end == .exited(1) && outcome.errorText.hasPrefix("stdin:2: no"))
        #expect(try String(contentsOfFile: folder + "/r.html", encoding: .utf8).contains("before"))
    }

    @Test func theREPLReadsAPipe() throws {
        let outcome = try spar(
            "repl", input: "local x = 3\nx * 2\nfor i = 1, 2 do\n  print(i)\nend\nx.y.z\nx = x + 1 x\n")
        #expect(outcome.outputText == "6\n1\n2\n4\n")
        #expect(outcome.errorText.hasPrefix("stdin:6: attempt to index a number value"))
        #expect(outcome.end == .exited(1))
    }

    /// A terminal by script(1): completion, several lines, an interrupt that keeps the session, history.
    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/script"), "script is not installed"))
    func theREPLOnATerminal() throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let typing = """
            { sleep 1; printf 'local x = 20\\n'; printf 'for i = 1, 2 do\\n'; printf 'x = x + i\\n'; printf 'end\\n'; printf 'x\\n'; sleep 0.3;
              printf 'struct\\t.rea\\t\\n'; sleep 0.3; printf 'while true do end\\n'; sleep 0.7; printf '\\003'; sleep 0.7;
              printf 'x + 1000\\n'; sleep 0.3; printf 'half a li'; sleep 0.2; printf '\\003'; sleep 0.2; printf '"Å"\\n'; sleep 0.3; printf '\\004'; sleep 0.3; } \\
              | HOME=\(folder) TERM=xterm script -qec '\(try #require(program)) repl' /dev/null
            """
        let outcome = try Command("/bin/bash", ["-c", typing], timeout: 60).run()
        let text = outcome.outputText
        #expect(text.contains("23"), "\(text)")
        #expect(text.contains("interrupted; the session goes on"), "\(text)")
        #expect(text.contains("1023"), "\(text)")
        // Ctrl-C gave up the half line: what follows is a cell of its own.
        #expect(text.contains("^C") && !text.contains("near 'a'"), "\(text)")
        let history = try String(contentsOfFile: folder + "/.local/state/spar/history", encoding: .utf8)
        #expect(history.contains("while"))
    }

    @Test func watchingShowsWhatChanged() throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let watching = """
            cd \(folder); printf -- '-- %%%%\\nprint("same")\\n-- %%%%\\nprint("old")\\n' > w.lua
            '\(try #require(program))' watch w.lua --report w.html > out 2> err & child=$!
            for i in $(seq 200); do grep -q waiting err && break; sleep 0.05; done
            printf -- '-- %%%%\\nprint("same")\\n-- %%%%\\nprint("new")\\n' > w2.tmp; mv w2.tmp w.lua
            for i in $(seq 200); do grep -q new out && break; sleep 0.05; done
            address=$(grep -o 'http[^ ]*' err)
            exec 3<>/dev/tcp/127.0.0.1/$(echo $address | grep -o '[0-9]*/$' | tr -d /)
            printf 'GET / HTTP/1.1\\r\\nHost: 127.0.0.1:%s\\r\\n\\r\\n' $(echo $address | grep -o '[0-9]*/$' | tr -d /) >&3; cat <&3 > page
            kill -INT $child; wait $child; cat out
            """
        let outcome = try Command("/bin/bash", ["-c", watching], timeout: 60).run()
        #expect(outcome.outputText == "same\nold\n── line 4\nnew\n", "\(outcome.errorText)")
        let page = try String(contentsOfFile: folder + "/page", encoding: .utf8)
        #expect(page.hasPrefix("HTTP/1.1 200 OK") && page.contains("<script>") && page.contains("new"))
        #expect(!(try String(contentsOfFile: folder + "/w.html", encoding: .utf8)).contains("<script"))
    }

    @Test func aPortInUseIsASentence() throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        // A connection file whose five ports are one: the second socket finds it taken.
        let file = folder + "/c.json"
        try
            ("{\"transport\":\"tcp\",\"ip\":\"127.0.0.1\",\"key\":\"k\",\"signature_scheme\":\"hmac-sha256\",\"shell_port\":47123,"
            + "\"control_port\":47123,\"stdin_port\":47123,\"iopub_port\":47123,\"hb_port\":47123}").write(
                toFile: file, atomically: true, encoding: .utf8)
        let outcome = try spar("kernel", "run", file)
        #expect(
            outcome.errorText
                == "spar: the kernel cannot listen on tcp://127.0.0.1:47123 (control): it is in use by another "
                + "program\n"
        )
        #expect(outcome.end == .exited(2))
        #expect(try spar("kernel", "run", folder + "/none.json").errorText.hasPrefix("spar: cannot read"))
    }
}

/// Clients from PyPI in the environment that scripts/dev/jupyter.sh makes.
@Suite(
    .enabled(
        if: program != nil && jupyter != nil, "there is no .build/jupyter: scripts/dev/jupyter.sh could not make it"),
    .serialized)
struct JupyterTests {
    @Test(arguments: ["kernel_conformance.py", "notebooks.py"]) func clientsAgree(file: String) throws { try run(file) }

    /// What JupyterLab shows, in a browser.
    @Test(
        .enabled(
            if: chromium != nil, "there is no Chromium (Debian: apt install chromium), so JupyterLab was not looked at")
    )
    func jupyterLabShowsWhatIsMeant() throws { try run("lab.py") }

    private func run(_ file: String) throws {
        let python = try #require(jupyter)
        let folder = NSTemporaryDirectory() + "spar-jupyter-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let install = try Command(try #require(program), ["kernel", "install", "--prefix", folder], timeout: 60).run()
        #expect(install.end == .exited(0), "\(install.errorText)")
        var command = Command(python, ["Tests/JupyterTests/" + file], directory: repository, timeout: 600)
        command.environment = bareMachine
        command.environment["JUPYTER_PATH"] = folder + "/share/jupyter"
        command.environment["JUPYTER_RUNTIME_DIR"] = folder + "/runtime"
        command.environment["JUPYTER_CONFIG_DIR"] = folder + "/config"
        let outcome = try command.run()
        #expect(outcome.end == .exited(0), "\(outcome.errorText.suffix(4000))")
    }
}

let chromium: String? = ["chromium", "chromium-browser", "google-chrome"].lazy.compactMap { Command.find($0) }.first

/// The environment's Python; nil where there is none.
let jupyter: String? = {
    let path = repository + "/.build/jupyter/bin/python"
    return FileManager.default.isExecutableFile(atPath: path) ? path : nil
}()
