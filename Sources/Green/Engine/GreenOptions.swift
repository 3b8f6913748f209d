// The engine's own part of a job's settings, and its canonical JSON.

import Basics

public struct GreenOptions: Equatable, Sendable {
    /// Whether the potential is made self-consistent; false is for screening.
    public var isSelfConsistent: Bool
    /// The highest l of the scattering solution in the spectrum: 2 or 3.
    public var lmax: Int
    /// Full width of the 1s level, eV; nil for the element's.
    public var width: Double?
    /// Whether potentials and self-consistency are made with hydrogen drawn away from its nearest atom, as FEFF10 does;
    /// the spectrum scatters off the atoms where they are.
    public var movesHydrogen: Bool

    public static let standard = GreenOptions(isSelfConsistent: true, lmax: 2, width: nil, movesHydrogen: true)

    private init(isSelfConsistent: Bool, lmax: Int, width: Double?, movesHydrogen: Bool) {
        self.isSelfConsistent = isSelfConsistent
        self.lmax = lmax
        self.width = width
        self.movesHydrogen = movesHydrogen
    }

    /// - Throws: `SparError` for values that cannot be.
    public init(scf: Bool = true, checkedLmax lmax: Int = 2, width: Double? = nil, movesHydrogen: Bool = true) throws {
        guard (2...3).contains(lmax) else {
            throw SparError("green.lmax = \(lmax): 2 (the default) or 3 is possible")
        }
        if let width, !(0.1...10).contains(width) {
            throw SparError("green.width = \(NumberText.short(width)): a width between 0.1 and 10 eV is possible")
        }
        self.init(isSelfConsistent: scf, lmax: lmax, width: width, movesHydrogen: movesHydrogen)
    }
}

extension GreenOptions: JSONCodable {
    /// What equals the default is left out.
    public var json: JSON {
        var members: [String: JSON] = [:]
        if !isSelfConsistent { members["scf"] = .bool(false) }
        if lmax != Self.standard.lmax { members["lmax"] = .integer(lmax) }
        if let width { members["width"] = .number(width) }
        if !movesHydrogen { members["move_hydrogen"] = .bool(false) }
        return .object(members)
    }

    public init(json: JSON) throws {
        try self.init(
            scf: json.read("scf", as: Bool?.self) ?? true,
            checkedLmax: json.read("lmax", as: Int?.self) ?? Self.standard.lmax, width: json.read("width"),
            movesHydrogen: json.read("move_hydrogen", as: Bool?.self) ?? true)
    }
}
