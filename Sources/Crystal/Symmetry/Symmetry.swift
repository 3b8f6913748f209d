// What spglib finds out about a structure, from one call.
//
// Only numbers and places are given to spglib: each distinct composition of a place is a type of its own, charges
// are left out. Spglib 2.0 keeps its error code in a variable that all threads share, so it is never asked for:
// the reason of a failure is found here.

import Basics
import CSpglib

/// The space group of a structure and what follows from it. Site indices count from 0.
public struct Symmetry: Equatable, Sendable {
    /// The distance (angstrom) within which atoms count as equivalent.
    public let symprec: Double

    /// Angstrom; usual for measured cells.
    public static let usualTolerance = 0.01
    /// 1 to 230.
    public let number: Int
    /// The short Hermann-Mauguin symbol, such as `Fm-3m` or `P2_1/c`.
    public let symbol: String
    /// The entry of spglib's table of settings, 1 to 530.
    public let hallNumber: Int
    public let hallSymbol: String
    /// The setting: unique axis, cell or origin choice, or H and R; empty where there is only one.
    public let choice: String
    public let pointGroup: String
    /// All operations of this cell, the identity first; those of a centred cell include the centring.
    public let operations: [SymmetryOperation]
    /// For each site the first site that an operation of this cell takes it from.
    public let equivalentSites: [Int]
    /// For each site the first site of its orbit under the whole space group. It differs from `equivalentSites`
    /// where the cell has a lower symmetry than the crystal (a supercell of unequal lengths).
    public let orbits: [Int]
    /// `standard fractional = transformation * fractional + originShift` leads to the standard setting.
    public let transformation: Matrix3
    public let originShift: Vector3
    /// A primitive lattice in the orientation of this cell.
    public let primitiveLattice: Lattice
    /// For each site the index of the site of the primitive cell that it repeats.
    public let primitiveIndex: [Int]

    /// - Parameters:
    ///   - symprec: angstrom; the Materials Project uses 0.1.
    ///   - angleTolerance: degrees by which rotations may distort the angles of the lattice; 5 is what pymatgen passes
    ///     and the Materials Project's numbers rest on. nil for spglib's own rule, which takes the limit from symprec
    /// and
    ///     finds lower groups for 0.2 % of relaxed cells (LiFePO4 with an angle of 90.5: P2_1/c, not Pnma).
    /// - Throws: where the structure has no atoms, where two of them are closer than `symprec`, or where spglib
    ///   finds no group.
    public init(of structure: Structure, symprec: Double = usualTolerance, angleTolerance: Double? = 5) throws {
        guard symprec > 0, symprec.isFinite else {
            throw SparError("the tolerance symprec is \(shortNumber(symprec)); it is a distance in angstrom above zero")
        }
        guard !structure.sites.isEmpty else { throw SparError("the structure has no atoms, so it has no space group") }
        let cell = SpglibCell(structure)
        let key = cell.key(symprec: symprec, angleTolerance: angleTolerance)
        if let known = SymmetryMemory.shared.known(key) {
            self = known
            return
        }
        let spans = structure.lattice.reducedSpans
        // Spglib ends the process, or does not end, where points or lattice vectors lie within its tolerance.
        guard spans.shortest > 2 * symprec else {
            throw SparError(
                "the shortest lattice vector is \(shortNumber(spans.shortest)) angstrom, less than twice the "
                    + "symmetry tolerance of \(shortNumber(symprec)): take a smaller symprec")
        }
        if cell.hasPoints(closerThan: symprec, in: structure) { throw Self.failure(structure, symprec) }
        let call = SpglibCall(cell, symprec: symprec, angleTolerance: angleTolerance, spans: spans)
        guard let data = try call.run() else { throw Self.failure(structure, symprec) }
        defer { spg_free_dataset(data) }
        let d = data.pointee

        self.symprec = symprec
        number = Int(d.spacegroup_number)
        symbol = fixedString(d.international_symbol)
        hallNumber = Int(d.hall_number)
        hallSymbol = fixedString(d.hall_symbol)
        choice = fixedString(d.choice)
        pointGroup = fixedString(d.pointgroup_symbol)
        operations = (0..<Int(d.n_operations)).map { k in
            let t = d.translations[k]
            return SymmetryOperation(rotation: matrix(d.rotations[k]), translation: Vector3(t.0, t.1, t.2))
        }
        equivalentSites = cell.sites(of: structure, from: d.equivalent_atoms)
        orbits = cell.sites(of: structure, from: d.crystallographic_orbits)
        transformation = matrix(d.transformation_matrix)
        originShift = Vector3(d.origin_shift.0, d.origin_shift.1, d.origin_shift.2)
        // Spglib's columns are the lattice vectors.
        primitiveLattice = Lattice(matrix: matrix(d.primitive_lattice).transpose)
        primitiveIndex = cell.placeOfSite.map { Int(d.mapping_to_primitive[$0]) }
        SymmetryMemory.shared.keep(self, key)
    }

