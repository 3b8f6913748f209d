// Rational interpolation of several functions of one variable with common poles: the AAA algorithm (Nakatsukasa, Sete,
// Trefethen, SIAM J. Sci. Comput. 40, A1494 (2018)) for vectors of values.
//
// r(x) = sum_j w_j f_j/(x - x_j) / sum_j w_j/(x - x_j). Support points are added where the error is largest; the
// weights minimise the linearised error at the other samples: the right singular vector of the smallest singular value
// of the Loewner matrix, by inverse iteration on its triangular factor.

import ComplexModule

struct RationalInterpolant {
    private var supports: [Complex64] = []
    private var values: [[Complex64]] = []
    private var weights: [Complex64] = []
    /// The largest error left at the samples, each function in units of its largest value.
    private(set) var error = Double.infinity

    /// - Parameters:
    ///   - x: sample points, all different.
    ///   - f: for each point, the value of each function.
    ///   - tolerance: in units of each function's largest value.
    init(_ x: [Complex64], _ f: [[Complex64]], tolerance: Double) {
        let functions = f[0].count
        // Each function counts in units of its largest value, those that vanish not at all.
        let largest = (0..<functions).map { c in f.reduce(0) { max($0, $1[c].length) } }, all = largest.max() ?? 1
        let counting = (0..<functions).filter { largest[$0] > 1e-9 * all }
        let scaled = f.map { row in counting.map { row[$0] * Complex64(1 / largest[$0]) } }
        var rest = Array(x.indices), chosen: [[Complex64]] = []
        var approximation = scaled.map { _ in [Complex64](repeating: .zero, count: counting.count) }
        // At least as many rows as unknowns must remain.
        while rest.count * counting.count > supports.count + 2, rest.count > 1 {
            var worst = rest[0], farthest = -1.0
            for i in rest {
                let e = counting.indices.reduce(0) { max($0, (approximation[i][$1] - scaled[i][$1]).length) }
                if e > farthest { (worst, farthest) = (i, e) }
            }
            error = farthest
            if error < tolerance, !supports.isEmpty { break }
            rest.removeAll { $0 == worst }
            supports.append(x[worst])
            values.append(f[worst])
            chosen.append(scaled[worst])
            guard let w = Self.weights(rest.map { x[$0] }, rest.map { scaled[$0] }, supports, chosen) else { break }
            weights = w
            for i in rest { approximation[i] = combine(at: x[i], chosen) }
        }
    }

    func value(at x: Complex64) -> [Complex64] {
        if let exact = supports.firstIndex(of: x) { return values[exact] }
        return combine(at: x, values)
    }

    private func combine(at x: Complex64, _ values: [[Complex64]]) -> [Complex64] {
        var bottom = Complex64.zero, top = [Complex64](repeating: .zero, count: values[0].count)
        for j in supports.indices {
            let c = weights[j] / (x - supports[j])
            bottom += c
            for k in top.indices { top[k] += c * values[j][k] }
        }
        return top.map { $0 / bottom }
    }

    private static func weights(_ x: [Complex64], _ f: [[Complex64]], _ supports: [Complex64], _ values: [[Complex64]])
        -> [Complex64]?
    {
        let functions = f[0].count, rows = x.count * functions, n = supports.count
        guard rows >= n else { return nil }
        var columns: [[Complex64]] = supports.indices.map { j in
            var column: [Complex64] = []
            column.reserveCapacity(rows)
            for i in x.indices {
                let inverse = Complex64(1) / (x[i] - supports[j])
                for c in 0..<functions { column.append((f[i][c] - values[j][c]) * inverse) }
            }
            return column
        }
        // Modified Gram-Schmidt, twice for each column: R, upper triangular.
        var r = [[Complex64]](repeating: [Complex64](repeating: .zero, count: n), count: n)
        for j in 0..<n {
            for _ in 0..<2 {
                for k in 0..<j {
                    let overlap = dot(columns[k], columns[j])
                    r[k][j] += overlap
                    subtract(overlap, columns[k], from: &columns[j])
                }
            }
            let size = dot(columns[j], columns[j]).real.squareRoot()
            r[j][j] = Complex64(max(size, 1e-300))
            let scale = 1 / max(size, 1e-300)
            for i in 0..<rows { columns[j][i] = columns[j][i] * Complex64(scale) }
        }
        // Inverse iteration: R^H y = w, R w' = y.
        var w = [Complex64](repeating: Complex64(1), count: n)
        for _ in 0..<4 {
            for i in 0..<n {
                var sum = w[i]
                for k in 0..<i { sum -= r[k][i].conjugate * w[k] }
                w[i] = sum / r[i][i].conjugate
            }
            for i in stride(from: n - 1, through: 0, by: -1) {
                var sum = w[i]
                for k in i + 1..<max(n, i + 1) { sum -= r[i][k] * w[k] }
                w[i] = sum / r[i][i]
            }
            let largest = w.reduce(0) { max($0, $1.length) }
            guard largest > 0, largest.isFinite else { return nil }
            for i in 0..<n { w[i] = w[i] * Complex64(1 / largest) }
        }
        return w
    }

    private static func dot(_ a: [Complex64], _ b: [Complex64]) -> Complex64 {
        var re = 0.0, im = 0.0
        a.withUnsafeBufferPointer { a in
            b.withUnsafeBufferPointer { b in
                for i in a.indices {
                    re += a[i].real * b[i].real + a[i].imaginary * b[i].imaginary
                    im += a[i].real * b[i].imaginary - a[i].imaginary * b[i].real
                }
            }
        }
        return Complex64(re, im)
    }

    private static func subtract(_ factor: Complex64, _ a: [Complex64], from b: inout [Complex64]) {
        a.withUnsafeBufferPointer { a in
            b.withUnsafeMutableBufferPointer { b in
                for i in b.indices { b[i] -= factor * a[i] }
            }
        }
    }
}
