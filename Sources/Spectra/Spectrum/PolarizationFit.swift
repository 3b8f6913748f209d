// What spectra of single polarizations determine: six independent ones the tensor, three perpendicular ones a spectrum
// along them.

import Crystal

public enum PolarizationFit {
    /// The tensor S of e^T S e = curve, from six or more polarizations e by least squares; nil where they do not fix it.
    /// - Parameters:
    ///   - directions: unit vectors.
    ///   - curves: one for each, all on the same energies.
    public static func tensor(_ directions: [Vector3], _ curves: [[Double]]) -> TensorCurves? {
        guard directions.count >= 6 else { return nil }
        let rows = directions.map { e in
            [e.x * e.x, e.y * e.y, e.z * e.z, 2 * e.x * e.y, 2 * e.x * e.z, 2 * e.y * e.z]
        }
        guard let weights = LeastSquares.weights(rows) else { return nil }
        // components = weights * curves
        let c = weights.map { w in curves[0].indices.map { k in w.indices.reduce(0) { $0 + w[$1] * curves[$1][k] } } }
        return TensorCurves(xx: c[0], yy: c[1], zz: c[2], xy: c[3], xz: c[4], yz: c[5])
    }

    /// Three of the directions that are perpendicular, and the axes along them as columns: those nearest to x, y and z, in
    /// that order; nil where there are none.
    public static func perpendicular(_ directions: [Vector3]) -> (chosen: [Int], axes: Matrix3)? {
        func arePerpendicular(_ i: Int, _ j: Int) -> Bool { i != j && abs(directions[i].dot(directions[j])) < 1e-3 }
        var best: (nearness: Double, chosen: [Int])?
        for i in directions.indices {
            for j in directions.indices where arePerpendicular(i, j) {
                for k in directions.indices where arePerpendicular(i, k) && arePerpendicular(j, k) {
                    let (x, y, z) = (directions[i], directions[j], directions[k])
                    let nearness = x.x.magnitude + y.y.magnitude + z.z.magnitude
                    if nearness > best?.nearness ?? -1 { best = (nearness, [i, j, k]) }
                }
            }
        }
        return best.map {
            ($0.chosen, axes(directions[$0.chosen[0]], directions[$0.chosen[1]], directions[$0.chosen[2]]))
        }
    }

    /// Directions that are perpendicular to the digits of a file, made so exactly.
    private static func axes(_ x: Vector3, _ b: Vector3, _ c: Vector3) -> Matrix3 {
        let y = (b - b.dot(x) * x).normalized
        let z = x.cross(y).dot(c) < 0 ? -x.cross(y) : x.cross(y)
        return Matrix3(columns: x, y, z)
    }
}
