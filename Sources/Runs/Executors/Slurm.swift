// Slurm's commands: sbatch, scontrol, scancel. States are read from `scontrol show job`, since sacct needs an
// accounting database that many clusters, and all small ones, do not have.

import Basics
import Processes

package struct Slurm: BatchQueue {
    package let name = "slurm"
    package let scriptLines: [String] = []
    package let taskNumber = "$SLURM_ARRAY_TASK_ID"

    package init() {}

    package var finding: (title: String, text: String)? {
        guard let sbatch = Command.find("sbatch") else {
            return (
                "Slurm",
                "not found; needed only to run on a cluster: apt-get install slurm-wlm, or ask its administrators"
            )
        }
        let version = try? Command(sbatch, ["--version"], timeout: 10).run().outputText
        return ("Slurm", version?.split(separator: "\n").first.map(String.init) ?? sbatch)
    }

    private func command(_ program: String) -> BatchCommand { BatchCommand(program: program, executor: name) }

    package func arrayLimit() throws -> Int {
        let text = try command("scontrol").output(["show", "config"])
        for line in text.split(separator: "\n") where line.hasPrefix("MaxArraySize") {
            if let value = line.split(separator: "=").last.flatMap({ Int($0.filter(\.isNumber)) }), value > 1 {
                return value - 1
            }
        }
        return 1000
    }

    package func submit(_ array: TaskArray, _ options: ClusterOptions) throws -> String {
        let sbatch = command("sbatch")
        let outcome = try sbatch.outcome(
            [
                "--parsable", "--job-name=\(array.name)", "--array=0-\(array.tasks.count - 1)",
                "--output=\(array.folder)/task-%a.log", "--no-requeue",
            ] + Self.arguments(options) + [array.script])
        guard outcome.succeeded else {
            let failure = sbatch.failure(outcome)
            throw Self.isRefusal(failure.description) ? BatchRefusal(words: failure.description) : failure
        }
        // With several clusters it is "number;cluster".
        let text = outcome.outputText
        guard let number = text.split(whereSeparator: { $0 == ";" || $0 == "\n" }).first.flatMap({ Int($0) }) else {
            throw SparError("sbatch answered \"\(text)\" where the number of the job was expected")
        }
        return String(number)
    }

    /// Whether sbatch failed by what was asked, not because a controller is away or a limit on submitted jobs reached.
    private static func isRefusal(_ text: String) -> Bool {
        let said = text.lowercased()
        let signs = ["invalid", "unrecognized", "unknown option", "not available", "can not be satisfied"]
        return signs.contains(where: said.contains)
    }

    private static func arguments(_ options: ClusterOptions) -> [String] {
        let named = [
            ("partition", options.partition), ("account", options.account), ("time", options.time),
            ("mem", options.memory),
        ]
        return named.compactMap { name, value in value.map { "--\(name)=\($0)" } } + options.extra
    }

    package func cancel(_ job: String) throws { _ = try command("scancel").output([job]) }

    package func states(of arrays: [(job: String, tasks: Int)]) throws -> [[TaskState]] {
        try arrays.map { array in
            var states = [TaskState](repeating: .forgotten, count: array.tasks)
            for record in try records([array.job]) {
                guard let word = record["JobState"], let range = record["ArrayTaskId"] else { continue }
                for index in Self.indices(range) where index < array.tasks { states[index] = Self.state(word) }
            }
            return states
        }
    }

    package func job(named name: String) throws -> String? {
        let record = try records([]).first { $0["JobName"] == name }
        return record?["ArrayJobId"] ?? record?["JobId"]
    }

    /// The words of squeue(1).
    package static func state(_ word: String) -> TaskState {
        switch word {
        case "PENDING", "RUNNING", "CONFIGURING", "COMPLETING", "SUSPENDED", "REQUEUED", "REQUEUE_HOLD", "REQUEUE_FED",
            "RESIZING", "SIGNALING", "STAGE_OUT", "STOPPED", "RESV_DEL_HOLD", "SPECIAL_EXIT":
            .active
        case "COMPLETED": .completed
        case "TIMEOUT", "DEADLINE": .ended(.outOfTime)
        case "OUT_OF_MEMORY": .ended(.outOfMemory)
        case "NODE_FAIL", "BOOT_FAIL": .ended(.lostNode)
        case "CANCELLED", "PREEMPTED", "REVOKED": .ended(.cancelled)
        default: .ended(.other(word))
        }
    }

    /// What `scontrol show job` tells; nothing of a job that it has forgotten.
    private func records(_ arguments: [String]) throws -> [[String: String]] {
        let scontrol = command("scontrol")
        let outcome = try scontrol.outcome(["show", "job", "--oneliner"] + arguments)
        if outcome.succeeded { return Self.parse(outcome.outputText) }
        // Its only sign of a job that it has forgotten: there is no exit status of its own for that.
        if outcome.errorText.contains("Invalid job id") { return [] }
        throw scontrol.failure(outcome)
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
}
