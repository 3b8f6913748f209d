// The seam between the cluster executor and a batch system: submit, ask, cancel. A new batch system is one file with a
// type of this protocol, and its name in `BatchQueues`.

import Basics
import Processes

/// A batch system, by its commands.
public protocol BatchQueue: Sendable {
    /// As in `--executor`.
    var name: String { get }
    /// How many tasks one array can have; 1 where each task is a job of its own.
    /// - Throws: `SparError` where the system is not installed or does not answer.
    func arrayLimit() throws -> Int
    /// Lines of the batch script before all others.
    var scriptLines: [String] { get }
    /// What the shell of a task replaces by the task's number in its array, from 0.
    var taskNumber: String { get }
    /// - Returns: what the system calls the job.
    /// - Throws: `BatchRefusal` for options that it does not know; `SparError`.
    func submit(_ array: TaskArray, _ options: ClusterOptions) throws -> String
    /// The job of an array that was submitted under this name, nil where the system knows none.
    func job(named name: String) throws -> String?
    /// The states of the tasks of some arrays, for each array in the order of its tasks.
    /// - Throws: `SparError` where the system does not answer: nothing is then known.
    func states(of arrays: [(job: String, tasks: Int)]) throws -> [[TaskState]]
    func cancel(_ job: String) throws
    /// What `spar doctor` says of it on this machine; nil where that is nothing.
    var finding: (title: String, text: String)? { get }
}

/// The batch systems that Spar can use.
public enum BatchQueues {
    public static let all: [any BatchQueue] = [Slurm(), PBS()]
}

/// How a task stands.
public enum TaskState: Equatable, Sendable {
    case active
    case completed
    case ended(TaskEnd)
    /// The system has forgotten the task: it ended a while ago.
    case forgotten
}

/// Why a task ended before it was through.
public enum TaskEnd: Equatable, Sendable {
    case cancelled
    case outOfTime
    case outOfMemory
    case lostNode
    /// The system's own word.
    case other(String)
}

/// The batch system takes no job with these options: to ask again is of no use.
public struct BatchRefusal: Error {
    /// What it said.
    public let words: String
}

/// A command of a batch system.
struct BatchCommand {
    let program: String
    /// The executor that needs it, for sentences.
    let executor: String

    /// - Throws: `SparError` where it is not there or cannot be started.
    func outcome(_ arguments: [String]) throws -> Outcome {
        guard Command.find(program) != nil else {
            throw SparError(
                "\(program) is not on PATH: --executor \(executor) needs a machine from which jobs are submitted")
        }
        return try Command(program, arguments, timeout: 60).run()
    }

    /// What it prints.
    /// - Throws: `SparError` where it fails.
    func output(_ arguments: [String]) throws -> String {
        let outcome = try outcome(arguments)
        guard outcome.succeeded else { throw failure(outcome) }
        return outcome.outputText
    }

    /// A failure as one sentence.
    /// - Parameter lines: how many lines of its words say what is wrong.
    func failure(_ outcome: Outcome, lines: Int = 2) -> SparError {
        let words = (outcome.errorText + outcome.outputText).split(separator: "\n").prefix(lines)
        return SparError("\(program) failed (\(outcome.reason)): \(words.joined(separator: "; "))")
    }
}
