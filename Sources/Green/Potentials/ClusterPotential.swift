// The potential of a cluster as its atoms' densities give it: overlapping muffin tins about each type.
//
// The change of each sphere's density since the overlapped start is screened at its own neutral sphere: there is no
// Madelung sum, as in FEFF (Ankudinov, Ravel, Rehr, Conradson, Phys. Rev. B 58, 7565 (1998)).

import Foundation

struct ClusterPotential {
    private(set) var geometry: ClusterGeometry
    let radii: SphereRadii
    let atoms: [FreeAtom]
    /// One of each type, from near the nucleus to the Norman radius.
    let meshes: [RadialMesh]
    /// The index of the muffin-tin radius on each mesh.
    let muffinTin: [Int]
    /// The superposed free atoms.
    let overlappedDensity: [[Double]]
    private let overlappedCoulomb: [[Double]]
    private let spheres: [NeutralSphere]
    private let wells: OverlappingWells
    private let functional: ExchangeCorrelation

    /// Electrons per bohr^3 in each sphere; `update` makes the potential follow.
    private(set) var density: [[Double]]
    /// V0, hartree.
    private(set) var constant = 0.0
    /// V0 + f_t on each mesh, hartree; V0 beyond the muffin tin.
    private(set) var potential: [[Double]] = []

    /// The finest features of radial functions need about this step of ln r.
    static let step = 0.02

    init(_ overlap: OverlappedAtoms, radii: SphereRadii, functional: ExchangeCorrelation) throws {
        geometry = overlap.geometry
        atoms = overlap.atoms
        self.radii = radii
        self.functional = functional
        var meshes: [RadialMesh] = [], inner: [Int] = []
        for (t, type) in overlap.geometry.types.enumerated() {
            let (mesh, index) = RadialMesh.ending(
                at: radii.norman[t], through: radii.muffinTin[t], from: 2e-4 / Double(type.z), step: Self.step)
            meshes.append(mesh)
            inner.append(index)
        }
        self.meshes = meshes
        muffinTin = inner
        let averages = meshes.indices.map { overlap.averages(of: $0, on: meshes[$0]) }
        overlappedDensity = averages.map(\.density)
        overlappedCoulomb = averages.map(\.coulomb)
        density = overlappedDensity
        spheres = meshes.indices.map {
            NeutralSphere(overlap, type: $0, mesh: meshes[$0], density: averages[$0].density)
        }
        wells = try OverlappingWells(overlap.geometry, meshes: meshes, edge: inner)
        update(density)
    }

    /// Electrons per bohr^3 between the muffin tins and the Norman spheres, the mean over all atoms.
    var interstitialDensity: Double {
        var electrons = 0.0, volume = 0.0
        for (t, type) in geometry.types.enumerated() {
            let r = meshes[t].r, edge = muffinTin[t], share = Double(type.count)
            let within = meshes[t].cumulative(zip(density[t], r).map { 4 * .pi * $0 * $1 * $1 * $1 })
            electrons += share * (within[r.count - 1] - within[edge])
            volume += share * 4 / 3 * .pi * (pow(r[r.count - 1], 3) - pow(r[edge], 3))
        }
        return volume > 0 ? electrons / volume : 0
    }

    /// The same potentials about atoms that stand elsewhere.
    func placed(in geometry: ClusterGeometry) -> ClusterPotential {
        var other = self
        other.geometry = geometry
        return other
    }

    mutating func update(_ next: [[Double]]) {
        density = next
        let averages = meshes.indices.map { t -> [Double] in
            let r = meshes[t].r, last = r.count - 1
            let change = zip(density[t], overlappedDensity[t]).map { $0 - $1 }
            let within = meshes[t].cumulative(zip(change, r).map { 4 * .pi * $0 * $1 * $1 * $1 })
            let beyond = meshes[t].cumulative(zip(change, r).map { 4 * .pi * $0 * $1 * $1 })
            let edge = spheres[t].shift(density[t]) - within[last] / r[last]
            return r.indices.map { i in
                overlappedCoulomb[t][i] + within[i] / r[i] + beyond[last] - beyond[i] + edge
                    + functional.potential(density[t][i])
            }
        }
        (constant, potential) = wells.solve(averages)
    }
}
