// Structures from numbers: a lattice and its atoms, or a space group and its distinct sites.

import Basics

/// Cell parameters as far as they are known: lengths in angstrom, angles in degrees.
public struct CellParameters: Equatable, Sendable {
    public var a, b, c, alpha, beta, gamma: Double?

    public init(
        a: Double? = nil, b: Double? = nil, c: Double? = nil, alpha: Double? = nil, beta: Double? = nil,
        gamma: Double? = nil
    ) {
        self.a = a
        self.b = b
        self.c = c
        self.alpha = alpha
        self.beta = beta
        self.gamma = gamma
    }

    /// Missing angles are 90 degrees, missing lengths an error.
    public func lattice() throws -> Lattice {
        guard let a, let b, let c else {
            let missing = [("a", a), ("b", b), ("c", c)].filter { $0.1 == nil }.map(\.0)
            throw SparError("the cell lacks \(missing.joined(separator: " and ")); a, b and c are needed, in angstrom")
        }
        return try Self.checked(a, b, c, alpha ?? 90, beta ?? 90, gamma ?? 90)
    }

    static func checked(
        _ a: Double, _ b: Double, _ c: Double, _ alpha: Double, _ beta: Double,
        _ gamma: Double
    ) throws -> Lattice {
        for (name, length) in [("a", a), ("b", b), ("c", c)] {
            if let fault = CellCheck.fault(length: length) {
                throw SparError("the lattice parameter \(name) is \(shortNumber(length)); \(fault)")
            }
        }
        for (name, angle) in [("alpha", alpha), ("beta", beta), ("gamma", gamma)] {
            if let fault = CellCheck.fault(angle: angle) {
                throw SparError("the lattice parameter \(name) is \(shortNumber(angle)); \(fault)")
            }
        }
        if let fault = CellCheck.fault(angles: alpha, beta, gamma) { throw SparError(fault) }
        return Lattice(a: a, b: b, c: c, alpha: alpha, beta: beta, gamma: gamma)
    }
}

extension Structure {
    /// A structure of given atoms, checked: the cell has a volume, every occupancy is above 0 and at most 1, and no
    /// two atoms lie in one place.
    public init(checking lattice: Lattice, sites: [Site]) throws {
        if let fault = CellCheck.fault(lattice) { throw SparError(fault) }
        try Self.check(sites)
        self.init(lattice: lattice, sites: sites)
        if let (i, j, d) = overlap(closerThan: Self.placeTolerance) {
            throw SparError(
                "two atoms in one place: \(name(ofSite: i)) and \(name(ofSite: j)) are \(shortNumber(d)) "
                    + "angstrom apart")
        }
    }

    /// All atoms of a crystal from its space group and distinct sites.
    ///
    /// - Parameters:
    ///   - spaceGroup: a number, 1 to 230, or a Hermann-Mauguin symbol, which may end in `:1`, `:2`, `:H` or `:R`.
    ///     Where it leaves the origin open, choice 1 is taken, where the axes, hexagonal ones; a note says so.
    ///   - cell: parameters that the crystal system fixes may be left out.
    /// - Throws: for an unknown group, missing or contradicting cell parameters, two atoms in one place.
    public init(spaceGroup: String, cell: CellParameters, sites: [Site]) throws {
        let setting = try Self.setting(spaceGroup, cell)
        let operations = setting.found.operations
        let lattice = try cell.completed(for: setting.found, operations)
        let misfit = operations.map { $0.metricMisfit(lattice) }.max() ?? 0
        guard misfit < 1e-4 else {
            throw SparError(
                "the cell parameters do not have the symmetry of \(setting.found.symbol); leave out those "
                    + "that the space group fixes")
        }
        try Self.check(sites)
        let listed = sites.map { site in
            let unit = Vector3((0..<3).map { CIFNumber.unit(NumberText.shortest(site.frac[$0])) })
            return ListedSite(site: site, line: 0, multiplicity: nil, unit: unit)
        }
        let source = SourceName(name: "space group \(setting.found.symbol)")
        let expansion = try SiteExpansion(
            listed, operations: operations, isGroup: true, lattice: lattice, source: source)
        self.init(lattice: lattice, sites: expansion.atoms, notes: setting.notes + expansion.notes)
    }

