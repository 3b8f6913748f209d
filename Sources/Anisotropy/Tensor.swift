// Operations on tensors of rank two and on rotations, for scripts and for the features.
//
// A rotation R turns vectors, r' = R r, and tensors, T' = R T R^T. Columns of V are the basis vectors of `inBasis`.

import Basics
import Crystal
import Foundation

extension Matrix3 {
    /// R T R^T.
    @inlinable public func rotated(by rotation: Matrix3) -> Matrix3 { rotation * self * rotation.transpose }

    /// V^T T V: the tensor's components along the columns of V.
    @inlinable public func inBasis(_ basis: Matrix3) -> Matrix3 { basis.transpose * self * basis }

    /// Whether the matrix equals its transpose, to rounding.
    public var isSymmetric: Bool { (self - transpose).maxAbs <= 1e-10 * max(maxAbs, .leastNormalMagnitude) }

    /// The eigensystem of a symmetric matrix.
    /// - Throws: where the matrix is not symmetric or not finite.
    public func eigen() throws -> SymmetricEigen {
        guard maxAbs.isFinite, trace.isFinite else { throw SparError("the tensor holds a value that is not a number") }
        guard isSymmetric else {
            for (i, j) in [(0, 1), (0, 2), (1, 2)] where abs(self[i][j] - self[j][i]) > 1e-10 * maxAbs {
                throw SparError(
                    "eigenvectors need a symmetric tensor: element [\(i + 1)][\(j + 1)] is \(self[i][j]) "
                        + "and [\(j + 1)][\(i + 1)] is \(self[j][i])")
            }
            throw SparError("eigenvectors need a symmetric tensor")
        }
        return SymmetricEigen(self)
    }

    /// A rotation by the right-hand rule.
    /// - Parameters: angle in degrees; the axis need not be normalised.
    /// - Throws: where the axis has no direction.
    public static func rotation(axis: Vector3, angle: Double) throws -> Matrix3 {
        let length = axis.length
        guard length > 0, length.isFinite, angle.isFinite else {
            throw SparError(
                "a rotation needs an axis of non-zero length and a finite angle, not "
                    + "{ \(axis.x), \(axis.y), \(axis.z) } and \(angle)")
        }
        let n = axis / length
        let (s, c) = (sin(angle * .pi / 180), cos(angle * .pi / 180))
        // Rodrigues' formula.
        let turn = n * (1 - c)
        return Matrix3(
            rows: [c + turn.x * n.x, turn.x * n.y - s * n.z, turn.x * n.z + s * n.y],
            [turn.y * n.x + s * n.z, c + turn.y * n.y, turn.y * n.z - s * n.x],
            [turn.z * n.x - s * n.y, turn.z * n.y + s * n.x, c + turn.z * n.z])
    }
}

/// Absolute differences of three numbers and their sum (Eqs. 4 and 5 of the paper).
public enum Anisotropy {
    /// The matrix |v_i - v_j|.
    public static func matrix(_ v: Vector3) -> Matrix3 {
        let (xy, xz, yz) = (abs(v.x - v.y), abs(v.x - v.z), abs(v.y - v.z))
        return Matrix3(rows: [0, xy, xz], [xy, 0, yz], [xz, yz, 0])
    }

    /// The sum over the three pairs, which is twice the largest minus twice the smallest.
    @inlinable public static func sum(_ v: Vector3) -> Double { 2 * (v.max() - v.min()) }
}
