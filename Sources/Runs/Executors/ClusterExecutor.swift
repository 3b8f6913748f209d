// Workers on a cluster: waiting jobs go out as arrays, results come back through the spool on the shared file system.
//
// One thread sees to it all. Arrays go on when the host ends; the next host on the store finds them in the store's
// notes and collects them. The spool is read often, the batch system asked less and less often while nothing changes.

import Processes
import Basics
import Glibc
import Spectra

public final class ClusterExecutor: Executor, @unchecked Sendable {
    private struct Shared {
        var isStarted = false
        var isOver = false
        var activeTasks = 1
    }

    private let board: Monitor<JobBoard>
    private let store: RunStore
    private let spool: Spool
    private let worker: WorkerCommand
    private let queue: any BatchQueue
    private let options: ClusterOptions
    private let arrayLimit: Int
    private let shared = Monitor(Shared())

    // Touched by `init` and then by the executor's thread alone.
    private var arrays: [TaskArray] = []
    /// How often a job was the one at which its task ended.
    private var tries: [String: Int] = [:]
    private var waitingSince: Double?
    private var nextPoll = 0.0
    private var pollInterval = ClusterExecutor.shortestPoll

    private static let shortestPoll = 1.0
    private static let longestPoll = 60.0
    /// A shared file system may show a file some seconds after its writer has ended.
    private var lateness: Double { store.isShared ? 15 : 1 }

    public var width: Int { shared.with { max(1, $0.activeTasks) } }

    /// - Throws: `SparError` where the batch system does not answer.
    public init(_ place: Workplace, worker: WorkerCommand, queue: any BatchQueue, options: ClusterOptions) throws {
        board = place.board
        store = place.store
        spool = place.spool
        self.worker = worker
        self.queue = queue
        self.options = options
        arrayLimit = try queue.arrayLimit()
        try attachArrays()
    }

    public func hasWork() {
        let isNeeded = shared.with { shared in
            defer { shared.isStarted = true }
            return !shared.isStarted
        }
        guard isNeeded else { return }
        do {
            try startThread { self.run() }
        } catch {
            shared.with(waking: true) { $0.isOver = true }
            while let job = board.with(waking: true, { $0.take() }) {
                board.finish(job.key, .failure(JobFailure(status: .killed, message: "\(error)")))
            }
        }
    }

    public func stop(cancelling: Bool) {
        let isRunning = shared.with { $0.isStarted && !$0.isOver }
        if isRunning { _ = shared.wait(atMost: 30) { $0.isOver ? () : nil } }
        try? spool.takeIn(store)
    }

    // MARK: The thread

    private func run() {
        while true {
            let (isCancelled, isClosed) = board.with { ($0.isCancelled, $0.isClosed) }
            if isCancelled { cancelArrays() }
            do {
                try collect()
                if isCancelled || isClosed { break }
                try submitWhenDue()
                try poll()
                board.with { $0.notice = nil }
            } catch {
                // A controller that is away for a while loses nothing: what runs goes on, what waits goes on waiting.
                board.with { $0.notice = "\(error); trying again" }
                nextPoll = Machine.clock() + pollInterval
                pollInterval = min(pollInterval * 2, Self.longestPoll)
            }
            let hadNoWork = board.with { $0.waitingCount == 0 }
            _ = board.wait(atMost: 0.25) { board -> Void? in
                board.isCancelled || board.isClosed || (hadNoWork && board.waitingCount > 0) ? () : nil
            }
        }
        // Nothing is left to collect of an array all of whose tasks said that they are through.
        for array in arrays
        where array.tasks.allSatisfy({ task in
            let progress = TaskProgress(of: task.file)
            return task.keys.allSatisfy(progress.isFinished)
        }) {
            try? forget(array)
        }
        shared.with(waking: true) { $0.isOver = true }
    }

