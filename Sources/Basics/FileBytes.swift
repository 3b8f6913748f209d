// Whole files as bytes, with a sentence for each way in which reading fails.

import Glibc

public enum FileBytes {
    /// The bytes of the file at `path`. Throws `SparError` for a missing file, a folder, or one that may not be read;
    /// of a missing file the nearest name in the same folder is suggested.
    public static func read(_ path: String) throws -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw SparError(sentence(path, errno)) }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw SparError(sentence(path, errno)) }
        if status.st_mode & S_IFMT == S_IFDIR { throw SparError(sentence(path, EISDIR)) }
        if status.st_mode & S_IFMT == S_IFCHR, isatty(file) == 0 {
            throw SparError("cannot read \(path): it is a device, not a file")
        }
        // Pipes and files under /proc say that they are empty, so the size is only a first guess.
        var bytes = [UInt8](repeating: 0, count: max(Int(status.st_size) + 1, 4096))
        var used = 0
        while true {
            if used == bytes.count { bytes.append(contentsOf: repeatElement(0, count: bytes.count)) }
            let count = bytes.withUnsafeMutableBytes { Glibc.read(file, $0.baseAddress! + used, $0.count - used) }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw SparError(sentence(path, errno)) }
            if count == 0 { break }
            used += count
        }
        bytes.removeSubrange(used...)
        return bytes
    }

    private static func sentence(_ path: String, _ code: Int32) -> String {
        switch code {
        case ENOENT, ENOTDIR:
            let near = neighbour(of: path).map { "; did you mean \($0)?" } ?? ""
            return "cannot read \(path): there is no such file\(near)"
        case EISDIR: return "cannot read \(path): it is a folder, not a file"
        case EACCES, EPERM: return "cannot read \(path): it may not be read (permission denied)"
        default: return "cannot read \(path): \(String(cString: strerror(code)))"
        }
    }

    private static func neighbour(of path: String) -> String? {
        let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
        let folder = slash.map { String(path[...$0]) } ?? ""
        let name = slash.map { String(path[path.utf8.index(after: $0)...]) } ?? path
        guard let stream = opendir(folder.isEmpty ? "." : folder) else { return nil }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let found = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !found.hasPrefix(".") { names.append(found) }
        }
        return nearestName(to: name, among: names.sorted()).map { folder + $0 }
    }
}
