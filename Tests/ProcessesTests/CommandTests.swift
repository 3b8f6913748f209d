import Basics
import Dispatch
import Glibc
import Processes
import Synchronization
import Testing

@Suite struct CommandTests {
    private func shell(_ script: String, timeout: Double? = nil) -> Command {
        Command("/bin/sh", ["-c", script], timeout: timeout)
    }

    private func isAlive(_ process: pid_t) -> Bool {
        // A killed orphan that nobody has waited for yet still answers to signal 0.
        guard kill(process, 0) == 0 else { return false }
        let line = (try? FileBytes.read("/proc/\(process)/stat")).map { String(decoding: $0, as: UTF8.self) } ?? ") Z"
        return line.split(separator: ")").last?.split(separator: " ").first != "Z"
    }

    private func diesSoon(_ process: pid_t) -> Bool {
        for _ in 0..<200 {
            if !isAlive(process) { return true }
            usleep(10_000)
        }
        return false
    }

    @Test func exitStatusAndOutputs() throws {
        let outcome = try shell("echo out; echo err >&2; exit 3").run()
        #expect(outcome.end == .exited(3))
        #expect(outcome.outputText == "out\n" && outcome.errorText == "err\n")
        #expect(outcome.reason == "exit status 3" && !outcome.succeeded)
        #expect(try shell("true").run().succeeded)
    }

    @Test func signals() throws {
        let outcome = try shell("kill -9 $$").run()
        #expect(outcome.end == .signalled(9))
        #expect(outcome.reason == "killed by signal 9 (Killed)")
    }

    @Test func directoryAndEnvironmentAreTheChildsOnly() throws {
        var command = shell("pwd; echo $SPAR_A; echo ${HOME-none}")
        command.directory = "/usr/bin"
        command.environment = ["SPAR_A": "é x", "HOME": nil as String?]
        #expect(try command.run().outputText == "/usr/bin\né x\nnone\n")
        #expect(getenv("SPAR_A") == nil)
    }

    @Test func bigInputAndOutputDoNotDeadlock() throws {
        var command = Command("cat")
        command.input = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0) }
        #expect(try command.run().output == command.input)
        command.outputLimit = 1000
        let cut = try command.run()
        #expect(cut.output.count == 1000 && cut.dropped == 2_999_000 && cut.succeeded)
    }

    @Test func childThatDoesNotReadItsInput() throws {
        var command = shell("exit 0")
        command.input = [UInt8](repeating: 0, count: 1_000_000)
        #expect(try command.run().succeeded)
    }

    @Test func timeoutEndsGrandchildren() throws {
        let outcome = try shell("sleep 1000 & echo $!; wait", timeout: 0.3).run()
        #expect(outcome.end == .timedOut && outcome.reason == "stopped at its time limit")
        let grandchild = try #require(pid_t(outcome.outputText.dropLast()))
        #expect(diesSoon(grandchild))
    }

    @Test func timeoutEndsWhoIgnoresSIGTERM() throws {
        var command = shell("trap '' TERM; sleep 1000 & echo $!; wait; wait; sleep 1000", timeout: 0.3)
        command.grace = 0.2
        let outcome = try command.run()
        #expect(outcome.end == .timedOut)
        #expect(diesSoon(try #require(pid_t(outcome.outputText.dropLast()))))
    }

    @Test(.enabled(if: Command.find("setsid") != nil)) func timeoutEndsEscapees() throws {
        var command = shell("setsid sh -c 'echo $$; exec sleep 1000' & wait", timeout: 0.5)
        command.grace = 0.2
        let outcome = try command.run()
        #expect(diesSoon(try #require(pid_t(outcome.outputText.dropLast()))))
    }

    @Test func backgroundChildDoesNotHoldUsAndEndsWithItsLeader() throws {
        let outcome = try shell("sleep 1000 & echo $!").run()
        #expect(outcome.succeeded)
        #expect(diesSoon(try #require(pid_t(outcome.outputText.dropLast()))))
    }

    @Test func outputStreamsAndCancels() throws {
        var seen: [UInt8] = []
        let outcome = try shell("echo ready; sleep 1000").run(
            onOutput: { _, bytes in seen += bytes }, isCancelled: { seen == Array("ready\n".utf8) })
        #expect(outcome.end == .cancelled && outcome.outputText == "ready\n")
    }

    @Test func manyAtOnce() throws {
        let sum = Mutex(0), done = DispatchSemaphore(value: 0)
        for i in 0..<40 {
            try startThread {
                let text = try? shell("sleep 0.05; echo \(i)").run().outputText
                sum.withLock { $0 += text.flatMap { Int($0.dropLast()) } ?? 0 }
                done.signal()
            }
        }
        for _ in 0..<40 { done.wait() }
        #expect(sum.withLock { $0 } == 780)
    }

    @Test func sentences() {
        let cases = [
            (Command("no-such-program-here"), "cannot run no-such-program-here: it is not on PATH"),
            (Command("/no/program"), "cannot run /no/program: there is no such program"),
            (Command("/bin/sh", directory: "/no/folder"), "cannot run /bin/sh in /no/folder: there is no such folder"),
        ]
        for (command, sentence) in cases {
            #expect(throws: SparError(sentence)) { try command.run() }
        }
    }
}
