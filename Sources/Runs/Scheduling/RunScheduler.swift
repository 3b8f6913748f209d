// The scheduler: takes jobs from the script's thread, answers from the store what is there, and has the rest computed.
//
// No barrier: each job goes to the next free worker in the order of asking. Identical jobs run once. What a worker
// finished is in the spool before anybody hears of it, and the spool is taken in before anything is scheduled.

import Basics
import Spectra

public final class RunScheduler: Sendable {
    public struct Settings: Sendable {
        /// Workers at once.
        public var jobs: Int
        /// Try stored failures of the physics again, too (`--retry-failed`).
        public var retriesFailures: Bool
        /// Start nothing; `dryRunReport` tells what would be.
        public var isDryRun: Bool

        public init(jobs: Int, retriesFailures: Bool = false, isDryRun: Bool = false) {
            self.jobs = jobs
            self.retriesFailures = retriesFailures
            self.isDryRun = isDryRun
        }
    }

    public let store: RunStore
    private let settings: Settings
    private let board = Monitor(JobBoard())
    private let costs = Monitor([JobKind: JobCost?]())
    private let executor: any Executor

    /// Jobs are computed by worker processes of this machine.
    /// - Throws: `SparError` where the spool cannot be used.
    public convenience init(store: RunStore, worker: WorkerCommand, settings: Settings) throws {
        try self.init(store: store, worker: worker, settings: settings, slurm: nil, observer: { _ in })
    }

    /// Jobs are computed by tasks of a Slurm cluster.
    /// - Throws: `SparError` where the spool cannot be used or Slurm does not answer.
    public convenience init(store: RunStore, worker: WorkerCommand, settings: Settings, slurm: SlurmOptions) throws {
        try self.init(store: store, worker: worker, settings: settings, slurm: slurm, observer: { _ in })
    }

    package init(
        store: RunStore, worker: WorkerCommand, settings: Settings, slurm: SlurmOptions?,
        observer: @escaping StepObserver
    ) throws {
        self.store = store
        self.settings = settings
        if store.isReadOnly {
            guard settings.isDryRun else {
                throw SparError(
                    "the store \(store.path) may only be read, and does not have all that is asked for; to compute "
                        + "the rest, copy it and name the copy with --store")
            }
            executor = NoExecutor()
            return
        }
        ScratchFolder.tidy()
        let spool = try Spool(path: store.spoolPath, observer: observer)
        _ = try spool.takeIn(store)
        spool.sweepRequests()
        if let slurm {
            executor = try SlurmExecutor(board: board, store: store, spool: spool, worker: worker, options: slurm)
        } else {
            executor = LocalExecutor(
                board: board, store: store, spool: spool, worker: worker, width: max(1, settings.jobs))
        }
    }

    deinit { close() }

    /// Asks for a job. The ticket is ready at once where the store has the result, or a failure that is replayed.
    /// - Parameter fresh: compute it even so; the new result replaces the old one.
    /// - Throws: `SparError` where the store cannot be read.
    public func submit(_ job: SpectralJob, limits: JobLimits = JobLimits(), fresh: Bool = false) throws -> RunTicket {
        let key = job.key
        if let ticket = board.with({ $0.pending[key]?.ticket }) { return ticket }
        if !fresh {
            if let result = try store.result(key) {
                board.with { $0.fromStore += 1 }
                return RunTicket(key: key, outcome: .success(result))
            }
            if let failure = try replayed(key) {
                board.with { $0.count(replayed: failure, key) }
                return RunTicket(key: key, outcome: .failure(failure))
            }
        }
        let pending = PendingJob(
            key: key, request: JobRequest(job: job, limits: limits), isFresh: fresh,
            cost: try cost(of: job), ticket: RunTicket(key: key))
        let isOpen = board.with(waking: true) { board in
            guard !board.isCancelled && !board.isClosed else { return false }
            board.add(pending)
            return true
        }
        if !isOpen {
            pending.ticket.resolve(.failure(JobBoard.cancelled))
        } else if !settings.isDryRun {
            executor.hasWork()
        }
        return pending.ticket
    }

    /// A failure of this run, or a stored one that would only come again.
    private func replayed(_ key: String) throws -> JobFailure? {
        if let failure = board.with({ $0.failures[key] }) { return failure }
        guard !settings.retriesFailures, let failure = try store.failure(key), failure.status.isPhysics else {
            return nil
        }
        return failure
    }

    private func cost(of job: SpectralJob) throws -> JobCost? {
        let kind = JobKind(job)
        if let known = costs.with({ $0[kind] }) { return known }
        let cost = try store.cost(of: kind)
        costs.with { $0[kind] = .some(cost) }
        return cost
    }

    /// Blocks until a job has finished since the last call, at most for some seconds; returns promptly when cancelled.
    public func waitForProgress(timeout: Double) {
        board.with(waking: true) { board in
            if !board.hasNews { board.isStarving = true }
        }
        _ = board.wait(atMost: timeout) { board -> Void? in
            guard board.hasNews || board.isCancelled || board.pending.isEmpty else { return nil }
            board.hasNews = false
            return ()
        }
        board.with { $0.isStarving = false }
    }

    public var progress: RunProgress { board.with { $0.progress(width: executor.width) } }

    /// Stops all workers, takes in what they finished, and answers all open tickets with a failure that is not kept.
    /// Blocks for the seconds that an engine needs to stop. Jobs of a cluster are cancelled.
    public func cancelAll() {
        board.with(waking: true) { $0.isCancelled = true }
        executor.stop(cancelling: true)
        answerRest()
    }

    /// Ends idle workers. Jobs that run on a cluster go on; the next scheduler on this store collects them.
    public func close() {
        board.with(waking: true) { $0.isClosed = true }
        executor.stop(cancelling: false)
        answerRest()
    }

    private func answerRest() {
        let open = board.with(waking: true) { board in
            board.pending.values.filter { board.finish($0.key, .failure(JobBoard.cancelled)) != nil }
        }
        for job in open { job.ticket.resolve(.failure(JobBoard.cancelled)) }
    }

    /// What was asked for and would run, by the store's own history.
    public var dryRunReport: DryRunReport {
        board.with { board in
            var report = DryRunReport(
                jobs: board.pending.count + board.fromStore + board.failed, inStore: board.fromStore,
                failures: board.failed)
            for job in board.pending.values {
                if job.cost == nil { report.unknown += 1 }
                report.cpuHours += (job.cost ?? .unknown).cpuSeconds / 3600
            }
            return report
        }
    }
}

/// Has the jobs of a board computed.
protocol Executor: Sendable {
    /// How many jobs run at once.
    var width: Int { get }
    /// A job was put on the board.
    func hasWork()
    /// Ends; what is finished is then in the store. Called again, does nothing.
    func stop(cancelling: Bool)
}

/// Of a store that may only be read: nothing is computed.
private struct NoExecutor: Executor {
    let width = 1
    func hasWork() {}
    func stop(cancelling: Bool) {}
}

extension JobBoard {
    static let cancelled = JobFailure(status: .killed, message: "the job was cancelled before it finished")
}

extension Monitor<JobBoard> {
    /// Ends a job and answers its ticket.
    func finish(_ key: String, _ outcome: JobOutcome) {
        let job = with { $0.finish(key, outcome) }
        job?.ticket.resolve(outcome)
        // Only now: who is woken finds the ticket ready.
        with(waking: true) { $0.hasNews = true }
    }
}
