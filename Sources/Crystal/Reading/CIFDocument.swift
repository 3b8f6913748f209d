// The data blocks of a CIF as gemmi's grammar finds them: tags, values and the lines they stand on.
//
// Tags are lower case with '.' written as '_', so that `_atom_site.fract_x` and `_atom_site_fract_x` are the same.
// '?' and '.' are nil. Rows count from 0, lines from 1.

import Basics
import CGemmi

/// A parsed CIF. It owns gemmi's document.
final class CIFDocument {
    let name: String
    private let handle: OpaquePointer

    /// - Parameter name: what messages call the text, normally its path.
    /// - Throws: where the text breaks CIF's grammar, with the line.
    init(_ bytes: [UInt8], name: String) throws {
        var failure = spar_cif_error()
        let clean = Self.plain(bytes)
        let parsed = clean.withUnsafeBytes { buffer in
            spar_cif_parse(buffer.baseAddress?.assumingMemoryBound(to: CChar.self), buffer.count, &failure)
        }
        guard let parsed else {
            let reason = fixedString(failure.message)
            throw SparError(
                at: .file(name, line: Int(failure.line)),
                "not a readable CIF: \(reason.isEmpty ? "syntax error" : reason)")
        }
        self.name = name
        handle = parsed
    }

    deinit { spar_cif_free(handle) }

    var blocks: [CIFBlock] {
        (0..<spar_cif_block_count(handle)).map { CIFBlock(document: self, handle: handle, index: $0) }
    }

    /// CIF is ASCII. What editors add is mapped to what was meant: a byte-order mark is dropped, no-break spaces and
    /// typographic minus signs become plain ones, any other byte beyond ASCII an underscore; lone carriage returns
    /// end lines.
    private static func plain(_ bytes: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count + 1)
        var i = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        while i < bytes.count {
            let b = bytes[i]
            let rest = bytes[i...].prefix(3)
            if b == 0x0D {
                if i + 1 == bytes.count || bytes[i + 1] != 0x0A { out.append(0x0A) }
                i += 1
            } else if b < 0x80 {
                out.append(b < 0x20 && b != 0x09 && b != 0x0A ? 0x20 : b)
                i += 1
            } else if rest.starts(with: [0xC2, 0xA0]) {
                out.append(0x20)
                i += 2
            } else if rest.elementsEqual([0xE2, 0x88, 0x92]) || rest.elementsEqual([0xE2, 0x80, 0x93]) {
                out.append(UInt8(ascii: "-"))
                i += 3
            } else {
                out.append(UInt8(ascii: "_"))
                i += 1
            }
        }
        if out.last != 0x0A { out.append(0x0A) }
        return out
    }
}

/// One data block.
struct CIFBlock {
    /// Keeps gemmi's memory alive.
    private let document: CIFDocument
    private let handle: OpaquePointer
    private let index: Int
    private let columnOfTag: [String: Int]
    /// Tags that the block gives more than once, with the lines of the first two, in the order of the second.
    let repeated: [(tag: String, lines: (Int, Int))]

    init(document: CIFDocument, handle: OpaquePointer, index: Int) {
        self.document = document
        self.handle = handle
        self.index = index
        var columns: [String: Int] = [:]
        var repeated: [(tag: String, lines: (Int, Int))] = []
        for c in 0..<spar_cif_column_count(handle, index) {
            let tag = String(cString: spar_cif_column_tag(handle, index, c))
            if let first = columns[tag] {
                let lines = (spar_cif_column_line(handle, index, first), spar_cif_column_line(handle, index, c))
                repeated.append((tag, lines))
            } else {
                columns[tag] = c
            }
        }
        columnOfTag = columns
        self.repeated = repeated
    }

    var name: String { String(cString: spar_cif_block_name(handle, index)) }
    var line: Int { spar_cif_block_line(handle, index) }
    var isEmpty: Bool { columnOfTag.isEmpty }

    func hasTag(startingWith prefix: String) -> Bool { columnOfTag.keys.contains { $0.hasPrefix(prefix) } }

    /// The column of the first of `tags` that is there and has a known value; nil where none has.
    func column(_ tags: String...) -> CIFColumn? {
        for tag in tags {
            if let c = columnOfTag[tag] {
                let column = CIFColumn(document: document, handle: handle, block: index, index: c)
                if column.hasValues { return column }
            }
        }
        return nil
    }

    /// The first known value of the first of `tags` that has one.
    func value(_ tags: String...) -> CIFValue? {
        for tag in tags {
            if let column = column(tag), let first = column.first { return first }
        }
        return nil
    }
}

/// A value and its line.
struct CIFValue {
    let text: String
    let line: Int
}

/// The values of one tag.
struct CIFColumn {
    private let document: CIFDocument
    private let handle: OpaquePointer
    private let block: Int
    private let index: Int
    let count: Int
    /// The same for the columns of one loop.
    let loop: Int

    init(document: CIFDocument, handle: OpaquePointer, block: Int, index: Int) {
        self.document = document
        self.handle = handle
        self.block = block
        self.index = index
        count = spar_cif_column_size(handle, block, index)
        loop = spar_cif_column_loop(handle, block, index)
    }

    /// Nil where the value is unknown or the column shorter.
    subscript(row: Int) -> String? {
        guard row < count else { return nil }
        return spar_cif_value(handle, block, index, row).map { String(cString: $0).trimmed }
    }

    func line(_ row: Int) -> Int { row < count ? spar_cif_value_line(handle, block, index, row) : 0 }

    var hasValues: Bool { (0..<count).contains { spar_cif_value(handle, block, index, $0) != nil } }

    var first: CIFValue? {
        for row in 0..<count {
            if let text = self[row] { return CIFValue(text: text, line: line(row)) }
        }
        return nil
    }
}
