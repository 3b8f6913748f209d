// How real spherical harmonics turn: (g f)(r) = f(g^-1 r) for an orthogonal g.

import Foundation

/// A 3 x 3 orthogonal matrix by rows.
struct Orthogonal: Sendable {
    let rows: (SIMD3<Double>, SIMD3<Double>, SIMD3<Double>)

    static let identity = Orthogonal(rows: (SIMD3(1, 0, 0), SIMD3(0, 1, 0), SIMD3(0, 0, 1)))

    func applied(to v: SIMD3<Double>) -> SIMD3<Double> {
        SIMD3((rows.0 * v).sum(), (rows.1 * v).sum(), (rows.2 * v).sum())
    }

    /// The inverse's action.
    func inverseApplied(to v: SIMD3<Double>) -> SIMD3<Double> { rows.0 * v.x + rows.1 * v.y + rows.2 * v.z }

    static func * (a: Orthogonal, b: Orthogonal) -> Orthogonal {
        func row(_ r: SIMD3<Double>) -> SIMD3<Double> { b.rows.0 * r.x + b.rows.1 * r.y + b.rows.2 * r.z }
        return Orthogonal(rows: (row(a.rows.0), row(a.rows.1), row(a.rows.2)))
    }

    func isNear(_ other: Orthogonal, _ tolerance: Double = 1e-3) -> Bool {
        let d = [rows.0 - other.rows.0, rows.1 - other.rows.1, rows.2 - other.rows.2]
        return d.allSatisfy { abs($0.x) < tolerance && abs($0.y) < tolerance && abs($0.z) < tolerance }
    }
}

/// Matrices D with g Y_b = sum_a D_ab Y_a, block diagonal in l.
struct HarmonicRotation: Sendable {
    /// (lmax + 1)^2 squared, row by row.
    let matrix: [Double]

    /// By a product rule that is exact for polynomials of degree 2 lmax.
    init(_ g: Orthogonal, lmax: Int) {
        let n = (lmax + 1) * (lmax + 1), polar = GaussLegendre(lmax + 2), steps = 2 * lmax + 3
        let degrees = RealHarmonics.degrees(lmax)
        var d = [Double](repeating: 0, count: n * n)
        for (x, w) in zip(polar.nodes, polar.weights) {
            let z = 2 * x - 1, s = (1 - z * z).squareRoot()
            for k in 0..<steps {
                let phi = 2 * Double.pi * (Double(k) + 0.3) / Double(steps)
                let u = SIMD3(s * cos(phi), s * sin(phi), z)
                let here = RealHarmonics.values(u, lmax: lmax)
                let there = RealHarmonics.values(g.inverseApplied(to: u), lmax: lmax)
                let weight = 2 * w * 2 * Double.pi / Double(steps)
                for a in 0..<n {
                    for b in 0..<n where degrees[a] == degrees[b] { d[a * n + b] += weight * here[a] * there[b] }
                }
            }
        }
        matrix = d
    }
}
