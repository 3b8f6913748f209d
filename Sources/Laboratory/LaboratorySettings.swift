// What is said once about a run: where the store and the engines are, how many workers, which cluster.

import Basics
import Foundation
import Runs
import Spectra

public struct LaboratorySettings: Sendable {
    /// The file of the store; without it SPAR_STORE or the user's data folder.
    public var store: String?
    /// Folders of engines' programs, by the engines' names; an engine that is not among them looks by itself.
    public var engineFolders: [String: String] = [:]
    /// The engine of requests that name none; without it SPAR_ENGINE, else the catalogue's standard.
    public var engine: String?
    /// Workers at once; nil for one a core.
    public var jobs: Int?
    /// Try stored failures of the physics again, too.
    public var retriesFailures = false
    /// Start nothing; `Laboratory.dryRunReport` tells what would be.
    public var isDryRun = false
    /// Compute nothing: answer from the store, whatever build of the engine its results are of.
    public var isReplay = false
    /// Where jobs run; nil for this machine.
    public var cluster: (queue: any BatchQueue, options: ClusterOptions)?
    /// The program whose command `worker` serves jobs; nil where none may be started.
    public var workerProgram: String?
    public var environment: [String: String]

    public init(environment: [String: String] = ProcessInfo.processInfo.environment) { self.environment = environment }

    /// How many jobs run at once; how many a cluster takes is not known before.
    public var width: Int { jobs ?? (cluster == nil ? ProcessInfo.processInfo.activeProcessorCount : 200) }

    /// - Throws: `SparError` where no folder of the user is known.
    var storePath: String { get throws { try StoreLocation.path(option: store, environment: environment) } }

    /// Where an engine is to be looked for.
    public func place(of engine: EngineDescription) -> EnginePlace {
        EnginePlace(folder: engineFolders[engine.name], environment: environment)
    }

    /// - Throws: `SparError` where no program is known.
    var worker: WorkerCommand {
        get throws {
            guard let program = workerProgram else {
                throw SparError(
                    "no spectra can be computed here: the program that serves as a worker is not known")
            }
            let folders = engineFolders.sorted { $0.key < $1.key }.flatMap { name, folder in
                ["--engine-folder", name + "=" + URL(fileURLWithPath: folder).standardizedFileURL.path]
            }
            return WorkerCommand(program: program, arguments: ["worker"] + folders)
        }
    }

    /// Has jobs computed where these settings say; nil where nothing is to be started.
    /// - Throws: `SparError` where no program serves as a worker.
    func executor() throws -> ExecutorMaker? {
        let worker = try worker, cluster = cluster
        if isDryRun { return nil }
        guard let cluster else {
            let width = width
            return { LocalExecutor($0, worker: worker, width: width) }
        }
        return { try ClusterExecutor($0, worker: worker, queue: cluster.queue, options: cluster.options) }
    }
}
