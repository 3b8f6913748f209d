// Contours: any path gives the same integral of an analytic function, and the cluster holds the same electrons.

import ComplexModule
import Crystal
import Foundation
import Spectra
import Testing
@testable import Green

@Suite struct ContourTests {
    /// G(z) = 1/(z - e): its occupied part is the step. int f delta(E - e) dE = -1/pi Im int f G.
    @Test(arguments: [-0.8, -0.3, 0.2]) func countsALevel(_ level: Double) {
        let contour = FermiContour(from: -1.5, to: 0, nodes: 40)
        let sum = contour.nodes.reduce(Complex64.zero) { $0 + $1.weight / ($1.z - Complex64(level)) }
        #expect(abs(-sum.imaginary / .pi - (level < 0 ? 1 : 0)) < 2e-4, "\(level)")
    }

    private static let kT = 0.25 / AtomicUnits.hartree

    /// Levels all over the valence bands: within the errors that the rule states, in eV.
    @Test(arguments: [(15.0, 6e-5), (25, 2.5e-4), (35, 5e-4), (55, 7e-4), (75, 1e-3)])
    func countsLevelsAtATemperature(_ depth: Double, _ error: Double) {
        let ev = AtomicUnits.hartree
        let rule = OccupationRule(from: -depth / ev, level: 0, temperature: Self.kT), weights = rule.weights(at: 0)
        for e in stride(from: -depth + 3, through: 15, by: 0.0625) {
            let sum = zip(rule.energies, weights).reduce(Complex64.zero) { $0 + $1.1 / ($1.0 - Complex64(e / ev)) }
            #expect(abs(-sum.imaginary / .pi - 1 / (1 + exp(e / 0.25))) < error, "\(e) eV of \(depth)")
        }
    }

    /// For a Fermi level that has moved, the same values of G serve; the less it moved, the better.
    @Test(arguments: [(0.004, 2e-3), (0.02, 1e-2), (-0.02, 1e-2), (0.2, 0.1)])
    func countsLevelsAfterAMove(_ move: Double, _ error: Double) {
        let ev = AtomicUnits.hartree
        let rule = OccupationRule(from: -20 / ev, level: 0, temperature: Self.kT), weights = rule.weights(at: move / ev)
        for e in stride(from: -17, through: 10, by: 0.0625) {
            let sum = zip(rule.energies, weights).reduce(Complex64.zero) { $0 + $1.1 / ($1.0 - Complex64(e / ev)) }
            #expect(abs(-sum.imaginary / .pi - 1 / (1 + exp((e - move) / 0.25))) < error, "\(e) eV")
        }
    }

    private struct Site {
        let green: SiteGreenFunctions
        let potential: ClusterPotential
        var types: Range<Int> { potential.geometry.types.indices }
    }

    private func crooked() throws -> Site {
        let cluster = try SpectralCluster(absorber: try EngineTests.element("Fe"), neighbours: EngineTests.crooked())
        let geometry = ClusterGeometry(cluster)
        let atoms = try geometry.types.map { type in
            try FreeAtom.solve(.init(z: type.z, configuration: Configuration(overlapping: type.z), exchange: .exact))
        }
        let overlap = OverlappedAtoms(geometry, atoms: atoms)
        let potential = try ClusterPotential(overlap, radii: SphereRadii(overlap), functional: .vonBarthHedin)
        return Site(green: SiteGreenFunctions(potential, lmax: 2), potential: potential)
    }

    private func electrons(_ site: Site, _ nodes: [(Complex64, Complex64)], _ accuracy: ScatteringAccuracy) throws
        -> [SphereElectrons]
    {
        var spheres = site.types.map { SphereElectrons(points: site.potential.meshes[$0].count) }
        for (z, weight) in nodes {
            site.green.prepare(z, site.potential, irregular: Set(site.types))
            for t in site.types {
                spheres[t].add(
                    site.green.sample(t, site.green.trace(t, try site.green.centreBlock(t, accuracy))), weight)
            }
        }
        return spheres
    }

    /// Catches every error in the irregular solution and in normalisation: only the true G is analytic.
    @Test func twoPathsHoldTheSameElectrons() throws {
        let site = try crooked(), v0 = site.potential.constant
        func path(_ temperature: Double) -> [(Complex64, Complex64)] {
            let rule = OccupationRule(from: v0 - 1.2, level: v0 + 0.3, temperature: temperature)
            return Array(zip(rule.energies, rule.weights(at: v0 + 0.3)))
        }
        let usual = try electrons(site, path(Self.kT), .double)
        // The end of the arc and the line lie elsewhere, the Fermi function is the same to 1e-5.
        let other = try electrons(site, path(1.00001 * Self.kT), .double)
        let single = try electrons(site, path(Self.kT), .single)
        for t in site.types {
            #expect(abs(usual[t].total - other[t].total) < 1e-4)
            #expect(abs(usual[t].total - single[t].total) < 1e-5, "single precision, type \(t)")
            // The density on the mesh adds up to the count.
            let mesh = site.potential.meshes[t]
            let sum = zip(usual[t].density, mesh.r).reduce(0) { $0 + $1.0 * $1.1 } * mesh.step
            let edge = 0.5 * usual[t].density[mesh.count - 1] * mesh.r[mesh.count - 1] * mesh.step
            #expect(abs(sum - edge - usual[t].total) < 2e-3 * usual[t].total)
        }
        // Paths at half and at the whole temperature end at other heights: at levels this far below, both hold all.
        let deep = v0 - 1.2, gap = v0 - 0.35
        let warm = OccupationRule(from: deep, level: gap, temperature: Self.kT / 4)
        let cold = FermiContour(from: deep, to: gap, nodes: 60)
        let a = try electrons(site, Array(zip(warm.energies, warm.weights(at: gap))), .double)
        let b = try electrons(site, cold.nodes.map { ($0.z, $0.weight) }, .double)
        for t in site.types { #expect(abs(a[t].total - b[t].total) < 5e-3, "type \(t)") }
    }
}
