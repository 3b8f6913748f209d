// A CSV text in memory, plain or compressed by gzip, with the places of its fields. Rows count from 0 after the header.

import Basics

struct TableBytes: Sendable {
    private let bytes: [UInt8]
    private let scan: CSVScanner
    let header: [String]

    var rowCount: Int { scan.lines.count - 1 }

    init(contentsOf path: String) throws {
        let raw = try FileBytes.read(path)
        let bytes = Gzip.isCompressed(raw) ? try Gzip.decompress(raw, name: path) : raw
        guard bytes.count < Int(Int32.max) else { throw SparError(at: .file(path), "larger than 2 GB; split the file") }
        let scan = try bytes.withUnsafeBufferPointer {
            try CSVScanner($0, from: 0, separator: UInt8(ascii: ","), name: path)
        }
        guard !scan.lines.isEmpty else {
            throw SparError(at: .file(path), "the file is empty; a table with a header line was expected")
        }
        self.bytes = bytes
        self.scan = scan
        header = scan.fields[..<scan.starts[1]].map { Self.text(bytes, $0) }
    }

    /// The fields of a row, for `text` and `withBytes`.
    func fields(_ row: Int) -> [CSVScanner.Field] {
        Array(scan.fields[scan.starts[row + 1]..<scan.starts[row + 2]])
    }

    func text(_ field: CSVScanner.Field) -> String { Self.text(bytes, field) }

    /// The bytes between the quotes, as they stand.
    func withBytes<T>(
        _ field: CSVScanner.Field, _ body: (Slice<UnsafeBufferPointer<UInt8>>) throws -> T
    ) rethrows -> T {
        try bytes.withUnsafeBufferPointer { try body($0[Int(field.start)..<Int(field.end)]) }
    }

    private static func text(_ bytes: [UInt8], _ field: CSVScanner.Field) -> String {
        let text = String(decoding: bytes[Int(field.start)..<Int(field.end)], as: UTF8.self)
        return field.hasDoubledQuotes ? text.replacing("\"\"", with: "\"") : text
    }
}
