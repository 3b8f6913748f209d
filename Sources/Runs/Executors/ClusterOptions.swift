// What a user says about the cluster.

public struct ClusterOptions: Equatable, Sendable {
    /// The partition of Slurm, the queue of PBS.
    public var partition: String?
    public var account: String?
    /// For one task of about `chunkSeconds` of work, in the batch system's form, such as "2:00:00".
    public var time: String?
    /// For one task, in the batch system's form, such as Slurm's "2G" or PBS's "2gb".
    public var memory: String?
    /// Shell lines before the worker starts, such as `module load feff`.
    public var prologue: [String]
    /// Further options of the command that submits, passed on as they are.
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
}
