// Dense factorisations by OpenBLAS, one thread each: jobs run in parallel, not their algebra. Matrices stand column by
// column.

import ComplexModule
import RealModule
import COpenBLAS

typealias Complex64 = Complex<Double>

enum OpenBLAS {
    /// Must have been read before the first call.
    static let isSerial: Bool = {
        openblas_set_num_threads(1)
        return true
    }()
}

/// A precision in which OpenBLAS factorises complex matrices.
protocol BLASReal: Real, BinaryFloatingPoint, SIMDScalar, Sendable {
    static func luFactor(_ n: Int32, _ a: UnsafeMutablePointer<Complex<Self>>, _ pivots: UnsafeMutablePointer<Int32>)
        -> Int32
    static func luSolve(
        _ n: Int32, _ a: UnsafeMutablePointer<Complex<Self>>, _ pivots: UnsafeMutablePointer<Int32>,
        _ b: UnsafeMutablePointer<Complex<Self>>, columns: Int32
    ) -> Int32
    /// C -= A A^T, the lower triangle of an n x n matrix; A has k columns.
    static func subtractSquare(
        n: Int32, k: Int32, _ a: UnsafeMutablePointer<Complex<Self>>, _ lda: Int32,
        from c: UnsafeMutablePointer<Complex<Self>>, _ ldc: Int32)
    /// B <- B L^-T (m x n) with a lower triangle L.
    static func divideRight(
        m: Int32, n: Int32, _ l: UnsafeMutablePointer<Complex<Self>>, _ ldl: Int32,
        _ b: UnsafeMutablePointer<Complex<Self>>, _ ldb: Int32)
    /// B <- L^-1 B (n x m) with a lower triangle L.
    static func divideLeft(
        n: Int32, m: Int32, _ l: UnsafeMutablePointer<Complex<Self>>, _ ldl: Int32,
        _ b: UnsafeMutablePointer<Complex<Self>>, _ ldb: Int32)
}

extension Double: BLASReal {
    static func luFactor(_ n: Int32, _ a: UnsafeMutablePointer<Complex64>, _ pivots: UnsafeMutablePointer<Int32>)
        -> Int32
    {
        var n = n, info: Int32 = 0
        zgetrf_(&n, &n, a, &n, pivots, &info)
        return info
    }

    static func luSolve(
        _ n: Int32, _ a: UnsafeMutablePointer<Complex64>, _ pivots: UnsafeMutablePointer<Int32>,
        _ b: UnsafeMutablePointer<Complex64>, columns: Int32
    ) -> Int32 {
        var n = n, m = columns, info: Int32 = 0
        zgetrs_("N", &n, &m, a, &n, pivots, b, &n, &info)
        return info
    }

    static func subtractSquare(
        n: Int32, k: Int32, _ a: UnsafeMutablePointer<Complex64>, _ lda: Int32,
        from c: UnsafeMutablePointer<Complex64>, _ ldc: Int32
    ) {
        var n = n, k = k, lda = lda, ldc = ldc, minus = Complex64(-1), one = Complex64(1)
        zsyrk_("L", "N", &n, &k, &minus, a, &lda, &one, c, &ldc)
    }

    static func divideRight(
        m: Int32, n: Int32, _ l: UnsafeMutablePointer<Complex64>, _ ldl: Int32,
        _ b: UnsafeMutablePointer<Complex64>, _ ldb: Int32
    ) {
        var m = m, n = n, ldl = ldl, ldb = ldb, one = Complex64(1)
        ztrsm_("R", "L", "T", "N", &m, &n, &one, l, &ldl, b, &ldb)
    }

    static func divideLeft(
        n: Int32, m: Int32, _ l: UnsafeMutablePointer<Complex64>, _ ldl: Int32,
        _ b: UnsafeMutablePointer<Complex64>, _ ldb: Int32
    ) {
        var n = n, m = m, ldl = ldl, ldb = ldb, one = Complex64(1)
        ztrsm_("L", "L", "N", "N", &n, &m, &one, l, &ldl, b, &ldb)
    }
}

extension Float: BLASReal {
    static func luFactor(_ n: Int32, _ a: UnsafeMutablePointer<Complex<Float>>, _ pivots: UnsafeMutablePointer<Int32>)
        -> Int32
    {
        var n = n, info: Int32 = 0
        cgetrf_(&n, &n, a, &n, pivots, &info)
        return info
    }

    static func luSolve(
        _ n: Int32, _ a: UnsafeMutablePointer<Complex<Float>>, _ pivots: UnsafeMutablePointer<Int32>,
        _ b: UnsafeMutablePointer<Complex<Float>>, columns: Int32
    ) -> Int32 {
        var n = n, m = columns, info: Int32 = 0
        cgetrs_("N", &n, &m, a, &n, pivots, b, &n, &info)
        return info
    }

    static func subtractSquare(
        n: Int32, k: Int32, _ a: UnsafeMutablePointer<Complex<Float>>, _ lda: Int32,
        from c: UnsafeMutablePointer<Complex<Float>>, _ ldc: Int32
    ) {
        var n = n, k = k, lda = lda, ldc = ldc, minus = Complex<Float>(-1), one = Complex<Float>(1)
        csyrk_("L", "N", &n, &k, &minus, a, &lda, &one, c, &ldc)
    }

    static func divideRight(
        m: Int32, n: Int32, _ l: UnsafeMutablePointer<Complex<Float>>, _ ldl: Int32,
        _ b: UnsafeMutablePointer<Complex<Float>>, _ ldb: Int32
    ) {
        var m = m, n = n, ldl = ldl, ldb = ldb, one = Complex<Float>(1)
        ctrsm_("R", "L", "T", "N", &m, &n, &one, l, &ldl, b, &ldb)
    }

    static func divideLeft(
        n: Int32, m: Int32, _ l: UnsafeMutablePointer<Complex<Float>>, _ ldl: Int32,
        _ b: UnsafeMutablePointer<Complex<Float>>, _ ldb: Int32
    ) {
        var n = n, m = m, ldl = ldl, ldb = ldb, one = Complex<Float>(1)
        ctrsm_("L", "L", "N", "N", &n, &m, &one, l, &ldl, b, &ldb)
    }
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

/// Room for LU factorisations of complex matrices, used again and again.
final class ComplexSolver<R: BLASReal> {
    private var pivots: [Int32] = []

    /// Solves A X = B in place: `a` becomes its factors, `b` the solution.
    /// - Returns: false for a singular matrix.
    func solve(_ a: UnsafeMutablePointer<Complex<R>>, size: Int, _ b: UnsafeMutablePointer<Complex<R>>, columns: Int)
        -> Bool
    {
        _ = OpenBLAS.isSerial
        if pivots.count < size { pivots = [Int32](repeating: 0, count: size) }
        return pivots.withUnsafeMutableBufferPointer { pivots in
            guard R.luFactor(Int32(size), a, pivots.baseAddress!) == 0 else { return false }
            return R.luSolve(Int32(size), a, pivots.baseAddress!, b, columns: Int32(columns)) == 0
        }
    }
}
