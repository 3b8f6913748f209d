// The quadrature on an energy window.
//
// Energies in eV about the Fermi level. Integrals over a window [a, b] end at a and at b, or where the grid ends: by
// the trapezoid rule through the grid points between (to 1e-9 eV) and the curves' interpolated values at the ends, so
// that it makes no difference whether a point of a grid that is not uniform lies at -30.0005 or at -29.9995.

import Basics

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
