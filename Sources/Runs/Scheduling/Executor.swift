// The seam between the scheduler and what computes: an executor takes jobs from the board and puts their outcomes there.

/// Has the jobs of a board computed.
public protocol Executor: Sendable {
    /// How many jobs run at once.
    var width: Int { get }
    /// A job was put on the board.
    func hasWork()
    /// Ends; what is finished is then in the store. Called again, does nothing.
    /// - Parameter cancelling: whether what runs is stopped too.
    func stop(cancelling: Bool)
}

/// What an executor works with: jobs come from the board, results come through the spool into the store.
public struct Workplace: Sendable {
    let board: Monitor<JobBoard>
    let store: RunStore
    let spool: Spool
}

/// Makes an executor for a workplace.
/// - Throws: `SparError` where it cannot work here, such as a cluster that does not answer.
public typealias ExecutorMaker = (Workplace) throws -> any Executor
