// A CSV text in memory, plain or compressed by gzip, with the places of its rows and fields.
//
// Fields may be quoted ("" is a quote inside). Rows count from 0 after the header.

import Basics
import CZlib

struct TableBytes: Sendable {
    private let bytes: [UInt8]
    /// Where each row begins; the header's row is left out. The last entry is the end.
    private let starts: [Int]
    let header: [String]

    var rowCount: Int { starts.count - 1 }

    init(contentsOf path: String) throws {
        let raw = try FileBytes.read(path)
        let bytes = raw.starts(with: [0x1F, 0x8B]) ? try Self.inflated(raw, path) : raw
        guard !bytes.isEmpty else {
            throw SparError("\(path): the file is empty; a table with a header line was expected")
        }
        var starts: [Int] = []
        var isQuoted = false
        bytes.withUnsafeBufferPointer { b in
            for i in b.indices {
                if b[i] == UInt8(ascii: "\"") { isQuoted.toggle() }
                if b[i] == 0x0A, !isQuoted, i + 1 < b.count, b[i + 1] != 0x0A, b[i + 1] != 0x0D { starts.append(i + 1) }
            }
        }
        let headerEnd = starts.first ?? bytes.count
        self.bytes = bytes
        self.starts = starts + [bytes.count]
        header = Self.split(bytes, 0..<headerEnd).map { Self.text(bytes, $0) }
    }

    /// The fields of a row, as ranges for `text` and `withBytes`.
    func fields(_ row: Int) -> [Range<Int>] { Self.split(bytes, starts[row]..<starts[row + 1]) }

    func text(_ field: Range<Int>) -> String { Self.text(bytes, field) }

    func withBytes<T>(_ field: Range<Int>, _ body: (Slice<UnsafeBufferPointer<UInt8>>) throws -> T) rethrows -> T {
        try bytes.withUnsafeBufferPointer { try body($0[field]) }
    }

    private static func split(_ bytes: [UInt8], _ row: Range<Int>) -> [Range<Int>] {
        var end = row.upperBound
        while end > row.lowerBound, bytes[end - 1] == 0x0A || bytes[end - 1] == 0x0D { end -= 1 }
        var fields: [Range<Int>] = []
        var start = row.lowerBound, isQuoted = false
        for i in row.lowerBound..<end {
            if bytes[i] == UInt8(ascii: "\"") { isQuoted.toggle() }
            if bytes[i] == UInt8(ascii: ","), !isQuoted {
                fields.append(start..<i)
                start = i + 1
            }
        }
        fields.append(start..<end)
        return fields
    }

    private static func text(_ bytes: [UInt8], _ field: Range<Int>) -> String {
        guard let first = bytes[field].first, first == UInt8(ascii: "\""), field.count >= 2 else {
            return String(decoding: bytes[field], as: UTF8.self)
        }
        let inside = String(decoding: bytes[(field.lowerBound + 1)..<(field.upperBound - 1)], as: UTF8.self)
        return inside.replacing("\"\"", with: "\"")
    }

    private static func inflated(_ raw: [UInt8], _ path: String) throws -> [UInt8] {
        var stream = z_stream()
        // 16 + 15: gzip with the largest window.
        guard inflateInit2_(&stream, 31, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            throw SparError("\(path): cannot be decompressed")
        }
        defer { inflateEnd(&stream) }
        var out = [UInt8](repeating: 0, count: max(4096, raw.count * 4))
        var used = 0
        var status = Z_OK
        try raw.withUnsafeBufferPointer { input in
            stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
            stream.avail_in = UInt32(input.count)
            while true {
                if used == out.count { out.append(contentsOf: repeatElement(0, count: out.count)) }
                out.withUnsafeMutableBufferPointer { buffer in
                    stream.next_out = buffer.baseAddress.map { $0 + used }
                    stream.avail_out = UInt32(buffer.count - used)
                    status = inflate(&stream, Z_NO_FLUSH)
                    used = buffer.count - Int(stream.avail_out)
                }
                if status == Z_STREAM_END {
                    // A gzip file may hold several members one after another.
                    if stream.avail_in == 0 { break }
                    guard inflateReset(&stream) == Z_OK else { break }
                } else if status != Z_OK {
                    throw SparError("\(path): the compressed file is damaged or cut short")
                } else if used > 2_000_000_000 {
                    throw SparError("\(path): decompresses to more than 2 GB")
                }
            }
        }
        out.removeSubrange(used...)
        return out
    }
}
