// The constant between the spheres and the places of hydrogen, against what FEFF10 prints.

import Crystal
import Foundation
import Spectra
import Testing
@testable import Green

@Suite struct PotentialTests {
    /// Isolated clusters without self-consistency, a 1s hole in the metal: FEFF10's constant between the spheres in eV
    /// and its Norman radii of metal and ligand in angstrom.
    static let clusters: [(metal: String, ligand: String, at: [Vector3], constant: Double, norman: [Double])] = [
        ("Co", "Cl", [Vector3(0, 0, 2.15), Vector3(0, 0, -2.15)], -10.970, [1.5540, 1.5698]),
        (
            "Ni", "O",
            [
                Vector3(2.05, 0, 0), Vector3(-2.05, 0, 0), Vector3(0, 2.05, 0), Vector3(0, -2.05, 0),
                Vector3(0, 0, 2.25), Vector3(0, 0, -2.25),
            ], -9.772, [1.4727, 1.3180]
        ),
        (
            "Ti", "O",
            [
                Vector3(1.05, 1.05, 1.155), Vector3(-1.05, -1.05, 1.155), Vector3(1.05, -1.05, -1.05),
                Vector3(-1.05, 1.05, -1.05),
            ], -13.515, [1.3943, 1.1969]
        ),
    ]

    @Test(arguments: clusters.indices) func constantIsFEFFs(_ index: Int) throws {
        let (metal, ligand, places, constant, norman) = Self.clusters[index]
        let geometry = ClusterGeometry(
            try SpectralCluster(
                absorber: EngineTests.element(metal), neighbours: EngineTests.ligands(ligand, places)))
        let atoms = try geometry.types.map { type -> FreeAtom in
            var configuration = Configuration(overlapping: type.z)
            if type.isAbsorber { configuration.openCoreHole(type.z) }
            return try FreeAtomCache.shared.atom(.init(z: type.z, configuration: configuration, exchange: .exact))
        }
        let overlap = OverlappedAtoms(geometry, atoms: atoms), radii = try SphereRadii(overlap)
        let potential = try ClusterPotential(overlap, radii: radii, functional: .vonBarthHedin)
        #expect(abs(potential.constant * AtomicUnits.hartree - constant) < 0.25)
        for (ours, printed) in zip(radii.norman, norman) { #expect(abs(ours * AtomicUnits.bohr - printed) < 0.004) }
        for t in potential.meshes.indices {
            // The wells end at the muffin tins.
            #expect(potential.potential[t][potential.muffinTin[t]] != potential.constant)
            #expect(potential.potential[t][(potential.muffinTin[t] + 1)...].allSatisfy { $0 == potential.constant })
        }
    }

    /// A neutral sphere has no shift, a charged one of either sign a small negative one: for a density n that is even
    /// about R_N it begins with -q^2/(8 pi n R_N^4).
    @Test func chargedSpheresShrinkAndGrow() throws {
        let geometry = ClusterGeometry(
            try SpectralCluster(
                absorber: EngineTests.element("Ni"),
                neighbours: EngineTests.ligands("O", [Vector3(2, 0, 0), Vector3(-2, 0, 0)])))
        let atoms = try geometry.types.map {
            try FreeAtomCache.shared.atom(
                .init(z: $0.z, configuration: Configuration(overlapping: $0.z), exchange: .exact))
        }
        let overlap = OverlappedAtoms(geometry, atoms: atoms), radii = try SphereRadii(overlap)
        let (mesh, _) = RadialMesh.ending(at: radii.norman[0], through: radii.muffinTin[0], from: 1e-5, step: 0.02)
        let density = overlap.averages(of: 0, on: mesh).density,
            sphere = NeutralSphere(overlap, type: 0, mesh: mesh, density: density)
        #expect(abs(sphere.shift(density)) < 1e-7)
        let norm = mesh.cumulative(mesh.r.map { 4 * .pi * $0 * $0 * $0 * exp(-$0 * $0) })[mesh.count - 1],
            radius = radii.norman[0]
        for q in [-0.02, 0.02] {
            let shift = sphere.shift(zip(density, mesh.r).map { $0 + q * exp(-$1 * $1) / norm })
            let first = -q * q / (8 * .pi * density[mesh.count - 1] * pow(radius, 4))
            #expect(shift < 0 && abs(shift / first - 1) < 0.1, "\(q): \(shift), \(first)")
        }
    }

    /// Where FEFF10 sees a hydrogen that stands so far from a lone oxygen, angstrom.
    @Test(arguments: [(0.7, 1.909), (0.967, 1.600), (1.1, 1.589), (1.3, 1.650), (1.5, 1.762), (1.7, 1.905)])
    func hydrogenIsDrawnAway(_ from: Double, _ to: Double) throws {
        let geometry = ClusterGeometry(
            try SpectralCluster(
                absorber: EngineTests.element("Fe"),
                neighbours: EngineTests.ligands("O", [Vector3(0, 0, 4)])
                    + EngineTests.ligands("H", [Vector3(0, 0, 4 + from)])
            )
        ).withHydrogenMoved()
        #expect(abs(geometry.distance(1, 2) * AtomicUnits.bohr - to) < 0.006)
    }

    /// No further than the middle between two neighbours, and nowhere from there.
    @Test(arguments: [(1.0, 1.3, 1.15), (1.1, 1.1, 1.1)])
    func hydrogenKeepsItsNeighbour(_ near: Double, _ far: Double, _ to: Double) throws {
        let geometry = ClusterGeometry(
            try SpectralCluster(
                absorber: EngineTests.element("Fe"),
                neighbours: EngineTests.ligands("O", [Vector3(0, 0, 4), Vector3(0, near + far, 4)])
                    + EngineTests.ligands("H", [Vector3(0, near, 4)])
            )
        ).withHydrogenMoved()
        let hydrogen = try #require(geometry.atoms.indices.first { geometry.types[geometry.atoms[$0].type].z == 1 })
        let d = geometry.atoms.indices.filter { $0 != 0 && $0 != hydrogen }.map { geometry.distance(hydrogen, $0) }
        #expect(abs((d.min() ?? 0) * AtomicUnits.bohr - to) < 1e-6)
    }

    /// Every element that a cluster may hold has a neutral configuration and an atom.
    @Test func heavyAtoms() throws {
        for z in 1...103 {
            let shells = Configuration(overlapping: z).shells
            #expect(shells.reduce(0) { $0 + $1.electrons } == Double(z), "\(z)")
            #expect(shells.allSatisfy { $0.electrons > 0 && $0.electrons <= Double(4 * $0.l + 2) }, "\(z)")
        }
        #expect(Configuration(overlapping: 92).electronCount(5, 3) == 3)
        for z in 1...103 {
            let atom = try FreeAtom.solve(.init(z: z, configuration: Configuration(overlapping: z), exchange: .exact))
            #expect(atom.levels.count == Configuration(overlapping: z).shells.count)
        }
    }
}
