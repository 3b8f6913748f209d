// The dipole tensor of all p states, occupied or not, at one complex energy.
//
// With phi the 1s state, G_mm'(z) = -2ik [ 2 delta_mm' int phi r R (inner) phi r H (outer) + M^2 g_1m,1m' ] and
// M = int phi r R.

import ComplexModule
import Foundation
import Spectra

struct DipoleTensor {
    let potential: ClusterPotential
    let green: SiteGreenFunctions
    /// P of the 1s state on the absorber's mesh.
    let core: [Double]
    /// How exactly the surroundings are taken.
    var accuracy = ScatteringAccuracy.double

    /// Six components (xx yy zz xy xz yz) of the complex tensor, then the s, p and d parts of the absorber's trace.
    /// - Parameter shift: what the electron's energy adds to the potential; nil for the ground state's.
    func values(at z: Complex64, _ shift: QuasiparticleShift? = nil) throws -> [Complex64] {
        green.prepare(z, potential, irregular: [0], shift)
        let g = try green.centreBlock(0, accuracy), n = (green.lmax + 1) * (green.lmax + 1)
        let (single, m) = radialIntegrals()
        let front = Complex64(0, -2) * green.k, m2 = m * m
        // l = 1 is ordered y, z, x: the harmonics' indices 1, 2, 3.
        func element(_ a: Int, _ b: Int) -> Complex64 {
            let mean = Complex64(0.5) * (g[a * n + b] + g[b * n + a])
            return front * ((a == b ? single : .zero) + m2 * mean)
        }
        let (x, y, z) = (3, 1, 2)
        let trace = green.integrated(0, green.trace(0, g))
        return [element(x, x), element(y, y), element(z, z), element(x, y), element(x, z), element(y, z)]
            + (0..<3).map { trace[$0] }
    }

    /// A diagonal component of the absorber alone, in its potential but without surroundings that scatter.
    func embeddedAtom(at z: Complex64, _ shift: QuasiparticleShift?) -> Complex64 {
        green.prepare(z, potential, irregular: [0], shift)
        return Complex64(0, -2) * green.k * radialIntegrals().single
    }

    /// The double integral over phi, R and H, and M.
    private func radialIntegrals() -> (single: Complex64, m: Complex64) {
        let mesh = potential.meshes[0], inner = potential.muffinTin[0], solver = green.solver(0)
        var regular = [Complex64](), outer = [Complex64]()
        regular.reserveCapacity(inner + 1)
        outer.reserveCapacity(inner + 1)
        for i in 0...inner {
            let weight = Complex64(core[i] * mesh.r[i] * mesh.r[i])
            regular.append(weight * solver.regularP[i][1])
            outer.append(weight * solver.irregularP[i][1])
        }
        // Cumulative integrals of real and imaginary parts.
        let re = mesh.cumulative(regular.map(\.real)), im = mesh.cumulative(regular.map(\.imaginary))
        let m = Complex64(re[inner], im[inner])
        let product = outer.indices.map { outer[$0] * Complex64(re[$0], im[$0]) }
        let single =
            Complex64(2)
            * Complex64(
                mesh.cumulative(product.map(\.real))[inner],
                mesh.cumulative(product.map(\.imaginary))[inner])
        return (single, m)
    }
}
