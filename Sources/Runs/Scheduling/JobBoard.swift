// The jobs of one scheduler: who asked for what, what waits, what runs. All executors and the script's thread share it.

import Processes
import Basics
import Spectra

/// A job on its way.
struct PendingJob: Sendable {
    let key: String
    let request: JobRequest
    /// Computed although the store may have it.
    let isFresh: Bool
    let cost: JobCost?
    let ticket: RunTicket
}

struct JobBoard {
    private(set) var pending: [String: PendingJob] = [:]
    /// Keys in the order of asking; those before `head` were taken.
    private var line: [String] = []
    private var head = 0
    /// Jobs that were handed back, before all others.
    private var again: [String] = []
    /// When each running job began.
    private(set) var running: [String: Double] = [:]
    /// Failures of this run: the same job is not tried twice in it.
    private(set) var failures: [String: JobFailure] = [:]
    private(set) var done = 0
    private(set) var failed = 0
    var fromStore = 0
    var isCancelled = false
    var isClosed = false
    /// Something finished since the script last looked.
    var hasNews = false
    /// The script has nothing to do but wait.
    var isStarving = false
    /// What hinders the executor for now, a sentence.
    var notice: String?
    private var observedWall = (sum: 0.0, count: 0)

    var waitingCount: Int { line.count - head + again.count }

    mutating func add(_ job: PendingJob) {
        pending[job.key] = job
        line.append(job.key)
    }

    /// The next waiting job, which then counts as running.
    mutating func take() -> PendingJob? {
        guard !isCancelled else { return nil }
        var key: String?
        if !again.isEmpty {
            key = again.removeFirst()
        } else if head < line.count {
            key = line[head]
            head += 1
            if head == line.count { (line, head) = ([], 0) }
        }
        guard let key, let job = pending[key] else { return nil }
        running[key] = Machine.clock()
        return job
    }

    mutating func giveBack(_ key: String) {
        running[key] = nil
        again.append(key)
    }

    /// Ends a job; nil where it ended before.
    mutating func finish(_ key: String, _ outcome: JobOutcome) -> PendingJob? {
        guard let job = pending.removeValue(forKey: key) else { return nil }
        if let start = running.removeValue(forKey: key) {
            observedWall = (observedWall.sum + Machine.clock() - start, observedWall.count + 1)
        }
        switch outcome {
        case .success: done += 1
        case .failure(let failure):
            failed += 1
            failures[key] = failure
        }
        hasNews = true
        return job
    }

    mutating func count(replayed failure: JobFailure, _ key: String) {
        if failures[key] == nil { failed += 1 }
        failures[key] = failure
    }

    /// - Parameter width: how many jobs run at once.
    func progress(width: Int) -> RunProgress {
        let now = Machine.clock()
        let known = observedWall.count == 0 ? nil : observedWall.sum / Double(observedWall.count)
        var left: Double? = 0
        for job in pending.values {
            guard let whole = job.cost?.wallSeconds ?? known, let sum = left else {
                left = nil
                break
            }
            left = sum + (running[job.key].map { max(whole - (now - $0), 0.1 * whole) } ?? whole)
        }
        return RunProgress(
            done: done, running: running.count, fromStore: fromStore, failed: failed,
            waiting: waitingCount, secondsLeft: left.map { $0 / Double(max(1, width)) }, notice: notice)
    }
}
