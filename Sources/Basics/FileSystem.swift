// The few questions that are asked of the file system.

import Glibc

package enum FileSystem {
    package static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    package static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Makes a folder and its parents.
    package static func makeFolder(_ path: String, mode: mode_t = 0o777) throws {
        if path.isEmpty || isFolder(path) { return }
        if let slash = path.lastIndex(of: "/"), slash > path.startIndex { try makeFolder(String(path[..<slash])) }
        if mkdir(path, mode) != 0 && !isFolder(path) {
            throw SparError("cannot make the folder \(path): \(String(cString: strerror(errno)))")
        }
    }

    /// Names in a folder in the order of their bytes, hidden ones left out unless wanted; none where it cannot be read.
    package static func names(in folder: String, withHidden: Bool = false) -> [String] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") || withHidden && name != "." && name != ".." { names.append(name) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Removes a folder with everything in it; a link in it goes, not what it leads to.
    package static func removeTree(_ path: String) {
        for name in names(in: path, withHidden: true) {
            let inner = path + "/" + name
            var status = stat()
            let isFolder = lstat(inner, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
            if isFolder { removeTree(inner) } else { unlink(inner) }
        }
        rmdir(path)
    }

    /// The folder and the last part of a path.
    package static func split(_ path: String) -> (folder: String, name: String) {
        guard let slash = path.lastIndex(of: "/") else { return (".", path) }
        return (slash == path.startIndex ? "/" : String(path[..<slash]), String(path[path.index(after: slash)...]))
    }
}
