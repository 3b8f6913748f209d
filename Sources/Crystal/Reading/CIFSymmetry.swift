// The symmetry operations of a CIF: the operator list first, then the Hall and Hermann-Mauguin symbols, then the
// number of the space group, and the identity alone as the last resort.
//
// The list is what the coordinates were refined with; a symbol may leave origin or axes open and is mistyped more
// often.

import Basics
import CGemmi
import CSpglib

struct CIFSymmetry {
    /// The identity first. More than one candidate where the file leaves the origin or the axes open.
    private(set) var candidates: [[SymmetryOperation]] = []
    /// What each candidate is called.
    private(set) var names: [String] = []
    /// How many of them come into question first; the others where none of these fits.
    private(set) var likely = 0
    private(set) var isGroup = true
    private(set) var notes: [String] = []
    /// The space group's symbol as the file has it.
    let symbol: String?

    init(_ block: CIFBlock, lattice: Lattice, source: SourceName) throws {
        let stated = StatedSpaceGroup(block, lattice)
        symbol = stated.symbol
        if let symbol, let other = stated.otherName {
            notes.append("the file names two space groups, \(symbol) and \(other); \(symbol) counted")
        }
        if let listed = try Self.listedOperations(block, source) {
            try take(listed, named: stated.named, number: stated.number, source)
        } else {
            notes += stated.readings
            take(stated)
            if let hall = stated.hall, stated.hallGroup == nil {
                notes.append("the Hall symbol \(hall) cannot be read")
            }
        }
        if likely == 0 { likely = candidates.count }
    }

    // MARK: A symbol or a number

    private mutating func take(_ stated: StatedSpaceGroup) {
        if let hall = stated.hallGroup, stated.isHallLikely {
            take(hall, stated)
        } else if let first = stated.named.first {
            take(first, stated)
        } else if let number = stated.number, (1...230).contains(number) {
            let standard = SpaceGroupSetting.standardSettings(number: number, code: stated.code, angles: stated.angles)
            let settings = standard + SpaceGroupSetting.settings(number: number).filter { !standard.contains($0) }
            candidates = settings.map(\.operations)
            names = settings.map(\.symbol)
            likely = standard.count
            notes.append(
                (symbol.map { "the space group symbol \($0) is unknown" } ?? "there is no operator list")
                    + ", so the group was taken by its number, \(number)")
        } else {
            candidates = [[.identity]]
            names = ["P 1"]
            let reason =
                symbol.map { "the space group symbol \($0) is unknown and there is no operator list" }
                ?? stated.number.map { "space group number \($0), which the file states, is not between 1 and 230" }
                ?? "the file states no symmetry"
            notes.append("\(reason): its sites were taken as all atoms of the cell (P 1)")
        }
    }

    private mutating func take(_ hall: HallGroup, _ stated: StatedSpaceGroup) {
        candidates = [hall.operations]
        names = [hall.symbol]
        if let first = stated.named.first, hall.number != first.number {
            notes.append(
                "the Hall symbol \(hall.symbol) and the number \(hall.number) were used: "
                    + "\(symbol ?? "") is number \(first.number)")
        } else if let number = stated.number, hall.number > 0, number != hall.number {
            notes.append(
                "the file gives space group number \(number), but the Hall symbol \(hall.symbol) is that of "
                    + "number \(hall.number); the symbol was used")
        }
    }

    private mutating func take(_ first: SpaceGroupSetting, _ stated: StatedSpaceGroup) {
        if let hall = stated.hallGroup {
            notes.append("the Hall symbol \(hall.symbol) is not that of \(symbol ?? ""), which was used")
        }
        candidates = stated.named.map(\.operations)
        names = stated.named.map(\.symbol)
        if let number = stated.number, number != first.number {
            notes.append(
                "the file gives space group number \(number), but \(symbol ?? "") is number "
                    + "\(first.number); the symbol was used")
        }
    }

    // MARK: The operator list

    private static func listedOperations(
        _ block: CIFBlock,
        _ source: SourceName
    ) throws -> (list: [SymmetryOperation], isMagnetic: Bool)? {
        if let column = block.column(
            "_space_group_symop_operation_xyz", "_symmetry_equiv_pos_as_xyz",
            "_symmetry_equiv_pos_as_xyz_")
        {
            return (try operations(column, source), false)
        }
        // Magnetic CIF: each operation is followed by its time reversal, and the centring has a list of its own.
        guard let column = block.column("_space_group_symop_magn_operation_xyz") else { return nil }
        let base = try operations(column, source)
        let centring = try block.column("_space_group_symop_magn_centering_xyz").map { try operations($0, source) }
        let all = (centring ?? [.identity]).flatMap { c in base.map { c.after($0) } }
        return (all, true)
    }

