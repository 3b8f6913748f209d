// The absorber with a hole in its 1s shell, relaxed in the frozen ground state of its surroundings.
//
// The final-state rule: the emission is that of electrons that see the core hole. Only the absorber's density changes;
// the Fermi level and the others' densities stay as the ground state has them, and so does the temperature: the hole pulls
// narrow d levels through the Fermi level, and a sharp cut would toss their electrons about.
//
// What the other atoms send back depends on the absorber only by way of the overlapping wells, a little. So it is kept
// while the absorber relaxes, made anew, and the absorber relaxed again, until nothing changes.

import ComplexModule
import Foundation

struct CoreHole {
    private(set) var potential: ClusterPotential
    private(set) var history: [Double] = []
    private(set) var isConverged = false
    private(set) var electrons: SphereElectrons
    private let valence: ValenceElectrons
    private let green: SiteGreenFunctions
    private let fermi: Double
    private let isCancelled: () -> Bool

    /// - Parameter potential: the absorber a type of its own, the first, with the density that it begins from.
    init(_ potential: ClusterPotential, valence: ValenceElectrons, green: SiteGreenFunctions, fermi: Double,
         isCancelled: @escaping () -> Bool) {
        self.potential = potential
        self.valence = valence
        self.green = green
        self.fermi = fermi
        self.isCancelled = isCancelled
        electrons = SphereElectrons(points: potential.meshes[0].count)
    }

    mutating func converge(_ settings: CycleSettings) throws {
        let mesh = potential.meshes[0]
        let rule = OccupationRule(from: valence.bottom, level: fermi, temperature: settings.temperature)
        let weights = rule.weights(at: fermi)
        var mixing = AndersonMixing(depth: 6, linear: 0.75 * settings.mixing, weights: mesh.r.map { $0 * $0 })
        var before: [Double]?
        for _ in 0..<settings.rounds {
            let surroundings = try rule.energies.map { z in
                guard !isCancelled() else { throw GreenFailure("stopped", status: .killed) }
                green.prepare(z, potential, irregular: [])
                return try green.surroundings(0, .single)
            }
            var inner = 0
            while true {
                let (residual, size) = try count(rule.energies, weights, surroundings)
                guard size.isFinite else {
                    throw GreenFailure("the absorber with its core hole ran away", status: .unconverged)
                }
                if inner == 0 {
                    history.append(size)
                    if size < settings.tolerance {
                        isConverged = true
                        return
                    }
                    if let before { mixing.shiftResiduals(by: zip(residual, before).map { $0 - $1 }) }
                }
                inner += 1
                if size < 0.3 * settings.tolerance || inner > settings.rounds {
                    before = residual
                    break
                }
                var change = mixing.step(input: potential.density[0], residual: residual)
                let total = electrons(in: change), factor = min(1, 0.5 / max(total, 1e-12))
                for i in change.indices { change[i] = max(potential.density[0][i] + factor * change[i], 1e-12) }
                potential.update([change] + potential.density.dropFirst())
            }
        }
    }

    /// The absorber's electrons in given surroundings, and how far its density is from them.
    private mutating func count(_ energies: [Complex64], _ weights: [Complex64], _ surroundings: [Surroundings]) throws
        -> (residual: [Double], size: Double)
    {
        let mesh = potential.meshes[0]
        electrons = SphereElectrons(points: mesh.count)
        for (n, z) in energies.enumerated() {
            green.prepare(z, potential, irregular: [0], others: false)
            electrons.add(green.sample(0, green.trace(try green.centreBlock(0, surroundings[n]))), weights[n])
        }
        let residual = mesh.r.indices.map { i in
            max(electrons.density[i] / (4 * .pi * mesh.r[i] * mesh.r[i]), 1e-12) + valence.core[0][i]
                - potential.density[0][i]
        }
        return (residual, electrons(in: residual))
    }

    /// int |f| over the absorber's sphere.
    private func electrons(in change: [Double]) -> Double {
        let mesh = potential.meshes[0]
        return mesh.r.indices.reduce(0) { $0 + abs(change[$1]) * 4 * .pi * mesh.r[$1] * mesh.r[$1] * mesh.r[$1] * mesh.step }
    }
}
