// Folders for working files, named by machine and process, so that those of a process that was killed can be told from
// those in use: "spar-<what>-<machine>.<process>.<number>".

import Processes
import Basics
import Glibc
import Synchronization

/// A folder of this process, removed with everything in it when the value goes.
final class ScratchFolder: Sendable {
    private static let serial = Atomic<Int>(0)
    let path: String

    /// - Parameter what: a word for what the folder is for.
    init(_ what: String) throws {
        path = Self.parent() + "/" + Self.name(what)
        try FileSystem.makeFolder(path, mode: 0o700)
    }

    deinit { FileSystem.removeTree(path) }

    /// A name that no other process of this machine gives.
    static func name(_ what: String) -> String {
        "spar-\(what)-\(Machine.name).\(getpid()).\(serial.wrappingAdd(1, ordering: .relaxed).newValue)"
    }

    /// Where such folders lie when nothing else is said: the node's own disk.
    static func parent(environment: [String: String]? = nil) -> String {
        for name in ["SLURM_TMPDIR", "TMPDIR"] {
            let found = environment.map { $0[name] } ?? getenv(name).map { String(cString: $0) }
            if let folder = found, FileSystem.isFolder(folder) { return folder }
        }
        return "/tmp"
    }

    /// Removes our folders whose process is no more.
    static func tidy(_ parent: String = parent()) {
        for name in FileSystem.names(in: parent) where name.hasPrefix("spar-") {
            guard let process = process(named: name), kill(process, 0) != 0, errno == ESRCH else { continue }
            var status = stat()
            guard lstat(parent + "/" + name, &status) == 0, status.st_mode & S_IFMT == S_IFDIR,
                status.st_uid == geteuid()
            else { continue }
            FileSystem.removeTree(parent + "/" + name)
        }
    }

    /// The process that a folder of this machine belongs to.
    private static func process(named name: String) -> pid_t? {
        guard let start = name.firstRange(of: "-" + Machine.name + ".") else { return nil }
        return name[start.upperBound...].split(separator: ".").first.flatMap { pid_t($0) }
    }
}
