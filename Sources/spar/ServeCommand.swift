// `spar worker`: started by spar itself, on this machine or on a node of a cluster.

import ArgumentParser
import Basics
import FEFF
import Glibc
import Runs
import Spectra

struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "worker", abstract: "Compute jobs for a host.", shouldDisplay: false)

    @Option var spool: String
    @Option var parent: Int?
    @Option var chunk: String?
    @Option var scratch: String?
    @Option var feff: String?

    func run() throws {
        let options = try WorkerOptions(spool: spool, parent: parent, chunk: chunk, scratch: scratch)
        let engine: any SpectralEngine
        do {
            engine = FEFFEngine(try FEFFInstallation.find(path: feff))
        } catch let failure as JobFailure {
            engine = AbsentEngine(failure: failure)
        }
        Glibc.exit(try WorkerLoop(engines: [FEFFEngine.name: engine], options: options).run())
    }
}

/// Stands for FEFF on a node that has none: each job ends with the reason.
private struct AbsentEngine: SpectralEngine {
    static let name = FEFFEngine.name
    let failure: JobFailure

    func identity() throws -> EngineIdentity { throw failure }

    func compute(_ job: SpectralJob, limits: JobLimits, scratch: String, isCancelled: @escaping () -> Bool) throws
        -> SiteResult { throw failure }
}
