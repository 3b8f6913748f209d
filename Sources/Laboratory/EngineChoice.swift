// Which build of an engine answers: the one installed, or, where none is or none may compute, the newest one of which
// the store has results.

import Basics
import Runs
import Spectra

/// One engine of one laboratory.
struct EngineChoice {
    let engine: EngineDescription
    let identity: EngineIdentity
    /// Why nothing can be computed here; nil where the engine is installed.
    let failure: JobFailure?
    /// Without an engine: the builds whose results the store holds, the newest first.
    var origins: [StoredVersion] = []

    /// - Parameters:
    ///   - store: nil where there is none yet.
    /// - Throws: `JobFailure` where the engine cannot compute and the store has no results of it.
    static func find(_ engine: EngineDescription, _ settings: LaboratorySettings, store: RunStore?) throws
        -> EngineChoice
    {
        do {
            if settings.isReplay { throw replayOnly }
            let installed = try engine.make(settings.place(of: engine))
            return EngineChoice(
                engine: engine, identity: try identity(of: installed, engine, store: store), failure: nil)
        } catch let missing as JobFailure {
            let origins = try store?.versions(ofEngine: engine.name) ?? []
            guard let newest = origins.first else { throw missing }
            return EngineChoice(
                engine: engine, identity: EngineIdentity(name: engine.name, version: newest.version), failure: missing,
                origins: origins)
        }
    }

    /// To hash an engine's programs may take a few tenths of a second: the store keeps what it gave.
    private static func identity(of installed: any SpectralEngine, _ engine: EngineDescription, store: RunStore?) throws
        -> EngineIdentity
    {
        guard let stamp = installed.fingerprint else { return try installed.identity() }
        let name = RunStore.privateValue + engine.title + " build"
        if let known = try store?.value(name, inputs: stamp) {
            return EngineIdentity(name: engine.name, version: String(decoding: known, as: UTF8.self))
        }
        let identity = try installed.identity()
        try store?.keep(value: Array(identity.version.utf8), name, inputs: stamp)
        return identity
    }

    /// Builds with the days on which they computed, as in "FEFF 10.0.0 build 01 on 2026-01-31 to 2026-02-02" or "green 3
    /// on 2026-11-28".
    func origin(ofVersions versions: [String]) -> String {
        origins.filter { versions.contains($0.version) }.map { build in
            let first = build.first.prefix(10), last = build.last.prefix(10)
            // A version that is only a number says nothing by itself.
            let name = build.version.contains(" ") ? build.version : "\(engine.name) \(build.version)"
            return "\(name) on \(first)\(first == last ? "" : " to \(last)")"
        }.joined(separator: ", ")
    }

    private static let replayOnly = JobFailure(status: .notComputed, message: "with --replay nothing is computed")
}
