// Three-vectors and 3 x 3 matrices, in double precision.
//
// Convention: a `Matrix3` is stored by rows, `m[i][j]` is row i, column j, from 0. A matrix acts on
// column vectors from the left. For a lattice the rows are the lattice vectors, as in pymatgen.

/// A vector in three dimensions; Cartesian in angstrom unless it says fractional.
public typealias Vector3 = SIMD3<Double>

extension SIMD3 where Scalar == Double {
    @inlinable public func dot(_ other: Self) -> Double { (self * other).sum() }

    @inlinable public func cross(_ other: Self) -> Self {
        Self(y * other.z - z * other.y, z * other.x - x * other.z, x * other.y - y * other.x)
    }

    @inlinable public var length: Double { dot(self).squareRoot() }

    /// The vector of length 1 in the same direction; undefined (NaN) for the zero vector.
    @inlinable public var normalized: Self { self / length }
}

/// A real 3 x 3 matrix stored as three rows.
public struct Matrix3: Equatable, Hashable, Sendable {
    public var rows: (Vector3, Vector3, Vector3)

    @inlinable public init(rows a: Vector3, _ b: Vector3, _ c: Vector3) { rows = (a, b, c) }

    @inlinable public init(columns a: Vector3, _ b: Vector3, _ c: Vector3) {
        rows = (Vector3(a.x, b.x, c.x), Vector3(a.y, b.y, c.y), Vector3(a.z, b.z, c.z))
    }

    @inlinable public init(diagonal d: Vector3) {
        self.init(rows: [d.x, 0, 0], [0, d.y, 0], [0, 0, d.z])
    }

    public static let identity = Matrix3(diagonal: [1, 1, 1])
    public static let zero = Matrix3(diagonal: [0, 0, 0])

    /// Row `i`, from 0 to 2.
    @inlinable public subscript(i: Int) -> Vector3 {
        get { i == 0 ? rows.0 : i == 1 ? rows.1 : rows.2 }
        set {
            switch i {
            case 0: rows.0 = newValue
            case 1: rows.1 = newValue
            default: rows.2 = newValue
            }
        }
    }

    @inlinable public func column(_ j: Int) -> Vector3 { Vector3(rows.0[j], rows.1[j], rows.2[j]) }

    @inlinable public var transpose: Matrix3 { Matrix3(columns: rows.0, rows.1, rows.2) }
    @inlinable public var trace: Double { rows.0.x + rows.1.y + rows.2.z }
    @inlinable public var determinant: Double { rows.0.dot(rows.1.cross(rows.2)) }
    @inlinable public var diagonal: Vector3 { Vector3(rows.0.x, rows.1.y, rows.2.z) }

    /// The inverse; entries are infinite or NaN where the determinant is zero.
    @inlinable public var inverse: Matrix3 {
        let (a, b, c) = rows
        let d = determinant
        return Matrix3(columns: b.cross(c) / d, c.cross(a) / d, a.cross(b) / d)
    }

    /// The largest absolute entry.
    @inlinable public var maxAbs: Double {
        max(
            abs(rows.0.x), abs(rows.0.y), abs(rows.0.z), abs(rows.1.x), abs(rows.1.y), abs(rows.1.z),
            abs(rows.2.x), abs(rows.2.y), abs(rows.2.z))
    }

    @inlinable public static func * (m: Matrix3, v: Vector3) -> Vector3 {
        Vector3(m.rows.0.dot(v), m.rows.1.dot(v), m.rows.2.dot(v))
    }

    /// The row vector `v` times the matrix: `sum_i v_i row_i`.
    @inlinable public static func * (v: Vector3, m: Matrix3) -> Vector3 {
        v.x * m.rows.0 + v.y * m.rows.1 + v.z * m.rows.2
    }

    @inlinable public static func * (a: Matrix3, b: Matrix3) -> Matrix3 {
        Matrix3(rows: a.rows.0 * b, a.rows.1 * b, a.rows.2 * b)
    }

    @inlinable public static func * (s: Double, m: Matrix3) -> Matrix3 {
        Matrix3(rows: s * m.rows.0, s * m.rows.1, s * m.rows.2)
    }

    @inlinable public static func + (a: Matrix3, b: Matrix3) -> Matrix3 {
        Matrix3(rows: a.rows.0 + b.rows.0, a.rows.1 + b.rows.1, a.rows.2 + b.rows.2)
    }

    @inlinable public static func - (a: Matrix3, b: Matrix3) -> Matrix3 {
        Matrix3(rows: a.rows.0 - b.rows.0, a.rows.1 - b.rows.1, a.rows.2 - b.rows.2)
    }

    @inlinable public static func == (a: Matrix3, b: Matrix3) -> Bool {
        a.rows.0 == b.rows.0 && a.rows.1 == b.rows.1 && a.rows.2 == b.rows.2
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(rows.0)
        hasher.combine(rows.1)
        hasher.combine(rows.2)
    }
}