    private static func operations(_ column: CIFColumn, _ source: SourceName) throws -> [SymmetryOperation] {
        var texts: [CIFValue] = []
        for row in 0..<column.count {
            if let text = column[row] { texts.append(CIFValue(text: text, line: column.line(row))) }
        }
        // Triplets that were not quoted and hold blanks arrive in pieces: `-x,` `y+1/2,` `z`.
        if texts.count % 3 == 0, texts.contains(where: { $0.text.hasSuffix(",") }) {
            texts = stride(from: 0, to: texts.count, by: 3).map { k in
                CIFValue(text: texts[k..<(k + 3)].map(\.text).joined(), line: texts[k].line)
            }
        }
        return try texts.map { value in
            guard let operation = SymmetryOperation(triplet: value.text) else {
                throw source.error(
                    line: value.line,
                    "\"\(value.text)\" is no symmetry operation; one looks like -x,y+1/2,-z+1/2")
            }
            return operation
        }
    }

    private mutating func take(
        _ listed: (list: [SymmetryOperation], isMagnetic: Bool), named: [SpaceGroupSetting],
        number: Int?, _ source: SourceName
    ) throws {
        var seen = Set<OperationKey>()
        var unique = listed.list.filter { seen.insert(OperationKey($0)).inserted }
        if unique.count < listed.list.count {
            notes.append("the operator list repeats \(listed.list.count - unique.count) of its operations")
        }
        if !seen.contains(OperationKey(.identity)) {
            notes.append("the operator list lacks the identity x,y,z, which was added")
            seen.insert(OperationKey(.identity))
            unique.insert(.identity, at: 0)
        }
        for operation in unique where abs(abs(operation.rotation.determinant) - 1) > 1e-9 {
            throw source.error("the operation \(operation.triplet) changes volumes; it cannot be a symmetry")
        }
        if listed.isMagnetic {
            notes.append("the operators are those of the magnetic space group, without time reversal")
        }
        guard unique.count <= 1000 else {
            throw source.error("\(unique.count) operators are listed; no space group has more than 192")
        }
        candidates = [unique]
        names = ["the operator list"]
        if named.contains(where: { Set($0.operations.map(OperationKey.init)) == seen }) { return }
        isGroup = unique.allSatisfy { a in unique.allSatisfy { seen.contains(OperationKey(a.after($0))) } }
        if !isGroup {
            notes.append("the \(unique.count) operators of the list do not form a group; they were used as they are")
            return
        }
        let stated = named.first?.number ?? number
        guard let stated else { return }
        let found = unique.count <= 192 ? Self.groupNumber(of: unique) : 0
        let name = symbol ?? "number \(stated)"
        if found != stated, found > 0 {
            notes.append(
                "the operator list is that of space group number \(found), the file's \(name) is number "
                    + "\(stated); the list was used")
        } else if !named.isEmpty {
            notes.append(
                "the operator list is another setting or origin of \(name) than the tabulated one; "
                    + "the list was used")
        }
    }

    /// The number of the space group that operations form, 0 where spglib cannot tell.
    static func groupNumber(of operations: [SymmetryOperation]) -> Int {
        typealias Row = (Int32, Int32, Int32)
        var rotations = operations.map { o -> (Row, Row, Row) in
            func row(_ v: Vector3) -> Row { (Int32(v.x), Int32(v.y), Int32(v.z)) }
            return (row(o.rotation[0]), row(o.rotation[1]), row(o.rotation[2]))
        }
        var translations = operations.map { ($0.translation.x, $0.translation.y, $0.translation.z) }
        let hall = spg_get_hall_number_from_symmetry(&rotations, &translations, Int32(operations.count), 1e-4)
        return hall > 0 ? Int(spg_get_spacegroup_type(hall).number) : 0
    }

