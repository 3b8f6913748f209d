// What the command line says about spectral runs: where the store and FEFF are, how many workers, which cluster.

import Basics
import Foundation
import Runs

public struct RunSettings: Sendable {
    /// What --store gave; without it SPAR_STORE or the user's data folder.
    public var store: String?
    /// What --feff gave; without it SPAR_FEFF or PATH.
    public var feff: String?
    /// What --engine gave; without it SPAR_ENGINE, else `ScriptEngine.standard`.
    public var engine: String?
    /// Workers at once; nil for one a core.
    public var jobs: Int?
    public var retriesFailures = false
    public var isDryRun = false
    /// Compute nothing: answer from the store, whatever build of the engine its results are of (--replay).
    public var isReplay = false
    /// Where jobs run; nil for this machine.
    public var cluster: (queue: any BatchQueue, options: ClusterOptions)?
    /// The program whose command `worker` serves jobs; nil where none may be started.
    public var workerProgram: String?
    public var environment: [String: String]

    public init(environment: [String: String] = ProcessInfo.processInfo.environment) { self.environment = environment }

    /// The engine of requests that name none.
    /// - Throws: `SparError` for a name that no engine has.
    func defaultEngine() throws -> ScriptEngine {
        if let engine { return try .named(engine, by: "--engine") }
        if let name = environment["SPAR_ENGINE"], !name.isEmpty { return try .named(name, by: "SPAR_ENGINE") }
        return .standard
    }

    /// - Throws: `SparError` where no folder of the user is known.
    var storePath: String { get throws { try StoreLocation.path(option: store, environment: environment) } }
}
