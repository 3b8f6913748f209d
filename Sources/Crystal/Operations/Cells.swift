// The same crystal in another cell: primitive, conventional, supercell.
//
// Positions and metric are kept as they are, not idealised: a change of cell changes no distance, so everything
// computed from the crystal stays the same to rounding. Sites come in the order of the sites they repeat.

import Basics
import Foundation

extension Structure {
    /// The standard primitive cell (spglib's convention), in this orientation.
    public func primitive(symprec: Double = Symmetry.usualTolerance) throws -> Structure {
        try primitive(Symmetry(of: self, symprec: symprec))
    }

    public func primitive(_ symmetry: Symmetry) throws -> Structure {
        let standard = standardLattice(symmetry)
        let centring = Centring(symmetry).primitiveVectors
        return try recelled(into: Lattice(matrix: centring * standard.matrix), symmetry)
    }

    /// The conventional cell of the standard setting, turned so that c points along z and a lies in the xz plane.
    public func conventional(symprec: Double = Symmetry.usualTolerance) throws -> Structure {
        try conventional(Symmetry(of: self, symprec: symprec))
    }

    public func conventional(_ symmetry: Symmetry) throws -> Structure {
        let standard = standardLattice(symmetry)
        let cell = try recelled(into: standard, symmetry)
        let turned = Lattice(
            a: standard.a, b: standard.b, c: standard.c, alpha: standard.alpha.tidyAngle,
            beta: standard.beta.tidyAngle, gamma: standard.gamma.tidyAngle)
        return Structure(lattice: turned, sites: cell.sites, notes: cell.notes)
    }

    /// The cell whose vectors are the rows of `matrix` times this cell's vectors.
    ///
    /// - Parameter matrix: integers; determinant not zero.
    public func supercell(_ matrix: Matrix3) throws -> Structure {
        for i in 0..<3 where matrix[i].rounded(.toNearestOrEven) != matrix[i] {
            throw SparError("row \(i + 1) of the supercell matrix has a fraction; a supercell is made of whole cells")
        }
        guard matrix.maxAbs <= 200 else {
            throw SparError("the supercell matrix holds \(shortNumber(matrix.maxAbs)); its entries go to 200")
        }
        let count = Int(abs(matrix.determinant).rounded())
        guard count > 0 else { throw SparError("the supercell matrix has determinant 0; its rows must span a cell") }
        guard count * sites.count <= 1_000_000 else {
            throw SparError("the supercell would have \(count * sites.count) sites; the limit is 1000000")
        }
        let large = Lattice(matrix: matrix * lattice.matrix)
        let shifts = Self.latticePoints(of: lattice, in: large, count: count)
        let sites = sites.flatMap { site in
            shifts.map { shift in site.moved(to: matrix.transpose.inverse * (site.frac + shift)) }
        }
        return Structure(lattice: large, sites: sites, notes: notes)
    }

    public func supercell(_ a: Int, _ b: Int, _ c: Int) throws -> Structure {
        guard a > 0, b > 0, c > 0 else {
            throw SparError("a supercell of \(a) x \(b) x \(c) cells is empty; the three counts start at 1")
        }
        return try supercell(Matrix3(diagonal: [Double(a), Double(b), Double(c)]))
    }

    /// The lattice of the standard setting, in the orientation of this structure.
    private func standardLattice(_ symmetry: Symmetry) -> Lattice {
        // Columns: (a_s b_s c_s) = (a b c) P^-1.
        Lattice(matrix: symmetry.transformation.inverse.transpose * lattice.matrix)
    }

    /// The sites of `cell`, a lattice of the same crystal, made from one site of each translation class.
    private func recelled(into cell: Lattice, _ symmetry: Symmetry) throws -> Structure {
        var seen: [Bool] = []
        var sites: [Site] = []
        let places = places
        let ratio = cell.volume / symmetry.primitiveLattice.volume
        let count = Int(ratio.rounded())
        guard count > 0, abs(ratio - Double(count)) < 1e-3 else {
            throw SparError("the cell that spglib proposes is no multiple of the primitive one; try another symprec")
        }
        let shifts = Self.latticePoints(of: symmetry.primitiveLattice, in: cell, count: count)
            .map { cell.fractional(symmetry.primitiveLattice.cartesian($0)) }
        for members in places {
            let p = symmetry.primitiveIndex[members[0]]
            while seen.count <= p { seen.append(false) }
            if seen[p] { continue }
            seen[p] = true
            for i in members {
                let frac = cell.fractional(lattice.cartesian(self.sites[i].frac))
                sites += shifts.map { self.sites[i].moved(to: Lattice.tidied(frac + $0)) }
            }
        }
        return Structure(lattice: cell, sites: sites, notes: notes)
    }

    /// The `count` points of the lattice `small` (integers) that lie in one cell of its superlattice `large`.
    private static func latticePoints(of small: Lattice, in large: Lattice, count: Int) -> [Vector3] {
        // Rows: the vectors of `large` in units of `small`.
        let m = large.matrix * small.inverse
        var low = Vector3.zero, high = Vector3.zero
        for i in 0..<3 {
            for k in 0..<3 {
                low[k] += min(0, m[i][k])
                high[k] += max(0, m[i][k])
            }
        }
        low = low.rounded(.toNearestOrEven)
        high = high.rounded(.toNearestOrEven)
        let back = m.inverse
        var points: [Vector3] = []
        points.reserveCapacity(count)
        for x in stride(from: low.x, through: high.x, by: 1) {
            for y in stride(from: low.y, through: high.y, by: 1) {
                for z in stride(from: low.z, through: high.z, by: 1) {
                    let point = Vector3(x, y, z)
                    let f = point * back
                    if f.min() > -1e-6, f.max() < 1 - 1e-6 { points.append(point) }
                }
            }
        }
        return points
    }
}

/// The vectors of the primitive cell in units of the conventional ones, by the first letter of the symbol.
private struct Centring {
    let primitiveVectors: Matrix3

    init(_ symmetry: Symmetry) {
        let h = 0.5, t = 1.0 / 3
        switch symmetry.symbol.first {
        case "F": primitiveVectors = Matrix3(rows: [0, h, h], [h, 0, h], [h, h, 0])
        case "I": primitiveVectors = Matrix3(rows: [-h, h, h], [h, -h, h], [h, h, -h])
        case "A": primitiveVectors = Matrix3(rows: [1, 0, 0], [0, h, -h], [0, h, h])
        case "C": primitiveVectors = Matrix3(rows: [h, h, 0], [-h, h, 0], [0, 0, 1])
        // Obverse setting, hexagonal axes.
        case "R": primitiveVectors = Matrix3(rows: [2 * t, t, t], [-t, t, t], [-t, -2 * t, t])
        default: primitiveVectors = .identity
        }
    }
}

extension Site {
    /// The same atom at other fractional coordinates.
    func moved(to frac: Vector3) -> Site {
        var site = self
        site.frac = frac
        return site
    }
}

extension Lattice {
    /// Into the cell, with rounding noise at 0 and 1 removed.
    static func tidied(_ frac: Vector3) -> Vector3 {
        var f = wrapped(frac)
        for k in 0..<3 where abs(f[k]) < 1e-12 { f[k] = 0 }
        return f
    }
}

extension Double {
    /// An angle that differs from a multiple of 30 degrees by rounding noise only is that multiple.
    var tidyAngle: Double {
        let whole = (self / 30).rounded() * 30
        return abs(self - whole) < 1e-10 ? whole : self
    }
}
