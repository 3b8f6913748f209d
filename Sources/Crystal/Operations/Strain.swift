// Strained crystals. Fractional coordinates are kept, so every atom moves with the cell.
//
// Strains are fractions: 0.05 is 5 %, longer where positive. Tensors act on Cartesian columns: r' = (1 + e) r.

import Basics
import Foundation

extension Structure {
    /// The cell with its own vectors a, b, c made longer by the given fractions; angles and directions stay.
    ///
    /// In a primitive cell of a centred lattice the vectors are not the axes of the crystal: a note says so.
    /// - Parameter symmetry: this structure's at the default tolerances, from a caller that may know it already.
    /// - Throws: where a factor 1 + strain is not above 0.001.
    public func strained(a: Double = 0, b: Double = 0, c: Double = 0, symmetry: (() throws -> Symmetry)? = nil) throws
        -> Structure
    {
        for (name, strain) in [("a", a), ("b", b), ("c", c)] {
            try Self.checkFactor(1 + strain, "the strain \(name) = \(shortNumber(strain))")
        }
        let m = lattice.matrix
        let strained = Lattice(matrix: Matrix3(rows: (1 + a) * m.rows.0, (1 + b) * m.rows.1, (1 + c) * m.rows.2))
        let isUniform = a == b && b == c
        return with(strained, adding: isUniform ? [] : centredCellNote(symmetry))
    }

    /// - Parameter tensor: symmetric, Cartesian.
    /// - Throws: where the tensor is not symmetric or inverts or flattens the cell.
    public func strained(tensor: Matrix3) throws -> Structure {
        guard tensor.maxAbs.isFinite, (tensor - tensor.transpose).maxAbs < 1e-12 else {
            throw SparError("a strain tensor is symmetric and its entries are numbers")
        }
        let f = Matrix3.identity + tensor
        // Sylvester's criterion: all leading minors of a positive definite matrix are positive.
        let minor = f[0][0] * f[1][1] - f[0][1] * f[1][0]
        guard f[0][0] > 1e-3, minor > 1e-6, f.determinant > 1e-9 else {
            throw SparError(
                "the strain tensor inverts or flattens the cell: 1 + strain has determinant "
                    + "\(shortNumber(f.determinant)) and must be positive definite")
        }
        return with(Lattice(matrix: lattice.matrix * f), adding: [])
    }

    /// The same shape with a volume larger by the given fraction.
    public func strained(volume: Double) throws -> Structure {
        try Self.checkFactor(1 + volume, "the strain volume = \(shortNumber(volume))")
        return with(Lattice(matrix: cbrt(1 + volume) * lattice.matrix), adding: [])
    }

    private static func checkFactor(_ factor: Double, _ what: String) throws {
        guard factor.isFinite, factor > 1e-3 else {
            throw SparError(
                "\(what) inverts or flattens the cell; strains are fractions above -1, such as 0.05 for 5 %")
        }
    }

    /// Another lattice with the same fractional coordinates: the given parameters replace this cell's, the others stay.
    /// The directions stay where only lengths change; else c lies along z and a in the xz plane.
    public func withLattice(
        a: Double? = nil, b: Double? = nil, c: Double? = nil, alpha: Double? = nil,
        beta: Double? = nil, gamma: Double? = nil
    ) throws -> Structure {
        for (name, length) in [("a", a), ("b", b), ("c", c)] {
            if let length, let fault = CellCheck.fault(length: length) {
                throw SparError("the lattice parameter \(name) is \(shortNumber(length)); \(fault)")
            }
        }
        for (name, angle) in [("alpha", alpha), ("beta", beta), ("gamma", gamma)] {
            if let angle, let fault = CellCheck.fault(angle: angle) {
                throw SparError("the lattice parameter \(name) is \(shortNumber(angle)); \(fault)")
            }
        }
        let l = lattice
        if alpha == nil, beta == nil, gamma == nil {
            let m = l.matrix
            return with(
                Lattice(
                    matrix: Matrix3(
                        rows: (a ?? l.a) / l.a * m.rows.0, (b ?? l.b) / l.b * m.rows.1,
                        (c ?? l.c) / l.c * m.rows.2)), adding: [])
        }
        let angles = (alpha ?? l.alpha, beta ?? l.beta, gamma ?? l.gamma)
        if let fault = CellCheck.fault(angles: angles.0, angles.1, angles.2) { throw SparError(fault) }
        return with(
            Lattice(a: a ?? l.a, b: b ?? l.b, c: c ?? l.c, alpha: angles.0, beta: angles.1, gamma: angles.2),
            adding: [])
    }

    /// The same fractional coordinates in any other lattice.
    public func withLattice(_ lattice: Lattice) throws -> Structure {
        if let fault = CellCheck.fault(lattice) { throw SparError(fault) }
        return with(lattice, adding: [])
    }

    private func with(_ lattice: Lattice, adding more: [String]) -> Structure {
        Structure(lattice: lattice, sites: sites, notes: notes + more.filter { !notes.contains($0) })
    }

    /// One note where this is the primitive cell of a centred lattice.
    private func centredCellNote(_ symmetry: (() throws -> Symmetry)?) -> [String] {
        guard let symmetry = try? symmetry?() ?? Symmetry(of: self), symmetry.symbol.first != "P" else { return [] }
        let conventional = lattice.volume * symmetry.transformation.inverse.determinant.magnitude
        guard conventional > 1.5 * lattice.volume else { return [] }
        return [
            "the strain is along the vectors of a primitive cell of \(symmetry.symbol), which are not the axes of "
                + "the crystal: strain conventional() instead"
        ]
    }
}