    private static func check(_ sites: [Site]) throws {
        guard !sites.isEmpty else { throw SparError("a structure has at least one atom") }
        for (i, site) in sites.enumerated() {
            let name = "site \(i + 1) (\(site.label))"
            guard (0..<3).allSatisfy({ abs(site.frac[$0]) < 1e6 }) else {
                throw SparError("the coordinates of \(name) are no numbers below a million")
            }
            guard site.occupancy > 0, site.occupancy <= 1 else {
                throw SparError("the occupancy of \(name) is \(shortNumber(site.occupancy)); it lies between 0 and 1")
            }
        }
    }

    private static func setting(_ text: String, _ cell: CellParameters) throws -> (
        found: SpaceGroupSetting, notes: [String]
    ) {
        let angles = CellAngles(alpha: cell.alpha ?? 90, beta: cell.beta ?? 90, gamma: cell.gamma ?? 90)
        var settings: [SpaceGroupSetting]
        if let number = Int(text.trimmed) {
            guard (1...230).contains(number) else {
                throw SparError("there is no space group \(number); they go from 1 to 230")
            }
            settings = SpaceGroupSetting.standardSettings(number: number, angles: angles)
        } else {
            settings = SpaceGroupSetting.settings(
                symbol: text, alpha: angles.alpha, beta: angles.beta, gamma: angles.gamma)
            if settings.isEmpty { settings = [SpaceGroupSetting.setting(hall: text)].compactMap { $0 } }
        }
        guard let first = settings.first else {
            throw SparError(
                "there is no space group \"\(text)\"; give a number from 1 to 230 or a Hermann-Mauguin symbol "
                    + "such as Fm-3m or P 21/c")
        }
        // Rhombohedral axes are meant where an angle alpha other than 90 is given.
        if first.choice == "H", let alpha = cell.alpha, alpha != 90,
            let other = settings.first(where: { $0.choice == "R" })
        {
            return (other, [])
        }
        guard settings.count > 1, first.choice == "1" else { return (first, []) }
        return (
            first, ["\(text) leaves the origin open: choice 1 was taken, write \(settings[1].symbol) for the other"]
        )
    }
}

extension CellParameters {
    /// Fills in what the crystal system fixes.
    func completed(for setting: SpaceGroupSetting, _ operations: [SymmetryOperation]) throws -> Lattice {
        func need(_ value: Double?, _ name: String) throws -> Double {
            guard let value else { throw SparError("the cell of \(setting.symbol) needs \(name)") }
            return value
        }
        let a = try need(a, "a")
        switch setting.number {
        case 195...:
            return try Self.checked(a, b ?? a, c ?? a, alpha ?? 90, beta ?? 90, gamma ?? 90)
        case 143...194 where setting.choice == "R":
            let alpha = try need(alpha, "alpha, since its axes are rhombohedral")
            return try Self.checked(a, b ?? a, c ?? a, alpha, beta ?? alpha, gamma ?? alpha)
        case 143...194:
            return try Self.checked(a, b ?? a, need(c, "c"), alpha ?? 90, beta ?? 90, gamma ?? 120)
        case 75...142:
            return try Self.checked(a, b ?? a, need(c, "c"), alpha ?? 90, beta ?? 90, gamma ?? 90)
        case 16...74:
            return try Self.checked(a, need(b, "b"), need(c, "c"), alpha ?? 90, beta ?? 90, gamma ?? 90)
        case 3...15:
            // The unique axis is the one that a rotation or mirror keeps apart: its diagonal entry differs.
            let unique =
                operations.lazy.compactMap { operation -> Int? in
                    let d = operation.rotation.diagonal
                    return d.sum().magnitude == 1 ? (0..<3).first { d[$0] * d.sum() < 0 } : nil
                }.first ?? 1
            let names = ["alpha", "beta", "gamma"], angles = [alpha, beta, gamma]
            let value = try need(angles[unique], names[unique])
            let all = (0..<3).map { $0 == unique ? value : angles[$0] ?? 90 }
            return try Self.checked(a, need(b, "b"), need(c, "c"), all[0], all[1], all[2])
        default:
            return try Self.checked(
                a, need(b, "b"), need(c, "c"), need(alpha, "alpha"), need(beta, "beta"),
                need(gamma, "gamma"))
        }
    }
}
