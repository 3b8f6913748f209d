// Workers on this machine: a slot is a thread that feeds one worker process, job after job.

import Basics
import Glibc
import Processes
import Spectra

public final class LocalExecutor: Executor {
    public let width: Int
    private let board: Monitor<JobBoard>
    private let store: RunStore
    private let spool: Spool
    private let worker: WorkerCommand
    /// Slots that were started, that are free, and that have not ended.
    private let slots = Monitor((started: 0, free: 0, alive: 0))
    /// A worker that has grown beyond this is replaced, bytes.
    private static let growthLimit = 1 << 30
    /// Seconds beyond a job's limit until a silent worker is ended.
    private static let silence = 30.0

    /// - Parameter width: how many workers run at once.
    public init(_ place: Workplace, worker: WorkerCommand, width: Int) {
        board = place.board
        store = place.store
        spool = place.spool
        self.worker = worker
        self.width = max(1, width)
    }

    public func hasWork() {
        let isNeeded = slots.with { slots in
            guard slots.free == 0, slots.started < width else { return false }
            slots.started += 1
            slots.alive += 1
            return true
        }
        guard isNeeded else { return }
        do {
            try startThread { self.runSlot() }
        } catch {
            slots.with(waking: true) { slots in
                slots.started -= 1
                slots.alive -= 1
            }
            // Where other slots run, they take the work; else nobody ever would.
            if slots.with({ $0.alive > 0 }) { return }
            while let job = board.with(waking: true, { $0.take() }) {
                board.finish(job.key, .failure(JobFailure(status: .killed, message: "\(error)")))
            }
        }
    }

    public func stop(cancelling: Bool) {
        // Slots look at the board themselves; a slot that does not end within this time is left to the system.
        _ = slots.wait(atMost: 15) { $0.alive == 0 ? () : nil }
        try? spool.takeIn(store)
    }

    // MARK: A slot

    private func runSlot() {
        var process: WorkerProcess?
        while let job = nextJob() {
            do {
                switch try claimed(job, with: &process) {
                case .elsewhere: waitForOtherHost(job)
                // The claim is released by now: who hears of the end may ask for the same job at once.
                case .ended(let outcome?): board.finish(job.key, outcome)
                case .ended(nil): break
                }
            } catch {
                board.finish(job.key, .failure(JobFailure(status: .killed, message: "\(error)")))
            }
        }
        process?.end(grace: board.with { $0.isCancelled } ? WorkerWatch.grace + 1 : 1)
        slots.with(waking: true) { $0.alive -= 1 }
    }

    private enum Claimed {
        /// Another host of this machine computes the job.
        case elsewhere
        /// Nil where a cancelled job left nothing.
        case ended(JobOutcome?)
    }

    private func claimed(_ job: PendingJob, with process: inout WorkerProcess?) throws -> Claimed {
        guard let claim = try spool.claim(job.request, key: job.key) else { return .elsewhere }
        defer { withExtendedLifetime(claim) {} }
        // Another host may have stored it between our look and our claim.
        if !job.isFresh, let result = try store.result(job.key) { return .ended(.success(result)) }
        return .ended(compute(job, with: &process))
    }

    private func nextJob() -> PendingJob? {
        slots.with { $0.free += 1 }
        defer { slots.with { $0.free -= 1 } }
        let job = board.wait(atMost: .infinity) { board -> PendingJob?? in
            if board.isCancelled || board.isClosed { return .some(nil) }
            return board.take().map { .some($0) }
        }
        return job ?? nil
    }

    /// The job is being computed for another host on the same store.
    private func waitForOtherHost(_ job: PendingJob) {
        usleep(100_000)
        do {
            // What the store holds is no answer to who asked for a fresh one.
            if !job.isFresh, let result = try store.result(job.key) {
                board.finish(job.key, .success(result))
            } else {
                board.with(waking: true) { $0.giveBack(job.key) }
            }
        } catch {
            board.finish(job.key, .failure(JobFailure(status: .killed, message: "\(error)")))
        }
    }

    private func compute(_ job: PendingJob, with process: inout WorkerProcess?) -> JobOutcome? {
        // A worker that dies before it begins says nothing about the job: another one is started.
        var reason = ""
        for _ in 0..<3 {
            do {
                if process == nil { process = try WorkerProcess(worker, spool: spool.path) }
            } catch {
                return .failure(JobFailure(status: .missing("worker"), message: "\(error)"))
            }
            guard let worker = process else { return nil }
            let end = worker.compute(job.key, seconds: job.request.limits.seconds + Self.silence) {
                board.with { $0.isCancelled }
            }
            if case .finished(let bytes) = end, bytes < Self.growthLimit {
            } else {
                worker.end(grace: end == .cancelled ? WorkerWatch.grace + 1 : 1)
                process = nil
            }
            switch end {
            case .finished: return collect(job, lost: "its result was not in the spool")
            case .cancelled: return collectIfThere(job)
            case .silent:
                return collect(job, status: .timeout, lost: "the worker did not answer within its time and was ended")
            case .died(let how, let words, let hadBegun):
                reason = "the worker process ended (\(how))"
                if hadBegun { return collect(job, status: how.status, lost: reason + how.advice, log: words) }
                if !words.isEmpty { reason += " before it began: \(words)" }
            }
        }
        return collect(job, lost: reason)
    }

    /// Takes the job's file into the store; where there is none, the reason for it goes into the ledger.
    private func collect(
        _ job: PendingJob, status: JobStatus = .crashed(module: "worker"), lost reason: String,
        log: String = ""
    ) -> JobOutcome {
        let outcome: JobOutcome
        do {
            if let record = try spool.takeIn(key: job.key, store) {
                outcome = record.outcome
            } else if let stored = try store.result(job.key) {
                outcome = .success(stored)
            } else {
                let failure = JobFailure(status: status, message: reason, log: log)
                try store.insert([RunRecord(job: job.request.job, outcome: .failure(failure))])
                outcome = .failure(failure)
            }
        } catch {
            outcome = .failure(JobFailure(status: .killed, message: "\(error)"))
        }
        spool.observer(.released)
        return outcome
    }

    /// After a cancellation nothing is blamed on the job.
    private func collectIfThere(_ job: PendingJob) -> JobOutcome? {
        try? spool.takeIn(key: job.key, store)?.outcome
    }
}
