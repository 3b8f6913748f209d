// What a user says about the cluster.

import Basics

public struct SlurmOptions: Equatable, Sendable {
    public var partition: String?
    public var account: String?
    /// sbatch's form, such as "2:00:00", for one task of about `chunkSeconds` of work.
    public var time: String?
    /// sbatch's form, such as "2G", for one task.
    public var memory: String?
    /// Shell lines before the worker starts, such as `module load feff`.
    public var prologue: [String]
    /// Further options of sbatch, passed on as they are.
    public var extra: [String]
    /// Estimated work of one task, seconds.
    public var chunkSeconds = 900.0
    /// New work is submitted after this many seconds, earlier when the script has nothing to do but wait.
    public var patience = 5.0
    /// How often a job is submitted again whose task was cancelled, ran out of time or memory, or lost its node.
    public var retries = 2

    public init(
        partition: String? = nil, account: String? = nil, time: String? = nil, memory: String? = nil,
        prologue: [String] = [], extra: [String] = []
    ) {
        self.partition = partition
        self.account = account
        self.time = time
        self.memory = memory
        self.prologue = prologue
        self.extra = extra
    }

    /// The options as sbatch takes them.
    var arguments: [String] {
        var arguments: [String] = []
        for (name, value) in [("partition", partition), ("account", account), ("time", time), ("mem", memory)] {
            if let value { arguments.append("--\(name)=\(value)") }
        }
        return arguments + extra
    }
}
