// Rational interpolation of several functions of one variable with common poles: the AAA algorithm (Nakatsukasa, Sete,
// Trefethen, SIAM J. Sci. Comput. 40, A1494 (2018)) for vectors of values.
//
// r(x) = sum_j w_j f_j/(x - x_j) / sum_j w_j/(x - x_j). Support points are added where the error is largest; weights are
// the right singular vector of the smallest singular value of the Loewner matrix.

import ComplexModule
import COpenBLAS

struct RationalInterpolant {
    private var supports: [Complex64] = []
    private var values: [[Complex64]] = []
    private var weights: [Complex64] = []
    /// The largest error left at the samples, relative to the largest value.
    private(set) var error = Double.infinity

    /// - Parameters:
    ///   - x: sample points, all different.
    ///   - f: for each point, the value of each function.
    ///   - tolerance: relative to the largest value.
    init(_ x: [Complex64], _ f: [[Complex64]], tolerance: Double) {
        let functions = f[0].count
        // Each function counts in units of its largest value, those that vanish not at all.
        let largest = (0..<functions).map { c in f.reduce(0) { max($0, $1[c].length) } }, all = largest.max() ?? 1
        let scales = largest.map { $0 > 1e-9 * all ? 1 / $0 : 0 }
        let counted = f.map { row in row.indices.map { Complex64(scales[$0]) * row[$0] } }
        var chosen: [[Complex64]] = []
        var rest = Array(x.indices), approximation = [[Complex64]](repeating: [], count: x.count)
        for i in x.indices { approximation[i] = [Complex64](repeating: .zero, count: functions) }
        // At least as many rows as unknowns must remain.
        while rest.count * functions > supports.count + 2, rest.count > 1 {
            var worst = rest[0], farthest = -1.0
            for i in rest {
                let e = (0..<functions).reduce(0) { max($0, scales[$1] * (approximation[i][$1] - f[i][$1]).length) }
                if e > farthest { (worst, farthest) = (i, e) }
            }
            error = farthest
            if error < tolerance, !supports.isEmpty { break }
            rest.removeAll { $0 == worst }
            supports.append(x[worst])
            values.append(f[worst])
            chosen.append(counted[worst])
            guard let w = Self.weights(rest.map { x[$0] }, rest.map { counted[$0] }, supports, chosen) else { break }
            weights = w
            for i in rest { approximation[i] = value(at: x[i]) }
        }
    }

    func value(at x: Complex64) -> [Complex64] {
        if let exact = supports.firstIndex(of: x) { return values[exact] }
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
        _ = OpenBLAS.isSerial
        let functions = f[0].count, rows = x.count * functions, columns = supports.count
        guard rows >= columns else { return nil }
        var a = [Complex64](repeating: .zero, count: rows * columns)
        for j in 0..<columns {
            for i in x.indices {
                let inverse = Complex64(1) / (x[i] - supports[j])
                for c in 0..<functions { a[i * functions + c + rows * j] = (f[i][c] - values[j][c]) * inverse }
            }
        }
        var m = Int32(rows), n = Int32(columns), one: Int32 = 1, info: Int32 = 0, size = Int32(-1)
        var s = [Double](repeating: 0, count: columns), vt = [Complex64](repeating: .zero, count: columns * columns)
        var u = [Complex64(0)], real = [Double](repeating: 0, count: 5 * columns), work = [Complex64(0)]
        zgesvd_("N", "A", &m, &n, &a, &m, &s, &u, &one, &vt, &n, &work, &size, &real, &info)
        guard info == 0 else { return nil }
        size = Int32(work[0].real)
        work = [Complex64](repeating: .zero, count: Int(size))
        zgesvd_("N", "A", &m, &n, &a, &m, &s, &u, &one, &vt, &n, &work, &size, &real, &info)
        guard info == 0 else { return nil }
        // The last row of V^H, conjugated, is the last column of V.
        return (0..<columns).map { vt[columns - 1 + columns * $0].conjugate }
    }
}
