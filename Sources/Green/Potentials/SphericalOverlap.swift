// The spherical average, about one atom, of the superposed densities and potentials of its neighbours' free atoms
// (Mattheiss, Phys. Rev. 133, A1399 (1964)).
//
// A function f about a centre at distance d has at radius r the average 1/(2 r d) int_|d-r|^(d+r) f(t) t dt.

import Foundation

/// One radial function of a free atom, ready to be averaged about other centres.
struct SphericalAverage: Sendable {
    private let integral: UniformSpline
    private let first: Double

    /// - Parameter f: on the mesh; nothing is left of it beyond the last point.
    init(_ f: [Double], _ mesh: RadialMesh) {
        // int f t dt = int f t^2 dx.
        integral = UniformSpline(
            from: log(mesh.r[0]), step: mesh.step,
            mesh.cumulative(zip(f, mesh.r).map { $0 * $1 * $1 }))
        first = mesh.r[0]
    }

    func value(at r: Double, distance d: Double) -> Double {
        (integral.value(at: log(d + r)) - integral.value(at: log(max(abs(d - r), first)))) / (2 * r * d)
    }
}

/// Superposed free atoms about the representative of each type.
struct OverlappedAtoms {
    let geometry: ClusterGeometry
    /// One of each type.
    let atoms: [FreeAtom]
    private let shells: [[ClusterGeometry.Shell]]
    private let densities: [SphericalAverage]
    private let coulombs: [SphericalAverage]

    /// How far neighbours are overlapped, bohr: a neutral atom has nothing left there.
    private static let reach = 14.0
    /// Where the search for neutral spheres ends, bohr.
    private static let outermost = 9.0

    init(_ geometry: ClusterGeometry, atoms: [FreeAtom]) {
        self.geometry = geometry
        self.atoms = atoms
        shells = geometry.types.indices.map { geometry.shells(of: $0, within: Self.reach) }
        densities = atoms.map { SphericalAverage($0.density, $0.mesh) }
        coulombs = atoms.map { SphericalAverage($0.coulomb, $0.mesh) }
    }

    /// Norman, Mol. Phys. 31, 1191 (1976): the sphere that holds as many electrons as the nucleus has protons.
    func normanRadius(of type: Int) throws -> Double {
        let atom = atoms[type], mesh = atom.mesh, end = mesh.index(from: Self.outermost)
        let shells = shells[type]
        var charge = [Double](repeating: 0, count: end)
        for i in 0..<end {
            let r = mesh.r[i]
            var n = atom.density[i]
            if r > 0.05 {
                for shell in shells {
                    n += Double(shell.count) * densities[shell.type].value(at: r, distance: shell.distance)
                }
            }
            charge[i] = 4 * .pi * r * r * r * n
        }
        let within = Quadrature.cumulative(charge, step: mesh.step)
        guard let i = within.firstIndex(where: { $0 >= Double(atom.z) }), i > 0 else {
            throw GreenFailure(
                "no sphere about an atom of atomic number \(atom.z) holds its electrons: it stands too far "
                    + "from the others")
        }
        let part = (Double(atom.z) - within[i - 1]) / (within[i] - within[i - 1])
        return mesh.r[i - 1] * exp(part * mesh.step)
    }

    /// The averaged density (electrons per bohr^3) and Coulomb potential (hartree) on a mesh.
    func averages(of type: Int, on mesh: RadialMesh) -> (density: [Double], coulomb: [Double]) {
        let atom = atoms[type], start = log(atom.mesh.r[0])
        let logDensity = UniformSpline(from: start, step: atom.mesh.step, atom.density.map { log(max($0, 1e-25)) })
        let charge = UniformSpline(from: start, step: atom.mesh.step, zip(atom.coulomb, atom.mesh.r).map { $0 * $1 })
        var density: [Double] = [], coulomb: [Double] = []
        for r in mesh.r {
            var n = exp(logDensity.value(at: log(r))), v = charge.value(at: log(r)) / r
            for shell in shells[type] {
                let count = Double(shell.count)
                n += count * densities[shell.type].value(at: r, distance: shell.distance)
                v += count * coulombs[shell.type].value(at: r, distance: shell.distance)
            }
            density.append(n)
            coulomb.append(v)
        }
        return (density, coulomb)
    }
}
