// The options of `spar run` that say where and how spectra are computed.

import ArgumentParser
import Basics
import Laboratory
import Runs
import ScriptAPI

struct RunOptions: ParsableArguments {
    /// This machine, or a batch system.
    struct Executor: ExpressibleByArgument {
        static let local = Executor(queue: nil)
        let queue: (any BatchQueue)?

        init(queue: (any BatchQueue)?) { self.queue = queue }

        init?(argument: String) {
            queue = BatchQueues.all.first { $0.name == argument }
            if queue == nil, argument != Self.local.defaultValueDescription { return nil }
        }

        var defaultValueDescription: String { queue?.name ?? "local" }
        static var allValueStrings: [String] { [local.defaultValueDescription] + BatchQueues.all.map(\.name) }
    }

    @Option(help: "The run store, a file. Default: SPAR_STORE, else the user's data folder.", completion: .file())
    var store: String?

    @OptionGroup
    var places: EnginePlaces

    @Option(
        help:
            "The engine of spectra whose call names none. Default: SPAR_ENGINE, else \(EngineCatalogue.builtIn.standard.name).",
        completion: .list(EngineCatalogue.builtIn.names))
    var engine: String?

    @Option(help: "Jobs at once on this machine. Default: its cores.")
    var jobs: Int?

    @Flag(help: "Try failed jobs again, also those whose physics failed.")
    var retryFailed = false

    @Option(help: "Where jobs run: \(Executor.allValueStrings.joined(separator: ", ")).")
    var executor = Executor.local

    @Option(help: "Cluster: the partition of Slurm, the queue of PBS.")
    var partition: String?

    @Option(help: "Cluster: the account.")
    var account: String?

    @Option(help: "Cluster: the time limit of one task, such as 2:00:00.")
    var time: String?

    @Option(help: "Cluster: the memory of one task, such as 2G for Slurm, 2gb for PBS.")
    var memory: String?

    @Option(
        help: "Cluster: a shell line before the worker starts, such as 'module load feff'; may be given several times.")
    var prologue: [String] = []

    @Option(
        parsing: .unconditionalSingleValue,
        help: "Slurm: a further option of sbatch, such as --sbatch --qos=low; may be given several times.")
    var sbatch: [String] = []

    @Option(
        parsing: .unconditionalSingleValue,
        help: "PBS: a further option of qsub, such as --qsub -m --qsub n; may be given several times.")
    var qsub: [String] = []

    @Flag(
        help: "Compute nothing: say how many jobs the first wave has, how many the store answers, what the rest costs."
    )
    var dryRun = false

    @Flag(help: "Compute nothing: take spectra from the store, whatever build of the engine gave them.")
    var replay = false

    @Flag(help: "Ask no database: take its answers from the store.")
    var offline = false

    @Flag(help: "Ask databases anew and pin what they give in spar.lock.")
    var updateLock = false

    var databases: DatabaseSettings {
        var settings = DatabaseSettings()
        settings.isOffline = offline
        settings.updatesLock = updateLock
        return settings
    }

    func validate() throws {
        if offline && updateLock {
            throw ValidationError("--offline asks nobody, --update-lock everybody: one of them")
        }
        if let jobs, jobs < 1 { throw ValidationError("--jobs takes a whole number of at least 1, got \(jobs)") }
        if let engine {
            do {
                _ = try EngineCatalogue.builtIn.named(engine, by: "--engine")
            } catch {
                throw ValidationError("\(error)")
            }
        }
        let given = [
            ("--partition", partition), ("--account", account), ("--time", time), ("--memory", memory),
            ("--prologue", prologue.first),
        ]
        if executor.queue == nil, let (name, _) = given.first(where: { $0.1 != nil }) {
            let systems = BatchQueues.all.map { "--executor \($0.name)" }.joined(separator: " or ")
            throw ValidationError("\(name) is a cluster's: add \(systems)")
        }
        for (name, values, system) in [("--sbatch", sbatch, "slurm"), ("--qsub", qsub, "pbs")]
        where !values.isEmpty && executor.queue?.name != system {
            throw ValidationError("\(name) needs --executor \(system)")
        }
    }

    func settings() throws -> LaboratorySettings {
        var settings = LaboratorySettings()
        settings.store = store
        settings.engineFolders = places.folders
        settings.engine = engine
        settings.jobs = jobs
        settings.retriesFailures = retryFailed
        settings.isDryRun = dryRun
        settings.isReplay = replay
        settings.workerProgram = ThisProgram.path
        settings.cluster = executor.queue.map { queue in
            let options = ClusterOptions(
                partition: partition, account: account, time: time, memory: memory, prologue: prologue,
                extra: sbatch + qsub)
            return (queue, options)
        }
        return settings
    }
}

/// Where engines are, for those that lie elsewhere than in this program.
struct EnginePlaces: ParsableArguments {
    @Option(help: "The folder of FEFF10's programs. Default: SPAR_FEFF, else PATH.", completion: .directory)
    var feff: String?

    /// By the engines' names.
    var folders: [String: String] { feff.map { ["feff": $0] } ?? [:] }
    /// As they are given to another program.
    var arguments: [String] { feff.map { ["--feff", $0] } ?? [] }
}
