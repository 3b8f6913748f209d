// The steps from a job to its stored result, in order. Tests stop the program at each of them; after every one of them
// a finished job is in the spool or in the store, or in both, and never in neither.

/// A step of the protocol that has just been taken.
public enum ProtocolStep: String, CaseIterable, Sendable {
    /// The host has claimed the job and written its request.
    case claimed
    /// A worker has begun to compute.
    case begun
    /// The worker has computed; nothing is on disk yet.
    case computed
    /// The result file is synced and stands in the spool under its own name: the job is finished.
    case finished
    /// The host has read the result file.
    case read
    /// The store's transaction holds the result and is not committed.
    case inserted
    /// The commit is synced.
    case committed
    /// The result file is removed.
    case removed
    /// The claim is given up, the script learns of the result.
    case released
}

/// Told of each step; does nothing unless a test wants otherwise.
public typealias StepObserver = @Sendable (ProtocolStep) -> Void
