// Files that are either the old one or the whole new one: written beside the target under a temporary name,
// synced, renamed over it, and the folder synced. A symbolic link is followed; a device or pipe is written to directly.

import Glibc
import Synchronization

public enum AtomicFile {
    private static let serial = Atomic<Int>(0)

    /// Replaces the file at `path` by `text` in UTF-8.
    public static func write(_ text: String, to path: String) throws {
        try write(Array(text.utf8), to: path)
    }

    /// Replaces the file at `path` by `bytes`.
    /// Throws `SparError` when the folder is missing or closed to us, `path` is a folder, or the disk is full;
    /// whatever stood at `path` before is then untouched.
    public static func write(_ bytes: [UInt8], to path: String) throws {
        try replace(path) { try put(bytes, into: $0, creating: O_CREAT | O_EXCL, reporting: path) }
    }

    /// Lets `draw` make the file under a temporary name in the same folder, then moves it to `path`.
    /// When `draw` throws or makes no file, the temporary is removed and `path` untouched.
    public static func replace(_ path: String, draw: (_ temporary: String) throws -> Void) throws {
        let target = try destination(of: path)
        if target.isStream { return try draw(target.path) }
        let (folder, name) = split(target.path)
        let number = serial.wrappingAdd(1, ordering: .relaxed).newValue
        let temporary = join(folder, ".\(name).\(getpid()).\(number).tmp")
        unlink(temporary)
        do {
            try draw(temporary)
            try sync(temporary, reporting: path)
            if let mode = target.mode { chmod(temporary, mode) }
            guard rename(temporary, target.path) == 0 else { throw failure(path, errno) }
            syncFolder(folder)
        } catch {
            unlink(temporary)
            throw error
        }
    }

    private struct Destination {
        var path: String
        var mode: mode_t?
        var isStream: Bool
    }

    /// Checks what can be known before any work is done, so that a long drawing does not fail at its end.
    private static func destination(of path: String) throws -> Destination {
        guard !path.isEmpty, !path.utf8.contains(0) else {
            throw SparError("cannot write a file whose name is \(path.isEmpty ? "empty" : "cut by a zero byte")")
        }
        var target = path
        if let resolved = realpath(path, nil) {
            target = String(cString: resolved)
            free(resolved)
        }
        var status = stat()
        var mode: mode_t?
        if stat(target, &status) == 0 {
            switch status.st_mode & S_IFMT {
            case S_IFDIR: throw SparError("cannot write \(path): it is a folder; name a file in it")
            case S_IFREG: mode = status.st_mode & 0o7777
            default: return Destination(path: target, mode: nil, isStream: true)
            }
        } else if path.hasSuffix("/") {
            throw SparError("cannot write \(path): the name ends in a slash; name a file")
        }
        let folder = split(target).folder
        guard stat(folder.isEmpty ? "." : folder, &status) == 0 else {
            throw SparError("cannot write \(path): there is no folder \(folder); make it first")
        }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            throw SparError("cannot write \(path): \(folder) is a file, not a folder")
        }
        guard access(folder.isEmpty ? "." : folder, W_OK | X_OK) == 0 else { throw failure(path, errno) }
        return Destination(path: target, mode: mode, isStream: false)
    }

    private static func put(_ bytes: [UInt8], into name: String, creating flags: Int32, reporting path: String) throws {
        var status = stat()
        let isNew = stat(name, &status) != 0
        let file = open(name, O_WRONLY | O_CLOEXEC | (isNew ? flags : 0), 0o666)
        guard file >= 0 else { throw failure(path, errno) }
        defer { close(file) }
        try bytes.withUnsafeBytes { buffer in
            var done = 0
            while done < buffer.count {
                let count = Glibc.write(file, buffer.baseAddress! + done, buffer.count - done)
                let code = errno
                if count < 0 && code == EINTR { continue }
                // A full file system may take nothing without calling that an error.
                guard count > 0 else { throw failure(path, count == 0 ? ENOSPC : code) }
                done += count
            }
        }
    }

    private static func sync(_ name: String, reporting path: String) throws {
        let file = open(name, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw failure(path, errno) }
        defer { close(file) }
        guard fsync(file) == 0 else { throw failure(path, errno) }
    }

    /// The rename itself is durable only once its folder is; file systems that cannot sync a folder do without.
    private static func syncFolder(_ folder: String) {
        let file = open(folder.isEmpty ? "." : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard file >= 0 else { return }
        fsync(file)
        close(file)
    }

    private static func split(_ path: String) -> (folder: String, name: String) {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return ("", path) }
        let name = String(path[path.utf8.index(after: slash)...])
        return (slash == path.startIndex ? "/" : String(path[..<slash]), name)
    }

    private static func join(_ folder: String, _ name: String) -> String {
        folder.isEmpty ? name : folder.hasSuffix("/") ? folder + name : folder + "/" + name
    }

    private static func failure(_ path: String, _ code: Int32) -> SparError {
        switch code {
        case EACCES, EPERM, EROFS:
            return SparError("cannot write \(path): its folder may not be written to; choose another")
        case ENOSPC, EDQUOT:
            return SparError("cannot write \(path): the disk is full")
        default:
            return SparError("cannot write \(path): \(String(cString: strerror(code)))")
        }
    }
}
