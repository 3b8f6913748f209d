// The axes in which a cluster's anisotropy is measured: the eigenvectors of its weighted quadrupole.
//
// Ascending eigenvalues, right-handed, columns of a matrix. Where eigenvalues of Q are equal the eigenvectors are not
// unique: inside the degenerate space the axes diagonalise I, ascending; where that is degenerate too, the first axis
// points along D; where D has no part there either, nothing that is computed from Q, I and D depends on the axes.
// "Equal" is: closer than `tolerance` times the larger of the trace of I and the largest |eigenvalue of Q|. Coordinates
// of eight decimals disturb eigenvalues by up to about 3e-7 of that, so that eigenvectors of a smaller splitting would
// be those of the rounding; real splittings are far larger.

import Basics
import Crystal

/// Eigenvectors of Q, made unique by I and D.
public struct PrincipalAxes: Equatable, Sendable {
    /// Which eigenvalues of Q are equal.
    public enum Degeneracy: String, Sendable {
        case none
        case lowPair = "low pair"
        case highPair = "high pair"
        case all
    }

    /// Eigenvalues of Q, ascending.
    public let eigenvalues: Vector3
    /// Columns are the axes.
    public let axes: Matrix3
    public let degeneracy: Degeneracy
    /// Whether values along these axes depend on the rule for equal eigenvalues: they do where I or D distinguishes
    /// directions between which Q does not.
    public let restsOnRule: Bool
    /// Whether a direction is left that Q, I and D do not fix at all.
    public let isArbitrary: Bool
    /// Diagonal of V^T I V; inside a degenerate space the eigenvalues of I there, also where they are nearly equal.
    public let inertia: Vector3
    /// V^T D.
    public let dipole: Vector3

    /// Relative; see the head of the file.
    public static let tolerance = 1e-6

    public init(_ moments: WeightedMoments) {
        let q = SymmetricEigen(moments.quadrupole)
        let scale = max(abs(moments.inertia.trace), abs(q.values.x), abs(q.values.z))
        let limit = Self.tolerance * scale
        let lowPair = q.values.y - q.values.x <= limit, highPair = q.values.z - q.values.y <= limit
        eigenvalues = q.values
        degeneracy = lowPair && highPair ? .all : lowPair ? .lowPair : highPair ? .highPair : .none

        let v = q.vectors
        let choice =
            switch degeneracy {
            case .none:
                AxisChoice(
                    axes: v, inertia: moments.inertia.inBasis(v).diagonal, restsOnRule: false, isArbitrary: false)
            case .lowPair: AxisChoice(lowPairOf: v, moments, limit: limit)
            case .highPair: AxisChoice(highPairOf: v, moments, limit: limit)
            case .all: AxisChoice(fixedByInertiaAndDipoleOf: moments, limit: limit)
            }
        axes = choice.axes
        inertia = choice.inertia
        restsOnRule = choice.restsOnRule
        isArbitrary = choice.isArbitrary
        dipole = axes.transpose * moments.dipole
    }

    /// QAM, the matrix |l_i - l_j| of the eigenvalues of Q (Eq. 4a).
    public var qam: Matrix3 { Anisotropy.matrix(eigenvalues) }
    /// DAM (Eq. 4b), from the absolute components of D: an eigenvector's sign is a convention, and with it
    /// |D_i - D_j| would turn into |D_i + D_j|.
    public var dam: Matrix3 { Anisotropy.matrix(Self.magnitudes(dipole)) }
    /// IAM, from the diagonal of I along the axes (Eq. 4c).
    public var iam: Matrix3 { Anisotropy.matrix(inertia) }
    /// The sums of the three pairs (Eq. 5).
    public var qams: Double { Anisotropy.sum(eigenvalues) }
    public var dams: Double { Anisotropy.sum(Self.magnitudes(dipole)) }
    public var iams: Double { Anisotropy.sum(inertia) }

    /// Dipoles below this are rounding of the sums, and have no direction: far below the tolerance for Q, since a
    /// direction taken from D, however small, is one that turns with the crystal.
    static func dipoleLimit(_ limit: Double) -> Double { limit * 1e-6 }

    static func magnitudes(_ v: Vector3) -> Vector3 { Vector3(abs(v.x), abs(v.y), abs(v.z)) }
}

/// Axes, and what has to be said of them.
private struct AxisChoice {
    var axes: Matrix3
    var inertia: Vector3
    var restsOnRule: Bool
    var isArbitrary: Bool

