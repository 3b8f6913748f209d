// Lattice vectors and the six cell parameters.
//
// Convention: rows of `matrix` are the lattice vectors a, b, c in angstrom; Cartesian = fractional * matrix.
// A lattice made from six parameters lies as pymatgen's does: c along z, a in the xz plane.

import Basics
import Foundation

/// Three lattice vectors.
public struct Lattice: Equatable, Hashable, Sendable {
    /// Rows are the vectors a, b, c (angstrom).
    public let matrix: Matrix3
    /// `fractional = cartesian * inverse`.
    public let inverse: Matrix3

    public init(matrix: Matrix3) {
        self.matrix = matrix
        self.inverse = matrix.inverse
    }

    /// - Parameters: lengths in angstrom, angles in degrees (alpha between b and c, and so on).
    public init(a: Double, b: Double, c: Double, alpha: Double, beta: Double, gamma: Double) {
        let (sa, ca) = Self.sinCos(alpha), (sb, cb) = Self.sinCos(beta), (_, cg) = Self.sinCos(gamma)
        let cosGammaStar = min(1, max(-1, (ca * cb - cg) / (sa * sb)))
        let sinGammaStar = (1 - cosGammaStar * cosGammaStar).squareRoot()
        self.init(
            matrix: Matrix3(
                rows: [a * sb, 0, a * cb],
                [-b * sa * cosGammaStar, b * sa * sinGammaStar, b * ca],
                [0, 0, c]))
    }

    /// Sine and cosine of an angle in degrees, exact where the angle is a multiple of 90.
    private static func sinCos(_ degrees: Double) -> (Double, Double) {
        if degrees == 90 { return (1, 0) }
        let r = degrees * .pi / 180
        return (sin(r), cos(r))
    }

    public var a: Double { matrix.rows.0.length }
    public var b: Double { matrix.rows.1.length }
    public var c: Double { matrix.rows.2.length }
    /// The angle between b and c, in degrees.
    public var alpha: Double { Self.angle(matrix.rows.1, matrix.rows.2) }
    /// The angle between a and c, in degrees.
    public var beta: Double { Self.angle(matrix.rows.0, matrix.rows.2) }
    /// The angle between a and b, in degrees.
    public var gamma: Double { Self.angle(matrix.rows.0, matrix.rows.1) }
    /// Cubic angstrom; positive also for a left-handed set of vectors.
    public var volume: Double { abs(matrix.determinant) }

    /// The lengths of the shortest and the longest vector of the basis that pairwise reduction leads to, angstrom.
    var reducedSpans: (shortest: Double, longest: Double) {
        let lengths = Self.reducedBasis(matrix).basis.map(\.length)
        return (lengths.min() ?? 0, lengths.max() ?? 0)
    }

    /// Short, nearly orthogonal vectors of the same lattice, and what they are in the given ones (rows).
    static func reducedBasis(_ matrix: Matrix3) -> (basis: [Vector3], images: [SIMD3<Int32>]) {
        var basis = [matrix.rows.0, matrix.rows.1, matrix.rows.2]
        var images: [SIMD3<Int32>] = [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
        // Pairwise reduction shortens the basis at each step and so ends; the bound is a guard against rounding.
        for _ in 0..<200 {
            var changed = false
            for i in 0..<3 {
                for j in 0..<3 where j != i {
                    let n = (basis[i].dot(basis[j]) / basis[j].dot(basis[j]) * (1 - 1e-9)).rounded()
                    if n != 0, abs(n) < 1e6 {
                        basis[i] -= n * basis[j]
                        images[i] &-= Int32(n) &* images[j]
                        changed = true
                    }
                }
            }
            if !changed { break }
        }
        return (basis, images)
    }

    private static func angle(_ u: Vector3, _ v: Vector3) -> Double {
        // The half-angle form keeps its digits near 0, 90 and 180 degrees.
        let p = u.normalized, q = v.normalized
        return 2 * atan2((p - q).length, (p + q).length) * 180 / .pi
    }

    @inlinable public func cartesian(_ fractional: Vector3) -> Vector3 { fractional * matrix }
    @inlinable public func fractional(_ cartesian: Vector3) -> Vector3 { cartesian * inverse }
}
