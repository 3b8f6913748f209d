// A worker: computes jobs one after another and hands each over as a file in the spool, renamed into place when synced.
//
// Replies on standard output, one line each: "begin <key>", and "done <key> <resident bytes>" when the file is there.
// An engine that prints finds standard error in the place of standard output.

import Processes
import Basics
import CWorker
import Foundation
import Spectra

public final class WorkerLoop: Sendable {
    private let engines: [String: any SpectralEngine]
    private let options: WorkerOptions
    private let spool: Spool
    private let watch: WorkerWatch
    private let replies: Int32
    private let scratch: String

    /// - Parameter engines: by `EngineIdentity.name`.
    /// - Throws: `SparError` where the spool or the scratch folder cannot be used.
    public convenience init(engines: [String: any SpectralEngine], options: WorkerOptions) throws {
        try self.init(engines: engines, options: options, observer: { _ in })
    }

    package init(engines: [String: any SpectralEngine], options: WorkerOptions, observer: @escaping StepObserver) throws
    {
        self.engines = engines
        self.options = options
        spool = try Spool(path: options.spool, observer: observer)
        let environment = ProcessInfo.processInfo.environment
        scratch =
            options.scratch
            ?? ScratchFolder.parent(environment: environment) + "/" + ScratchFolder.name("worker")
        try FileSystem.makeFolder(scratch)
        watch = WorkerWatch(spool: spool, mark: environment[WorkerWatch.markName], scratch: scratch)
        replies = dup(1)
        dup2(2, 1)
    }

    /// Serves until there is nothing more to do.
    /// - Returns: the exit status: 0, or 1 where a request could not be read.
    public func run() -> Int32 {
        signal(SIGPIPE, SIG_IGN)
        defer { FileSystem.removeTree(scratch) }
        do {
            try watch.start()
        } catch {
            complain("\(error)")
            return 1
        }
        switch options.source {
        case .host(let parent): return serve(parent)
        case .chunk(let file): return serve(chunk: file)
        }
    }

    // MARK: A host on this machine

    private func serve(_ parent: Int32) -> Int32 {
        // The signal comes when the thread that started us ends: a host's slot outlives its worker. Whoever died before
        // this call sends no signal, so look once.
        _ = worker_end_with_parent(SIGTERM)
        if getppid() != parent { return 0 }
        let lines = LineQueue()
        do {
            try startThread { [watch] in
                lines.readToEnd(of: 0)
                watch.stop()
            }
        } catch {
            complain("\(error)")
            return 1
        }
        while let key = lines.next(), !watch.isStopped {
            do {
                let request = try spool.request(file: spool.requestFile(key))
                try serve(request)
            } catch {
                complain("\(error)")
                return 1
            }
        }
        return 0
    }

    // MARK: A chunk

    private func serve(chunk file: String) -> Int32 {
        do {
            let progress = TaskProgress(of: file)
            let requests = try ChunkFile.requests(file)
            for request in requests where !watch.isStopped {
                let key = request.job.key
                if FileSystem.exists(spool.doneFile(key)) || !FileSystem.exists(file) || progress.isFinished(key) {
                    continue
                }
                if progress.begun == key {
                    // This job's worker ended without a word: it is the job that ended it.
                    let failure = JobFailure(
                        status: .crashed(module: "worker"),
                        message: "the worker process ended "
                            + "without a result while it computed this job on \(Machine.name)")
                    try spool.put(RunRecord(job: request.job, outcome: .failure(failure)))
                } else {
                    try progress.begin(key)
                    try serve(request)
                }
                if watch.isStopped { break }
                try progress.end(key)
            }
            return watch.isStopped ? 1 : 0
        } catch {
            complain("\(error)")
            return 1
        }
    }

    // MARK: One job

    private func serve(_ request: JobRequest) throws {
        let key = request.job.key
        reply("begin \(key)")
        spool.observer(.begun)
        watch.begin(request)
        let start = Machine.clock(), cpu = Self.cpuSeconds()
        let outcome: JobOutcome
        do {
            guard let engine = engines[request.job.engine.name] else {
                let name = request.job.engine.name
                throw JobFailure(status: .missing(name), message: "no engine named \(name) is known here")
            }
            outcome = .success(
                try engine.compute(
                    request.job, limits: request.limits, scratch: scratch, isCancelled: { [watch] in watch.isCancelled }
                ))
        } catch let failure as JobFailure {
            outcome = .failure(failure)
        } catch {
            outcome = .failure(JobFailure(status: .crashed(module: request.job.engine.name), message: "\(error)"))
        }
        spool.observer(.computed)
        guard let outcome = watch.end(outcome) else { return }
        try spool.put(
            RunRecord(
                job: request.job, outcome: outcome, cpuSeconds: Self.cpuSeconds() - cpu,
                wallSeconds: Machine.clock() - start))
        reply("done \(key) \(Machine.ownMemory())")
    }

    private func reply(_ line: String) {
        let bytes = Array((line + "\n").utf8)
        _ = write(replies, bytes, bytes.count)
    }

    private func complain(_ text: String) { FileHandle.standardError.write(Data("spar worker: \(text)\n".utf8)) }

    /// Of this process and of those of its children that ended.
    private static func cpuSeconds() -> Double {
        var sum = 0.0
        for who in [RUSAGE_SELF, RUSAGE_CHILDREN] {
            var usage = rusage()
            getrusage(__rusage_who_t(who.rawValue), &usage)
            sum +=
                Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
                + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1e-6
        }
        return sum
    }
}

/// Lines that a thread reads ahead, so that the end of the input is seen while a job runs.
private final class LineQueue: Sendable {
    private struct State {
        var lines: [String] = []
        var isAtEnd = false
    }
    private let state = Monitor(State())

    func readToEnd(of file: Int32) {
        var pending: [UInt8] = [], buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(file, &buffer, buffer.count)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { break }
            pending += buffer[..<count]
            while let stop = pending.firstIndex(of: 10) {
                let line = String(decoding: pending[..<stop], as: UTF8.self)
                pending.removeSubrange(...stop)
                state.with(waking: true) { $0.lines.append(line) }
            }
        }
        state.with(waking: true) { $0.isAtEnd = true }
    }

    /// The next line, waiting for it; nil at the end, lines that were not begun then left.
    func next() -> String? {
        state.wait(atMost: .infinity) { state -> String?? in
            if state.isAtEnd { return .some(nil) }
            return state.lines.isEmpty ? nil : .some(state.lines.removeFirst())
        } ?? nil
    }
}
