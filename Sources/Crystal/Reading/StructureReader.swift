// Reads one structure from a file or a text, whatever its format: the content decides, not the name.

import Basics

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
    /// Reads a file of any format in `StructureFormats`.
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
        let (format, content) = try FileContent.read(bytes, format: format, name: name, block: block)
        switch content {
        case .crystal(let structure): return structure
        case .molecule:
            throw SparError(
                at: .file(name),
                "this \(format.title) file is a cluster, not a crystal: \(format.latticeAbsence ?? "it has no lattice"); "
                    + "cluster.read reads it")
        }
    }

    /// - Throws: where two atoms lie in one place.
    func checkedForOverlap(_ source: SourceName) throws -> Structure {
        guard let (i, j, d) = overlap(closerThan: Structure.placeTolerance) else { return self }
        throw source.error(
            "two atoms in one place: \(name(ofSite: i)) and \(name(ofSite: j)) are \(shortNumber(d)) angstrom apart")
    }
}

extension FileContent {
    /// Reads a crystal, or the atoms of a file without a lattice.
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

    static func parse(_ bytes: [UInt8], format: StructureFormat?, name: String, block: CIFBlockChoice?) throws
        -> FileContent
    { try read(bytes, format: format, name: name, block: block).content }

    /// The content, and the format that it is of.
    fileprivate static func read(_ bytes: [UInt8], format: StructureFormat?, name: String, block: CIFBlockChoice?)
        throws
        -> (format: StructureFormat, content: FileContent)
    {
        let source = SourceName(name: name)
        if bytes.allSatisfy({ $0 == 0x20 || (0x09...0x0D).contains($0) }) {
            throw source.error("the file is empty; a \(StructureFormats.titles) file was expected")
        }
        if bytes.contains(0) || bytes.starts(with: [0x1F, 0x8B]) {
            throw source.error("this is a binary file; a \(StructureFormats.titles) file is plain text")
        }
        let format = try format ?? StructureFormats.telling(bytes, source)
        if let block, !format.hasBlocks {
            let titles = StructureFormats.all.filter(\.hasBlocks).map(\.title).joined(separator: ", ")
            throw source.error("block = \(block.text) is for \(titles) files; this is a \(format.title) file")
        }
        return (format, try format.read(StructureText(bytes: bytes, source: source, block: block)))
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

    /// Whether line 1 is one whole number.
    var beginsWithCount: Bool {
        guard let words = lines.first.map(Self.words) else { return false }
        return words.count == 1 && Int(words[0]) != nil
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
