// Self-consistent free atoms, spherical and without spin.
//
// They give the overlapped start of a cluster, the frozen cores and the 1s level. Computed once for each element,
// configuration and exchange, and kept.

import Foundation

struct FreeAtom: Sendable {
    struct Level: Sendable {
        let shell: Shell
        let state: BoundState
    }

    let z: Int
    let mesh: RadialMesh
    let levels: [Level]
    /// Electrons per bohr^3.
    let density: [Double]
    /// -Z/r and the electrons' repulsion, hartree.
    let coulomb: [Double]
    /// With exchange and correlation, hartree.
    let potential: [Double]
    let totalEnergy: Double
    let speedOfLight: Double

    /// 4 pi r^2 n of one shell's electrons.
    func radialDensity(_ level: Level) -> [Double] {
        let c = speedOfLight
        return zip(level.state.p, level.state.q).map { level.shell.electrons * ($0 * $0 + $1 * $1 / (c * c)) }
    }

    func level(_ n: Int, _ l: Int) -> Level? { levels.first { $0.shell.n == n && $0.shell.l == l } }
}

extension FreeAtom {
    struct Recipe: Hashable, Sendable {
        var z: Int
        var configuration: Configuration
        var exchange: AtomicExchange
        var isRelativistic = true
        /// Finer than the default only where energies are wanted to the last digit.
        var step = 0.0125
    }

    /// - Throws: `GreenFailure` where a level is not bound or the iteration does not settle.
    static func solve(_ recipe: Recipe) throws -> FreeAtom {
        let z = recipe.z, c = recipe.isRelativistic ? AtomicUnits.speedOfLight : 1e9
        let mesh = RadialMesh(from: 1e-5 / Double(z), to: 45, step: recipe.step)
        let r = mesh.r, count = mesh.count
        var v = r.map { thomasFermi($0, Double(z)) }
        var energies = recipe.configuration.shells.map { shell in
            -0.5 * pow(Double(z) / Double(shell.n), 2) * 0.6 - 0.3
        }
        var mixing = AndersonMixing(depth: 6, linear: 0.4, weights: r.map { $0.squareRoot() })
        for round in 0..<200 {
            let solver = BoundStateSolver(mesh: mesh, potential: v, nuclearCharge: Double(z), speedOfLight: c)
            var levels: [Level] = [], rho = [Double](repeating: 0, count: count), bandEnergy = 0.0
            for (i, shell) in recipe.configuration.shells.enumerated() {
                guard let state = solver.state(n: shell.n, l: shell.l, guess: energies[i]) else {
                    throw GreenFailure("the free atom of atomic number \(z) does not bind its \(shell.label) electrons")
                }
                energies[i] = state.energy
                levels.append(Level(shell: shell, state: state))
                bandEnergy += shell.electrons * state.energy
                for k in 0..<count {
                    rho[k] += shell.electrons * (state.p[k] * state.p[k] + state.q[k] * state.q[k] / (c * c))
                }
            }
            // rho is 4 pi r^2 n. The repulsion: charge within r over r, and the shells beyond.
            let within = mesh.cumulative(zip(rho, r).map { $0 * $1 }), beyond = mesh.cumulative(rho)
            var next = [Double](repeating: 0, count: count), coulomb = next, density = next
            var inPotential = 0.0, hartreeEnergy = 0.0, nuclearEnergy = 0.0
            let exchange = recipe.exchange.values(levels, radialDensity: rho, on: mesh, speedOfLight: c)
            for k in 0..<count {
                let repulsion = within[k] / r[k] + beyond[count - 1] - beyond[k]
                density[k] = rho[k] / (4 * .pi * r[k] * r[k])
                coulomb[k] = repulsion - Double(z) / r[k]
                next[k] = coulomb[k] + exchange.potential[k]
                inPotential += rho[k] * v[k] * r[k]
                hartreeEnergy += rho[k] * repulsion * r[k]
                nuclearEnergy -= rho[k] * Double(z)
            }
            let residual = (0..<count).map { (next[$0] - v[$0]) * r[$0] }
            let error = residual.reduce(0) { max($0, abs($1)) }
            if error < 1e-8 * Double(z) || (round > 60 && error < 1e-6 * Double(z)) {
                let h = mesh.step
                let total =
                    bandEnergy
                    + h * (-inPotential + 0.5 * hartreeEnergy + nuclearEnergy) + exchange.energy
                return FreeAtom(
                    z: z, mesh: mesh, levels: levels, density: density, coulomb: coulomb, potential: next,
                    totalEnergy: total, speedOfLight: c)
            }
            let change = mixing.step(input: zip(v, r).map { $0 * $1 }, residual: residual)
            for k in 0..<count { v[k] += change[k] / r[k] }
        }
        throw GreenFailure("the free atom of atomic number \(z) did not become self-consistent in 200 rounds")
    }

    /// Latter's fit of the Thomas-Fermi potential (Phys. Rev. 99, 510 (1955)), one electron left outside.
    private static func thomasFermi(_ r: Double, _ z: Double) -> Double {
        let x = r * cbrt(z) / 0.8853, s = x.squareRoot()
        let phi =
            1
            / (1 + 0.02747 * s + 1.243 * x - 0.1486 * x * s + 0.2302 * x * x + 0.007298 * x * x * s
                + 0.006944 * x * x * x)
        return -(z - 1) * phi / r - 1 / r
    }
}

/// Atoms already solved, shared by all jobs of a process.
final class FreeAtomCache: @unchecked Sendable {
    static let shared = FreeAtomCache()
    private let lock = NSLock()
    private var atoms: [FreeAtom.Recipe: FreeAtom] = [:]

    func atom(_ recipe: FreeAtom.Recipe) throws -> FreeAtom {
        lock.lock()
        defer { lock.unlock() }
        if let known = atoms[recipe] { return known }
        let atom = try FreeAtom.solve(recipe)
        atoms[recipe] = atom
        return atom
    }
}

extension FreeAtom {
    /// Values on this atom's mesh, interpolated to another.
    func resampled(_ values: [Double], on other: RadialMesh) -> [Double] {
        let spline = UniformSpline(from: log(mesh.r[0]), step: mesh.step, values)
        return other.r.map { spline.value(at: log($0)) }
    }
}
