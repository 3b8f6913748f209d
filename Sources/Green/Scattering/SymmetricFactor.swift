// A = L L^T of a complex symmetric matrix (no conjugation), half the work of an LU.
//
// There is no pivoting: the matrices here are 1 - s g0 s with a unit diagonal, and off the real axis their pivots stay
// of the order of one. Where one does not, the factorisation says so and the caller takes an LU. By halves, so that
// nearly all the work is BLAS's.

import ComplexModule
import RealModule

enum SymmetricFactor<R: BLASReal> {
    /// Pivots below this would cost digits.
    private static var smallest: R { 0.02 }
    /// Below this size a plain loop is faster.
    private static var base: Int { 24 }

    /// L in place of the lower triangle of `a`, column by column.
    /// - Returns: false where a pivot is too small.
    static func factor(_ a: UnsafeMutablePointer<Complex<R>>, size n: Int, leading: Int) -> Bool {
        guard n > base else { return plain(a, n, leading) }
        let half = max(base, (n / 2 + 7) / 8 * 8), rest = n - half
        guard factor(a, size: half, leading: leading) else { return false }
        let below = a + half, corner = a + half + half * leading
        R.divideRight(m: Int32(rest), n: Int32(half), a, Int32(leading), below, Int32(leading))
        R.subtractSquare(n: Int32(rest), k: Int32(half), below, Int32(leading), from: corner, Int32(leading))
        return factor(corner, size: rest, leading: leading)
    }

    private static func plain(_ a: UnsafeMutablePointer<Complex<R>>, _ n: Int, _ leading: Int) -> Bool {
        for k in 0..<n {
            let column = a + k * leading, pivot = Complex<R>.sqrt(column[k])
            guard pivot.length * pivot.length > smallest else { return false }
            column[k] = pivot
            let inverse = Complex<R>(1) / pivot
            for i in k + 1..<max(n, k + 1) { column[i] = column[i] * inverse }
            for j in k + 1..<max(n, k + 1) {
                let factor = column[j], target = a + j * leading
                let (x, y) = (factor.real, factor.imaginary)
                for i in j..<n {
                    let c = column[i], t = target[i]
                    target[i] = Complex<R>(
                        t.real - (c.real * x - c.imaginary * y), t.imaginary - (c.real * y + c.imaginary * x))
                }
            }
        }
        return true
    }
}
