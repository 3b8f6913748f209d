// Which build of FEFF computes: the one installed, or, where none is, the newest one of which the store has results.

import Basics
import FEFF
import Runs
import Spectra

/// The FEFF of one run.
struct EngineChoice {
    let identity: EngineIdentity
    /// Why nothing can be computed here; nil where FEFF is installed.
    let failure: JobFailure?

    /// - Parameters:
    ///   - store: nil where there is none yet.
    /// - Throws: `JobFailure` where there is no FEFF and the store has no results of any.
    static func find(_ settings: RunSettings, store: RunStore?) throws -> EngineChoice {
        do {
            return EngineChoice(identity: try installed(settings, store: store), failure: nil)
        } catch let missing as JobFailure {
            guard let newest = try store?.versions(ofEngine: FEFFEngine.name).first else { throw missing }
            return EngineChoice(
                identity: EngineIdentity(name: FEFFEngine.name, version: newest.version), failure: missing)
        }
    }

    /// To hash the programs takes a few tenths of a second: the store keeps what it gave.
    private static func installed(_ settings: RunSettings, store: RunStore?) throws -> EngineIdentity {
        let installation = try FEFFInstallation.find(path: settings.feff, environment: settings.environment)
        let stamp = installation.fingerprint()
        if let known = try store?.value(name, inputs: stamp) {
            let identity = EngineIdentity(name: FEFFEngine.name, version: String(decoding: known, as: UTF8.self))
            FEFFInstallation.remember(identity, fingerprint: stamp)
            return identity
        }
        let identity = try installation.identity()
        try store?.keep(value: Array(identity.version.utf8), name, inputs: stamp)
        return identity
    }

    private static let name = "spar: FEFF build"
}
