// PBS's commands, as Torque, OpenPBS and the wrappers of other systems have them: qsub, qstat, qdel.
//
// Each task is a job of its own: how arrays are asked for and named differs from one PBS to the next, and wrappers do
// not show their tasks. One qstat asks for all jobs.

import Basics
import Processes

package struct PBS: BatchQueue {
    package let name = "pbs"
    package let taskNumber = "0"
    /// PBS starts a job in the user's home.
    package let scriptLines = ["[ -z \"$PBS_O_WORKDIR\" ] || cd \"$PBS_O_WORKDIR\" || exit 1"]

    package init() {}

    package var finding: (title: String, text: String)? { Command.find("qsub").map { ("PBS", $0) } }

    private func command(_ program: String) -> BatchCommand { BatchCommand(program: program, executor: name) }

    package func arrayLimit() throws -> Int {
        // Whether the server answers.
        _ = try command("qstat").output(["-Q"])
        return 1
    }

    package func submit(_ array: TaskArray, _ options: ClusterOptions) throws -> String {
        let qsub = command("qsub")
        // -V: the job gets the environment, as sbatch gives it unasked.
        let outcome = try qsub.outcome(
            ["-N", Self.shortName(array.name), "-V", "-r", "n", "-j", "oe", "-o", array.folder + "/task-0.log"]
                + Self.arguments(options) + [array.script])
        guard outcome.succeeded else {
            let failure = qsub.failure(outcome, lines: 6)
            throw Self.isRefusal(failure.description) ? BatchRefusal(words: failure.description) : failure
        }
        guard let job = outcome.outputText.split(whereSeparator: \.isWhitespace).last else {
            throw SparError("qsub answered nothing where the name of the job was expected")
        }
        return String(job)
    }

    /// Whether qsub failed by what was asked, not because a server is away or a limit on submitted jobs reached.
    private static func isRefusal(_ text: String) -> Bool {
        let said = text.lowercased()
        let signs = ["unknown queue", "unknown resource", "unknown option", "illegal", "invalid", "unauthorized"]
        return signs.contains(where: said.contains)
    }

    /// One -l with all resources: of several, some wrappers hear the last alone.
    private static func arguments(_ options: ClusterOptions) -> [String] {
        let resources = [("walltime", options.time), ("mem", options.memory)].compactMap { name, value in
            value.map { "\(name)=\($0)" }
        }
        return (options.partition.map { ["-q", $0] } ?? []) + (options.account.map { ["-A", $0] } ?? [])
            + (resources.isEmpty ? [] : ["-l", resources.joined(separator: ",")]) + options.extra
    }

    /// Torque's names have at most 15 characters.
    package static func shortName(_ name: String) -> String { "spar" + SHA256.hex(name.utf8).prefix(11) }

    package func cancel(_ job: String) throws { _ = try command("qdel").output([job]) }

    package func states(of arrays: [(job: String, tasks: Int)]) throws -> [[TaskState]] {
        if arrays.isEmpty { return [] }
        let found = try jobs(arrays.map(\.job))
        return arrays.map { array in
            let job = found.first { $0.id == array.job }
            return [TaskState](repeating: job.map { Self.state($0.attributes) } ?? .forgotten, count: array.tasks)
        }
    }

    package func job(named name: String) throws -> String? {
        let short = Self.shortName(name)
        return try jobs([]).first { $0.attributes["Job_Name"] == short }?.id
    }

    /// What qstat knows of some jobs, or of all.
    private func jobs(_ names: [String]) throws -> [Job] {
        let qstat = command("qstat"), outcome = try qstat.outcome(["-f"] + names)
        // The low bytes of PBSE_UNKJOBID, also where there are no jobs at all, and of PBSE_HISTJOBID: a job is over.
        guard outcome.succeeded || [.exited(153), .exited(35)].contains(outcome.end) else {
            throw qstat.failure(outcome)
        }
        return Self.parse(outcome.outputText)
    }

    package struct Job: Equatable {
        package let id: String
        package var attributes: [String: String] = [:]
    }

    /// `qstat -f`: "Job Id: name", then an attribute a line, "name = value"; long values go on in the next line.
    package static func parse(_ text: String) -> [Job] {
        var jobs: [Job] = []
        for line in text.split(separator: "\n") {
            if line.hasPrefix("Job Id:") {
                jobs.append(Job(id: line.dropFirst(7).split(whereSeparator: \.isWhitespace).joined()))
            } else if let mark = line.firstRange(of: " = "), !jobs.isEmpty {
                let name = line[..<mark.lowerBound].split(whereSeparator: \.isWhitespace).joined()
                jobs[jobs.count - 1].attributes[name] = String(line[mark.upperBound...])
            }
        }
        return jobs
    }

    /// The letters of qstat(1B): C is Torque's word for a job that is over, F OpenPBS's. The exit status of one that
    /// was ended is 256 and the signal; Torque's own are negative (its administrator's guide, "Job exit status").
    package static func state(_ attributes: [String: String]) -> TaskState {
        guard let letter = attributes["job_state"], ["C", "F", "X"].contains(letter) else { return .active }
        switch (attributes["exit_status"] ?? attributes["Exit_status"]).flatMap({ Int($0) }) {
        case nil, 0: return .completed
        case -10: return .ended(.outOfMemory)
        case -11, -12: return .ended(.outOfTime)
        case 256 + 15, 256 + 9: return .ended(.cancelled)
        case let status?: return .ended(.other("exit status \(status)"))
        }
    }
}
