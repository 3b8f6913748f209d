// The ground state of a cluster: densities, potentials and Fermi level that agree with each other.
//
// Each round integrates the Green's function about every type's representative along the contour, moves the Fermi level
// until the cluster holds its electrons, and mixes the densities (Anderson). The Fermi function's kT of 0.25 eV keeps
// half-filled 3d bands from sloshing.

import ComplexModule
import Foundation

/// What one round came to.
struct CycleRound: Sendable {
    /// hartree.
    let fermi: Double
    /// int |n_out - n_in| of the sphere that changes most, electrons.
    let residual: Double
}

struct CycleSettings {
    /// kT, hartree.
    var temperature = 0.25 / AtomicUnits.hartree
    /// Electrons; the largest residual of a sphere that counts as converged.
    var tolerance = 2e-3
    var rounds = 40
    /// The linear part of the mixing.
    var mixing = 0.2
    /// No sphere's electrons change by more in a round.
    var largestChange = 0.6
    var arcNodes = 14

    /// A deep contour, with semicore levels above it, needs more nodes.
    func nodes(depth: Double) -> Int { arcNodes + max(0, Int((depth * AtomicUnits.hartree - 75) / 8)) }
}

struct SelfConsistency {
    private(set) var potential: ClusterPotential
    let valence: ValenceElectrons
    let green: SiteGreenFunctions
    /// hartree.
    private(set) var fermi = 0.0
    private(set) var history: [CycleRound] = []
    private(set) var isConverged = false
    /// Electrons of each type as the last round had them.
    private(set) var electrons: [SphereElectrons] = []
    let isCancelled: () -> Bool

    private var types: [ClusterGeometry.AtomType] { potential.geometry.types }
    private var atoms: Double { types.reduce(0) { $0 + Double($1.count) } }

    init(_ potential: ClusterPotential, valence: ValenceElectrons, green: SiteGreenFunctions,
         isCancelled: @escaping () -> Bool) {
        self.potential = potential
        self.valence = valence
        self.green = green
        self.isCancelled = isCancelled
    }

    /// The electrons up to a Fermi level, and their rate of change with it.
    private func count(_ fermi: Double, _ settings: CycleSettings) throws
        -> (electrons: [SphereElectrons], slopes: [SphereElectrons])
    {
        let contour = FermiContour(from: valence.bottom, to: fermi, temperature: settings.temperature,
                                   arc: settings.nodes(depth: fermi - valence.bottom))
        let all = Set(types.indices)
        var electrons = types.indices.map { SphereElectrons(points: potential.meshes[$0].count) }, slopes = electrons
        for (n, node) in contour.nodes.enumerated() {
            guard !isCancelled() else { throw GreenFailure("stopped", status: .killed) }
            green.prepare(node.z, potential, irregular: all)
            for type in types.indices {
                let trace = green.trace(try green.centreBlock(type))
                green.add(type, trace, weight: node.weight, to: &electrons[type])
                if n == contour.nearest { green.add(type, trace, weight: Complex64(1), to: &slopes[type]) }
            }
        }
        return (electrons, slopes)
    }

    /// Electrons that are missing an atom.
    private func missing(_ electrons: [SphereElectrons]) -> Double {
        types.indices.reduce(0) { $0 + Double(types[$1].count) * (valence.counts[$1] - electrons[$1].total) } / atoms
    }

