// A spectral job as a value: one absorber site in one cluster, with settings, for one engine.
//
// Its key is the SHA-256 of its canonical JSON, made once with the job. Only what decides the numbers is part of it:
// not the script, the path, the time, limits of time and memory, or the number of threads.

import Basics
import Crystal

/// Which program computes, to the last digit.
public struct EngineIdentity: Hashable, Sendable {
    /// "feff" or "green".
    public let name: String
    /// The physics version of an engine of ours, or the identity of a build.
    public let version: String

    public init(name: String, version: String) {
        self.name = name
        self.version = version
    }
}

/// Settings that every engine understands, and those of one engine alone.
public struct SpectralSettings: Equatable, Sendable {
    public var spectroscopy: Spectroscopy
    public var energies: EnergyGrid
    /// A fully relaxed hole of the edge's level in the absorber (final-state rule); false for the ground state.
    public var coreHole: Bool
    /// The engine's own options as an object, in the canonical form that the engine gave them: defaults left out.
    public var engineOptions: JSON

    /// - Parameter energies: nil for the spectroscopy's own.
    public init(
        _ spectroscopy: Spectroscopy = .kEmission, energies: EnergyGrid? = nil, coreHole: Bool = true,
        engineOptions: JSON = .object([:])
    ) {
        self.spectroscopy = spectroscopy
        self.energies = energies ?? spectroscopy.grid
        self.coreHole = coreHole
        self.engineOptions = engineOptions
    }
}

extension SpectralSettings: JSONCodable {
    public var json: JSON {
        var members: [String: JSON] = ["core_hole": coreHole.json, "energy": energies.json, "options": engineOptions]
        // Left out where it was the only one once, so that the keys of those jobs stay as they are.
        if spectroscopy != .kEmission { members["spectroscopy"] = spectroscopy.json }
        return .object(members)
    }

    public init(json: JSON) throws {
        self.init(
            try json.read("spectroscopy", as: Spectroscopy?.self) ?? .kEmission, energies: try json.read("energy"),
            coreHole: try json.read("core_hole"), engineOptions: try json.read("options"))
    }
}

/// One absorber site to compute.
public struct SpectralJob: Equatable, Sendable {
    /// 64 hexadecimal digits.
    public let key: String
    public let engine: EngineIdentity
    public let cluster: SpectralCluster
    public let settings: SpectralSettings

    /// - Throws: `SparError` for settings with a number that is not finite.
    public init(engine: EngineIdentity, cluster: SpectralCluster, settings: SpectralSettings) throws {
        self.engine = engine
        self.cluster = cluster
        self.settings = settings
        key = try Self.json(engine, cluster, settings).hash()
    }

    private static func json(_ engine: EngineIdentity, _ cluster: SpectralCluster, _ settings: SpectralSettings) -> JSON
    {
        JSON([
            "engine": engine.name, "version": engine.version, "cluster": cluster, "settings": settings, "format": 1,
        ])
    }

    /// The same job whatever the engine's version: how a result of another build is found where no engine is installed.
    public func keyOfAnyVersion() throws -> String {
        try JSON(["engine": engine.name, "cluster": cluster, "settings": settings, "format": 1]).hash()
    }
}

extension SpectralJob: JSONCodable {
    /// The canonical form.
    public var json: JSON { Self.json(engine, cluster, settings) }

    public init(json: JSON) throws {
        guard try json.read("format") == 1 else { throw SparError("this job is not of format 1") }
        try self.init(
            engine: EngineIdentity(name: json.read("engine"), version: json.read("version")),
            cluster: json.read("cluster"), settings: json.read("settings"))
    }
}
