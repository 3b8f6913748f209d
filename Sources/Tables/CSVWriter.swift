// Writing tables as CSV files: comma, LF, UTF-8, comments first, numbers as shortest round-trip text, a missing value
// as an empty field, quotes only where a reader would otherwise misread. The file is replaced whole or not at all.

import Basics

extension Table {
    /// Writes the table; a name that ends in `.gz` is compressed. Throws `SparError` when the file cannot be written.
    public func write(csv path: String) throws {
        let bytes = csvBytes()
        try AtomicFile.write(path.hasSuffix(".gz") ? Gzip.compress(bytes, name: path) : bytes, to: path)
    }

    /// The bytes of the CSV file.
    public func csvBytes() -> [UInt8] {
        var out: [UInt8] = []
        for line in comments.flatMap({ $0.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) }) {
            out += "# \(line)\n".utf8
        }
        for (i, name) in names.enumerated() {
            if i > 0 { out.append(UInt8(ascii: ",")) }
            Self.append(name, to: &out)
        }
        if !names.isEmpty { out.append(UInt8(ascii: "\n")) }
        for row in 0..<count {
            for (i, column) in columns.enumerated() {
                if i > 0 { out.append(UInt8(ascii: ",")) }
                switch column {
                case .number(let values):
                    // A line without anything would be skipped on reading.
                    if !values[row].isNaN || columns.count == 1 { out += NumberText.shortest(values[row]).utf8 }
                case .text(let values):
                    if let text = values[row] {
                        Self.append(text, to: &out)
                    } else if columns.count == 1 {
                        out += "\"\"".utf8
                    }
                case .flag(let values):
                    if let flag = values[row] { out += (flag ? "true" : "false").utf8 }
                }
            }
            out.append(UInt8(ascii: "\n"))
        }
        return out
    }

    private static func append(_ text: String, to out: inout [UInt8]) {
        let isSpecial = text.utf8.contains { [0x22, 0x2c, 0x0a, 0x0d, 0x3b, 0x09].contains($0) }
        let edges = [text.utf8.first ?? 0x20, text.utf8.last ?? 0x20]
        guard isSpecial || edges.contains(0x20) || edges[0] == UInt8(ascii: "#") else {
            out += text.utf8
            return
        }
        out.append(0x22)
        for byte in text.utf8 {
            if byte == 0x22 { out.append(0x22) }
            out.append(byte)
        }
        out.append(0x22)
    }
}
