// What a sphere's Coulomb potential owes to the density beyond it.
//
// In Norman's picture each atom is the density within the sphere that holds as many electrons as the nucleus has
// protons, so that nothing of its potential is left outside. When electrons flow, that sphere grows or shrinks: the
// potential within is that of the density up to the new radius R,
//
//     shift = int_(R_N)^R 4 pi r^2 n(r) (1/r - 1/R_N) dr   with   int_0^R 4 pi r^2 n dr = Z,
//
// besides that of the density within the old one, R_N, taken as neutral. It is second order in the charge, and never
// positive. FEFF10's potentials follow it (to 0.01 eV for 16 atoms).

struct NeutralSphere {
    private let mesh: RadialMesh
    private let protons: Double
    /// From R_N outwards, with the superposed atoms' density there.
    private let outer: RadialMesh
    private let outerDensity: [Double]
    private let overlappedEdge: Double

    /// How far spheres may grow, in R_N.
    private static let growth = 1.6

    init(_ overlap: OverlappedAtoms, type: Int, mesh: RadialMesh, density: [Double]) {
        self.mesh = mesh
        protons = Double(overlap.atoms[type].z)
        let radius = mesh.r[mesh.count - 1]
        outer = RadialMesh(from: radius, to: Self.growth * radius, step: mesh.step)
        outerDensity = overlap.averages(of: type, on: outer).density
        overlappedEdge = density[mesh.count - 1]
    }

    /// hartree.
    /// - Parameter density: electrons per bohr^3 on the mesh; beyond, the superposed atoms' goes on, moved by as much
    /// as at
    ///   R_N.
    func shift(_ density: [Double]) -> Double {
        let last = mesh.count - 1
        let within = mesh.cumulative(zip(density, mesh.r).map(Self.charge)), excess = within[last] - protons
        if excess > 0 {
            // Inwards from R_N.
            let charge = within.reversed().map { within[last] - $0 }
            return -Self.moment(of: excess, charge, mesh.r.reversed())
        }
        let moved = density[last] - overlappedEdge
        let charge = outer.cumulative(zip(outerDensity, outer.r).map { Self.charge(max($0 + moved, 1e-12), $1) })
        return Self.moment(of: -excess, charge, outer.r)
    }

    private static func charge(_ n: Double, _ r: Double) -> Double { 4 * .pi * n * r * r * r }

    /// int (1/r - 1/r_0) dq from the first radius to where the charge q has come to `amount`, or to the last radius.
    private static func moment(of amount: Double, _ charge: [Double], _ r: [Double]) -> Double {
        var sum = 0.0
        for i in 1..<r.count {
            let step = charge[i] - charge[i - 1]
            let part = charge[i] < amount || step <= 0 ? 1 : (amount - charge[i - 1]) / step
            let end = r[i - 1] + part * (r[i] - r[i - 1])
            sum += part * step * (0.5 / r[i - 1] + 0.5 / end - 1 / r[0])
            if charge[i] >= amount { break }
        }
        return sum
    }
}
