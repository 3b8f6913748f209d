// Eigenvalues and eigenvectors of a real symmetric 3 x 3 matrix.
//
// Ascending eigenvalues; the eigenvectors are the columns of a right-handed orthonormal matrix V, so that
// V^T M V is diagonal. Signs: the component of largest magnitude of the first two columns is positive.

import Basics
import Crystal

/// The eigensystem of a symmetric matrix.
public struct SymmetricEigen: Equatable, Sendable {
    /// Ascending.
    public let values: Vector3
    /// Columns are the eigenvectors, right-handed.
    public let vectors: Matrix3

    /// Cyclic Jacobi rotations: each zeroes one off-diagonal element exactly, and small eigenvalues and nearly equal
    /// ones keep full relative precision, which the closed formula by cubic roots does not give. Only the lower
    /// triangle's mean with the upper one is seen.
    public init(_ matrix: Matrix3) {
        var a = matrix.diagonal
        // Off-diagonal elements by the index that they lack: yz, xz, xy.
        var b = Vector3(
            (matrix[1][2] + matrix[2][1]) / 2, (matrix[0][2] + matrix[2][0]) / 2, (matrix[0][1] + matrix[1][0]) / 2)
        var columns = (Vector3(1, 0, 0), Vector3(0, 1, 0), Vector3(0, 0, 1))
        // Convergence is quadratic: four or five sweeps do; the bound only guards against NaN.
        for _ in 0..<30 {
            if b == .zero { break }
            (columns.0, columns.1) = Self.rotate(p: 0, q: 1, r: 2, &a, &b, columns.0, columns.1)
            (columns.0, columns.2) = Self.rotate(p: 0, q: 2, r: 1, &a, &b, columns.0, columns.2)
            (columns.1, columns.2) = Self.rotate(p: 1, q: 2, r: 0, &a, &b, columns.1, columns.2)
        }
        var pairs = [(a.x, columns.0), (a.y, columns.1), (a.z, columns.2)]
        if pairs[1].0 < pairs[0].0 { pairs.swapAt(0, 1) }
        if pairs[2].0 < pairs[1].0 { pairs.swapAt(1, 2) }
        if pairs[1].0 < pairs[0].0 { pairs.swapAt(0, 1) }
        values = Vector3(pairs[0].0, pairs[1].0, pairs[2].0)
        vectors = Self.rightHanded(pairs[0].1, pairs[1].1)
    }

    /// Zeroes the element pq (held at index r of `b`) and returns the turned columns p and q.
    @inline(__always)
    private static func rotate(
        p: Int, q: Int, r: Int, _ a: inout Vector3, _ b: inout Vector3, _ u: Vector3, _ v: Vector3
    ) -> (Vector3, Vector3) {
        let apq = b[r]
        // Below this the rotation changes nothing in double precision.
        if abs(apq) <= 1e-300 || abs(apq) < 1e-18 * (abs(a[p]) + abs(a[q])) {
            b[r] = 0
            return (u, v)
        }
        let theta = (a[q] - a[p]) / (2 * apq)
        let t = (theta >= 0 ? 1 : -1) / (abs(theta) + (theta * theta + 1).squareRoot())
        let c = 1 / (t * t + 1).squareRoot(), s = t * c
        a[p] -= t * apq
        a[q] += t * apq
        b[r] = 0
        // b[q] is the element pr, b[p] the element qr.
        let pr = b[q], qr = b[p]
        b[q] = c * pr - s * qr
        b[p] = s * pr + c * qr
        return (c * u - s * v, s * u + c * v)
    }

    /// The right-handed basis of two orthonormal vectors, with the sign convention of this file.
    static func rightHanded(_ u: Vector3, _ v: Vector3) -> Matrix3 {
        let first = signed(u)
        // Rounding left by the rotations is removed, so that the basis is orthonormal to the last digit.
        let x = first.normalized
        let y = (signed(v) - x * x.dot(signed(v))).normalized
        return Matrix3(columns: x, y, x.cross(y))
    }

    private static func signed(_ v: Vector3) -> Vector3 {
        let magnitudes = Vector3(abs(v.x), abs(v.y), abs(v.z))
        // The first of components equal but for rounding decides, so that the sign does not rest on rounding.
        let largest = magnitudes.max() * (1 - 1e-6)
        let deciding = magnitudes.x >= largest ? v.x : magnitudes.y >= largest ? v.y : v.z
        return deciding < 0 ? -v : v
    }
}
