// Densities, potentials and Fermi level of a cluster that agree with each other.
//
// Each round integrates the Green's function about every type's representative along the contour, places the Fermi
// level where the cluster holds its electrons, and mixes the densities (Anderson). The Fermi function's kT of 0.1 eV
// keeps half-filled 3d bands from sloshing; more would empty narrow bands, as those of fluorides, by some hundredths of
// an electron. The first rounds see the nearest atoms alone and cost little; when they settle, the rounds go on with all
// atoms, and only these decide when it is enough: the result is the same as without the first.

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
    var temperature = 0.1 / AtomicUnits.hartree
    /// Electrons; the largest residual of a sphere that counts as converged.
    var tolerance = 3e-4
    var rounds = 40
    /// The linear part of the mixing.
    var mixing = 0.4
    /// No sphere's electrons change by more in a round.
    var largestChange = 0.6
    /// Coarse rounds end at this residual, or after so many.
    var coarseResidual = 0.05
    var coarseRounds = 25
    /// The last move of the Fermi level that counts as converged, hartree.
    var levelTolerance = 0.002 / AtomicUnits.hartree
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

    init(
        _ potential: ClusterPotential, valence: ValenceElectrons, green: SiteGreenFunctions,
        isCancelled: @escaping () -> Bool
    ) {
        self.potential = potential
        self.valence = valence
        self.green = green
        self.isCancelled = isCancelled
    }

    /// How many electrons the cluster lacks, per atom.
    private func missing(_ samples: [[SiteSample]], _ weights: [Complex64]) -> Double {
        types.indices.reduce(0) { sum, t in
            let held = zip(samples[t], weights).reduce(0) { $0 + ($1.1 * $1.0.total).imaginary }
            return sum + Double(types[t].count) * (valence.counts[t] - held)
        } / atoms
    }

    /// One count: the electrons of every type, and the Fermi level at which the cluster holds its electrons.
    /// - Returns: how far the level moved, hartree.
    private mutating func count(_ accuracy: ScatteringAccuracy, _ settings: CycleSettings) throws -> Double {
        let rule = OccupationRule(from: valence.bottom, level: fermi, temperature: settings.temperature)
        let all = Set(types.indices)
        var samples = [[SiteSample]](repeating: [], count: types.count)
        for z in rule.energies {
            guard !isCancelled() else { throw GreenFailure("stopped", status: .killed) }
            green.prepare(z, potential, irregular: all)
            for type in types.indices {
                samples[type].append(green.sample(type, green.trace(type, try green.centreBlock(type, accuracy))))
            }
        }
        let level = level(rule) { missing(samples, rule.weights(at: $0)) }
        let weights = rule.weights(at: level)
        electrons = types.indices.map { t in
            var electrons = SphereElectrons(points: potential.meshes[t].count)
            for (sample, weight) in zip(samples[t], weights) { electrons.add(sample, weight) }
            return electrons
        }
        defer { fermi = level }
        return level - fermi
    }

    /// Where `missing` changes its sign: the place nearest to the rule's level, within what the rule can bear.
    private func level(_ rule: OccupationRule, _ missing: (Double) -> Double) -> Double {
        let step = 0.1 / AtomicUnits.hartree, start = missing(rule.level), sign = start > 0 ? 1.0 : -1.0
        var a = rule.level, value = start
        // Below its own level the rule loses the Fermi function's flat top sooner than above it gains a tail.
        for _ in 0..<(sign > 0 ? 25 : 12) {
            let b = a + sign * step, next = missing(b)
            if next * start <= 0 {
                var (low, high) = (a, b), f = value
                for _ in 0..<40 where abs(high - low) > 1e-8 {
                    let middle = 0.5 * (low + high), g = missing(middle)
                    if g * f > 0 { (low, f) = (middle, g) } else { high = middle }
                }
                return 0.5 * (low + high)
            }
            (a, value) = (b, next)
        }
        return a
    }

    /// The Fermi level at which the cluster holds its electrons, the potential as it is.
    /// - Parameter tolerance: a last move below it is enough, hartree.
    mutating func findFermiLevel(from start: Double, tolerance: Double, _ settings: CycleSettings) throws {
        fermi = start
        for _ in 0..<12 where abs(try count(.coarse, settings)) < 0.3 / AtomicUnits.hartree { break }
        for _ in 0..<12 where abs(try count(.single, settings)) < tolerance { break }
    }

    /// Rounds until nothing changes; `isConverged` says whether it came to that.
    mutating func converge(_ settings: CycleSettings) throws {
        let weights = types.indices.flatMap { t -> [Double] in
            let share = max(Double(types[t].count) / atoms, 0.2)
            return potential.meshes[t].r.map { share * $0 * $0 * potential.meshes[t].step * 4 * .pi }
        }
        var mixing = AndersonMixing(depth: 6, linear: settings.mixing, weights: weights)
        for _ in 0..<12 where abs(try count(.coarse, settings)) < 0.5 / AtomicUnits.hartree { break }
        var accuracy = ScatteringAccuracy.coarse, fine = 0
        for round in 0..<settings.rounds + settings.coarseRounds {
            var move = try count(accuracy, settings)
            var (residual, largest) = residual()
            if accuracy == .coarse, largest < settings.coarseResidual || round >= settings.coarseRounds {
                // The same densities seen by all atoms: what was learnt about the response to changes stays true.
                let before = residual
                accuracy = .single
                move = try count(accuracy, settings)
                (residual, largest) = self.residual()
                mixing.shiftResiduals(by: zip(residual, before).map { $0 - $1 })
            }
            guard largest.isFinite else {
                throw GreenFailure("the self-consistent potential ran away", status: .unconverged, log: historyText)
            }
            if accuracy == .single {
                fine += 1
                history.append(CycleRound(fermi: fermi, residual: largest))
                isConverged = largest < settings.tolerance && abs(move) < settings.levelTolerance
                if fine == settings.rounds, !isConverged { return }
            }
            // Also after the last count: what it taught costs nothing more.
            let change = mixing.step(input: potential.density.flatMap { $0 }, residual: residual)
            potential.update(Self.limited(change, potential, settings.largestChange))
            if isConverged { return }
        }
    }

    /// By how much the last count's densities differ from those of the potential, point by point, and the largest change
    /// of a sphere, electrons.
    private func residual() -> (values: [Double], largest: Double) {
        var values: [Double] = [], largest = 0.0
        for t in types.indices {
            let mesh = potential.meshes[t], electrons = electrons[t].density
            var change = 0.0
            for i in mesh.r.indices {
                let area = 4 * .pi * mesh.r[i] * mesh.r[i]
                let next = max(electrons[i] / area, 1e-12) + valence.core[t][i] - potential.density[t][i]
                values.append(next)
                change += abs(next) * area * mesh.r[i] * mesh.step
            }
            largest = max(largest, change)
        }
        return (values, largest)
    }

    /// Densities after a change of which no sphere takes more than `limit` electrons.
    static func limited(_ change: [Double], _ potential: ClusterPotential, _ limit: Double) -> [[Double]] {
        var next = potential.density, at = 0
        for (t, mesh) in potential.meshes.enumerated() {
            var size = 0.0
            for i in mesh.r.indices {
                size += abs(change[at + i]) * 4 * .pi * mesh.r[i] * mesh.r[i] * mesh.r[i] * mesh.step
            }
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
