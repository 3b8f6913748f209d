// Reads one structure from a file or a text, whatever its format: the content decides, not the name.

import Basics

/// The formats of one structure.
public enum StructureFormat: String, CaseIterable, Sendable {
    case cif, poscar, xyz
}

/// Which structure of a CIF: a data block by its name, or by its number (from 1) among those that list atoms.
public enum CIFBlockChoice: Equatable, Sendable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
    case name(String)
    case number(Int)

    public init(stringLiteral name: String) { self = .name(name) }
    public init(integerLiteral number: Int) { self = .number(number) }

    var text: String {
        switch self {
        case .name(let name): "\"\(name)\""
        case .number(let number): "\(number)"
        }
    }
}

extension Structure {
    /// Reads a CIF, POSCAR/CONTCAR or extended XYZ file.
    ///
    /// - Parameter block: for a CIF the data block; left out, the first one that lists atoms.
    /// - Throws: `SparError` naming the file, the line or site, the value, and what would be right.
    public init(contentsOf path: String, block: CIFBlockChoice? = nil) throws {
        let bytes = try FileBytes.read(path)
        self = try Self.parse(bytes, format: nil, name: path, block: block)
    }

    /// - Parameters:
    ///   - format: nil to decide by the content.
    ///   - name: what messages call the text.
    public static func parse(
        _ text: String, format: StructureFormat? = nil, name: String = "the text",
        block: CIFBlockChoice? = nil
    ) throws -> Structure {
        try parse(Array(text.utf8), format: format, name: name, block: block)
    }

    static func parse(
        _ bytes: [UInt8], format: StructureFormat?, name: String,
        block: CIFBlockChoice?
    ) throws -> Structure {
        switch try FileContent.parse(bytes, format: format, name: name, block: block) {
        case .crystal(let structure): return structure
        case .molecule:
            throw SparError(
                at: .file(name),
                "this XYZ file is a cluster, not a crystal: its second line gives no periodic "
                    + "lattice, Lattice=\"ax ay az bx by bz cx cy cz\"; cluster.read reads it")
        }
    }
}

extension FileContent {
    /// Reads a crystal, or the atoms of an XYZ file without a lattice.
    ///
    /// - Parameter block: for a CIF the data block; left out, the first one that lists atoms.
    public init(contentsOf path: String, block: CIFBlockChoice? = nil) throws {
        self = try Self.parse(try FileBytes.read(path), format: nil, name: path, block: block)
    }

    /// - Parameters:
    ///   - format: nil to decide by the content.
    ///   - name: what messages call the text.
    public static func parse(
        _ text: String, format: StructureFormat? = nil, name: String = "the text",
        block: CIFBlockChoice? = nil
    ) throws -> FileContent {
        try parse(Array(text.utf8), format: format, name: name, block: block)
    }

    static func parse(
        _ bytes: [UInt8], format: StructureFormat?, name: String,
        block: CIFBlockChoice?
    ) throws -> FileContent {
        let source = SourceName(name: name)
        if bytes.allSatisfy({ $0 == 0x20 || (0x09...0x0D).contains($0) }) {
            throw source.error("the file is empty; a CIF, POSCAR or XYZ file was expected")
        }
        if bytes.contains(0) || bytes.starts(with: [0x1F, 0x8B]) {
            throw source.error("this is a binary file; a CIF, POSCAR or XYZ file is plain text")
        }
        let format = try format ?? detect(bytes, source)
        if let block, format != .cif {
            throw source.error("block = \(block.text) is for CIF files; this is a \(format.rawValue.uppercased()) file")
        }
        let content: FileContent
        switch format {
        case .cif: return .crystal(try CIFReader.read(bytes, name: name, block: block))
        case .poscar: content = .crystal(try POSCARReader(bytes, source).structure())
        case .xyz: content = try XYZReader(bytes, source).content()
        }
        if case .crystal(let structure) = content,
            let (i, j, d) = structure.overlap(closerThan: Structure.placeTolerance)
        {
            throw source.error(
                "two atoms in one place: \(structure.name(ofSite: i)) and \(structure.name(ofSite: j)) "
                    + "are \(shortNumber(d)) angstrom apart")
        }
        return content
    }

    private static func detect(_ bytes: [UInt8], _ source: SourceName) throws -> StructureFormat {
        let lines = TextLines(bytes)
        var hasTag = false
        for line in lines.lines {
            let start = line.prefix(5).lowercased()
            if start == "data_" || start == "loop_" { return .cif }
            if line.hasPrefix("_cell") || line.hasPrefix("_atom_site") { hasTag = true }
        }
        if hasTag { return .cif }
        let words = lines.lines.prefix(5).map(TextLines.words)
        if let first = words.first, first.count == 1, Int(first[0]) != nil { return .xyz }
        if words.count == 5, words[1].count == 1 || words[1].count == 3, NumberText.parse(words[1][0]) != nil,
            words[2...].allSatisfy({ $0.count >= 3 })
        {
            return .poscar
        }
        throw source.error(
            "this is no CIF (no data_ line), no POSCAR (line 2 is no scale factor) and no XYZ file "
                + "(line 1 is no atom count)")
    }
}

/// The lines of a text file without their ends; numbers count from 1.
struct TextLines {
    let lines: [String]

    init(_ bytes: [UInt8]) {
        let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
        // "\r\n" is one Character, so lines are cut on bytes.
        lines = text.split(separator: 0x0A, omittingEmptySubsequences: false).map { line in
            String(decoding: line.last == 0x0D ? line.dropLast() : line, as: UTF8.self).trimmed
        }
    }

    static func words(_ line: String) -> [Substring] { line.split { $0 == " " || $0 == "\t" } }

    /// Three numbers at the start of the words, or nil.
    static func vector(_ words: ArraySlice<Substring>) -> Vector3? {
        guard words.count >= 3 else { return nil }
        var v = Vector3.zero
        for (k, word) in words.prefix(3).enumerated() {
            guard let x = NumberText.parse(word), x.isFinite, abs(x) < 1e6 else { return nil }
            v[k] = x
        }
        return v
    }
}
