// Rational interpolation of several functions of one variable with common poles: the AAA algorithm (Nakatsukasa, Sete,
// Trefethen, SIAM J. Sci. Comput. 40, A1494 (2018)) for vectors of values.
//
// r(x) = sum_j w_j f_j/(x - x_j) / sum_j w_j/(x - x_j). Support points are added where the error is largest; the
// weights minimise the linearised error at the other samples: the eigenvector of the smallest eigenvalue of L^H L, L
// the Loewner matrix. That product is kept from support to support, a column more and one sample's rows fewer each
// time: squaring costs half of the digits, of which the samples here need no more.

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
        var gram = LoewnerGram(x, scaled)
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
            gram.add(support: worst)
            guard let w = gram.weights() else {
                // As near as the precision of the product allows.
                supports.removeLast()
                values.removeLast()
                break
            }
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
}

/// L^H L of the Loewner matrix L_(ic),j = (f_c(x_i) - f_c(x_j))/(x_i - x_j), j over the supports, i over the other
/// samples.
private struct LoewnerGram {
    private let x: [Complex64]
    private let f: [[Complex64]]
    private var supports: [Int] = []
    /// Column by column of L; the rows of samples that became supports are zero.
    private var columns: [[Complex64]] = []
    private var gram: [[Complex64]] = []

    init(_ x: [Complex64], _ f: [[Complex64]]) {
        self.x = x
        self.f = f
    }

    mutating func add(support s: Int) {
        let m = f[s].count
        // The new support's rows leave the sums.
        for j in supports.indices {
            for k in supports.indices {
                for c in 0..<m { gram[j][k] -= columns[j][s * m + c].conjugate * columns[k][s * m + c] }
            }
        }
        for j in supports.indices { for c in 0..<m { columns[j][s * m + c] = .zero } }
        supports.append(s)
        let isSupport = Set(supports)
        var column = [Complex64](repeating: .zero, count: x.count * m)
        for i in x.indices where !isSupport.contains(i) {
            let inverse = Complex64(1) / (x[i] - x[s])
            for c in 0..<m { column[i * m + c] = (f[i][c] - f[s][c]) * inverse }
        }
        columns.append(column)
        let products = columns.map { Self.dot($0, column) }
        for j in gram.indices { gram[j].append(products[j]) }
        gram.append(products.map(\.conjugate))
    }

    /// The eigenvector of the smallest eigenvalue, by inverse iteration on the Cholesky factor; nil where rounding
    /// leaves no such factor.
    func weights() -> [Complex64]? {
        let n = supports.count
        if n == 1 { return [Complex64(1)] }
        var l = gram
        for j in 0..<n {
            for k in 0..<j {
                let factor = l[j][k].conjugate
                for i in j..<n { l[i][j] -= l[i][k] * factor }
            }
            // The last may vanish: then the fit is exact.
            let least = 1e-15 * gram[j][j].real
            guard l[j][j].real > least || j == n - 1 else { return nil }
            let pivot = max(l[j][j].real, 0.1 * least).squareRoot()
            for i in j..<n { l[i][j] = l[i][j] * Complex64(1 / pivot) }
            l[j][j] = Complex64(pivot)
        }
        var w = [Complex64](repeating: Complex64(1), count: n)
        for _ in 0..<4 {
            for i in 0..<n {
                var sum = w[i]
                for k in 0..<i { sum -= l[i][k] * w[k] }
                w[i] = sum / l[i][i]
            }
            for i in stride(from: n - 1, through: 0, by: -1) {
                var sum = w[i]
                for k in i + 1..<max(n, i + 1) { sum -= l[k][i].conjugate * w[k] }
                w[i] = sum / l[i][i]
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
}
