// Energy windows and the quadrature on them.
//
// Energies in eV about the Fermi level. Integrals over a window [a, b] end at a and at b, or where the grid ends: by
// the trapezoid rule through the grid points between (to 1e-9 eV) and the curves' interpolated values at the ends, so
// that it makes no difference whether a point of a grid that is not uniform lies at -30.0005 or at -29.9995.
//
// A window may be given on the engine's own scale instead: the authors took theirs there. It is moved by the Fermi
// level of each spectrum, -30 eV being about -20 about the Fermi level.

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
    public static func named(_ name: String) throws -> EnergyWindow {
        if let window = all.first(where: { $0.name == name })?.window { return window }
        let near = nearestName(to: name, among: all.map(\.name)).map { "; did you mean \"\($0)\"?" } ?? ""
        let known = all.map { "\"\($0.name)\" (\($0.window.text))" }
        throw SparError("no window is called \"\(name)\": \(known.enumerated) are\(near)")
    }
}

/// Trapezoid weights on part of an energy grid.
struct Quadrature {
    /// Grid points inside the window.
    private let range: Range<Int>
    /// The window's ends, where they lie between grid points.
    private let first: InterpolationPoint?, last: InterpolationPoint?
    /// The energies of the nodes: the grid points inside the window, and its ends.
    let energies: [Double]
    /// One weight for each node, eV.
    let weights: [Double]

    /// - Parameter window: nil for the spectrum's own, or for the whole grid where it has none.
    init(_ spectrum: PolarizedSpectrum, _ window: EnergyWindow?) throws {
        let window = try (window ?? spectrum.details.window)?.about(fermiLevel: spectrum.details.fermiLevel)
        try self.init(spectrum.energies, window: window)
    }

    /// - Parameter window: about the grid's zero; nil for the whole grid.
    private init(_ grid: [Double], window: EnergyWindow?) throws {
        let slack = 1e-9, lowest = grid[0], highest = grid[grid.count - 1]
        let from = window?.from ?? lowest, to = window?.to ?? highest
        let start = grid.firstIndex { $0 >= from - slack } ?? grid.count
        let end = grid.firstIndex { $0 > to + slack } ?? grid.count
        guard from < highest - slack, to > lowest + slack else {
            throw SparError(
                "the window from \(NumberText.short(from)) to \(NumberText.short(to)) eV holds "
                    + "\(max(0, end - start)) points of the spectrum, whose grid reaches from "
                    + "\(NumberText.short(lowest)) to \(NumberText.short(highest)) eV; an integral needs two")
        }
        range = start..<max(start, end)
        var nodes = Array(grid[range])
        let isOpenBelow = start > 0 && (nodes.first ?? .infinity) > from + slack
        let isOpenAbove = end < grid.count && (nodes.last ?? -.infinity) < to - slack
        first = isOpenBelow ? InterpolationPoint(from, in: grid) : nil
        last = isOpenAbove ? InterpolationPoint(to, in: grid) : nil
        if isOpenBelow { nodes.insert(from, at: 0) }
        if isOpenAbove { nodes.append(to) }
        energies = nodes
        var weights = [Double](repeating: 0, count: nodes.count)
        for k in nodes.indices.dropLast() {
            let half = (nodes[k + 1] - nodes[k]) / 2
            weights[k] += half
            weights[k + 1] += half
        }
        self.weights = weights
    }

    /// A curve on the nodes, from the whole grid.
    func restricted(_ curve: [Double]) -> [Double] {
        var nodes = Array(curve[range])
        if let first { nodes.insert(first.value(of: curve), at: 0) }
        if let last { nodes.append(last.value(of: curve)) }
        return nodes
    }

    /// The integral of a curve given on the nodes.
    func integral(_ nodes: [Double]) -> Double {
        var sum = 0.0
        for (w, value) in zip(weights, nodes) { sum += w * value }
        return sum
    }
}
