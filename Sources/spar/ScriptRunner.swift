// A script on its thread, and the limits around it.
//
// Lua runs on one thread with a large stack. A stop (Ctrl-C, time, memory) is asked for first; a script that does not
// end within the grace time after it, because a C function never reaches a hook, ends with the process: what was
// stored is stored.

import Processes
import Basics
import Dispatch
import Glibc
import LuaRuntime
import Notebook
import Runs
import Reports
import ScriptAPI

/// Runs one script and gives the exit status of the process.
final class ScriptRunner: @unchecked Sendable {
    /// Seconds between the wish to stop and the end of the process; where memory is wanted, more would be taken
    /// meanwhile.
    static let grace = 2.0, graceForMemory = 0.5

    private let settings: HostSettings
    private let timeLimit: Double?
    private let queue = DispatchQueue(label: "spar.limits")
    private var timers: [any DispatchSourceProtocol] = []
    /// The script has answered a stop: only its runs are still being ended. Read and set on `queue`.
    private var hasAnswered = false
    private var memory: MemoryWatch?

    private let report: ReportFile?

    init(settings: HostSettings, timeLimit: Double?, report: ReportFile? = nil) {
        self.settings = settings
        self.timeLimit = timeLimit
        self.report = report
    }

    func run() -> Int32 {
        let done = DispatchSemaphore(value: 0)
        let result = Box(ExitStatus.scriptError.rawValue)
        ScriptThread.start { [self] in
            result.value = runScript()
            done.signal()
        }
        done.wait()
        return result.value
    }

    private func runScript() -> Int32 {
        let host: ScriptHost
        do {
            host = try ScriptHost(settings)
        } catch {
            standardError("spar: \(error)")
            return ExitStatus.scriptError.rawValue
        }
        let status = run(host)
        return host.state.stopReason == .exit && status == .success ? host.state.exitStatus : status.rawValue
    }

    private func run(_ host: ScriptHost) -> ExitStatus {
        watch(host.state.stopper)
        do {
            if let report {
                try run(host, for: report)
            } else {
                try ScriptFile.run(host)
            }
            host.endRuns(cancelling: false)
        } catch is LuaStop {
            queue.sync { hasAnswered = true }
            host.endRuns(cancelling: true)
            if let report = host.dryRunReport {
                print(report.sentence)
                return .success
            }
            let reason = host.state.stopReason ?? .interrupt
            if reason == .exit { return .success }
            standardError("spar: " + message(reason))
            return status(reason)
        } catch {
            host.endRuns(cancelling: true)
            standardError(host.state.report(error))
            return .scriptError
        }
        if let report = host.dryRunReport { print(report.sentence) }
        if host.failedPoints > 0 {
            standardError("spar: finished with \(host.failedPoints) failed point\(host.failedPoints == 1 ? "" : "s")")
            return .failedPoints
        }
        return .success
    }

    /// Runs the script for a report; what it shows goes to the terminal too. The report is written also where the
    /// script fails: it then ends with the error.
    private func run(_ host: ScriptHost, for report: ReportFile) throws {
        let run = try NotebookRun(host, showsProgress: false) { TerminalOutput.show($0) }
        let end = run.run()
        if !settings.runs.isDryRun { try report.write(run, command: ScriptRunner.command) }
        switch end {
        case .finished: if !settings.runs.isDryRun { print("report: \(report.path)") }
        case .failed(let failure): throw SparError(failure.report)
        case .stopped: throw LuaStop()
        }
    }

    /// How this process was started, as a person would type it.
    static var command: String {
        (["spar"] + CommandLine.arguments.dropFirst()).map { word in
            word.allSatisfy { $0.isLetter || $0.isNumber || "-_./=+:,@%".contains($0) } && !word.isEmpty
                ? word : ShellText.quoted(word)
        }.joined(separator: " ")
    }

    private func message(_ reason: StopReason) -> String {
        switch reason {
        case .interrupt: "interrupted"
        case .time: "stopped at the time limit of \(NumberText.short(timeLimit ?? 0)) s"
        case .memory: "stopped at the memory limit of \(settings.memoryLimit >> 20) MB (--memory-limit raises it)"
        case .exit: "ended by os.exit"
        }
    }

    private func status(_ reason: StopReason) -> ExitStatus {
        switch reason {
        case .interrupt: .interrupt
        case .time: .timeLimit
        case .memory: .memoryLimit
        case .exit: .success
        }
    }

    private func watch(_ stopper: Stopper) {
        signal(SIGINT, SIG_IGN)
        signal(SIGTERM, SIG_IGN)
        for number in [SIGINT, SIGTERM] {
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            let again = Box(false)
            source.setEventHandler { [self] in
                if again.value { end(.interrupt) }
                again.value = true
                stop(stopper, .interrupt)
            }
            source.resume()
            timers.append(source)
        }
        if let timeLimit {
            after(timeLimit) { [self] in stop(stopper, .time) }
        }
        memory = MemoryWatch(limit: settings.memoryLimit) { [self] in
            queue.async { [self] in
                if memory == nil { return }
                memory = nil
                stop(stopper, .memory, grace: Self.graceForMemory)
            }
        }
    }

    private func stop(_ stopper: Stopper, _ reason: StopReason, grace: Double = grace) {
        stopper.stop(reason)
        after(grace) { [self] in
            if hasAnswered { return }
            standardError("spar: " + message(reason) + " (it did not answer within \(NumberText.short(grace)) s)")
            end(status(reason))
        }
    }

    private func after(_ seconds: Double, _ action: @escaping @Sendable () -> Void) {
        let timer = DispatchSource.makeTimerSource(queue: queue)
        timer.schedule(deadline: .now() + seconds)
        timer.setEventHandler(handler: action)
        timer.resume()
        timers.append(timer)
    }
}

extension DryRunReport {
    /// What a dry run says on standard output.
    var sentence: String {
        let rest = jobs - inStore - failures
        var text = "dry run: the first wave asks for \(jobs) job\(jobs == 1 ? "" : "s"), \(inStore) in the store"
        if failures > 0 { text += ", \(failures) known to fail" }
        text += "; \(rest) to compute, about \(Self.words(seconds: cpuHours * 3600))"
        if unknown > 0 {
            text +=
                " (\(unknown) of a kind not in the store, taken as "
                + "\(NumberText.short(unknownSeconds / Double(unknown), digits: 3)) s each)"
        }
        return text + "; no file was written"
    }
}

extension DryRunReport {
    /// "40 s of one core", in the unit that people think in.
    static func words(seconds: Double) -> String {
        let (value, unit) =
            switch seconds {
            case ..<120: (seconds, "s")
            case ..<7200: (seconds / 60, "min")
            default: (seconds / 3600, "h")
            }
        return NumberText.short(value, digits: value < 10 ? 2 : 3) + " \(unit) of one core"
    }
}

/// A mutable value that two threads hand over.
final class Box<Value>: @unchecked Sendable {
    var value: Value
    init(_ value: Value) { self.value = value }
}

/// A thread with room for deep recursion in Lua and in what it calls.
enum ScriptThread {
    static let stackBytes = 256 << 20

    static func start(_ body: @escaping @Sendable () -> Void) {
        do { try startThread(stackBytes: stackBytes, body) } catch { body() }
    }
}
