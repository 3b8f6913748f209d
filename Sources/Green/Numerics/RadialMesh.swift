// A logarithmic radial mesh and integration on it.
//
// r_i = r_0 exp(i h). Integrals over r become integrals over x = ln r with a constant step: int f dr = int f r dx.

import Foundation

struct RadialMesh: Sendable {
    /// bohr, ascending.
    let r: [Double]
    /// h, the step of ln r.
    let step: Double
    var count: Int { r.count }

    init(from first: Double, to last: Double, step: Double) {
        self.init(first: first, step: step, count: Int(log(last / first) / step) + 1)
    }

    private init(first: Double, step: Double, count: Int) {
        self.step = step
        r = (0..<count).map { first * exp(step * Double($0)) }
    }

    /// A mesh that ends at `last` and has a point at `inner`: the step is the one nearest to `step` that allows it.
    /// - Returns: the mesh and the index of `inner`; both radii are one point where they differ by less than 0.8 %.
    static func ending(at last: Double, through inner: Double, from first: Double, step wanted: Double)
        -> (mesh: RadialMesh, inner: Int)
    {
        let gap = log(last / inner)
        let between = gap < 0.008 ? 0 : max(1, Int((gap / wanted).rounded()))
        let step = between == 0 ? wanted : gap / Double(between)
        let count = Int(log(last / first) / step) + 1
        let mesh = RadialMesh(first: last * exp(-step * Double(count - 1)), step: step, count: count)
        return (mesh, count - 1 - between)
    }

    /// The first index with r >= `radius`; `count` where there is none.
    func index(from radius: Double) -> Int {
        var low = 0, high = count
        while low < high {
            let middle = (low + high) / 2
            if r[middle] < radius { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// int_0^r f dx at each point; what lies below the first point is left out. Order h^6.
    func cumulative(_ f: [Double]) -> [Double] { Quadrature.cumulative(f, step: step) }
}

/// Integration of samples at equal steps.
enum Quadrature {
    /// Weights w with int_a^b p dx = sum w_i p(i) exactly for polynomials through the nodes 0, 1, ... n.
    static func lagrange(nodes n: Int, from a: Double, to b: Double) -> [Double] {
        (0...n).map { i in
            // The coefficients of the Lagrange polynomial of node i.
            var c = [1.0]
            for j in 0...n where j != i {
                var next = [Double](repeating: 0, count: c.count + 1)
                for (k, value) in c.enumerated() {
                    next[k + 1] += value / Double(i - j)
                    next[k] -= value * Double(j) / Double(i - j)
                }
                c = next
            }
            return c.enumerated().reduce(0) { sum, term in
                let p = Double(term.offset + 1)
                return sum + term.element * (pow(b, p) - pow(a, p)) / p
            }
        }
    }

    /// Six-point weights of the interval from node k to node k + 1 of nodes 0...5.
    private static let six: [[Double]] = (0..<5).map { lagrange(nodes: 5, from: Double($0), to: Double($0 + 1)) }

    static func cumulative(_ f: [Double], step: Double) -> [Double] {
        let n = f.count
        var sums = [Double](repeating: 0, count: n)
        guard n > 6 else {
            for i in 1..<max(n, 1) { sums[i] = sums[i - 1] + 0.5 * step * (f[i - 1] + f[i]) }
            return sums
        }
        f.withUnsafeBufferPointer { f in
            for i in 0..<n - 1 {
                let start = min(max(i - 2, 0), n - 6)
                let w = six[i - start]
                var part = w[0] * f[start]
                for j in 1..<6 { part += w[j] * f[start + j] }
                sums[i + 1] = sums[i] + step * part
            }
        }
        return sums
    }

    /// Weights of int over points `first`...`last` at unit step, both ends corrected to sixth order where there are
    /// enough points (Gregory), else through all points.
    static func weights(points n: Int, correctsStart: Bool = true) -> [Double] {
        guard n > 1 else { return [Double](repeating: 0, count: max(n, 0)) }
        guard n > 8 else { return lagrange(nodes: n - 1, from: 0, to: Double(n - 1)) }
        // Trapezoid minus end corrections by differences: c_k of Gregory's formula.
        let c = [1.0 / 12, 1.0 / 24, 19.0 / 720, 3.0 / 160, 863.0 / 60480]
        var end = [Double](repeating: 0, count: 6)
        for (k, ck) in c.enumerated() {
            // The (k+1)-th backward difference at the last point.
            var binomial = 1.0
            for j in 0...(k + 1) {
                end[j] -= ck * binomial * (j % 2 == 0 ? 1 : -1)
                binomial *= Double(k + 1 - j) / Double(j + 1)
            }
        }
        var w = [Double](repeating: 1, count: n)
        w[0] = 0.5
        w[n - 1] = 0.5
        for j in 0..<6 {
            w[n - 1 - j] += end[j]
            if correctsStart { w[j] += end[j] }
        }
        return w
    }
}
