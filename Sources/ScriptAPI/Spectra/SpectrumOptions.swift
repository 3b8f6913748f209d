// The options of xes, xas, feff.run and feff.input, read from a call.

import Basics
import Crystal
import Laboratory
import LuaRuntime
import Spectra

enum SpectrumOptions {
    static let subject = Parameter.required(
        "subject", .either([.object(StructureObject.self), .object(ClusterObject.self)]),
        "A structure, or one cluster, all of whose atoms are then used.")

    /// SAM's window, of a computation.
    static let window = Parameter.optional(
        "window", .either([.string, .table("table of from, to")]),
        "SAM's window: \(EnergyWindow.all.map { "\"\($0.name)\"" }.joined(separator: ", ")), or { from = , to = } (eV)."
    )

    /// The window of a spectrum that is there.
    static let namedWindow = Parameter.optional(
        "window", .string, "By name: \(EnergyWindow.all.map { "\"\($0.name)\"" }.alternatives).")

    /// Those that decide the numbers.
    static let physics = physics(of: .kEmission)

    static func physics(of spectroscopy: Spectroscopy) -> [Parameter] {
        let grid = spectroscopy.grid
        let energies = [grid.from, grid.to, grid.step].map { NumberText.short($0) }.joined(separator: ", ")
        return [
            .optional(
                "frame", .either([.choice(["site", "mean", "crystal"]), .matrix]),
                "Axes: each site's own principal axes (\"site\", the default), those of the mean Q, the crystal's, or "
                    + "three perpendicular unit vectors as columns."),
            .optional(
                "atoms", .count(1),
                "How many of the closest atoms scatter, with the rest of the last shell; "
                    + "\(spectroscopy.neighbours) unless given."),
            .optional("radius", .number, "All atoms within so many angstrom scatter, instead of a number of them."),
            .optional(
                "like", .object(StructureObject.self),
                "Take the set of scattering atoms from this undistorted structure with the same sites."),
            .optional("core_hole", .boolean, "A relaxed 1s hole in the absorber; true unless given."),
            .optional(
                "energy", .table("table of from, to, step"),
                "The grid, eV about the Fermi level: \(energies) unless given."),
            window,
        ] + EngineCatalogue.builtIn.engines.map(\.parameter)
    }

    /// Those that decide whether and when a job runs.
    static let running: [Parameter] = [
        .optional("timeout", .number, usually: JobLimits.usualSeconds) {
            "Seconds that one job may take; \($0) unless given."
        },
        .optional(
            "memory", .either([.number, .string]), "Memory that one job may take: bytes, or a text such as \"2G\"."),
        .optional("fresh", .boolean, "Compute even where the store has the result."),
    ]
}

extension Call {
    /// What the call asks of an engine.
    func request(by engine: EngineDescription, _ spectroscopy: Spectroscopy = .kEmission) throws -> SpectralRequest {
        // Another engine's table changes nothing, but a mistake in it is not passed over.
        for other in EngineCatalogue.builtIn.engines where other.name != engine.name && has(other.name) {
            _ = try options(of: other, for: spectroscopy)
        }
        let settings = SpectralSettings(
            spectroscopy, energies: try energyGrid(spectroscopy), coreHole: try self[optional: "core_hole"] ?? true,
            engineOptions: try options(of: engine, for: spectroscopy))
        if has("atoms"), has("radius") {
            throw error("radius", "the scattering atoms by number or by distance, not both")
        }
        return try request(settings, neighbours: try self[optional: "atoms"], radius: try self[optional: "radius"])
    }

    /// What the call's subject, metal, frame, window and `like` ask for with given settings.
    /// - Parameters:
    ///   - neighbours: how many of the closest atoms of a structure scatter; nil for the usual number.
    ///   - radius: instead, how far they may lie, angstrom.
    func request(_ settings: SpectralSettings, neighbours: Int? = nil, radius: Double? = nil) throws
        -> SpectralRequest
    {
        let window = try namedWindow(settings.spectroscopy), frame = try frameChoice()
        if let cluster: ClusterObject = try self[optional: "subject"] {
            for name in ["metal", "atoms", "radius", "like"] where has(name) {
                throw error(name, "a cluster has one absorber, and all its atoms are used")
            }
            return SpectralRequest(.cluster(cluster.cluster), frame: frame, settings: settings, window: window)
        }
        let structure: StructureObject = try self["subject"], like: StructureObject? = try self[optional: "like"]
        return SpectralRequest(
            structure: structure.structure, metal: try structure.absorber(self), frame: frame,
            neighbours: neighbours ?? settings.spectroscopy.neighbours, radius: radius, like: like?.structure,
            settings: settings, window: window)
    }

