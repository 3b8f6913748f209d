// One symmetry operation of a crystal, in fractional coordinates: x' = rotation x + translation.

/// A rotation (or rotoinversion) and a translation in the basis of the cell.
public struct SymmetryOperation: Equatable, Sendable {
    /// Entries are integers; acts on columns of fractional coordinates.
    public let rotation: Matrix3
    /// Fractional, in [0, 1).
    public let translation: Vector3

    public init(rotation: Matrix3, translation: Vector3) {
        self.rotation = rotation
        self.translation = translation
    }

    public static let identity = SymmetryOperation(rotation: .identity, translation: .zero)

    public func apply(_ frac: Vector3) -> Vector3 { rotation * frac + translation }

    /// The same rotation as it acts on Cartesian columns.
    public func cartesianRotation(in lattice: Lattice) -> Matrix3 {
        lattice.matrix.transpose * rotation * lattice.inverse.transpose
    }
}
