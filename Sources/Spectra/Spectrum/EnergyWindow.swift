// Energy windows and the quadrature on them.
//
// Energies in eV about the Fermi level. A window [a, b] selects the grid points with a <= E <= b (to 1e-9 eV); the
// integrals run by the trapezoid rule from the first of them to the last, without interpolation at the ends. FEFF's
// grids are not uniform, and this is how the reference SAMS were taken.

import Basics

/// The interval over which SAM is taken.
public struct EnergyWindow: Equatable, Hashable, Sendable {
    public let from: Double
    public let to: Double

    /// Throws `SparError` unless `from < to` and both are finite.
    public init(from: Double, to: Double) throws {
        guard from.isFinite, to.isFinite, from < to else {
            throw SparError("a window needs from < to in eV about the Fermi level; "
                + "this one is from \(NumberText.short(from)) to \(NumberText.short(to))")
        }
        self.init(validFrom: from, to: to)
    }

    private init(validFrom from: Double, to: Double) {
        self.from = from
        self.to = to
    }

    /// -30 to +5 eV about the Fermi level, the authors' window.
    public static let standard = EnergyWindow(validFrom: -30, to: 5)
    /// -13 to +3 eV, the upper valence band: free of ligand s states and of semicore levels.
    public static let valence = EnergyWindow(validFrom: -13, to: 3)

    /// A window by its name in scripts.
    public static func named(_ name: String) throws -> EnergyWindow {
        switch name {
        case "default": return standard
        case "valence": return valence
        default:
            let near = nearestName(to: name, among: ["default", "valence"]).map { "; did you mean \"\($0)\"?" } ?? ""
            throw SparError("no window is called \"\(name)\": \"default\" (-30 to 5 eV) and \"valence\" "
                + "(-13 to 3 eV) are\(near)")
        }
    }
}

/// Trapezoid weights on part of an energy grid.
struct Quadrature {
    /// Indices of the grid points inside the window.
    let range: Range<Int>
    /// One weight for each index of `range`, eV.
    let weights: [Double]

    /// - Parameter window: nil for the whole grid.
    init(_ energies: [Double], window: EnergyWindow?) throws {
        var first = 0, end = energies.count
        if let window {
            let slack = 1e-9
            first = energies.firstIndex { $0 >= window.from - slack } ?? energies.count
            end = energies.firstIndex { $0 > window.to + slack } ?? energies.count
        }
        guard end - first >= 2 else {
            let place = window.map { "from \(NumberText.short($0.from)) to \(NumberText.short($0.to)) eV " } ?? ""
            let span = energies.isEmpty
                ? "is empty"
                : "reaches from \(NumberText.short(energies[0])) to "
                    + "\(NumberText.short(energies[energies.count - 1])) eV"
            throw SparError("the window \(place)holds \(max(0, end - first)) points of the spectrum, whose grid "
                + "\(span); an integral needs two")
        }
        range = first..<end
        var weights = [Double](repeating: 0, count: end - first)
        for k in first..<end - 1 {
            let half = (energies[k + 1] - energies[k]) / 2
            weights[k - first] += half
            weights[k + 1 - first] += half
        }
        self.weights = weights
    }

    /// The integral of a curve given on the whole grid.
    func integral(_ curve: [Double]) -> Double {
        var sum = 0.0
        for (w, k) in zip(weights, range) { sum += w * curve[k] }
        return sum
    }
}
