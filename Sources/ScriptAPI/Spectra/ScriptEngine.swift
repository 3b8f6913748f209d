// The spectral engines that scripts may name. A new engine is one more entry in `all`; which one computes where nobody
// says is `standard`.

import Basics
import FEFF
import LuaRuntime
import Runs
import Spectra

/// An engine as scripts, the host and its workers meet it.
public struct ScriptEngine: Sendable {
    /// As in `engine = "feff"`; the name in job keys.
    let name: String
    /// As in sentences.
    let title: String
    /// Its own among the options of xes, one table named like the engine.
    let parameter: Parameter
    /// Reads that table into the canonical form of `SpectralSettings.engineOptions`.
    let options: @Sendable (Call) throws -> JSON
    /// What is installed here; throws `JobFailure` with `.noFEFF` where nothing is.
    let identity: @Sendable (RunSettings, RunStore?) throws -> EngineIdentity
    /// The engine in a worker, from what its --feff gave; throws as `identity` does.
    let serving: @Sendable (_ feff: String?) throws -> any SpectralEngine

    static let all: [ScriptEngine] = [.feff, .green]
    /// Computes where neither the call, `spar.engine`, --engine nor SPAR_ENGINE names one.
    static let standard = ScriptEngine.green

    public static var standardName: String { standard.name }

    public static var names: [String] { all.map(\.name) }

    /// - Parameter source: who names it, for the sentence.
    /// - Throws: `SparError` for a name that no engine has.
    static func named(_ name: String, by source: String) throws -> ScriptEngine {
        if let engine = all.first(where: { $0.name == name }) { return engine }
        let near = nearestName(to: name, among: names).map { "; did you mean \"\($0)\"?" }
        throw SparError(
            "\(source) names the engine \"\(name)\", which does not exist"
                + (near ?? "; there is " + names.map { "\"\($0)\"" }.joined(separator: ", ")))
    }

    /// - Throws: `SparError` for a name that no engine has.
    public static func check(_ name: String, by source: String) throws { _ = try named(name, by: source) }

    /// All engines of a worker, by name. One that is not installed answers each job with the reason.
    public static func serving(feff: String?) -> [String: any SpectralEngine] {
        Dictionary(
            uniqueKeysWithValues: all.map { engine -> (String, any SpectralEngine) in
                do {
                    return (engine.name, try engine.serving(feff))
                } catch let failure as JobFailure {
                    return (engine.name, AbsentEngine(failure: failure))
                } catch {
                    return (engine.name, AbsentEngine(failure: JobFailure(status: .noFEFF, message: "\(error)")))
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