    /// The Fermi level at which the cluster holds its electrons.
    /// - Parameters:
    ///   - start: where to begin, hartree.
    ///   - tolerance: a last step below it is taken by the density of states, hartree.
    mutating func findFermiLevel(from start: Double, tolerance: Double, _ settings: CycleSettings) throws {
        var level = start, before: (level: Double, missing: Double)?
        var low = -Double.infinity, high = Double.infinity
        let largest = 2.5 / AtomicUnits.hartree
        for trial in 0..<25 {
            let (electrons, slopes) = try count(level, settings)
            let missing = missing(electrons)
            if missing > 0 { low = max(low, level) } else { high = min(high, level) }
            var slope = types.indices.reduce(0) { $0 + Double(types[$1].count) * slopes[$1].total } / atoms
            if let before, abs(level - before.level) > 1e-5 {
                let secant = (before.missing - missing) / (level - before.level)
                if secant > 0.05 { slope = secant }
            }
            var step = min(max(missing / max(slope, 0.3), -largest), largest)
            if abs(step) < tolerance || trial == 24 {
                fermi = level + step
                self.electrons = electrons
                for t in types.indices {
                    self.electrons[t].count += step * slopes[t].count
                    for i in self.electrons[t].density.indices {
                        self.electrons[t].density[i] += step * slopes[t].density[i]
                    }
                }
                return
            }
            if level + step >= high || level + step <= low, low.isFinite, high.isFinite { step = 0.5 * (low + high) - level }
            before = (level, missing)
            level += step
        }
    }

    /// Rounds until nothing changes. - Returns: whether they converged.
    mutating func converge(_ settings: CycleSettings) throws {
        let weights = types.indices.flatMap { t -> [Double] in
            let share = max(Double(types[t].count) / atoms, 0.2)
            return potential.meshes[t].r.map { share * $0 * $0 * potential.meshes[t].step * 4 * .pi }
        }
        var mixing = AndersonMixing(depth: 5, linear: settings.mixing, weights: weights)
        for round in 0..<settings.rounds {
            let isLate = (history.last?.residual ?? 9) < 0.3
            try findFermiLevel(from: fermi, tolerance: (isLate ? (history.last!.residual < 0.05 ? 0.003 : 0.01) : 0.1) / AtomicUnits.hartree, settings)
            var residual: [Double] = [], largest = 0.0
            for t in types.indices {
                let mesh = potential.meshes[t], electrons = electrons[t].density
                var change = 0.0
                for i in mesh.r.indices {
                    let area = 4 * .pi * mesh.r[i] * mesh.r[i]
                    let next = max(electrons[i] / area, 1e-12) + valence.core[t][i] - potential.density[t][i]
                    residual.append(next)
                    change += abs(next) * area * mesh.r[i] * mesh.step
                }
                largest = max(largest, change)
            }
            guard largest.isFinite else {
                throw GreenFailure("the self-consistent potential ran away", status: .unconverged, log: historyText)
            }
            history.append(CycleRound(fermi: fermi, residual: largest))
            if largest < settings.tolerance {
                isConverged = true
                return
            }
            if round == settings.rounds - 1 { return }
            let change = mixing.step(input: potential.density.flatMap { $0 }, residual: residual)
            potential.update(Self.limited(change, potential, settings.largestChange))
        }
    }

    /// Densities after a change of which no sphere takes more than `limit` electrons.
    static func limited(_ change: [Double], _ potential: ClusterPotential, _ limit: Double) -> [[Double]] {
        var next = potential.density, at = 0
        for (t, mesh) in potential.meshes.enumerated() {
            var size = 0.0
            for i in mesh.r.indices { size += abs(change[at + i]) * 4 * .pi * mesh.r[i] * mesh.r[i] * mesh.r[i] * mesh.step }
            let factor = min(1, limit / max(size, 1e-12))
            for i in mesh.r.indices { next[t][i] = max(next[t][i] + factor * change[at + i], 1e-12) }
            at += mesh.count
        }
        return next
    }

    /// One line a round.
    var historyText: String {
        history.enumerated().map { i, round in
            "round \(i + 1): Fermi level \(Self.text(round.fermi * AtomicUnits.hartree)) eV, largest change "
                + "\(Self.text(round.residual)) electrons"
        }.joined(separator: "\n")
    }

    private static func text(_ x: Double) -> String { String(format: "%.4f", x) }

    mutating func setFermiLevel(_ level: Double) { fermi = level }
}
