// What a script holds of a job that it asked for.

import Basics
import Spectra

public final class RunTicket: Sendable {
    /// The key of the job.
    public let key: String
    /// Whether the answer came from the store when it was asked for.
    public let isFromStore: Bool
    private let outcome: Monitor<JobOutcome?>

    init(key: String, outcome: JobOutcome? = nil) {
        self.key = key
        isFromStore = outcome != nil
        self.outcome = Monitor(outcome)
    }

    /// Whether `result` answers at once.
    public var isReady: Bool { outcome.with { $0 != nil } }

    /// The result; waits for it where it is not there yet.
    /// - Throws: `JobFailure`.
    public func result() throws -> SiteResult {
        // The time is no limit: a scheduler answers all its tickets, at the latest when it is closed.
        try outcome.wait(atMost: .infinity) { $0 }?.get()
            ?? { throw JobFailure(status: .killed, message: "the job was given up") }()
    }

    func resolve(_ end: JobOutcome) {
        outcome.with(waking: true) { if $0 == nil { $0 = end } }
    }
}

/// How far the jobs of a scheduler are.
public struct RunProgress: Equatable, Sendable {
    /// Finished by this scheduler with a result.
    public var done = 0
    public var running = 0
    /// Answered from the store.
    public var fromStore = 0
    /// Failed now, or a stored failure.
    public var failed = 0
    /// Not begun.
    public var waiting = 0
    /// Estimated wall-clock seconds until nothing is left; nil where nothing is known of such jobs.
    public var secondsLeft: Double?
    /// What hinders for now, such as a cluster that does not answer; a sentence.
    public var notice: String?
}

/// What `--dry-run` tells.
public struct DryRunReport: Equatable, Sendable {
    /// Distinct jobs asked for, and those of them that the store answers.
    public var jobs = 0, inStore = 0
    /// Stored failures that would be replayed.
    public var failures = 0
    /// Processor hours of the rest by the store's own history.
    public var cpuHours = 0.0
    /// Jobs among the rest of whose kind the store knows no run.
    public var unknown = 0
    /// Processor seconds that these were taken to need.
    public var unknownSeconds = 0.0

    public init(jobs: Int = 0, inStore: Int = 0, failures: Int = 0) {
        self.jobs = jobs
        self.inStore = inStore
        self.failures = failures
    }
}