    /// Takes in the spool and answers who waits.
    private func collect() throws {
        try spool.takeIn(store) { record in
            spool.observer(.released)
            board.finish(record.job.key, record.outcome)
        }
    }

    // MARK: Submitting

    private func submitWhenDue() throws {
        let (waiting, isStarving) = board.with { ($0.waitingCount, $0.isStarving) }
        guard waiting > 0 else {
            waitingSince = nil
            return
        }
        let now = Machine.clock()
        if waitingSince == nil { waitingSince = now }
        guard isStarving || now - (waitingSince ?? now) > options.patience else { return }
        waitingSince = nil
        // Another host on this store may have submitted since.
        try attachArrays()
        var jobs: [PendingJob] = []
        let inFlight = keysInFlight
        while let job = board.with({ $0.take() }) {
            if !job.isFresh, let result = try store.result(job.key) {
                board.finish(job.key, .success(result))
            } else if !inFlight.contains(job.key) {
                jobs.append(job)
            }
        }
        let tasks = Self.tasks(jobs, seconds: options.chunkSeconds)
        for start in stride(from: 0, to: tasks.count, by: arrayLimit) {
            do {
                try submit(Array(tasks[start..<min(start + arrayLimit, tasks.count)]))
            } catch let refusal as BatchRefusal {
                let failure = JobFailure(status: .killed, message: "the cluster takes no such job: \(refusal.words)")
                for job in tasks[start...].joined() { board.finish(job.key, .failure(failure)) }
                return
            } catch {
                for job in tasks[start...].joined() { board.with { $0.giveBack(job.key) } }
                throw error
            }
        }
    }

    private func submit(_ tasks: [[PendingJob]]) throws {
        var array = try TaskArray.write(tasks, spool: spool, worker: worker, options: options, queue: queue)
        try note(array)
        spool.observer(.claimed)
        do {
            array.job = try queue.submit(array, options)
        } catch {
            try forget(array)
            throw error
        }
        try note(array)
        arrays.append(array)
        pollInterval = Self.shortestPoll
        nextPoll = Machine.clock() + pollInterval
        countTasks()
    }

    /// Jobs in the order of asking, cut where the estimated work of a task is full.
    static func tasks(_ jobs: [PendingJob], seconds: Double) -> [[PendingJob]] {
        var tasks: [[PendingJob]] = [], sum = Double.infinity
        for job in jobs {
            let cost = (job.cost ?? .unknown).wallSeconds
            if sum + cost > seconds {
                tasks.append([])
                sum = 0
            }
            tasks[tasks.count - 1].append(job)
            sum += cost
        }
        return tasks
    }

    /// Of all arrays' tasks that are not over.
    private var keysInFlight: Set<String> {
        var keys = Set<String>()
        for array in arrays { for task in array.tasks where !task.isOver { keys.formUnion(task.keys) } }
        return keys
    }

    /// Arrays of the store that this host does not know: of an earlier host, or of another one.
    private func attachArrays() throws {
        let known = Set(arrays.map(\.name))
        for noted in try store.notedArrays() where !known.contains(noted.name) {
            if let array = try TaskArray.attach(noted, spool: spool, queue: queue) { arrays.append(array) }
        }
        countTasks()
    }

    private func note(_ array: TaskArray) throws {
        try store.note(StoredArray(name: array.name, job: array.job, tasks: array.tasks.count))
    }

    private func forget(_ array: TaskArray) throws {
        try store.forget(arrayNamed: array.name)
        FileSystem.removeTree(array.folder)
    }

    private func countTasks() {
        let active = arrays.reduce(0) { $0 + $1.tasks.count { !$0.isOver } }
        shared.with { $0.activeTasks = active }
    }

    // MARK: Watching

