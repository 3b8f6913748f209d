// The dipole emission tensor of the occupied p states, broadened by the core hole's width.
//
// With phi the 1s state, G_mm'(z) = -2ik [ 2 delta_mm' int phi r R (inner) phi r H (outer) + M^2 g_1m,1m' ] and
// M = int phi r R. The spectrum of the states between b and E_F, convolved with a Lorentzian of half width h, is
//
//     S(E) = -(1/pi) Im { int_C [G(z) - G(z_p)] L(E - z) dz + G(z_p)/pi [atan((E_F - E)/h) - atan((b - E)/h)] }
//
// with z_p = E + i h, L(x) = (h/pi)/(x^2 + h^2), C any path from b to E_F above the axis: exactly the occupied states,
// no tails of empty ones. (-Im G(z_p)/pi times a step would keep those tails: SAMS would be 40 % too small.)

import ComplexModule
import Foundation
import Spectra

struct DipoleEmission {
    let potential: ClusterPotential
    let green: SiteGreenFunctions
    /// P of the 1s state on the absorber's mesh.
    let core: [Double]

    /// Six components (xx yy zz xy xz yz) of the complex tensor, then the s, p and d parts of the absorber's trace.
    func tensor(at z: Complex64) throws -> [Complex64] {
        green.prepare(z, potential, irregular: [0])
        let g = try green.centreBlock(0, .double), n = (green.lmax + 1) * (green.lmax + 1)
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

    /// The spectrum on a grid, and the absorber's s, p and d densities of states (both spins, an hartree; empty states
    /// too) broadened by the same width.
    /// - Parameters:
    ///   - energies: hartree, absolute, ascending.
    ///   - bottom: b; it must not lie within a few widths of a level.
    ///   - width: the full width of the core hole.
    func spectrum(_ energies: [Double], from bottom: Double, to fermi: Double, width: Double, isCancelled: () -> Bool)
        throws
        -> (tensor: TensorCurves, densitiesOfStates: [[Double]])
    {
        let h = width / 2
        let contour = FermiContour(from: bottom, to: fermi, nodes: 24).nodes
        func sample(_ z: Complex64) throws -> [Complex64] {
            guard !isCancelled() else { throw GreenFailure("stopped", status: .killed) }
            return try tensor(at: z)
        }
        let onPath = try contour.map { try sample($0.z) }
        // G on the line E + i h is smooth on the scale of h: a rational function through points half a width apart.
        let span = energies[energies.count - 1] - energies[0]
        let points = min(energies.count, Int((span / (0.9 * h)).rounded(.up)) + 6)
        let line: [[Complex64]]
        if points == energies.count {
            line = try energies.map { try sample(Complex64($0, h)) }
        } else {
            let places = (0..<points).map { Complex64(energies[0] + span * Double($0) / Double(points - 1), h) }
            let values = try places.map(sample)
            let near = contour.indices.filter { contour[$0].z.imaginary > 0.3 * h }
            let interpolant = RationalInterpolant(
                places + near.map { contour[$0].z }, values + near.map { onPath[$0] }, tolerance: 1e-7)
            line = energies.map { interpolant.value(at: Complex64($0, h)) }
        }
        var curves = [[Double]](repeating: [], count: 6)
        for (e, pole) in zip(energies, line) {
            var sums = [Complex64](repeating: .zero, count: 6)
            for (node, value) in zip(contour, onPath) {
                let x = Complex64(e) - node.z
                let weight = node.weight * Complex64(h / .pi) / (x * x + Complex64(h * h))
                for c in 0..<6 { sums[c] += weight * (value[c] - pole[c]) }
            }
            let inside = Complex64((atan((fermi - e) / h) - atan((bottom - e) / h)) / .pi)
            for c in 0..<6 { curves[c].append(-(sums[c] + inside * pole[c]).imaginary / .pi) }
        }
        return (
            TensorCurves(xx: curves[0], yy: curves[1], zz: curves[2], xy: curves[3], xz: curves[4], yz: curves[5]),
            (6..<9).map { c in line.map { -2 / .pi * $0[c].imaginary } }
        )
    }
}
