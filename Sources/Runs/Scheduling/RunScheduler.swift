// The scheduler: takes jobs from the script's thread, answers from the store what is there, and has the rest computed.
//
// No barrier: each job goes to the next free worker in the order of asking. Identical jobs run once. What a worker
// finished is in the spool before anybody hears of it, and the spool is taken in before anything is scheduled.

import Basics
import Spectra

public final class RunScheduler: Sendable {
    public let store: RunStore
    private let retriesFailures: Bool
    private let board = Monitor(JobBoard())
    private let costs = Monitor([JobKind: JobCost?]())
    private let executor: (any Executor)?
    private let typicalSeconds: [String: Double]

    /// - Parameters:
    ///   - retriesFailures: whether stored failures of the physics are tried again, too (`--retry-failed`).
    ///   - executor: has the jobs computed; nil where nothing is to be started and `dryRunReport` is wanted.
    ///   - typicalSeconds: of a job, by the engines' names, for `dryRunReport` where the store knows none of its kind.
    /// - Throws: `SparError` where the spool cannot be used, or what `executor` throws.
    public convenience init(
        store: RunStore, retriesFailures: Bool = false, typicalSeconds: [String: Double] = [:],
        executor: ExecutorMaker?
    ) throws {
        try self.init(
            store: store, retriesFailures: retriesFailures, typicalSeconds: typicalSeconds, observer: { _ in },
            executor: executor)
    }

    package init(
        store: RunStore, retriesFailures: Bool, typicalSeconds: [String: Double] = [:],
        observer: @escaping StepObserver, executor: ExecutorMaker?
    ) throws {
        self.store = store
        self.typicalSeconds = typicalSeconds
        self.retriesFailures = retriesFailures
        if store.isReadOnly {
            guard executor == nil else {
                throw SparError(
                    "the store \(store.path) may only be read, and does not have all that is asked for; to compute "
                        + "the rest, copy it and name the copy with --store")
            }
            self.executor = nil
            return
        }
        ScratchFolder.tidy()
        let spool = try Spool(path: store.spoolPath, observer: observer)
        try spool.takeIn(store)
        spool.sweepRequests()
        self.executor = try executor?(Workplace(board: board, store: store, spool: spool))
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
        } else {
            executor?.hasWork()
        }
        return pending.ticket
    }

    /// A failure of this run, or a stored one that would only come again.
    private func replayed(_ key: String) throws -> JobFailure? {
        if let failure = board.with({ $0.failures[key] }) { return failure }
        guard !retriesFailures, let failure = try store.failure(key), failure.status.isPhysics else {
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

    public var progress: RunProgress { board.with { $0.progress(width: executor?.width ?? 1) } }

    /// Stops all workers, takes in what they finished, and answers all open tickets with a failure that is not kept.
    /// Blocks for the seconds that an engine needs to stop. Jobs of a cluster are cancelled.
    public func cancelAll() {
        board.with(waking: true) { $0.isCancelled = true }
        executor?.stop(cancelling: true)
        answerRest()
    }

    /// Ends idle workers. Jobs that run on a cluster go on; the next scheduler on this store collects them.
    public func close() {
        board.with(waking: true) { $0.isClosed = true }
        executor?.stop(cancelling: false)
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
                let seconds =
                    job.cost?.cpuSeconds ?? typicalSeconds[job.request.job.engine.name] ?? JobCost.unknown.cpuSeconds
                report.cpuHours += seconds / 3600
                guard job.cost == nil else { continue }
                report.unknown += 1
                report.unknownSeconds += seconds
            }
            return report
        }
    }
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
