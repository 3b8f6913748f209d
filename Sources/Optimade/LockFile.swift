// spar.lock: what databases gave to a script, so that it gets the same next year.
//
// A line of JSON for each query, sorted: the query, the address, the day, how many entries, SHA-256 of them
// (`DatabaseFind.hash`). The entries themselves are in the run store.

import Basics
import Glibc
import Synchronization

public struct LockFile: Sendable {
    public struct Pin: Equatable, Sendable {
        public let address: String
        public let date: String
        public let entries: Int
        public let hash: String
    }

    public static let name = "spar.lock"
    public let path: String
    /// Whether what is not pinned yet is pinned.
    public let isWritten: Bool

    public init(path: String, isWritten: Bool = true) {
        self.path = path
        self.isWritten = isWritten
    }

    /// Several databases answer at once.
    private static let writing = Mutex(())
    private static let head = "{\"spar_lock\":1,\"answers\":["

    /// - Throws: `SparError` for a file that is no lock.
    public func pins() throws -> [String: Pin] {
        guard FileSystem.exists(path) else { return [:] }
        return try blaming(.file(path)) {
            let json = try JSON.parse(FileBytes.read(path), name: "the lock")
            guard json["spar_lock"]?.whole == 1 else {
                throw SparError("this is no lock that this version of Spar can read; remove it, and it is made anew")
            }
            var pins: [String: Pin] = [:]
            for (i, item) in (json["answers"]?.items ?? []).enumerated() {
                try blaming(.part("entry \(i + 1)")) {
                    let query: JSON = try item.read("query")
                    pins[try query.canonicalText()] = Pin(
                        address: try item.read("url"), date: try item.read("date"), entries: try item.read("entries"),
                        hash: try item.read("sha256"))
                }
            }
            return pins
        }
    }

    public func pin(_ query: DatabaseQuery) throws -> Pin? { try pins()[query.json.canonicalText()] }

    /// Pins what was found, in place of what was pinned for the same query. Two scripts in one folder share the file.
    public func write(_ find: DatabaseFind) throws {
        guard isWritten else { return }
        try Self.writing.withLock { _ in
            let folder = FilePath.folder(of: path)
            let descriptor = open(folder.isEmpty ? "." : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            defer { if descriptor >= 0 { close(descriptor) } }
            // Other processes wait here.
            if descriptor >= 0 { flock(descriptor, LOCK_EX) }
            try replaced(find)
        }
    }

    private func replaced(_ find: DatabaseFind) throws {
        var pins = try pins()
        let pin = Pin(address: find.address, date: find.date, entries: find.entries.count, hash: try find.hash())
        if pins.updateValue(pin, forKey: try find.query.json.canonicalText()) == pin { return }
        let lines = pins.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map { query, pin in
            "{\"query\":\(query),\"url\":\(Self.quoted(pin.address)),\"date\":\(Self.quoted(pin.date)),"
                + "\"entries\":\(pin.entries),\"sha256\":\(Self.quoted(pin.hash))}"
        }
        try AtomicFile.write(Self.head + "\n" + lines.joined(separator: ",\n") + "\n]}\n", to: path)
    }

    private static func quoted(_ text: String) -> String { (try? JSON.string(text).canonicalText()) ?? "\"\"" }

    /// - Throws: `SparError` where what was found is not what was pinned.
    public func check(_ find: DatabaseFind, against pin: Pin) throws {
        let hash = try find.hash()
        guard hash != pin.hash else { return }
        throw SparError(
            at: .file(path),
            "the answer to \(find.query.description) is not the one of \(pin.date) that is pinned: \(find.entries.count) "
                + "entries with SHA-256 \(hash.prefix(12))…, pinned are \(pin.entries) with \(pin.hash.prefix(12))…; "
                + "--update-lock takes the new one")
    }
}

extension DatabaseClient {
    /// Asks, and holds the answer to the lock; pins it where it is not pinned yet.
    /// - Parameter updates: the answer is asked for anew and pinned whatever was.
    public func ask(
        _ query: DatabaseQuery, lock: LockFile, updates: Bool, progress: (_ come: Int) -> Void = { _ in },
        isCancelled: @escaping () -> Bool = { false }
    ) throws -> DatabaseFind {
        let pin = updates ? nil : try lock.pin(query)
        // The database, and what is kept of its pages, may have moved on since: the answer that was pinned is kept by itself.
        if let pin, let find = try pinned(pin, query) { return find }
        var find = try (updates ? with(.fresh) : self).ask(query, progress: progress, isCancelled: isCancelled)
        if let pin, try find.hash() != pin.hash, find.isKept, !isOffline {
            // What is kept here may be older than the lock, which came from elsewhere.
            find = try with(.fresh).ask(query, progress: progress, isCancelled: isCancelled)
        }
        if let pin { try lock.check(find, against: pin) }
        try keep(find)
        if pin == nil {
            do { try lock.write(find) } catch let error as SparError {
                find.notes.append("what it gave is not pinned: \(error)")
            }
        }
        return find
    }

    // MARK: Whole answers, by their hashes

    private func pinned(_ pin: LockFile.Pin, _ query: DatabaseQuery) throws -> DatabaseFind? {
        guard let kept = try cache.answer(to: Self.place(pin.hash)),
            let json = try? JSON.parse(try Gzip.decompress(kept.body, name: "a kept answer"), name: "a kept answer"),
            let find = try? DatabaseFind(kept: json, query), try find.hash() == pin.hash
        else { return nil }
        return find
    }

    private func keep(_ find: DatabaseFind) throws {
        let place = Self.place(try find.hash())
        if try cache.answer(to: place) != nil { return }
        _ = try cache.keep(try Gzip.compress(try find.kept.canonicalBytes(), name: "an answer"), to: place)
    }

    private static func place(_ hash: String) -> String { "answer " + hash }
}
