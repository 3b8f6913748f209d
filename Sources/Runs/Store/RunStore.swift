// The run store: one SQLite file that keeps what was computed. This file opens it; its extensions read and write it.
//
// On a local disk several hosts use one store at a time through SQLite's write-ahead log. On a shared file system it
// has a rollback journal and a lock file, and one host. Every commit is synced: the spool's copy is removed after it.
// A store that this user may not write to, a colleague's, can be read.

import Basics
import GRDB
import Glibc

public final class RunStore: Sendable {
    public let path: String
    /// Where jobs and finished results lie until the store has them: beside the store, so on the same file system.
    public var spoolPath: String { path.hasSuffix(".sqlite") ? String(path.dropLast(7)) + ".spool" : path + ".spool" }
    /// Whether the store is on a file system that other machines may see.
    public let isShared: Bool
    /// Whether it may only be read: nothing is kept in it, and nothing can be computed into it.
    public let isReadOnly: Bool

    let queue: DatabaseQueue
    private let lock: StoreLock?

    /// Opens the store, and makes it where there is none.
    /// - Throws: `SparError` for a folder, a file of another program or of a newer Spar, a store that is damaged, may
    ///   neither be written nor read, or is in use. The file is then as it was.
    public convenience init(path: String) throws { try self.init(path: path, isShared: nil, patience: 10) }

    /// - Parameters isShared: whether the file system is shared; asked of the system when nil.
    /// - Parameter patience: seconds to wait for another host's commit.
    package init(path: String, isShared: Bool?, patience: Double) throws {
        let folder = FileSystem.split(path).folder
        guard !FileSystem.isFolder(path) else {
            throw SparError("the store \(path) is a folder; name a file in it, such as \(path)/store.sqlite")
        }
        guard FileSystem.isFolder(folder) else {
            throw SparError("the store \(path) cannot be made: there is no folder \(folder); make it first")
        }
        let isThere = FileSystem.exists(path)
        isReadOnly = isThere && !(access(path, W_OK) == 0 && access(folder, W_OK) == 0)
        guard isReadOnly || access(folder, W_OK) == 0 else {
            throw SparError(StoreError.sentence(DatabaseError(resultCode: .SQLITE_READONLY), path))
        }
        self.path = path
        let shared = isShared ?? FileSystem.isShared(folder)
        self.isShared = shared
        lock = shared && !isReadOnly ? try StoreLock(store: path) : nil
        var configuration = Configuration()
        configuration.label = "Spar store"
        configuration.busyMode = .timeout(patience)
        configuration.readonly = isReadOnly
        if !isReadOnly {
            configuration.journalMode = shared ? .default : .wal
            configuration.prepareDatabase { database in
                if shared { try database.execute(sql: "PRAGMA journal_mode = DELETE; PRAGMA locking_mode = EXCLUSIVE") }
                try database.execute(sql: "PRAGMA page_size = \(StoreSchema.pageBytes)")
            }
        }
        let isReadOnly = isReadOnly
        queue = try StoreError.explained(path) {
            try Self.refuseStrangers(path)
            guard isReadOnly else {
                let queue = try DatabaseQueue(path: path, configuration: configuration)
                // Last: GRDB sets NORMAL with the write-ahead log, which can lose commits when the power fails.
                try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
                try queue.write { try StoreSchema.prepare($0, path: path) }
                return queue
            }
            let queue = try DatabaseQueue(path: Self.asItStands(path), configuration: configuration)
            try queue.read { try StoreSchema.checkTables($0, path: path) }
            return queue
        }
    }

    /// SQLite's name for a file that is only read. Where no log waits to be read, the file counts as one that does not
    /// change (sqlite.org/uri.html): SQLite would otherwise make a log's index beside it, where nobody may write.
    private static func asItStands(_ path: String) -> String {
        if FileSystem.exists(path + "-wal") { return path }
        let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-".utf8)
        let whole = path.hasPrefix("/") ? path : "./" + path
        let escaped = whole.utf8.map { byte -> String in
            let digits = String(byte, radix: 16)
            return plain.contains(byte)
                ? String(decoding: [byte], as: UTF8.self) : "%" + (digits.count < 2 ? "0" : "") + digits
        }
        return "file:" + escaped.joined() + "?mode=ro&immutable=1"
    }

    /// Looks before anything is written: opening in WAL mode alone would change a stranger's file.
    private static func refuseStrangers(_ path: String) throws {
        guard FileSystem.exists(path) else { return }
        let bytes = try FileBytes.read(path, first: 72)
        if bytes.isEmpty { return }
        guard bytes.starts(with: "SQLite format 3\0".utf8), bytes.count == 72 else {
            throw DatabaseError(resultCode: .SQLITE_NOTADB)
        }
        // Bytes 60 to 63 are user_version, 68 to 71 application_id (sqlite.org/fileformat.html, section 1.3). A store
        // whose first commit is still in its log, or never came because the disk was full, has neither and no tables.
        func word(_ at: Int) -> Int { bytes[at..<at + 4].reduce(0) { $0 << 8 | Int($1) } }
        if word(68) != StoreSchema.applicationID {
            var configuration = Configuration()
            configuration.readonly = true
            configuration.busyMode = .timeout(10)
            // Both in one read: another host may be making the store right now. Where the look fails, opening says why.
            let found = try? DatabaseQueue(path: asItStands(path), configuration: configuration).read {
                (
                    owner: try Int.fetchOne($0, sql: "PRAGMA application_id") ?? 0,
                    tables: try Int.fetchOne($0, sql: "SELECT count(*) FROM sqlite_master") ?? 0
                )
            }
            if let found, found.owner != StoreSchema.applicationID, found.owner != 0 || found.tables > 0 {
                throw SparError(
                    "the store \(path) is an SQLite database of another program; name another file with --store")
            }
        }
        try StoreSchema.refuseNewer(word(60), path: path)
    }

    /// Closes the file now, not when the last holder of the store lets go; the store is of no use afterwards.
    public func close() throws { try StoreError.explained(path) { try queue.close() } }

    /// Several reads that see one state of the store.
    func read<T>(_ body: (Database) throws -> T) throws -> T {
        try StoreError.explained(path) { try queue.read(body) }
    }

    /// Reads each of which stands for itself: without a transaction, which would cost more than they do.
    func look<T>(_ body: (Database) throws -> T) throws -> T {
        try StoreError.explained(path) { try queue.unsafeRead(body) }
    }

    func write<T>(_ body: (Database) throws -> T) throws -> T {
        try StoreError.explained(path) { try queue.write(body) }
    }
}

extension FileBytes {
    /// The first bytes of a file, fewer where it is shorter.
    static func read(_ path: String, first count: Int) throws -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw DatabaseError(resultCode: .SQLITE_CANTOPEN) }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: count)
        let got = Glibc.read(file, &bytes, count)
        return Array(bytes.prefix(max(0, got)))
    }
}
