// Slurm's commands: sbatch, scontrol, scancel. States are read from `scontrol show job`, since sacct needs an
// accounting
// database that many clusters, and all small ones, do not have.

import Basics
import Processes

/// How a task stands, by the words of squeue(1).
package enum TaskState: Equatable, Sendable {
    case active
    case completed
    /// CANCELLED, TIMEOUT, NODE_FAIL, OUT_OF_MEMORY, FAILED and the rarer ones.
    case ended(String)
    /// Slurm has forgotten the task: it ended a while ago.
    case forgotten

    package init(word: String) {
        switch word {
        case "PENDING", "RUNNING", "CONFIGURING", "COMPLETING", "SUSPENDED", "REQUEUED", "REQUEUE_HOLD", "REQUEUE_FED",
            "RESIZING", "SIGNALING", "STAGE_OUT", "STOPPED", "RESV_DEL_HOLD", "SPECIAL_EXIT":
            self = .active
        case "COMPLETED": self = .completed
        default: self = .ended(word)
        }
    }
}

/// Slurm answered that it takes no job with these options: to ask again is of no use.
struct SlurmRefusal: Error {
    /// What sbatch said.
    let words: String

    /// Nil where sbatch failed for another reason, such as a controller that is away or a limit on submitted jobs.
    init?(_ text: String) {
        let said = text.lowercased()
        let signs = ["invalid", "unrecognized", "unknown option", "not available", "can not be satisfied"]
        guard signs.contains(where: said.contains) else { return nil }
        words = text
    }
}

package enum Slurm {
    /// How many tasks one array can have.
    /// - Throws: `SparError` where Slurm is not installed or its controller does not answer.
    package static func arrayLimit() throws -> Int {
        let text = try run("scontrol", ["show", "config"])
        for line in text.split(separator: "\n") where line.hasPrefix("MaxArraySize") {
            if let value = line.split(separator: "=").last.flatMap({ Int($0.filter(\.isNumber)) }), value > 1 {
                return value - 1
            }
        }
        return 1000
    }

    /// - Returns: the number of the job.
    /// - Throws: `SlurmRefusal` for options that the cluster does not know; `SparError`.
    package static func submit(script: String, options: [String]) throws -> Int {
        let text: String
        do {
            text = try run("sbatch", ["--parsable"] + options + [script])
        } catch let error as SparError {
            throw SlurmRefusal(error.description) ?? error
        }
        // With several clusters it is "number;cluster".
        guard let number = text.split(whereSeparator: { $0 == ";" || $0 == "\n" }).first.flatMap({ Int($0) }) else {
            throw SparError("sbatch answered \"\(text)\" where the number of the job was expected")
        }
        return number
    }

    package static func cancel(_ job: Int) throws { _ = try run("scancel", ["\(job)"]) }

    /// The states of the first `tasks` tasks of a job array.
    /// - Throws: `SparError` where the controller does not answer: nothing is then known.
    static func states(of job: Int, tasks: Int) throws -> [TaskState] {
        var states = [TaskState](repeating: .forgotten, count: tasks)
        guard let text = try show(["\(job)"]) else { return states }
        for record in parse(text) {
            guard let word = record["JobState"], let range = record["ArrayTaskId"] else { continue }
            for index in indices(range) where index < tasks { states[index] = TaskState(word: word) }
        }
        return states
    }

    /// The number of the job of this name, nil where Slurm knows none.
    package static func job(named name: String) throws -> Int? {
        guard let text = try show([]) else { return nil }
        let record = parse(text).first { $0["JobName"] == name }
        return (record?["ArrayJobId"] ?? record?["JobId"]).flatMap { Int($0) }
    }

    private static func show(_ arguments: [String]) throws -> String? {
        do {
            return try run("scontrol", ["show", "job", "--oneliner"] + arguments)
        } catch let error as SparError where error.description.contains("Invalid job id") {
            return nil
        }
    }

    /// `scontrol --oneliner`: a record a line, "Name=value" between blanks. Values with blanks come after those we
    /// read.
    package static func parse(_ text: String) -> [[String: String]] {
        text.split(separator: "\n").map { line in
            var record: [String: String] = [:]
            for word in line.split(separator: " ") {
                let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                guard parts.count == 2 else { continue }
                let name = String(parts[0])
                if record[name] == nil { record[name] = String(parts[1]) }
            }
            return record
        }
    }

    /// "3", "0-4", "1,3-5%2": the tasks that a record stands for.
    package static func indices(_ text: String) -> [Int] {
        (text.split(separator: "%").first ?? "").split(separator: ",").flatMap { part -> [Int] in
            let ends = part.split(separator: "-").compactMap { Int($0.prefix { $0.isNumber }) }
            guard let first = ends.first, let last = ends.last, first <= last else { return [] }
            return Array(first...last)
        }
    }

    private static func run(_ program: String, _ arguments: [String]) throws -> String {
        guard Command.find(program) != nil else {
            throw SparError("\(program) is not on PATH: --executor slurm needs a machine from which jobs are submitted")
        }
        let outcome = try Command(program, arguments, timeout: 60).run()
        guard outcome.succeeded else {
            let words = (outcome.errorText + outcome.outputText).split(separator: "\n").prefix(2).joined(
                separator: "; ")
            throw SparError("\(program) failed (\(outcome.reason)): \(words)")
        }
        return outcome.outputText
    }
}
