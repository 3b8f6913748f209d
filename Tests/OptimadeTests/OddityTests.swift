// Further ways in which servers err, and what a lock is good for when a database has moved on.

import Basics
import Foundation
import Synchronization
import Testing

@testable import Optimade

private func client(
    _ database: any Transport, _ cache: FakeCache = FakeCache(), mode: DatabaseClient.Mode = .usual,
    environment: [String: String] = [:]
) -> DatabaseClient {
    DatabaseClient(
        transport: database, cache: cache, persistence: Persistence(waits: [0, 0], longest: 60), mode: mode,
        environment: environment)
}

private func query(_ host: String = "https://db.test", filter: String? = nil) throws -> DatabaseQuery {
    try DatabaseQuery(Provider(host), .entries(filter: filter, limit: 1000))
}

private func sentence(_ body: () throws -> Void) -> String {
    do {
        try body()
        return "no error"
    } catch { return "\(error)" }
}

@Suite struct OddityTests {
    /// NaN is no JSON: it spoils its own entry, not the page.
    @Test func foreignNumbers() throws {
        let page =
            "{\"data\":[\(FakeDatabase.entry("a", ["lattice_vectors": "[[NaN,0,0],[0,4.2,0],[0,0,4.2]]"])),"
            + "\(FakeDatabase.entry("b"))]}"
        let found = try client(FakeDatabase { _, _ in FakeDatabase.ok(page) }).ask(query())
        #expect(found.entries.map(\.id) == ["a", "b"])
        #expect(
            sentence { _ = try found.entries[0].content() }
                == "a: entry 1 of its lattice_vectors is no vector of three numbers")
        _ = try found.entries[1].content()
        let text = "{\"a\":[NaN,-Infinity,Infinity,-1],\"b\":\"NaN \\\" -Infinity\"}"
        #expect(
            try AnswerText.json(Array(text.utf8)).canonicalText()
                == "{\"a\":[null,null,null,-1],\"b\":\"NaN \\\" -Infinity\"}")
    }

    /// A host where nobody listens is asked once more, and not waited for.
    @Test func nobodyListens() throws {
        let none = FakeDatabase { _, _ in throw TransportFailure(.absent, "Connection refused") }
        #expect(sentence { _ = try client(none).ask(query()) } == "db.test: Connection refused; tried 2 times")
        #expect(none.asked.count == 2)
    }

    @Test(arguments: ["0.10.1", "v0.9.5", "2.0.0"])
    func otherVersions(version: String) throws {
        let database = FakeDatabase { _, _ in FakeDatabase.ok("{\"data\":[],\"meta\":{\"api_version\":\"\(version)\"}}")
        }
        #expect(
            sentence { _ = try client(database).ask(query()) }
                == "db.test: it speaks version \(version) of OPTIMADE; version 1 is needed")
    }

    /// A link that is no longer good when the query goes on: it begins anew.
    @Test func staleLinks() throws {
        let isOld = Mutex(true), cache = FakeCache()
        let database = FakeDatabase { address, _ in
            let old = isOld.withLock { $0 }
            if address.hasSuffix("cursor=old") { return HTTPAnswer(status: old ? 503 : 404, body: []) }
            if address.hasSuffix("cursor=new") { return FakeDatabase.ok("{\"data\":[\(FakeDatabase.entry("b"))]}") }
            return FakeDatabase.ok(
                "{\"data\":[\(FakeDatabase.entry("a"))],\"links\":{\"next\":\"?cursor=\(old ? "old" : "new")\"}}")
        }
        #expect(sentence { _ = try client(database, cache).ask(query()) }.contains("1 entries came, then: status 503"))
        isOld.withLock { $0 = false }
        #expect(try client(database, cache).ask(query()).entries.map(\.id) == ["a", "b"])
        // Where nothing was kept, it is the server's own fault.
        let broken = FakeDatabase { address, _ in
            address.hasSuffix("x=1")
                ? HTTPAnswer(status: 404, body: [])
                : FakeDatabase.ok("{\"data\":[\(FakeDatabase.entry("a"))],\"links\":{\"next\":\"?x=1\"}}")
        }
        #expect(
            sentence { _ = try client(broken).ask(query()) }
                == "db.test: 1 entries came, then: it refuses its own next page: status 404; what came is kept: run again to "
                + "go on")
    }

    @Test(arguments: [
        (
            "/v1/structures?filter=elements HAS \\\"Ni\\\"&page=2",
            "https://db.test/v1/structures?filter=elements%20HAS%20%22Ni%22&page=2"
        ),
        ("http://db.test/v1/structures?page=2", "https://db.test/v1/structures?page=2"),
        ("//other.test/v1/structures?page=2", "https://other.test/v1/structures?page=2"),
        ("http://localhost:27017/", nil), ("http://127.0.0.1/", nil), ("http://[::1]:80/x", nil),
        ("file:///etc/passwd", nil),
    ])
    func links(link: String, leads: String?) throws {
        let database = FakeDatabase { address, _ in
            address.contains("response_fields")
                ? FakeDatabase.ok("{\"data\":[\(FakeDatabase.entry("a"))],\"links\":{\"next\":\"\(link)\"}}")
                : FakeDatabase.ok("{\"data\":[\(FakeDatabase.entry("b"))]}")
        }
        let found = try client(database).ask(query())
        #expect(database.asked.dropFirst().first == leads)
        #expect(found.notes.count == (leads == nil ? 1 : 0))
    }

    /// A server that repeats the key: it stands neither in sentences nor in what is kept.
    @Test func repeatedKeys() throws {
        let key = "s3cret-s3cret", cache = FakeCache()
        let refusing = FakeDatabase { _, _ in
            HTTPAnswer(status: 400, body: Array("{\"errors\":[{\"detail\":\"the key \(key) is no good\"}]}".utf8))
        }
        let environment = ["SPAR_OPTIMADE_KEY_DB_TEST": key]
        #expect(
            sentence { _ = try client(refusing, environment: environment).ask(query(filter: "x")) }
                == "db.test: it refuses the filter x: the key … is no good")
        let telling = FakeDatabase { _, _ in
            FakeDatabase.ok("{\"data\":[\(FakeDatabase.entry("a"))],\"meta\":{\"key\":\"\(key)\"}}")
        }
        _ = try client(telling, cache, environment: ["SPAR_OPTIMADE_KEY_DB_TEST": "Authorization: Bearer " + key]).ask(
            query())
        let kept = try #require(try cache.answer(to: query().address(version: "/v1")))
        #expect(!String(decoding: kept.body, as: UTF8.self).contains(key))
    }

    @Test func sizesThatDoNotMatch() throws {
        for (changes, says) in [
            (["nsites": "9"], "a: it has 8 positions, and nsites says 9"),
            (
                [
                    "species":
                        "[{\"name\":\"Ni\",\"chemical_symbols\":[\"Ni\"]},{\"name\":\"Ni\",\"chemical_symbols\":[\"O\"]}]"
                ],
                "a: two species are called \"Ni\""
            ),
        ] {
            let entry = try DatabaseEntry(json: JSON.parse(FakeDatabase.entry("a", changes)), fields: [])
            #expect(sentence { _ = try entry.content() } == says)
        }
    }

    // MARK: The lock

    private func lock(isWritten: Bool = true) -> LockFile {
        LockFile(path: NSTemporaryDirectory() + "/spar-lock-" + UUID().uuidString, isWritten: isWritten)
    }

    /// The database has moved on, and so has what is kept of its pages: who has the old lock gets the old crystals.
    @Test func anOldLockFindsTheOldAnswer() throws {
        let lock = lock(), cache = FakeCache()
        defer { try? FileManager.default.removeItem(atPath: lock.path) }
        let ten = FakeDatabase(FakeDatabase.pages(10, size: 10)),
            eleven = FakeDatabase(FakeDatabase.pages(11, size: 11))
        let first = try client(ten, cache).ask(query(), lock: lock, updates: false)
        let old = try Data(contentsOf: URL(fileURLWithPath: lock.path))
        #expect(try client(eleven, cache).ask(query(), lock: lock, updates: true).entries.count == 11)
        try old.write(to: URL(fileURLWithPath: lock.path))
        let silent = FakeDatabase { _, _ in throw TransportFailure(.unreachable, "nobody there") }
        for mode in [DatabaseClient.Mode.usual, .offline] {
            let again = try client(silent, cache, mode: mode).ask(query(), lock: lock, updates: false)
            #expect(
                try again.entries.map(\.id) == first.entries.map(\.id) && again.hash() == first.hash()
                    && again.date == first.date)
        }
    }

    /// A damaged kept answer is as good as none.
    @Test func aDamagedKeptAnswer() throws {
        let lock = lock(), cache = FakeCache(), ten = FakeDatabase(FakeDatabase.pages(10, size: 10))
        defer { try? FileManager.default.removeItem(atPath: lock.path) }
        let first = try client(ten, cache).ask(query(), lock: lock, updates: false)
        _ = try cache.keep([1, 2, 3], to: "answer " + first.hash())
        #expect(try client(ten, cache).ask(query(), lock: lock, updates: false).entries.count == 10)
    }

    @Test func aDryRunPinsNothing() throws {
        let lock = lock(isWritten: false)
        _ = try client(FakeDatabase(FakeDatabase.pages(3, size: 10))).ask(query(), lock: lock, updates: false)
        #expect(!FileManager.default.fileExists(atPath: lock.path))
    }

    /// Several at once, as several scripts of a folder do: every pin is there.
    @Test func locksWrittenAtOnce() throws {
        let path = lock().path
        defer { try? FileManager.default.removeItem(atPath: path) }
        DispatchQueue.concurrentPerform(iterations: 20) { i in
            let database = FakeDatabase(FakeDatabase.pages(2, size: 10, host: "https://db\(i).test"))
            _ = try? client(database).ask(query("https://db\(i).test"), lock: LockFile(path: path), updates: false)
        }
        #expect(try LockFile(path: path).pins().count == 20)
    }
}
