// A worker process as its slot sees it: a job's file goes in, an end comes out.

import Basics
import Glibc
import Processes
import Spectra

final class WorkerProcess {
    enum End: Equatable {
        /// The file is in the spool; resident bytes of the worker.
        case finished(bytes: Int)
        case died(How, lastWords: String, hadBegun: Bool)
        case silent
        case cancelled
    }

    struct How: Equatable, CustomStringConvertible {
        let end: Outcome.End

        var description: String {
            switch end {
            case .exited(let status): "exit status \(status)"
            case .signalled(let signal): "signal \(signal), \(String(cString: strsignal(signal)))"
            case .timedOut, .cancelled: "ended by its host"
            }
        }

        /// SIGKILL and SIGTERM come from outside, the kernel's hunger for memory among it; other ends are the engine's.
        var status: JobStatus {
            switch end {
            case .signalled(SIGKILL), .signalled(SIGTERM): .killed
            default: .crashed(module: "worker")
            }
        }

        var advice: String {
            end == .signalled(SIGKILL) ? "; this machine may have run out of memory: use fewer --jobs" : ""
        }
    }

    private let service: ServiceProcess
    private let mark: String
    private let scratch: String

    init(_ worker: WorkerCommand, spool: String) throws {
        mark = ScratchFolder.name("worker")
        scratch = ScratchFolder.parent() + "/" + mark
        var command = Command(
            worker.program,
            worker.arguments + [
                "--spool", spool, "--parent", "\(getpid())", "--scratch", scratch,
            ])
        command.environment = worker.environment.mapValues { $0 }
        command.environment[WorkerWatch.markName] = mark
        service = try ServiceProcess(command)
    }

    /// Has one job computed, waiting at most some seconds.
    /// - Parameter key: of the job; its request lies in the spool.
    func compute(_ key: String, seconds: Double, isCancelled: () -> Bool) -> End {
        let start = Machine.clock()
        var hasBegun = false
        _ = service.send(key)
        while true {
            switch service.receive(seconds: 0.1) {
            case .line(let line):
                let words = line.split(separator: " ")
                if words.first == "begin" { hasBegun = true }
                if words.first == "done" { return .finished(bytes: words.count > 2 ? Int(words[2]) ?? 0 : 0) }
            case .ended(let end):
                if isCancelled() { return .cancelled }
                let words = String(decoding: service.errors, as: UTF8.self)
                return .died(How(end: end), lastWords: words, hadBegun: hasBegun)
            case .nothing:
                if isCancelled() { return .cancelled }
                if Machine.clock() - start > seconds { return .silent }
            }
        }
    }

    /// Ends the worker and everything that it started.
    func end(grace: Double) {
        service.terminate(grace: grace)
        Machine.killAll(carrying: WorkerWatch.markName, mark)
        FileSystem.removeTree(scratch)
    }
}
