// Many structures read one at a time: a CSV table (plain or .gz) with one structure a row, or a folder of files.
//
// A table has the columns a, b, c (angstrom), alpha, beta, gamma (degrees), species (symbols divided by blanks) and
// frac_coords ("x y z" a site, sites divided by semicolons). Rows count from 0. Other columns are kept as text.

import Basics
import Foundation

/// A lazily read collection of structures. Nothing but the places of the rows is kept apart from the file itself.
public struct StructureTable: Sendable {
    private enum Source: Sendable {
        case table(TableBytes, Columns)
        case folder([String])
    }

    private struct Columns: Sendable {
        let cell: [Int]
        let species, coordinates: Int
        let id: Int?
    }

    private let path: String
    private let source: Source

    /// - Parameter path: a .csv or .csv.gz file, or a folder whose structure files, told by their names, are taken in the
    ///   order of these.
    public init(contentsOf path: String) throws {
        self.path = path
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
            let names = try FileManager.default.contentsOfDirectory(atPath: path)
                .filter { !$0.hasPrefix(".") && StructureFormats.isNameOfStructure($0) }
                .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            guard !names.isEmpty else {
                throw SparError(at: .file(path), "the folder holds no structure files (\(StructureFormats.fileNames))")
            }
            source = .folder(names)
            return
        }
        let table = try TableBytes(contentsOf: path)
        func index(_ name: String) throws -> Int {
            guard let k = table.header.firstIndex(of: name) else {
                throw SparError(
                    at: .file(path, line: 1),
                    "the table has no column \(name); a table of structures has a, b, c, alpha, "
                        + "beta, gamma, species and frac_coords")
            }
            return k
        }
        let cell = try ["a", "b", "c", "alpha", "beta", "gamma"].map(index)
        source = .table(
            table,
            Columns(
                cell: cell, species: try index("species"), coordinates: try index("frac_coords"),
                id: table.header.firstIndex(of: "material_id")))
    }

    public var count: Int {
        switch source {
        case .table(let table, _): table.rowCount
        case .folder(let names): names.count
        }
    }

    /// The columns of the table in their order; none for a folder.
    public var columnNames: [String] {
        if case .table(let table, _) = source { return table.header }
        return []
    }

    /// What names a structure: its `material_id`, or the name of its file.
    public func name(_ row: Int) -> String {
        switch source {
        case .table(let table, let columns):
            let fields = table.fields(row)
            if let id = columns.id, id < fields.count { return table.text(fields[id]) }
            return "row \(row + 1)"
        case .folder(let names): return names[row]
        }
    }

    /// The text of every column of a row, in the order of `columnNames`.
    public func values(_ row: Int) -> [String] {
        guard case .table(let table, _) = source else { return [] }
        return table.fields(row).map(table.text)
    }

    /// - Parameter row: 0 to `count` - 1.
    /// - Throws: `SparError` that names the file and the row.
    public func structure(_ row: Int) throws -> Structure {
        guard row >= 0, row < count else { throw SparError("\(path) has no row \(row + 1); it has \(count)") }
        switch source {
        case .folder(let names): return try Structure(contentsOf: path + (path.hasSuffix("/") ? "" : "/") + names[row])
        case .table(let table, let columns): return try structure(table, columns, row)
        }
    }

    private func structure(_ table: TableBytes, _ columns: Columns, _ row: Int) throws -> Structure {
        let fields = table.fields(row)
        func fault(_ text: String) -> SparError { SparError(at: .part("\(path), row \(row + 1) (\(name(row)))"), text) }
        guard fields.count == table.header.count else {
            throw fault("it has \(fields.count) fields, the header \(table.header.count)")
        }
        var cell: [Double] = []
        for k in columns.cell {
            guard let value = table.withBytes(fields[k], NumberText.parse), value.isFinite else {
                throw fault("\(table.header[k]) is \"\(table.text(fields[k]))\", which is no number")
            }
            if let wrong = k == columns.cell[0] || k == columns.cell[1] || k == columns.cell[2]
                ? CellCheck.fault(length: value) : CellCheck.fault(angle: value)
            {
                throw fault("\(table.header[k]) is \(shortNumber(value)); \(wrong)")
            }
            cell.append(value)
        }
        if let wrong = CellCheck.fault(angles: cell[3], cell[4], cell[5]) { throw fault(wrong) }
        let lattice = Lattice(a: cell[0], b: cell[1], c: cell[2], alpha: cell[3], beta: cell[4], gamma: cell[5])
        let elements = try table.withBytes(fields[columns.species]) { try Self.elements($0, fault) }
        let sites = try table.withBytes(fields[columns.coordinates]) { try Self.sites($0, elements, fault) }
        return Structure(lattice: lattice, sites: sites)
    }

    private static func elements(
        _ bytes: Slice<UnsafeBufferPointer<UInt8>>,
        _ fault: (String) -> SparError
    ) throws -> [Element] {
        var result: [Element] = []
        for word in bytes.split(separator: 0x20) {
            guard let element = ElementBytes.element(word) else {
                let text = String(decoding: word, as: UTF8.self)
                throw fault("species holds \"\(text)\", which is no element\(AtomType.suggestion(for: text))")
            }
            result.append(element)
        }
        return result
    }

    private static func sites(
        _ bytes: Slice<UnsafeBufferPointer<UInt8>>, _ elements: [Element],
        _ fault: (String) -> SparError
    ) throws -> [Site] {
        var result: [Site] = []
        result.reserveCapacity(elements.count)
        var at = bytes.startIndex
        let end = bytes.endIndex
        while at < end {
            var frac = Vector3.zero
            var k = 0
            while at < end, bytes[at] != UInt8(ascii: ";") {
                if bytes[at] == 0x20 {
                    at += 1
                    continue
                }
                var stop = at
                while stop < end, bytes[stop] != 0x20, bytes[stop] != UInt8(ascii: ";") { stop += 1 }
                guard k < 3, let value = NumberText.parse(bytes[at..<stop]), abs(value) < 1e6 else {
                    throw fault("coordinates of site \(result.count + 1) are not three numbers")
                }
                frac[k] = value
                k += 1
                at = stop
            }
            if k == 0, at >= end { break }
            at += 1
            guard k == 3, result.count < elements.count else {
                throw fault(
                    k == 3
                        ? "there are more coordinates than the \(elements.count) species"
                        : "coordinates of site \(result.count + 1) are not three numbers")
            }
            result.append(Site(element: elements[result.count], frac: frac))
        }
        guard result.count == elements.count, !result.isEmpty else {
            throw fault("there are \(elements.count) species and \(result.count) coordinates")
        }
        return result
    }
}

/// Elements by the bytes of their symbols.
private enum ElementBytes {
    /// Index: 27 times the capital's place in the alphabet plus the small letter's place from 1 (0: none).
    private static let table: [Element?] = {
        var table = [Element?](repeating: nil, count: 26 * 27)
        for symbol in ["D"] + (1...118).compactMap({ Element(atomicNumber: $0)?.symbol }) {
            if let k = index(Array(symbol.utf8)[...]) { table[k] = Element(symbol) }
        }
        return table
    }()

    private static func index<Bytes: RandomAccessCollection<UInt8>>(_ bytes: Bytes) -> Int? {
        guard (1...2).contains(bytes.count), let first = bytes.first, (0x41...0x5A).contains(first) else { return nil }
        guard bytes.count == 2, let second = bytes.last else { return Int(first - 0x41) * 27 }
        guard (0x61...0x7A).contains(second) else { return nil }
        return Int(first - 0x41) * 27 + Int(second - 0x60)
    }

    static func element<Bytes: RandomAccessCollection<UInt8>>(_ bytes: Bytes) -> Element? {
        index(bytes).flatMap { table[$0] }
    }
}
