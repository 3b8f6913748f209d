// Real spherical harmonics, without the Condon-Shortley phase, and integrals of three of them.
//
// Index of (l, m): l^2 + l + m; m < 0 holds the sines. So l = 1 is ordered y, z, x.

import Foundation

enum RealHarmonics {
    /// All Y_lm of a unit vector up to `lmax`.
    static func values(_ u: SIMD3<Double>, lmax: Int) -> [Double] {
        var y = [Double](repeating: 0, count: (lmax + 1) * (lmax + 1))
        // P_lm / sin^m is a polynomial in z; cos and sin of m phi times sin^m are polynomials in x and y.
        var c = 1.0, s = 0.0, diagonal = 1.0
        for m in 0...lmax {
            if m > 0 {
                (c, s) = (c * u.x - s * u.y, c * u.y + s * u.x)
                diagonal *= Double(2 * m - 1)
            }
            var before = 0.0, p = diagonal
            for l in m...lmax {
                let norm = ((2 * Double(l) + 1) / (4 * .pi) * factorial(l - m) / factorial(l + m)).squareRoot()
                if m == 0 {
                    y[l * l + l] = norm * p
                } else {
                    y[l * l + l + m] = 2.0.squareRoot() * norm * p * c
                    y[l * l + l - m] = 2.0.squareRoot() * norm * p * s
                }
                (before, p) = (p, (Double(2 * l + 1) * u.z * p - Double(l + m) * before) / Double(l - m + 1))
            }
        }
        return y
    }

    private static func factorial(_ n: Int) -> Double { n < 2 ? 1 : (2...n).reduce(1) { $0 * Double($1) } }

    /// l of each index up to `lmax`.
    static func degrees(_ lmax: Int) -> [Int] { (0...lmax).flatMap { l in [Int](repeating: l, count: 2 * l + 1) } }
}

/// int Y_a Y_b Y_c over the sphere, the terms that are not zero.
struct GauntNumbers: Sendable {
    struct Term: Sendable {
        /// Index of the third harmonic.
        let c: Int
        let l: Int
        let value: Double
    }

    let lmax: Int
    /// For a and b up to `lmax`, c up to twice that: at a * n + b.
    let terms: [[Term]]

    static let two = GauntNumbers(lmax: 2), three = GauntNumbers(lmax: 3)
    static func upTo(_ lmax: Int) -> GauntNumbers { lmax == 2 ? two : lmax == 3 ? three : GauntNumbers(lmax: lmax) }

    /// By a product rule that is exact for polynomials of degree 4 lmax.
    private init(lmax: Int) {
        self.lmax = lmax
        let polar = GaussLegendre(2 * lmax + 2), steps = 4 * lmax + 2
        let n = (lmax + 1) * (lmax + 1), wide = (2 * lmax + 1) * (2 * lmax + 1)
        let degrees = RealHarmonics.degrees(2 * lmax)
        var sums = [Double](repeating: 0, count: n * n * wide)
        for (x, w) in zip(polar.nodes, polar.weights) {
            let z = 2 * x - 1, s = (1 - z * z).squareRoot()
            for k in 0..<steps {
                let phi = 2 * Double.pi * (Double(k) + 0.3) / Double(steps)
                let y = RealHarmonics.values(SIMD3(s * cos(phi), s * sin(phi), z), lmax: 2 * lmax)
                let weight = 2 * w * 2 * Double.pi / Double(steps)
                for a in 0..<n {
                    for b in 0..<n {
                        let part = weight * y[a] * y[b]
                        for c in 0..<wide { sums[(a * n + b) * wide + c] += part * y[c] }
                    }
                }
            }
        }
        terms = (0..<n * n).map { ab in
            (0..<wide).compactMap { c in
                let value = sums[ab * wide + c]
                return abs(value) > 1e-12 ? Term(c: c, l: degrees[c], value: value) : nil
            }
        }
    }
}
