// Energy windows, over which SAM is taken.
//
// Energies in eV about the Fermi level. A window may be given on the engine's own scale instead: the authors took theirs
// there. It is moved by the Fermi level of each spectrum, -30 eV being about -20 about the Fermi level.

import Basics

/// The interval over which SAM is taken.
public struct EnergyWindow: Equatable, Hashable, Sendable {
    /// Where its zero is.
    public enum Scale: String, Sendable {
        case fermiLevel = "fermi"
        /// As the engine counts energies; FEFF10's and green's zero is the same, that of the overlapped atoms.
        case engine
    }

    public let from: Double
    public let to: Double
    public let scale: Scale

    /// About the Fermi level. Throws `SparError` unless `from < to` and both are finite.
    public init(from: Double, to: Double) throws {
        guard from.isFinite, to.isFinite, from < to else {
            throw SparError(
                "a window needs from < to in eV about the Fermi level; "
                    + "this one is from \(NumberText.short(from)) to \(NumberText.short(to))")
        }
        self.init(validFrom: from, to: to)
    }

    private init(validFrom from: Double, to: Double, scale: Scale = .fermiLevel) {
        self.from = from
        self.to = to
        self.scale = scale
    }

    /// - Throws: `SparError` unless `from < to` and both are finite.
    public init(from: Double, to: Double, scale: Scale) throws {
        let checked = try EnergyWindow(from: from, to: to)
        self.init(validFrom: checked.from, to: checked.to, scale: scale)
    }

    /// The same window about a Fermi level that lies at `fermiLevel` on the engine's scale, eV.
    /// - Throws: `SparError` where the level is needed and not known.
    public func about(fermiLevel: Double?) throws -> EnergyWindow {
        guard scale == .engine else { return self }
        guard let fermiLevel else {
            throw SparError(
                "a window on the engine's own scale, such as \"paper\", needs the Fermi level on it, which is not "
                    + "known of this spectrum; give from and to instead")
        }
        return EnergyWindow(validFrom: from - fermiLevel, to: to - fermiLevel)
    }

    /// -5 to +30 eV about the Fermi level, of absorption.
    public static let edge = EnergyWindow(validFrom: -5, to: 30)
    /// -30 to +5 eV about the Fermi level.
    public static let standard = EnergyWindow(validFrom: -30, to: 5)
    /// -13 to +3 eV, the upper valence band: free of ligand s states and of semicore levels.
    public static let valence = EnergyWindow(validFrom: -13, to: 3)

    /// -30 to +5 eV on the engine's own scale: the authors', found by reproducing their labels. About -20 eV below the
    /// Fermi level to the end of the grid, which leaves the 3p of Sc, Ti and V out.
    public static let paper = EnergyWindow(validFrom: -30, to: 5, scale: .engine)

    /// The windows that scripts call by name.
    public static let all: [(name: String, window: EnergyWindow)] = [
        ("default", standard), ("valence", valence), ("paper", paper),
    ]

    /// As sentences have it: "-30 to 5 eV".
    public var text: String {
        let ends = "\(NumberText.short(from)) to \(NumberText.short(to)) eV"
        return scale == .engine ? ends + " on the engine's own scale" : ends
    }

    /// A window by its name in scripts.
    /// - Throws: `SparError` for a name that there is not, or that is of another process.
    public static func named(_ name: String, for process: Spectroscopy.Process = .emission) throws -> EnergyWindow {
        if process == .absorption {
            if name == "default" { return .edge }
            if all.contains(where: { $0.name == name }) {
                throw SparError("\"\(name)\" is a window of emission; of absorption give from and to (eV)")
            }
        }
        if let window = all.first(where: { $0.name == name })?.window { return window }
        let near = nearestName(to: name, among: all.map(\.name)).map { "; did you mean \"\($0)\"?" } ?? ""
        let known = all.map { "\"\($0.name)\" (\($0.window.text))" }
        throw SparError("no window is called \"\(name)\": \(known.listed) are\(near)")
    }
}

extension EnergyWindow: JSONCodable {
    /// [from, to], and the scale where it is not that of the Fermi level.
    public var json: JSON {
        let ends: [JSON] = [.number(from), .number(to)]
        return .array(scale == .fermiLevel ? ends : ends + [scale.json])
    }

    public init(json: JSON) throws {
        let parts = try [JSON](json: json)
        guard (2...3).contains(parts.count) else { throw SparError("from, to and perhaps a scale are expected") }
        try self.init(
            from: Double(json: parts[0]), to: Double(json: parts[1]),
            scale: parts.count == 2 ? .fermiLevel : Scale(json: parts[2]))
    }
}

extension EnergyWindow.Scale: JSONCodable {}
