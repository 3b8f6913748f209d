// Gauss-Legendre quadrature on (0, 1).

import Foundation

struct GaussLegendre: Sendable {
    let nodes: [Double]
    let weights: [Double]

    /// Newton's iteration on the Legendre polynomial from Tricomi's estimate of its zeros.
    init(_ n: Int) {
        var x = [Double](repeating: 0, count: n), w = x
        for i in 0..<n {
            var t = cos(.pi * (Double(i) + 0.75) / (Double(n) + 0.5)), slope = 0.0
            for _ in 0..<100 {
                var p = 1.0, before = 0.0
                for k in 0..<n { (p, before) = ((Double(2 * k + 1) * t * p - Double(k) * before) / Double(k + 1), p) }
                slope = Double(n) * (t * p - before) / (t * t - 1)
                let change = p / slope
                t -= change
                if abs(change) < 1e-15 { break }
            }
            x[n - 1 - i] = 0.5 * (t + 1)
            w[n - 1 - i] = 1 / ((1 - t * t) * slope * slope)
        }
        nodes = x
        weights = w
    }
}
