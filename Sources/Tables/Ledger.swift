// A CSV file that grows by a row at a time: a row is one line, appended by one write and synced, whatever the file's
// size.
//
// A program killed in the middle of a line leaves it cut short; what follows the last whole line is dropped when the
// file is opened again. Of two rows with one key the later stands: it replaces the earlier when the file is tidied,
// which opening it does too. Columns that the file lacks are added to it then, empty in the rows that it has.
// One program at a time: the file is locked while it is open.

import Basics
import Glibc

public final class Ledger {
    public let path: String
    public let columns: [String]
    /// Columns that name a row.
    public let key: [String]
    /// Rows that were cut short and dropped when the file was opened: 0 or 1.
    public private(set) var repaired = 0
    private let keyPlaces: [Int]
    private var file: Int32
    /// The newest row of each key.
    private var rows: [String: [Cell]] = [:]
    /// Keys in the order in which they came first.
    private var order: [String] = []
    /// Whether the file holds lines that stand no more.
    private var hasReplaced = false

    /// Opens the file, and makes it where there is none.
    /// - Throws: `SparError` for a file that has other columns or another order of them, a damaged row, a file in use by
    ///   another program.
    public init(path: String, columns: [String], key: [String] = []) throws {
        guard !columns.isEmpty, Set(columns).count == columns.count else {
            throw SparError("a ledger needs columns, no two of one name")
        }
        keyPlaces = try key.map { name in
            guard let place = columns.firstIndex(of: name) else {
                let near = nearestName(to: name, among: columns).map { "; did you mean '\($0)'?" } ?? ""
                throw SparError("the key column '\(name)' is not among the columns\(near)")
            }
            return place
        }
        guard !path.hasSuffix(".gz") else {
            throw SparError(at: .file(path), "rows cannot be added to a compressed file")
        }
        self.path = path
        self.columns = columns
        self.key = key
        file = try Self.locked(path)
        do {
            try takeIn()
        } catch {
            close(file)
            throw error
        }
    }

    deinit { close(file) }

    public var count: Int { order.count }

    /// The newest row of a key, its cells in the order of `columns`; nil where there is none.
    public func row(_ key: [Cell]) -> [Cell]? { rows[Self.name(key)] }

    /// All rows, each key once.
    public func table() throws -> Table {
        let all = order.compactMap { rows[$0] }
        return try Table(columns.enumerated().map { i, name in (name: name, column: Column(cells: all.map { $0[i] })) })
    }

    /// Appends a row; when this returns it is on the disk.
    /// - Parameter cells: one a column. Line breaks in a text become blanks: a row is a line.
    /// - Throws: `SparError` where it cannot be written; the file is then as it was.
    public func append(_ cells: [Cell]) throws {
        guard cells.count == columns.count else {
            throw SparError("a row of \(path) has \(columns.count) cells, got \(cells.count)")
        }
        let cells = cells.map { cell -> Cell in
            guard case .text(let text) = cell else { return cell }
            return .text(
                text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).joined(separator: " "))
        }
        let bytes = try Table(zip(columns, cells).map { (name: $0, column: Column(cells: [$1])) }).csvBytes()
        let line = bytes[(bytes.firstIndex(of: 0x0a).map { $0 + 1 } ?? 0)...]
        let size = lseek(file, 0, SEEK_END)
        let written = line.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
        // Nothing but a full disk writes part of a line.
        var code = written >= 0 && written < line.count ? ENOSPC : errno
        if written == line.count {
            if fsync(file) == 0 { return remember(cells) }
            code = errno
        }
        if size >= 0 { ftruncate(file, size) }
        let reason = code == ENOSPC || code == EDQUOT ? "the disk is full" : String(cString: strerror(code))
        throw SparError("cannot add a row to \(path): \(reason)")
    }

    /// Writes the file anew with each key once, where rows were replaced since it was opened.
    public func tidy() throws {
        guard hasReplaced else { return }
        try AtomicFile.write(try table().csvBytes(), to: path)
        close(file)
        file = try Self.locked(path)
        hasReplaced = false
    }

    private func remember(_ cells: [Cell]) {
        let name = key.isEmpty ? String(order.count) : Self.name(keyPlaces.map { cells[$0] })
        if rows.updateValue(cells, forKey: name) == nil { order.append(name) } else { hasReplaced = true }
    }

    private static func name(_ key: [Cell]) -> String { key.map(\.text).joined(separator: "\u{1F}") }

    private static func locked(_ path: String) throws -> Int32 {
        let file = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
        guard file >= 0 else { throw SparError("cannot write \(path): \(String(cString: strerror(errno)))") }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(file)
            throw SparError("\(path) is no ordinary file: rows cannot be added to it")
        }
        // A child process that is just being started shares an earlier lock until it runs its program.
        for _ in 0..<50 {
            if flock(file, LOCK_EX | LOCK_NB) == 0 { return file }
            usleep(10_000)
        }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            close(file)
            throw SparError("\(path) is being written by another program; let it end, or name another file")
        }
        return file
    }

    /// Reads what is there, and puts a clean file in its place where a line was cut short or rows were replaced.
    private func takeIn() throws {
        var bytes = try FileBytes.read(path)
        // After a loss of power the end of a file may be zeros.
        let end = bytes.lastIndex(of: 0x0a).map { $0 + 1 } ?? 0
        if end < bytes.count {
            repaired = 1
            bytes.removeSubrange(end...)
        }
        var isChanged = repaired > 0 || bytes.isEmpty
        if !bytes.isEmpty {
            let found = try Table(csvBytes: bytes, name: path)
            let isInOrder = found.names.filter(columns.contains) == columns.filter(found.has)
            let other = found.names.filter { !columns.contains($0) }
            guard isInOrder, other.isEmpty, key.allSatisfy(found.has) else {
                let missing = columns.filter { !found.has($0) }
                throw SparError(
                    "\(path) has other columns than the rows that are to be added"
                        + (missing.isEmpty ? "" : "; it lacks \(missing.joined(separator: ", "))")
                        + (other.isEmpty ? "" : "; only it has \(other.joined(separator: ", "))")
                        + (isInOrder ? "" : "; their order differs") + ". Name another file")
            }
            let places = columns.map { found.names.firstIndex(of: $0) }
            for row in 0..<found.count {
                let cells = found.row(row)
                remember(places.map { $0.map { cells[$0] } ?? .missing })
            }
            isChanged = isChanged || hasReplaced || found.names != columns
        }
        hasReplaced = isChanged
        try tidy()
    }
}
