// The dipole emission tensor on an energy grid: six curves.
//
// S(E) is real and symmetric for a non-magnetic crystal; the spectrum for a unit vector e is e^T S e. Components in
// the order xx yy zz xy xz yz, off-diagonal ones once (not doubled), in the crystal's Cartesian frame.

import Basics
import Crystal

/// The six independent components of a symmetric tensor on an energy grid.
public struct TensorCurves: Equatable, Sendable {
    public let xx: [Double], yy: [Double], zz: [Double]
    public let xy: [Double], xz: [Double], yz: [Double]

    /// The arrays must have one length; `PolarizedSpectrum` checks it against its energies.
    public init(xx: [Double], yy: [Double], zz: [Double], xy: [Double], xz: [Double], yz: [Double]) {
        self.xx = xx
        self.yy = yy
        self.zz = zz
        self.xy = xy
        self.xz = xz
        self.yz = yz
    }

    public static let componentNames = ["xx", "yy", "zz", "xy", "xz", "yz"]
    public var components: [[Double]] { [xx, yy, zz, xy, xz, yz] }
    public var count: Int { xx.count }

    /// - Parameter c: six curves in the order of `componentNames`.
    public init(components c: [[Double]]) { self.init(xx: c[0], yy: c[1], zz: c[2], xy: c[3], xz: c[4], yz: c[5]) }

    /// The tensor from spectra along x, y, z and the face diagonals (1,1,0), (1,0,1), (0,1,1) (not normalised).
    public init(
        x: [Double], y: [Double], z: [Double], diagonalXY: [Double], diagonalXZ: [Double], diagonalYZ: [Double]
    ) {
        func offDiagonal(_ d: [Double], _ a: [Double], _ b: [Double]) -> [Double] {
            d.indices.map { d[$0] - (a[$0] + b[$0]) / 2 }
        }
        self.init(
            xx: x, yy: y, zz: z, xy: offDiagonal(diagonalXY, x, y), xz: offDiagonal(diagonalXZ, x, z),
            yz: offDiagonal(diagonalYZ, y, z))
    }

    /// The tensor at grid point `k`.
    public func tensor(_ k: Int) -> Matrix3 {
        Matrix3(rows: [xx[k], xy[k], xz[k]], [xy[k], yy[k], yz[k]], [xz[k], yz[k], zz[k]])
    }

    /// e^T S e with e normalised; `e` must not be zero.
    public func along(_ direction: Vector3) -> [Double] {
        let c = Self.weights(direction.normalized, direction.normalized)
        return contraction(c)
    }

    /// R S R^T: the tensor of the site that the rotation (or improper rotation) `r` carries this one to.
    public func rotated(by r: Matrix3) -> TensorCurves {
        let (a, b, c) = r.rows
        return TensorCurves(
            xx: contraction(Self.weights(a, a)), yy: contraction(Self.weights(b, b)),
            zz: contraction(Self.weights(c, c)), xy: contraction(Self.weights(a, b)),
            xz: contraction(Self.weights(a, c)), yz: contraction(Self.weights(b, c)))
    }

    /// The mean of several tensors with weights that add up to one.
    static func weightedMean(_ tensors: [(weight: Double, curves: TensorCurves)]) -> TensorCurves {
        var sums = [[Double]](repeating: [Double](repeating: 0, count: tensors.first?.curves.count ?? 0), count: 6)
        for (weight, curves) in tensors {
            for (c, component) in curves.components.enumerated() {
                for k in component.indices { sums[c][k] += weight * component[k] }
            }
        }
        return TensorCurves(components: sums)
    }

    func map(_ transform: ([Double]) throws -> [Double]) rethrows -> TensorCurves {
        TensorCurves(components: try components.map(transform))
    }

    /// u^T S v as six weights on the components.
    static func weights(_ u: Vector3, _ v: Vector3) -> [Double] {
        [u.x * v.x, u.y * v.y, u.z * v.z, u.x * v.y + u.y * v.x, u.x * v.z + u.z * v.x, u.y * v.z + u.z * v.y]
    }

    private func contraction(_ w: [Double]) -> [Double] {
        let (a, b, c, d, e, f) = (w[0], w[1], w[2], w[3], w[4], w[5])
        return xx.indices.map {
            a * xx[$0] + b * yy[$0] + c * zz[$0] + (d * xy[$0] + e * xz[$0] + f * yz[$0])
        }
    }
}
