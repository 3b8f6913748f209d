// The engines that there are. A new one is one more entry in `builtIn`.

import Basics
import FEFF
import Green
import Spectra

public struct EngineCatalogue: Sendable {
    public let engines: [EngineDescription]
    /// Computes where nobody names an engine.
    public let standard: EngineDescription

    public static let builtIn = EngineCatalogue(
        [FEFFEngine.description, GreenEngine.description], standard: GreenEngine.description)

    public init(_ engines: [EngineDescription], standard: EngineDescription) {
        self.engines = engines
        self.standard = standard
    }

    public var names: [String] { engines.map(\.name) }

    /// - Parameter source: who names it, for the sentence.
    /// - Throws: `SparError` for a name that no engine has.
    public func named(_ name: String, by source: String) throws -> EngineDescription {
        if let engine = engines.first(where: { $0.name == name }) { return engine }
        let near = nearestName(to: name, among: names).map { "; did you mean \"\($0)\"?" }
        throw SparError(
            "\(source) names the engine \"\(name)\", which does not exist"
                + (near ?? "; there is " + names.map { "\"\($0)\"" }.joined(separator: ", ")))
    }

    /// All engines of a worker, by name. One that is not installed answers each job with the reason.
    /// - Parameter folders: of their programs, by the engines' names.
    public func serving(folders: [String: String], environment: [String: String]) -> [String: any SpectralEngine] {
        Dictionary(
            uniqueKeysWithValues: engines.map { engine -> (String, any SpectralEngine) in
                do {
                    return (
                        engine.name,
                        try engine.make(EnginePlace(folder: folders[engine.name], environment: environment))
                    )
                } catch let failure as JobFailure {
                    return (engine.name, AbsentEngine(failure: failure))
                } catch {
                    let failure = JobFailure(status: .missing(engine.title), message: "\(error)")
                    return (engine.name, AbsentEngine(failure: failure))
                }
            })
    }
}

/// Stands for an engine on a machine or node that has none.
private struct AbsentEngine: SpectralEngine {
    static let name = "absent"
    let failure: JobFailure

    func identity() throws -> EngineIdentity { throw failure }

    func compute(_ job: SpectralJob, limits: JobLimits, scratch: String, isCancelled: @escaping () -> Bool) throws
        -> SiteResult
    { throw failure }
}
