// Gzip (RFC 1952) through zlib, whole arrays at a time; what is written carries no name and no time.

import CZlib

package enum Gzip {
    package static func isCompressed(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x1f, 0x8b]) }

    /// Throws `SparError` when the data are damaged or cut off. `name` is the file's, for that sentence.
    package static func decompress(_ bytes: [UInt8], name: String) throws -> [UInt8] {
        var stream = z_stream()
        // 16 asks for the gzip header, 15 is the largest window.
        guard inflateInit2_(&stream, 16 + 15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            throw SparError(at: .file(name), "zlib could not start")
        }
        defer { inflateEnd(&stream) }
        return try run(&stream, over: bytes) { stream in
            let status = inflate(stream, Z_NO_FLUSH)
            if status == Z_STREAM_END {
                // Files may hold several members one after another.
                guard stream.pointee.avail_in > 0 else { return true }
                inflateReset(stream)
                return false
            }
            guard status == Z_OK else { throw SparError(at: .file(name), "the compressed data are damaged or cut off") }
            return false
        }
    }

    package static func compress(_ bytes: [UInt8], name: String) throws -> [UInt8] {
        var stream = z_stream()
        let size = Int32(MemoryLayout<z_stream>.size)
        guard deflateInit2_(&stream, 6, Z_DEFLATED, 16 + 15, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size) == Z_OK else {
            throw SparError(at: .file(name), "zlib could not start")
        }
        defer { deflateEnd(&stream) }
        return try run(&stream, over: bytes) { deflate($0, Z_FINISH) == Z_STREAM_END }
    }

    private static func run(
        _ stream: inout z_stream, over bytes: [UInt8], step: (UnsafeMutablePointer<z_stream>) throws -> Bool
    ) throws -> [UInt8] {
        var input = bytes
        var output: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        try input.withUnsafeMutableBufferPointer { input in
            stream.next_in = input.baseAddress
            stream.avail_in = UInt32(input.count)
            var ended = false
            while !ended {
                let used = try buffer.withUnsafeMutableBufferPointer { buffer in
                    stream.next_out = buffer.baseAddress
                    stream.avail_out = UInt32(buffer.count)
                    ended = try step(&stream)
                    return buffer.count - Int(stream.avail_out)
                }
                output.append(contentsOf: buffer[..<used])
            }
        }
        return output
    }
}