    init(axes: Matrix3, inertia: Vector3, restsOnRule: Bool, isArbitrary: Bool) {
        self.axes = axes
        self.inertia = inertia
        self.restsOnRule = restsOnRule
        self.isArbitrary = isArbitrary
    }

    /// The two lower eigenvalues are equal. `v` holds eigenvectors of Q.
    init(lowPairOf v: Matrix3, _ moments: WeightedMoments, limit: Double) {
        let pair = Plane(v.column(0), v.column(1), moments, limit: limit)
        self.init(
            axes: SymmetricEigen.rightHanded(pair.first, pair.second),
            inertia: Vector3(pair.inertia.0, pair.inertia.1, moments.inertia.inBasis(v)[2][2]),
            restsOnRule: pair.restsOnRule, isArbitrary: pair.isArbitrary)
    }

    /// The two higher ones are.
    init(highPairOf v: Matrix3, _ moments: WeightedMoments, limit: Double) {
        let pair = Plane(v.column(1), v.column(2), moments, limit: limit)
        self.init(
            axes: SymmetricEigen.rightHanded(v.column(0), pair.first),
            inertia: Vector3(moments.inertia.inBasis(v)[0][0], pair.inertia.0, pair.inertia.1),
            restsOnRule: pair.restsOnRule, isArbitrary: pair.isArbitrary)
    }

    /// All three are: I decides, where it can, then D.
    init(fixedByInertiaAndDipoleOf moments: WeightedMoments, limit: Double) {
        let i = SymmetricEigen(moments.inertia), v = i.vectors
        let low = i.values.y - i.values.x <= limit, high = i.values.z - i.values.y <= limit
        if low && high {
            // Along D, and the rest open.
            let hasDipole = moments.dipole.length > PrincipalAxes.dipoleLimit(limit)
            let first = hasDipole ? moments.dipole.normalized : Vector3(1, 0, 0)
            axes = SymmetricEigen.rightHanded(first, Plane.direction(perpendicularTo: first))
            isArbitrary = true
        } else if low {
            let pair = Plane(v.column(0), v.column(1), moments, limit: limit)
            axes = SymmetricEigen.rightHanded(pair.first, pair.second)
            isArbitrary = pair.isArbitrary
        } else if high {
            let pair = Plane(v.column(1), v.column(2), moments, limit: limit)
            axes = SymmetricEigen.rightHanded(v.column(0), pair.first)
            isArbitrary = pair.isArbitrary
        } else {
            axes = v
            isArbitrary = false
        }
        inertia = i.values
        restsOnRule = !(low && high) || moments.dipole.length > limit
    }
}

/// Two axes inside a plane in which Q is degenerate.
private struct Plane {
    let first: Vector3, second: Vector3
    /// Eigenvalues of I inside the plane, ascending.
    let inertia: (Double, Double)
    let restsOnRule: Bool
    let isArbitrary: Bool

    /// - Parameters: two orthonormal vectors that span the plane.
    init(_ u: Vector3, _ v: Vector3, _ moments: WeightedMoments, limit: Double) {
        let iu = moments.inertia * u, iv = moments.inertia * v
        // The 2 x 2 block of I, diagonalised by half the angle of its (difference, twice the off-diagonal).
        let half = (u.dot(iu) - v.dot(iv)) / 2, off = u.dot(iv)
        let radius = (half * half + off * off).squareRoot(), centre = (u.dot(iu) + v.dot(iv)) / 2
        inertia = (centre - radius, centre + radius)
        let d = u * u.dot(moments.dipole) + v * v.dot(moments.dipole)
        let hasDipole = d.length > PrincipalAxes.dipoleLimit(limit)
        restsOnRule = 2 * radius > limit || d.length > limit
        isArbitrary = 2 * radius <= limit && !hasDipole
        if 2 * radius > limit {
            // The eigenvector of the lower eigenvalue, by the expression that does not cancel.
            let (a, b) = half <= 0 ? (radius - half, -off) : (-off, radius + half)
            first = (a * u + b * v).normalized
        } else if hasDipole {
            first = d.normalized
        } else {
            first = u
        }
        let normal = u.cross(v)
        second = normal.cross(first)
    }

    static func direction(perpendicularTo n: Vector3) -> Vector3 {
        let axis: Vector3 = abs(n.y) < 0.9 ? [0, 1, 0] : [0, 0, 1]
        return (axis - n * n.dot(axis)).normalized
    }
}
