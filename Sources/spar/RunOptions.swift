// The options of `spar run` that say where and how spectra are computed.

import ArgumentParser
import Basics
import Glibc
import Runs
import ScriptAPI

struct RunOptions: ParsableArguments {
    enum Executor: String, ExpressibleByArgument, CaseIterable { case local, slurm }

    @Option(help: "The run store, a file. Default: SPAR_STORE, else the user's data folder.", completion: .file())
    var store: String?

    @Option(help: "The folder of FEFF10's programs. Default: SPAR_FEFF, else PATH.", completion: .directory)
    var feff: String?

    @Option(
        help: "The engine of spectra whose call names none. Default: SPAR_ENGINE, else \(ScriptEngine.standardName).",
        completion: .list(ScriptEngine.names))
    var engine: String?

    @Option(help: "Jobs at once on this machine. Default: its cores.")
    var jobs: Int?

    @Flag(help: "Try failed jobs again, also those whose physics failed.")
    var retryFailed = false

    @Option(help: "Where jobs run: local or slurm.")
    var executor = Executor.local

    @Option(help: "Slurm: the partition.")
    var partition: String?

    @Option(help: "Slurm: the account.")
    var account: String?

    @Option(help: "Slurm: the time limit of one task, such as 2:00:00.")
    var time: String?

    @Option(help: "Slurm: the memory of one task, such as 2G.")
    var memory: String?

    @Option(
        help: "Slurm: a shell line before the worker starts, such as 'module load feff'; may be given several times.")
    var prologue: [String] = []

    @Option(
        parsing: .unconditionalSingleValue,
        help: "Slurm: a further option of sbatch, such as --sbatch --qos=low; may be given several times.")
    var sbatch: [String] = []

    @Flag(
        help: "Compute nothing: say how many jobs the first wave has, how many the store answers, what the rest costs."
    )
    var dryRun = false

    @Flag(help: "Compute nothing: take spectra from the store, whatever build of the engine gave them.")
    var replay = false

    func validate() throws {
        if let jobs, jobs < 1 { throw ValidationError("--jobs takes a whole number of at least 1, got \(jobs)") }
        if let engine {
            do { try ScriptEngine.check(engine, by: "--engine") } catch { throw ValidationError("\(error)") }
        }
        if executor == .local {
            let given = [
                ("--partition", partition), ("--account", account), ("--time", time), ("--memory", memory),
                ("--prologue", prologue.first), ("--sbatch", sbatch.first),
            ]
            if let (name, _) = given.first(where: { $0.1 != nil }) {
                throw ValidationError("\(name) is Slurm's: add --executor slurm")
            }
        }
    }

    func settings() throws -> RunSettings {
        var settings = RunSettings()
        settings.store = store
        settings.feff = feff
        settings.engine = engine
        settings.jobs = jobs
        settings.retriesFailures = retryFailed
        settings.isDryRun = dryRun
        settings.isReplay = replay
        settings.workerProgram = ThisProgram.path
        if executor == .slurm {
            settings.slurm = SlurmOptions(
                partition: partition, account: account, time: time, memory: memory, prologue: prologue, extra: sbatch)
        }
        return settings
    }
}

enum ThisProgram {
    /// The file of this program, so that workers are the same build.
    static var path: String? {
        guard let path = realpath("/proc/self/exe", nil) else { return nil }
        defer { free(path) }
        return String(cString: path)
    }
}