    func jobLimits() throws -> JobLimits {
        let seconds: Double = try self["timeout"]
        guard seconds > 0 else {
            throw error("timeout", "a number of seconds above 0 expected, got \(NumberText.short(seconds))")
        }
        var limits = JobLimits(seconds: seconds)
        if let bytes: Double = try self[optional: "memory"] {
            guard bytes >= 1, bytes < 0x1p60 else {
                throw error("memory", "a number of bytes expected, got \(NumberText.short(bytes))")
            }
            limits.memory = Int(bytes)
        } else if let text: String = try self[optional: "memory"] {
            guard let bytes = MemoryText.bytes(text) else {
                throw error("memory", "a size such as \"500M\" or \"4G\" expected, got \"\(text)\"")
            }
            limits.memory = bytes
        }
        return limits
    }

    private func frameChoice() throws -> FrameChoice {
        if let axes: Matrix3 = try self[optional: "frame"] { return .given(axes) }
        let word: String? = try self[optional: "frame"]
        switch word {
        case "mean": return .mean
        case "crystal": return .crystal
        default: return .site
        }
    }

    private func energyGrid(_ spectroscopy: Spectroscopy) throws -> EnergyGrid {
        let standard = spectroscopy.grid
        guard let table: LuaTable = try self[optional: "energy"] else { return standard }
        let v = try numbers(table, "energy", ["from", "to", "step"])
        return try EnergyGrid(from: v[0] ?? standard.from, to: v[1] ?? standard.to, step: v[2] ?? standard.step)
    }

    private func namedWindow(_ spectroscopy: Spectroscopy) throws -> EnergyWindow {
        if let table: LuaTable = try self[optional: "window"] {
            let v = try numbers(table, "window", ["from", "to"])
            guard let from = v[0], let to = v[1] else { throw error("window", "from and to expected (eV)") }
            return try EnergyWindow(from: from, to: to)
        }
        let name: String? = try self[optional: "window"]
        guard let name, name != "default" else { return spectroscopy.window }
        guard spectroscopy.process == .emission else {
            throw error("window", "\"\(name)\" is a window of emission; of absorption give from and to (eV)")
        }
        return try EnergyWindow.named(name)
    }

    /// The named numbers of a table that has nothing else.
    private func numbers(_ table: LuaTable, _ argument: String, _ names: [String]) throws -> [Double?] {
        try checkFields(table, argument, names)
        return try names.map { name in
            if table[name].isNil { return nil }
            guard let x = table[name].asNumber, x.isFinite else {
                throw error(argument, "\(name): \(table[name].numberFault)")
            }
            return x
        }
    }

    /// - Throws: where a table has other fields than those named.
    func checkFields(_ table: LuaTable, _ argument: String, _ names: [String]) throws {
        guard table.items.isEmpty else {
            throw error(argument, "named fields expected: \(names.joined(separator: ", "))")
        }
        for (key, _) in table.fields {
            let name = LuaValueText.short(key)
            if names.contains(name) { continue }
            let near = nearestName(to: name, among: names).map { "did you mean '\($0)'?" }
            throw error(
                argument, "there is no field '\(name)'; \(near ?? "there are \(names.joined(separator: ", "))")")
        }
    }
}

/// Sizes of memory as people write them: 500M, 4G, a number of bytes.
public enum MemoryText {
    /// Nil for what is no size.
    public static func bytes(_ text: String) -> Int? {
        let units: [Character: Double] = ["k": 0x1p10, "m": 0x1p20, "g": 0x1p30, "t": 0x1p40]
        var digits = text.lowercased()
        if digits.hasSuffix("b") { digits.removeLast() }
        let unit = digits.last.flatMap { units[$0] }
        if unit != nil { digits.removeLast() }
        guard let number = NumberText.parse(digits), number > 0, number * (unit ?? 1) < 0x1p60 else { return nil }
        return Int(number * (unit ?? 1))
    }
}
