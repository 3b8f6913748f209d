// How real spherical harmonics turn: (g f)(r) = f(g^-1 r) for an orthogonal g.

import Crystal
import Foundation

/// Matrices D with g Y_b = sum_a D_ab Y_a, block diagonal in l.
struct HarmonicRotation: Sendable {
    /// (lmax + 1)^2 squared, row by row.
    let matrix: [Double]

    /// - Parameter g: orthogonal, so that `u * g` is what its inverse makes of u.
    /// By a product rule that is exact for polynomials of degree 2 lmax.
    init(_ g: Matrix3, lmax: Int) {
        let n = (lmax + 1) * (lmax + 1), polar = GaussLegendre(lmax + 2), steps = 2 * lmax + 3
        let degrees = RealHarmonics.degrees(lmax)
        var d = [Double](repeating: 0, count: n * n)
        for (x, w) in zip(polar.nodes, polar.weights) {
            let z = 2 * x - 1, s = (1 - z * z).squareRoot()
            for k in 0..<steps {
                let phi = 2 * Double.pi * (Double(k) + 0.3) / Double(steps)
                let u = SIMD3(s * cos(phi), s * sin(phi), z)
                let here = RealHarmonics.values(u, lmax: lmax)
                let there = RealHarmonics.values(u * g, lmax: lmax)
                let weight = 2 * w * 2 * Double.pi / Double(steps)
                for a in 0..<n {
                    for b in 0..<n where degrees[a] == degrees[b] { d[a * n + b] += weight * here[a] * there[b] }
                }
            }
        }
        matrix = d
    }
}
