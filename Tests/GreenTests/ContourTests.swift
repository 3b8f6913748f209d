// Contours: any path gives the same integral of an analytic function, and the cluster holds the same electrons.

import ComplexModule
import Crystal
import Foundation
import Spectra
import Testing
@testable import Green

@Suite struct ContourTests {
    /// G(z) = 1/(z - e): its occupied part is the step, or the Fermi function at e.
    @Test(arguments: [-0.8, -0.3, 0.02, 0.2]) func countsALevel(_ level: Double) {
        let kT = 0.01
        for (temperature, exact) in [(0, level < 0 ? 1.0 : 0), (kT, 1 / (1 + exp(level / kT)))] where abs(level) > 0.1 || temperature > 0 {
            let contour = FermiContour(from: -1.5, to: 0, temperature: temperature, arc: 40)
            let sum = contour.nodes.reduce(Complex64.zero) { $0 + $1.weight / ($1.z - Complex64(level, 0)) }
            // int f delta(E - e) dE = -1/pi Im int f G.
            #expect(abs(-sum.imaginary / .pi - exact) < 2e-4, "\(level) at \(temperature)")
        }
    }

    private func electrons(arc: Int, temperature: Double) throws -> [Double] {
        let cluster = try SpectralCluster(absorber: try EngineTests.element("Fe"), neighbours: EngineTests.crooked())
        let geometry = ClusterGeometry(cluster)
        let atoms = try geometry.types.map { type in
            try FreeAtom.solve(.init(z: type.z, configuration: Configuration(overlapping: type.z), functional: .xAlpha(0.8)))
        }
        let overlap = OverlappedAtoms(geometry, atoms: atoms)
        let potential = try ClusterPotential(overlap, radii: SphereRadii(overlap), functional: .vonBarthHedin)
        let green = SiteGreenFunctions(potential, lmax: 2)
        let contour = FermiContour(from: potential.constant - 1.2, to: potential.constant + 0.3, temperature: temperature, arc: arc)
        var spheres = geometry.types.indices.map { SphereElectrons(points: potential.meshes[$0].count) }
        for node in contour.nodes {
            green.prepare(node.z, potential, irregular: Set(geometry.types.indices))
            for t in geometry.types.indices {
                green.add(t, green.trace(try green.centreBlock(t)), weight: node.weight, to: &spheres[t])
            }
        }
        // The density on the mesh adds up to the count.
        for t in geometry.types.indices {
            let mesh = potential.meshes[t]
            let sum = zip(spheres[t].density, mesh.r).reduce(0) { $0 + $1.0 * $1.1 } * mesh.step
            let edge = 0.5 * spheres[t].density[mesh.count - 1] * mesh.r[mesh.count - 1] * mesh.step
            #expect(abs(sum - edge - spheres[t].total) < 2e-3 * spheres[t].total)
        }
        return spheres.map(\.total)
    }

    /// Catches every error in the irregular solution and in normalisation: only the true G is analytic.
    @Test func twoPathsHoldTheSameElectrons() throws {
        let kT = 0.25 / AtomicUnits.hartree
        let coarse = try electrons(arc: 14, temperature: kT), fine = try electrons(arc: 48, temperature: kT)
        let warm = try electrons(arc: 48, temperature: 1.00001 * kT)
        for t in coarse.indices {
            #expect(abs(coarse[t] - fine[t]) < 3e-3, "the default path, type \(t)")
            #expect(abs(warm[t] - fine[t]) < 1e-4)
        }
    }
}