    private static func failure(_ structure: Structure, _ symprec: Double) -> SparError {
        if let (i, j, distance) = structure.overlap(closerThan: symprec) {
            return SparError(
                "\(structure.name(ofSite: i)) and \(structure.name(ofSite: j)) are "
                    + "\(shortNumber(distance)) angstrom apart, closer than the symmetry tolerance of "
                    + "\(shortNumber(symprec)): take a smaller symprec or remove one of them")
        }
        let places = structure.places
        let points = places.map { structure.sites[$0[0]].frac }
        if let pair = closePairs(points, in: structure.lattice, limit: symprec).min(by: { $0.distance < $1.distance }) {
            let (i, j) = (places[pair.first][0], places[pair.second][0])
            return SparError(
                "\(structure.name(ofSite: i)) and \(structure.name(ofSite: j)) are "
                    + "\(shortNumber(pair.distance)) angstrom apart, closer than the symmetry tolerance of "
                    + "\(shortNumber(symprec)): take a smaller symprec, or order the structure with ordered()")
        }
        return SparError(
            "no space group was found within symprec = \(shortNumber(symprec)) angstrom: "
                + "try another tolerance, or look for atoms that are too close")
    }
}

/// A structure as spglib takes it: one point a place.
struct SpglibCell: Sendable {
    typealias Triple = (Double, Double, Double)
    /// The sites of each place.
    let places: [[Int]]
    let placeOfSite: [Int]
    /// All that decides what spglib finds.
    func key(symprec: Double, angleTolerance: Double?) -> SymmetryMemory.Key {
        var numbers: [UInt64] = [symprec.bitPattern, (angleTolerance ?? -1).bitPattern]
        for (x, y, z) in lattice + positions { numbers += [x.bitPattern, y.bitPattern, z.bitPattern] }
        return SymmetryMemory.Key(numbers: numbers, types: types, placeOfSite: placeOfSite)
    }

    private var lattice: [Triple]
    private var positions: [Triple]
    private var types: [Int32]

    init(_ structure: Structure) {
        places = structure.places
        var placeOfSite = [Int](repeating: 0, count: structure.sites.count)
        for (p, members) in places.enumerated() { for i in members { placeOfSite[i] = p } }
        self.placeOfSite = placeOfSite
        // Columns are the lattice vectors.
        lattice = (0..<3).map { k in
            let m = structure.lattice.matrix
            return (m.rows.0[k], m.rows.1[k], m.rows.2[k])
        }
        positions = places.map {
            let f = structure.sites[$0[0]].frac; return (f.x, f.y, f.z)
        }
        var known: [PlaceContent: Int32] = [:]
        types = places.map { members in
            let content = PlaceContent(members.map { structure.sites[$0] })
            if let type = known[content] { return type }
            let type = Int32(known.count + 1)
            known[content] = type
            return type
        }
    }

    /// Whether two points lie within spglib's tolerance.
    func hasPoints(closerThan limit: Double, in structure: Structure) -> Bool {
        !closePairs(places.map { structure.sites[$0[0]].frac }, in: structure.lattice, limit: limit).isEmpty
    }

    /// Spglib's result, which the caller frees; nil where it finds none.
    func dataset(symprec: Double, angleTolerance: Double? = nil) -> UnsafeMutablePointer<SpglibDataset>? {
        var lattice = lattice, positions = positions
        // A negative tolerance stands for spglib's own rule.
        return spgat_get_dataset(&lattice, &positions, types, Int32(positions.count), symprec, angleTolerance ?? -1)
    }

    /// Turns spglib's representative of each point into a representative of each site, of the same element.
    func sites(of structure: Structure, from representative: UnsafeMutablePointer<Int32>) -> [Int] {
        placeOfSite.indices.map { i in
            let target = places[Int(representative[placeOfSite[i]])]
            return target.first { structure.sites[$0].element == structure.sites[i].element } ?? i
        }
    }
}

/// What sits on a place, whatever the order: elements with their occupancies to 1e-6.
private struct PlaceContent: Hashable {
    let kinds: [SIMD2<Int>]

    init(_ sites: [Site]) {
        kinds = sites.map { SIMD2($0.element.key, Int(($0.occupancy * 1e6).rounded())) }
            .sorted { ($0.x, $0.y) < ($1.x, $1.y) }
    }
}

extension Element {
    /// Differs for each element, deuterium and hydrogen included.
    var key: Int { Int(index) }
}

private func matrix(_ m: (SpglibCell.Triple, SpglibCell.Triple, SpglibCell.Triple)) -> Matrix3 {
    Matrix3(rows: [m.0.0, m.0.1, m.0.2], [m.1.0, m.1.1, m.1.2], [m.2.0, m.2.1, m.2.2])
}

private func matrix(_ m: ((Int32, Int32, Int32), (Int32, Int32, Int32), (Int32, Int32, Int32))) -> Matrix3 {
    func row(_ r: (Int32, Int32, Int32)) -> Vector3 { Vector3(Double(r.0), Double(r.1), Double(r.2)) }
    return Matrix3(rows: row(m.0), row(m.1), row(m.2))
}

/// The text in a fixed array of C characters.
func fixedString<T>(_ tuple: T) -> String {
    withUnsafeBytes(of: tuple) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        .trimmed
}
