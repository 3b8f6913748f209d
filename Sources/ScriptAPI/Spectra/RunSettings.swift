// What the command line says about spectral runs: where the store and FEFF are, how many workers, which cluster.

import Basics
import Foundation
import Runs

public struct RunSettings: Sendable {
    /// What --store gave; without it SPAR_STORE or the user's data folder.
    public var store: String?
    /// What --feff gave; without it SPAR_FEFF or PATH.
    public var feff: String?
    /// What --engine gave; without it SPAR_ENGINE, else feff.
    public var engine: String?
    /// Workers at once; nil for one a core.
    public var jobs: Int?
    public var retriesFailures = false
    public var isDryRun = false
    /// Where jobs run; nil for this machine.
    public var slurm: SlurmOptions?
    /// The program whose command `worker` serves jobs; nil where none may be started.
    public var workerProgram: String?
    public var environment: [String: String]

    public init(environment: [String: String] = ProcessInfo.processInfo.environment) { self.environment = environment }

    /// Engines that scripts may name, and those that this build has.
    static let engineNames = ["feff", "green"], builtIn = ["feff"]

    /// The engine of requests that name none.
    /// - Throws: `SparError` for a name that no engine has.
    func defaultEngine() throws -> String {
        let named = environment["SPAR_ENGINE"].flatMap { $0.isEmpty ? nil : $0 }
        return try Self.checked(engine ?? named ?? "feff", source: engine != nil ? "--engine" : "SPAR_ENGINE")
    }

    static func checked(_ name: String, source: String) throws -> String {
        guard engineNames.contains(name) else {
            let near = nearestName(to: name, among: engineNames).map { "; did you mean \"\($0)\"?" } ?? ""
            throw SparError("\(source) names the engine \"\(name)\", which does not exist\(near)")
        }
        return name
    }

    var storePath: String { StoreLocation.path(option: store, environment: environment) }
}