    /// A sentence where the operations of a candidate do not keep the lengths and angles of the cell.
    func metricNote(ofCandidate k: Int, _ lattice: Lattice) -> String? {
        let misfit = candidates[k].map { $0.metricMisfit(lattice) }.max() ?? 0
        guard misfit > 0.005 else { return nil }
        return "the cell does not have the symmetry of \(symbol ?? names[k]): lengths that should be equal "
            + "differ by up to \(shortNumber((misfit * 1000).rounded() / 10)) %"
    }
}

/// An operation with its translation to 1e-4, for sets.
struct OperationKey: Hashable {
    private let rotation: Matrix3
    private let translation: SIMD3<Int>

    init(_ operation: SymmetryOperation) {
        rotation = operation.rotation + .zero
        let t = operation.translation
        translation = SIMD3(
            (0..<3).map { k in
                let n = Int(((t[k] - t[k].rounded(.down)) * 10000).rounded())
                return n == 10000 ? 0 : n
            })
    }
}

extension SymmetryOperation {
    /// Reads `-x,y+1/2,-z+1/2`, with capitals, blanks, quotes, decimals (0.3333 is a third) and a fourth part
    /// (the time reversal of magnetic operators), which is left out. Nil where it cannot be read.
    public init?(triplet: String) {
        let parts = triplet.lowercased().filter { !" '\"\t\n".contains($0) }
            .split(separator: ",", omittingEmptySubsequences: false)
        guard parts.count == 3 || parts.count == 4, triplet.utf8.count <= 80 else { return nil }
        var plain: [String] = []
        for part in parts.prefix(3) {
            guard let text = Self.withFractions(part) else { return nil }
            plain.append(text)
        }
        var raw = spar_operation()
        guard spar_parse_triplet(plain.joined(separator: ","), &raw) != 0 else { return nil }
        self.init(raw)
    }

    /// Decimals written as fractions, which gemmi's reader wants.
    private static func withFractions(_ part: Substring) -> String? {
        var result = ""
        var rest = part
        while let c = rest.first {
            guard c.isASCII else { return nil }
            let number = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            if number.isEmpty {
                result.append(c)
                rest = rest.dropFirst()
                continue
            }
            if number.contains(".") {
                guard let value = NumberText.parse(number) else { return nil }
                let unit = Double(SPAR_TRANSLATION_UNIT)
                let twentyFourths = (value * unit).rounded()
                guard abs(twentyFourths / unit - value) < 2e-3, twentyFourths < 1000 else { return nil }
                result += "\(Int(twentyFourths))/\(SPAR_TRANSLATION_UNIT)"
            } else if number.count <= 4 {
                result += number
            } else {
                return nil
            }
            rest = rest.dropFirst(number.count)
        }
        return result.isEmpty ? nil : result
    }

    /// First `other`, then this operation.
    func after(_ other: SymmetryOperation) -> SymmetryOperation {
        let t = apply(other.translation)
        return SymmetryOperation(rotation: rotation * other.rotation, translation: t - t.rounded(.down))
    }

    /// The operation as `-x,y+1/2,z`.
    public var triplet: String {
        let axes = ["x", "y", "z"]
        return (0..<3).map { i in
            var text = ""
            for j in 0..<3 where rotation[i][j] != 0 {
                let size = abs(rotation[i][j])
                text += rotation[i][j] < 0 ? "-" : text.isEmpty ? "" : "+"
                text += (size == 1 ? "" : "\(shortNumber(size))*") + axes[j]
            }
            let t = translation[i]
            guard t != 0 else { return text.isEmpty ? "0" : text }
            for denominator in [2.0, 3, 4, 6, 8, 12, 24] where abs((t * denominator).rounded() - t * denominator) < 1e-6
            {
                return text + "+\(Int((t * denominator).rounded()))/\(Int(denominator))"
            }
            return text + "+\(shortNumber(t))"
        }.joined(separator: ",")
    }

    /// The largest relative change that the operation makes to the metric of a lattice; 0 for a symmetry of it.
    func metricMisfit(_ lattice: Lattice) -> Double {
        let metric = lattice.matrix * lattice.matrix.transpose
        let turned = rotation.transpose * metric * rotation
        var worst = 0.0
        for i in 0..<3 {
            for j in 0..<3 {
                let scale = (metric[i][i] * metric[j][j]).squareRoot()
                worst = max(worst, abs(turned[i][j] - metric[i][j]) / scale)
            }
        }
        // Half, since the metric goes with the square of lengths.
        return worst / 2
    }
}
