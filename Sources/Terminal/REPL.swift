// The REPL: a session on a terminal, or fed by a pipe.

import Notebook
import Basics
import CLuaShim
import Foundation
import LuaRuntime
import ScriptAPI

public final class REPL: @unchecked Sendable {
    private let host: ScriptHost
    private let lines: any LineSource
    private let isInteractive: Bool
    private let lock = NSLock()
    private var isRunning = false
    private var stopWanted = false
    /// How many cells have begun.
    private var cells = 0
    private var looksForMemory = 0
    private let stopper: Stopper
    private var session: Session?
    private let viewer = FigureViewer()
    /// What os.exit was given, where a cell called it.
    public private(set) var exitStatus: Int32?

    /// Makes the session; standard input decides whether a person types.
    public init(_ host: ScriptHost, environment: [String: String] = ProcessInfo.processInfo.environment) throws {
        self.host = host
        stopper = host.state.stopper
        isInteractive = isatty(0) == 1
        let session = try Session(host, rendering: RichOutput(figuresOnly: true), showsProgress: false) {
            [viewer] output in
            switch output {
            case .text(let text): RunContext.standardOutput(text)
            case .note(let text): REPL.complain(text)
            case .shown(let bundle), .value(let bundle): RunContext.standardOutput(viewer.text(of: bundle) + "\n")
            case .progress: break
            }
        }
        self.session = session
        if isInteractive {
            lines = EditedLines(historyFile: Self.historyFile(environment)) {
                session.assistant.completions($0, at: $1)
            }
        } else {
            lines = PipedLines()
        }
    }

    /// Runs cells until the input ends; whether every one of them went well.
    public func run() -> Bool {
        guard let session else { return false }
        var allWell = true, count = 0
        let memory = MemoryWatch(limit: host.settings.memoryLimit) { [weak self] in self?.stopForMemory() }
        defer { withExtendedLifetime(memory) {} }
        if isInteractive {
            print("Spar \(SparVersion.text), Lua 5.4. help explains, Tab completes, quit or Ctrl-D ends.")
        }
        var line = 1
        cells: while let text = nextCell(session) {
            let first = line
            line += text.utf8.count { $0 == 0x0a } + 1
            if text.allSatisfy(\.isWhitespace) { continue }
            if isInteractive, let word = Self.command(text) {
                if word == "help" { _ = session.run("help()", name: "help") } else { break cells }
                continue
            }
            count += 1
            lock.withLock { (isRunning, looksForMemory, cells) = (true, 0, count) }
            let end =
                isInteractive ? session.run(text, name: "line \(count)") : session.run(text, name: "stdin", line: first)
            lock.withLock { (isRunning, stopWanted) = (false, false) }
            spar_flush()
            ProgressDisplay.of(host.state).clear()
            switch end {
            case .finished: break
            case .failed(let failure):
                allWell = false
                Self.complain(failure.report + "\n")
            case .stopped(.exit):
                exitStatus = host.state.exitStatus
                break cells
            case .stopped(let reason):
                allWell = false
                Self.complain(reason.sentence + "; the session goes on\n")
            }
            session.recoverIfStopped()
        }
        if isInteractive { print("") }
        host.endRuns(cancelling: true)
        return allWell
    }

    /// The memory limit, at every look while the memory is above it: stops the cell that runs, and ends the process
    /// where it does not answer.
    private func stopForMemory() {
        lock.withLock {
            guard isRunning else { return }
            looksForMemory += 1
            stopper.stop(.memory)
            if looksForMemory > 50 {
                Self.complain("spar: stopped at the memory limit (the cell did not answer)\n")
                _exit(125)
            }
        }
    }

    /// What people type to leave, or for help, in other programs too.
    private static func command(_ text: String) -> String? {
        let word = text.filter { !$0.isWhitespace && $0 != ";" }
        return ["help": "help", "quit": "quit", "exit": "quit", "quit()": "quit", "exit()": "quit", ":q": "quit"][word]
    }

    /// Ctrl-C: stops the cell that runs, or gives up the line that is typed. False where a cell was asked before.
    public func interrupt() -> Bool {
        lock.withLock {
            guard isRunning else {
                (lines as? EditedLines)?.interrupts.fileHandleForWriting.write(Data([3]))
                return isInteractive
            }
            if stopWanted { return false }
            stopWanted = true
            stopper.stop(.interrupt)
            let asked = cells
            DispatchQueue.global().asyncAfter(deadline: .now() + Self.patience) { [weak self] in
                self?.sayOfSilence(asked)
            }
            return true
        }
    }

    /// Seconds after which a cell that was asked to stop is said not to answer.
    private static let patience = 2.0

    private func sayOfSilence(_ cell: Int) {
        let isSilent = lock.withLock { isRunning && stopWanted && cells == cell }
        guard isSilent else { return }
        Self.complain("the cell is in a call that cannot be stopped; Ctrl-C once more ends the session\n")
    }

    /// Lines until they make a whole cell; nil at the end of the input.
    private func nextCell(_ session: Session) -> String? {
        var typed: [String] = []
        while true {
            switch lines.read(prompt: typed.isEmpty ? "> " : ">> ") {
            case .end:
                if typed.isEmpty { return nil }
                lines.remember(typed)
                return typed.joined(separator: "\n")
            case .interrupted:
                typed = []
                print("^C")
            case .line(let line):
                typed.append(line)
                let text = typed.joined(separator: "\n")
                if session.scope.completeness(of: text) == .incomplete { continue }
                lines.remember(typed)
                return text
            }
        }
    }

    static func complain(_ text: String) {
        spar_flush()
        FileHandle.standardError.write(Data(text.utf8))
    }

    /// The user's state folder, made where it is not there; nil where it cannot be.
    private static func historyFile(_ environment: [String: String]) -> String? {
        func present(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        guard let base = present("XDG_STATE_HOME") ?? present("HOME").map({ $0 + "/.local/state" }) else { return nil }
        let folder = base + "/spar"
        guard (try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)) != nil
        else { return nil }
        return folder + "/history"
    }
}
