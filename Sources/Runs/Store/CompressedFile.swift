// Files compressed by gzip: an exported store is a third of its size so.

import Basics
import CZlib
import Glibc

enum CompressedFile {
    private static let portion = 1 << 18

    /// Writes the bytes of a file compressed into another. The same bytes give the same file: no name, no time in it.
    static func compress(_ source: String, into target: String, reporting path: String) throws {
        let bytes = try FileBytes.read(source)
        guard let file = gzopen(target, "wb9") else { throw failure("write", path) }
        var isWhole = true
        for start in stride(from: 0, to: bytes.count, by: portion) where isWhole {
            let part = bytes[start..<min(start + portion, bytes.count)]
            isWhole = part.withUnsafeBytes { gzwrite(file, $0.baseAddress, UInt32($0.count)) } == part.count
        }
        let cause = errno
        guard gzclose(file) == Z_OK, isWhole else { throw failure("write", path, cause) }
    }

    /// Writes the bytes of a file, compressed or not, uncompressed into another.
    /// - Throws: `SparError` for a file that is damaged or was cut short.
    static func expand(_ source: String, into target: String) throws {
        guard let file = gzopen(source, "rb") else { throw failure("read", source) }
        defer { gzclose(file) }
        let out = open(target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard out >= 0 else { throw failure("write", target) }
        defer { close(out) }
        var buffer = [UInt8](repeating: 0, count: portion)
        while true {
            let count = gzread(file, &buffer, UInt32(portion))
            guard count >= 0 else { throw SparError("\(source) is damaged: it cannot be decompressed") }
            if count == 0 { break }
            guard write(out, buffer, Int(count)) == Int(count) else { throw failure("write", target) }
        }
        // At the end of a file that was cut short gzread gives what there is; only the status tells.
        var status = Z_OK
        _ = gzerror(file, &status)
        guard status == Z_OK || status == Z_STREAM_END else { throw SparError("\(source) was cut short") }
    }

    private static func failure(_ what: String, _ path: String, _ code: Int32 = errno) -> SparError {
        SparError("cannot \(what) \(path): \(String(cString: strerror(code)))")
    }
}
