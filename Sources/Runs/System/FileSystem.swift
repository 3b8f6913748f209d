// The few questions that Runs asks of the file system.

import Basics
import CWorker
import Glibc

enum FileSystem {
    /// Whether a path lies on a file system that other machines may share: SQLite's write-ahead log needs memory that
    /// all its users map, and locks that hold, which these do not give. Magic numbers of statfs(2) and the kernel's
    /// include/uapi/linux/magic.h; FUSE may be anything, so it counts as one.
    static func isShared(_ path: String) -> Bool {
        let kind = worker_file_system(path)
        guard kind != -1 else { return false }
        let magic: Set<UInt32> = [
            0x6969, 0x517B, 0xFF53_4D42, 0xFE53_4D42,  // NFS, SMB, CIFS, SMB2
            0x0BD0_0BD0, 0x4750_4653, 0x1983_0326, 0xAAD7_AAEA, 0x2003_0528,  // Lustre, GPFS, BeeGFS, PanFS, PVFS2
            // FUSE AFS Ceph 9P Coda OCFS2
            0x6573_5546, 0x5346_414F, 0x00C3_6400, 0x0102_1997, 0x7375_7245, 0x7461_636F,
        ]
        return magic.contains(UInt32(truncatingIfNeeded: kind))
    }

    static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Makes a folder and its parents.
    static func makeFolder(_ path: String, mode: mode_t = 0o777) throws {
        if path.isEmpty || isFolder(path) { return }
        if let slash = path.lastIndex(of: "/"), slash > path.startIndex { try makeFolder(String(path[..<slash])) }
        if mkdir(path, mode) != 0 && !isFolder(path) {
            throw SparError("cannot make the folder \(path): \(String(cString: strerror(errno)))")
        }
    }

    /// Names in a folder in the order of their bytes, hidden ones left out unless wanted; none where it cannot be read.
    static func names(in folder: String, withHidden: Bool = false) -> [String] {
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
    static func removeTree(_ path: String) {
        for name in names(in: path, withHidden: true) {
            let inner = path + "/" + name
            var status = stat()
            let isFolder = lstat(inner, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
            if isFolder { removeTree(inner) } else { unlink(inner) }
        }
        rmdir(path)
    }

    /// The folder and the last part of a path.
    static func split(_ path: String) -> (folder: String, name: String) {
        guard let slash = path.lastIndex(of: "/") else { return (".", path) }
        return (slash == path.startIndex ? "/" : String(path[..<slash]), String(path[path.index(after: slash)...]))
    }
}
