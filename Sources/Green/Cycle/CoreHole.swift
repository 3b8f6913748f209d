// The absorber with a hole in its 1s shell, relaxed in the frozen ground state of its surroundings.
//
// The final-state rule: the emission is that of electrons that see the core hole. Only the absorber's density changes;
// the Fermi level and the others' densities stay as the ground state has them, and so does the temperature: the hole pulls
// narrow d levels through the Fermi level, and a sharp cut would toss their electrons about.

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
        let shell = mesh.r.map { 4 * .pi * $0 * $0 * $0 * mesh.step }
        let contour = FermiContour(from: valence.bottom, to: fermi, temperature: settings.temperature,
                                   arc: settings.nodes(depth: fermi - valence.bottom) + 2)
        var mixing = AndersonMixing(depth: 5, linear: 0.75 * settings.mixing, weights: mesh.r.map { $0 * $0 })
        for round in 0..<settings.rounds {
            electrons = SphereElectrons(points: mesh.count)
            for node in contour.nodes {
                guard !isCancelled() else { throw GreenFailure("stopped", status: .killed) }
                green.prepare(node.z, potential, irregular: [0])
                green.add(0, green.trace(try green.centreBlock(0)), weight: node.weight, to: &electrons)
            }
            let residual = mesh.r.indices.map { i in
                max(electrons.density[i] / (4 * .pi * mesh.r[i] * mesh.r[i]), 1e-12) + valence.core[0][i]
                    - potential.density[0][i]
            }
            let size = zip(residual, shell).reduce(0) { $0 + abs($1.0) * $1.1 }
            history.append(size)
            guard size.isFinite else {
                throw GreenFailure("the absorber with its core hole ran away", status: .unconverged)
            }
            if size < settings.tolerance {
                isConverged = true
                return
            }
            if round == settings.rounds - 1 { return }
            var change = mixing.step(input: potential.density[0], residual: residual)
            let total = zip(change, shell).reduce(0) { $0 + abs($1.0) * $1.1 }
            let factor = min(1, 0.5 / max(total, 1e-12))
            for i in change.indices { change[i] = max(potential.density[0][i] + factor * change[i], 1e-12) }
            potential.update([change] + potential.density.dropFirst())
        }
    }
}
