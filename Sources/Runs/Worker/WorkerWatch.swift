// The second thread of a worker: it looks at the clock, the memory and the host while the first one computes.
//
// An engine is asked to stop first (`isCancelled`); one that does not within the grace time is ended with the worker,
// its process groups with it, and the reason is handed over as the job's failure.

import Processes
import Basics
import Glibc
import Spectra

final class WorkerWatch: Sendable {
    /// In the environment of a worker and of all that it starts.
    static let markName = "SPAR_WORKER"
    /// Seconds that an engine has to stop when asked to.
    static let grace = 4.0

    private struct State {
        var request: JobRequest?
        var start = 0.0
        /// Why the job is to stop, and since when.
        var verdict: JobFailure?
        var verdictTime = 0.0
        /// The watch hands over the verdict itself: the engine did not stop.
        var isGivenUp = false
        var isStopped = false
        var stopTime = 0.0
    }

    private let state = Monitor(State())
    private let spool: Spool
    private let mark: String?
    private let scratch: String

    init(spool: Spool, mark: String?, scratch: String) {
        self.spool = spool
        self.mark = mark
        self.scratch = scratch
    }

    var isStopped: Bool { state.with { $0.isStopped } }
    var isCancelled: Bool { state.with { $0.isStopped || $0.verdict != nil } }

    /// Ends the worker after its job was asked to stop: the host is gone or does not want it.
    func stop() {
        let isFirst = state.with(waking: true) { state in
            defer {
                if !state.isStopped { state.stopTime = Machine.clock() }
                state.isStopped = true
            }
            return !state.isStopped
        }
        guard isFirst else { return }
        let finish: @Sendable () -> Void = { [self] in
            let isBusy = state.wait(atMost: Self.grace) { $0.request == nil ? false : nil } ?? true
            // Idle: the first thread may sit in a read that never returns.
            if !isBusy { usleep(300_000) }
            end(1)
        }
        do { try startThread(finish) } catch { finish() }
    }

    /// Starts the threads that the worker needs whatever comes: one for signals, SIGTERM and SIGINT mean `stop`, and
    /// one that looks after jobs. To be called before other threads start, which inherit the mask.
    /// - Throws: `SparError` where there are no threads.
    func start() throws {
        var signals = sigset_t()
        sigemptyset(&signals)
        for signal in [SIGTERM, SIGINT, SIGHUP] { sigaddset(&signals, signal) }
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        try startThread { [self] in patrol() }
        try startThread { [self] in
            var waited = sigset_t(), caught: Int32 = 0
            sigemptyset(&waited)
            for signal in [SIGTERM, SIGINT, SIGHUP] { sigaddset(&waited, signal) }
            while sigwait(&waited, &caught) == 0 { stop() }
        }
    }

    func begin(_ request: JobRequest) {
        state.with(waking: true) { state in
            state.request = request
            state.start = Machine.clock()
            state.verdict = nil
        }
    }

    /// The first thread has an outcome. What the watch decided goes before a failure of the engine's, never before a
    /// result; nil where the job was given up and nothing is to be handed over.
    func end(_ outcome: JobOutcome) -> JobOutcome? {
        state.with(waking: true) { state in
            state.request = nil
            if state.isGivenUp { return nil }
            if case .success = outcome { return outcome }
            if let verdict = state.verdict { return .failure(verdict) }
            return state.isStopped ? nil : outcome
        }
    }

    private func patrol() {
        while true {
            let job = state.wait(atMost: .infinity) { state in state.request.map { ($0, state.start) } }
            guard let (request, start) = job else { continue }
            let now = Machine.clock()
            var verdict: JobFailure?
            if now - start > request.limits.seconds + 1 {
                verdict = JobFailure(
                    status: .timeout,
                    message: "the job was stopped at its limit of "
                        + "\(NumberText.short(request.limits.seconds)) s; timeout = sets another")
            } else if let limit = request.limits.memory {
                let used = Machine.memory(ofTree: getpid())
                if used > limit {
                    verdict = JobFailure(
                        status: .killed,
                        message: "the job used \(used >> 20) MB of memory, more than its "
                            + "limit of \(limit >> 20) MB; memory = sets another")
                }
            }
            let overdue: JobRequest? = state.with { state in
                guard state.request == request, state.start == start else { return nil }
                if state.verdict == nil, let verdict {
                    state.verdict = verdict
                    state.verdictTime = now
                }
                guard state.verdict != nil, now - state.verdictTime > Self.grace else { return nil }
                state.isGivenUp = true
                return request
            }
            if let overdue, let verdict = state.with({ $0.verdict }) {
                try? spool.put(RunRecord(job: overdue.job, outcome: .failure(verdict), wallSeconds: now - start))
                end(3)
            }
            // Look often at short limits, seldom at long ones.
            usleep(UInt32(min(500_000, max(20_000, request.limits.seconds * 20_000))))
        }
    }

    /// Ends this process and everything it started, at once.
    private func end(_ status: Int32) -> Never {
        if let mark { Machine.killAll(carrying: Self.markName, mark) }
        FileSystem.removeTree(scratch)
        _exit(status)
    }
}