    private func poll() throws {
        guard !arrays.isEmpty, Machine.clock() >= nextPoll else { return }
        var hasChanged = false
        for (i, states) in try states().enumerated() {
            for k in arrays[i].tasks.indices where !arrays[i].tasks[k].isOver && states[k] != .active {
                let now = Machine.clock()
                hasChanged = true
                guard let seen = arrays[i].tasks[k].endSeen else {
                    arrays[i].tasks[k].endSeen = now
                    continue
                }
                guard now - seen >= lateness else { continue }
                try collect()
                arrays[i].tasks[k].isOver = true
                try settle(arrays[i].tasks[k], states[k])
            }
            if arrays[i].isOver { try forget(arrays[i]) }
        }
        arrays.removeAll(where: \.isOver)
        countTasks()
        pollInterval = hasChanged ? Self.shortestPoll : min(pollInterval * 1.5, Self.longestPoll)
        nextPoll = Machine.clock() + pollInterval
    }

    /// The states of all arrays; of one that the batch system never took, nothing is known.
    private func states() throws -> [[TaskState]] {
        var found = try queue.states(
            of: arrays.compactMap { array in array.job.map { (job: $0, tasks: array.tasks.count) } })[...]
        return arrays.map { array in
            (array.job == nil ? nil : found.popFirst()) ?? array.tasks.map { _ in .forgotten }
        }
    }

    /// A task has ended: its jobs without a result go out again, or fail where they were the reason too often.
    private func settle(_ task: TaskArray.Task, _ state: TaskState) throws {
        let progress = TaskProgress(of: task.file)
        for key in task.keys {
            guard let job = board.with({ $0.pending[key] }) else { continue }
            if !job.isFresh, let result = try store.result(key) {
                board.finish(key, .success(result))
                continue
            }
            if progress.isFinished(key), let failure = try store.failure(key) {
                board.finish(key, .failure(failure))
                continue
            }
            // A task that began nothing says nothing about which job is to blame, so that all of them count.
            if progress.begun == nil || progress.begun == key { tries[key, default: 0] += 1 }
            if tries[key, default: 0] > options.retries {
                let failure = Self.failure(state, times: tries[key, default: 0], log: Self.logTail(task))
                try store.insert([RunRecord(job: job.request.job, outcome: .failure(failure))])
                board.finish(key, .failure(failure))
            } else {
                board.with(waking: true) { $0.giveBack(key) }
            }
        }
    }

    private static func failure(_ state: TaskState, times: Int, log: String) -> JobFailure {
        let end: String, status: JobStatus, advice: String
        switch state {
        case .ended(.outOfTime):
            (end, status, advice) = ("reached the cluster's time limit", .timeout, "ask for more with --time")
        case .ended(.outOfMemory):
            (end, status, advice) = ("ran out of memory", .killed, "ask for more with --memory")
        case .ended(.lostNode):
            (end, status, advice) = ("lost its node", .killed, "run again")
        case .ended(.cancelled):
            (end, status, advice) = ("was cancelled", .killed, "run again")
        case .ended(.other(let word)):
            (end, status, advice) = ("ended as \(word)", .crashed(module: "worker"), "see the log")
        case .completed, .active, .forgotten:
            (end, status, advice) = ("ended without a result", .crashed(module: "worker"), "see the log")
        }
        return JobFailure(
            status: status,
            message: "the job's task on the cluster \(end) "
                + "(\(times) \(times == 1 ? "try" : "tries")); \(advice)", log: log)
    }

    private static func logTail(_ task: TaskArray.Task) -> String {
        let file = String(task.file.dropLast(5)) + ".log"
        return String(decoding: ((try? FileBytes.read(file)) ?? []).suffix(2000), as: UTF8.self)
    }

    // MARK: Cancelling

    private func cancelArrays() {
        arrays.removeAll(where: \.isOver)
        for job in arrays.compactMap(\.job) { try? queue.cancel(job) }
        // A task gets some seconds to hand over what it just finished.
        let start = Machine.clock()
        while Machine.clock() - start < 10, let states = try? states(), states.joined().contains(.active) {
            usleep(200_000)
        }
        for array in arrays { try? forget(array) }
        arrays = []
    }
}
