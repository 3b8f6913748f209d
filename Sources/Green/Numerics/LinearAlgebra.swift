// Dense factorisations by OpenBLAS, one thread each: jobs run in parallel, not their algebra.

import ComplexModule
import COpenBLAS

typealias Complex64 = Complex<Double>

enum OpenBLAS {
    /// Must have been read before the first call.
    static let isSerial: Bool = {
        openblas_set_num_threads(1)
        return true
    }()
}

/// LU of a real matrix.
struct RealLU {
    private let n: Int32
    private let factors: [Double]
    private let pivots: [Int32]

    /// - Parameter a: n x n, column by column.
    /// - Returns: nil for a singular matrix.
    init?(_ a: [Double], _ n: Int) {
        _ = OpenBLAS.isSerial
        var a = a, size = Int32(n), info: Int32 = 0
        var pivots = [Int32](repeating: 0, count: n)
        dgetrf_(&size, &size, &a, &size, &pivots, &info)
        guard info == 0 else { return nil }
        self.n = size
        self.pivots = pivots
        factors = a
    }

    func solve(_ b: [Double]) -> [Double] {
        var b = b, size = n, one: Int32 = 1, info: Int32 = 0
        dgetrs_("N", &size, &one, factors, &size, pivots, &b, &size, &info)
        return b
    }
}

/// Room for LU factorisations of complex matrices, column by column, used again and again.
final class ComplexSolver {
    private var pivots: [Int32] = []

    /// Solves A X = B in place: `a` becomes its factors, `b` the solution.
    /// - Returns: false for a singular matrix.
    func solve(_ a: UnsafeMutablePointer<Complex64>, size: Int, _ b: UnsafeMutablePointer<Complex64>, columns: Int) -> Bool {
        _ = OpenBLAS.isSerial
        if pivots.count < size { pivots = [Int32](repeating: 0, count: size) }
        var n = Int32(size), m = Int32(columns), info: Int32 = 0
        zgetrf_(&n, &n, a, &n, &pivots, &info)
        guard info == 0 else { return false }
        zgetrs_("N", &n, &m, a, &n, pivots, b, &n, &info)
        return info == 0
    }
}
