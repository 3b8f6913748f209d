// Files compressed by gzip: an exported store is a third of its size so.

import CZlib
import Glibc

package enum CompressedFile {
    private static let portion = 1 << 18
    /// An export shrinks to a third. One that grows by more than this on the way back, beyond a size that does no harm,
    /// was made to fill the disk.
    private static let greatestGrowth = 50, harmless = 64 << 20

    /// Writes the bytes of a file compressed into another. The same bytes give the same file: no name, no time in it.
    package static func compress(_ source: String, into target: String, reporting path: String) throws {
        let input = open(source, O_RDONLY | O_CLOEXEC)
        guard input >= 0 else { throw failure("read", source) }
        defer { close(input) }
        guard let file = gzopen(target, "wb9") else { throw failure("write", path) }
        var buffer = [UInt8](repeating: 0, count: portion), isWhole = true
        while isWhole {
            let count = read(input, &buffer, portion)
            if count == 0 { break }
            isWhole = count > 0 && gzwrite(file, buffer, UInt32(count)) == count
        }
        let cause = errno
        guard gzclose(file) == Z_OK, isWhole else { throw failure("write", path, cause) }
    }

    /// Writes the bytes of a file, compressed or not, uncompressed into another.
    /// - Throws: `SparError` for a file that is damaged or was cut short.
    package static func expand(_ source: String, into target: String) throws {
        guard let file = gzopen(source, "rb") else { throw failure("read", source) }
        defer { gzclose(file) }
        let out = open(target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard out >= 0 else { throw failure("write", target) }
        defer { close(out) }
        var buffer = [UInt8](repeating: 0, count: portion), status = stat()
        guard stat(source, &status) == 0 else { throw failure("read", source) }
        let most = max(harmless, Int(status.st_size) * greatestGrowth)
        var written = 0
        while true {
            let count = gzread(file, &buffer, UInt32(portion))
            guard count >= 0 else { throw SparError("\(source) is damaged: it cannot be decompressed") }
            if count == 0 { break }
            written += Int(count)
            guard written <= most else {
                throw SparError(
                    "\(source) is not an exported store: \(Int(status.st_size) >> 10) kB of it unpack to more "
                        + "than \(most >> 20) MB")
            }
            guard write(out, buffer, Int(count)) == Int(count) else { throw failure("write", target) }
        }
        // At the end of a file that was cut short gzread gives what there is; only the status tells.
        var end = Z_OK
        _ = gzerror(file, &end)
        guard end == Z_OK || end == Z_STREAM_END else { throw SparError("\(source) was cut short") }
    }

    private static func failure(_ what: String, _ path: String, _ code: Int32 = errno) -> SparError {
        SparError("cannot \(what) \(path): \(String(cString: strerror(code)))")
    }
}
