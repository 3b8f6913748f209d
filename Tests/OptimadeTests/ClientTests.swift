// Paging, waiting, keeping: what databases do to those who ask them.

import Basics
import Foundation
import Optimade
import Testing

private func client(
    _ database: FakeDatabase, _ cache: FakeCache = FakeCache(), mode: DatabaseClient.Mode = .usual,
    environment: [String: String] = [:]
) -> DatabaseClient {
    DatabaseClient(
        transport: database, cache: cache, persistence: Persistence(waits: [0, 0], longest: 60), mode: mode,
        environment: environment)
}

private func query(_ limit: Int = 1000, filter: String? = "nelements=2") throws -> DatabaseQuery {
    try DatabaseQuery(Provider("https://db.test"), .entries(filter: filter, limit: limit))
}

private func sentence(_ body: () throws -> Void) -> String {
    do {
        try body()
        return "no error"
    } catch { return "\(error)" }
}

@Suite struct ClientTests {
    @Test func pagesAreFollowedToTheLimit() throws {
        let database = FakeDatabase(FakeDatabase.pages(25, size: 10))
        let all = try client(database).ask(query())
        #expect(all.entries.map(\.id) == (1...25).map { "x-\($0)" } && all.notes.isEmpty)
        #expect(
            database.asked[0] == "https://db.test/v1/structures?filter=nelements%3D2&page_limit=100&response_fields="
                + "cartesian_site_positions,dimension_types,lattice_vectors,nsites,species,species_at_sites,"
                + "structure_features")
        let some = try client(FakeDatabase(FakeDatabase.pages(25, size: 10))).ask(query(12))
        #expect(some.entries.count == 12)
        #expect(try some.hash() != all.hash())
    }

    @Test func whatIsKeptIsNotAskedForAgain() throws {
        let cache = FakeCache(), whole = FakeDatabase(FakeDatabase.pages(30, size: 10))
        let first = try client(whole, cache).ask(query())
        let silent = FakeDatabase { _, _ in throw TransportFailure(.unreachable, "nobody there") }
        let again = try client(silent, cache, mode: .offline).ask(query())
        #expect(try again.hash() == first.hash() && again.isKept && !first.isKept && silent.asked.isEmpty)
        let other = sentence { _ = try client(silent, cache, mode: .offline).ask(query(filter: "nelements=3")) }
        #expect(other.contains("is not in the store, and --offline asks nobody"))
        let fresh = FakeDatabase(FakeDatabase.pages(30, size: 10))
        _ = try client(fresh, cache, mode: .fresh).ask(query())
        #expect(fresh.asked.count == 3)
    }

    /// The third page fails for good: what came is kept, the next run asks for the rest alone.
    @Test func aPageThatFailsInTheMiddle() throws {
        let cache = FakeCache(), pages = FakeDatabase.pages(40, size: 10)
        let broken = FakeDatabase { address, times in
            if address.hasSuffix("page=2") {
                return HTTPAnswer(status: 500, body: Array("{\"errors\":[{\"detail\":\"out of memory\"}]}".utf8))
            }
            return try pages(address, times)
        }
        let said = sentence { _ = try client(broken, cache).ask(query()) }
        #expect(
            said
                == "db.test: 20 entries came, then: status 500, out of memory; tried 3 times; what came is kept: run again "
                + "to go on")
        #expect(cache.count == 2)
        let whole = FakeDatabase(pages)
        #expect(try client(whole, cache).ask(query()).entries.count == 40)
        #expect(whole.asked.map { String($0.suffix(6)) } == ["page=2", "page=3"])
    }

    @Test func aBusyServerIsAskedAgain() throws {
        let pages = FakeDatabase.pages(3, size: 10)
        let busy = FakeDatabase { address, times in
            times < 3 ? HTTPAnswer(status: times == 1 ? 429 : 503, retryAfter: 0, body: []) : try pages(address, times)
        }
        #expect(try client(busy).ask(query()).entries.count == 3)
        let patient = FakeDatabase { _, _ in HTTPAnswer(status: 429, retryAfter: 3600, body: []) }
        #expect(
            sentence { _ = try client(patient).ask(query()) }
                == "db.test: status 429; it asks to come again in 3600 s")
        let down = FakeDatabase { _, _ in throw TransportFailure(.unreachable, "Connection refused") }
        #expect(sentence { _ = try client(down).ask(query()) } == "db.test: Connection refused; tried 3 times")
        #expect(down.asked.count == 3)
        let none = FakeDatabase { _, _ in throw TransportFailure(.impossible, "no such host") }
        #expect(sentence { _ = try client(none).ask(query()) } == "db.test: no such host")
        #expect(none.asked.count == 1)
    }

    @Test func pagesThatNeverEnd() throws {
        let itself = FakeDatabase { address, _ in
            FakeDatabase.ok("{\"data\":[\(FakeDatabase.entry("x-1"))],\"links\":{\"next\":\"\(address)\"}}")
        }
        let one = try client(itself).ask(query())
        #expect(one.entries.count == 1)
        #expect(one.notes == ["its next page is one that was read before; 1 entries were taken"])
        // Another address each time, the same entries.
        let counting = FakeDatabase { address, _ in
            let page = address.components(separatedBy: "page=").last.flatMap { Int($0) } ?? 0
            return FakeDatabase.ok(
                "{\"data\":[\(FakeDatabase.entry("x-1"))],\"links\":{\"next\":{\"href\":\"/v1/structures?page=\(page + 1)\"}}}"
            )
        }
        let same = try client(counting).ask(query())
        #expect(same.entries.count == 1)
        #expect(same.notes == ["its pages go on without new entries; 1 were taken"])
        let more = FakeDatabase { _, _ in
            FakeDatabase.ok(
                "{\"data\":[\(FakeDatabase.entry("x-1"))],\"links\":{},\"meta\":{\"more_data_available\":true}}")
        }
        #expect(
            try client(more).ask(query()).notes == ["it says that it has more entries, and names no further page"])
        let odd = FakeDatabase { _, _ in
            FakeDatabase.ok("{\"data\":[\(FakeDatabase.entry("x-1"))],\"links\":{\"next\":\"file:///etc/passwd\"}}")
        }
        #expect(try client(odd).ask(query()).notes == ["its next page, \"file:///etc/passwd\", is no address"])
    }

    @Test func refusals() throws {
        func said(_ status: Int, _ body: String, _ wanted: DatabaseQuery.Wanted? = nil) throws -> String {
            let database = FakeDatabase { address, _ in
                address.hasSuffix("/versions")
                    ? HTTPAnswer(status: 200, body: Array("version\n0\n".utf8))
                    : HTTPAnswer(status: status, body: Array(body.utf8))
            }
            let asked = try wanted.map { try DatabaseQuery(Provider("https://db.test"), $0) } ?? query()
            return sentence { _ = try client(database).ask(asked) }
        }
        let words = "{\"errors\":[{\"title\":\"Bad Request\",\"detail\":\"Unknown field nelemnts\"}]}"
        #expect(try said(400, words) == "db.test: it refuses the filter nelements=2: Unknown field nelemnts")
        #expect(
            try said(404, words, .entry(id: "mp-0"))
                == "db.test: there is no entry mp-0 (Unknown field nelemnts)")
        #expect(try said(200, "{\"data\":null}", .entry(id: "mp-0")) == "db.test: there is no entry mp-0")
        #expect(try said(200, "{\"data\":[]}", .entry(id: "mp-0")) == "db.test: there is no entry mp-0")
        #expect(
            try said(200, "<html>\n<body>Welcome") == "db.test: the answer is no JSON; it begins with \"<html>\"")
        #expect(try said(200, "{}") == "db.test: the answer has no data: this is no OPTIMADE server")
        #expect(try said(200, "{\"data\":null}") == "db.test: the answer has no data: this is no OPTIMADE server")
        #expect(try said(200, "{\"errors\":[{\"detail\":\"db down\"}]}") == "db.test: db down")
        #expect(try said(404, "<html>") == "db.test: it speaks version 0 of OPTIMADE; version 1 is needed")
        #expect(
            try said(403, "") == "db.test: it lets nobody in without a key (status 403); put yours into the variable "
                + "SPAR_OPTIMADE_KEY_DB_TEST")
        #expect(try said(410, "") == "db.test: it refuses: status 410")
        #expect(sentence { _ = try Provider("mpp") }.contains("did you mean \"mp\"?"))
        #expect(sentence { _ = try Provider("https://") }.contains("is no address of a database"))
        #expect(sentence { _ = try query(0) } == "limit = 0: from 1 to 1000000 structures are possible")
        #expect(
            sentence { _ = try DatabaseQuery(Provider("mp"), .entry(id: "mp-1"), fields: ["Band gap"]) }
                .hasPrefix("\"Band gap\" is no name of a property"))
    }

    /// A server that thinks a hundred entries a page too many says so; it chooses its own size.
    @Test func pagesThatAreTooLarge() throws {
        let pages = FakeDatabase.pages(25, size: 10)
        let small = FakeDatabase { address, times in
            address.contains("page_limit=")
                ? HTTPAnswer(status: 403, body: Array("{\"errors\":[{\"detail\":\"page_limit\"}]}".utf8))
                : try pages(address, times)
        }
        #expect(try client(small).ask(query()).entries.count == 25)
        // One that refuses its own usual size as well.
        let tiny = FakeDatabase { address, times in
            address.contains("/v1/structures?filter") && !address.contains("page_limit=1&")
                ? HTTPAnswer(status: 403, body: Array("{\"errors\":[{\"detail\":\"page_limit\"}]}".utf8))
                : try pages(address, times)
        }
        #expect(try client(tiny).ask(query()).entries.count == 25)
    }

    @Test func bareAddressesAndVersionsInThem() throws {
        let pages = FakeDatabase.pages(3, size: 10)
        let bare = FakeDatabase { address, times in
            address.contains("/v1/") ? HTTPAnswer(status: 404, body: []) : try pages(address, times)
        }
        #expect(try client(bare).ask(query()).entries.count == 3)
        #expect(try Provider("http://localhost:5000/v1/").address == "http://localhost:5000")
        #expect(try Provider("http://localhost:5000/v1/structures").address == "http://localhost:5000")
        #expect(try Provider("https://a.b/optimade/v12").address == "https://a.b/optimade")
        #expect(
            try Provider("https://nomad-lab.eu/prod/v1/optimade").address == "https://nomad-lab.eu/prod/v1/optimade")
        #expect(Provider.known(byForm: "mp-19770")?.name == "mp" && Provider.known(byForm: "1000041")?.name == "cod")
        #expect(Provider.known(byForm: "mp-") == nil && Provider.known(byForm: "abc") == nil)
    }

    /// A key goes to its database alone, and into nothing that is kept.
    @Test func keys() throws {
        let cache = FakeCache()
        let database = FakeDatabase(FakeDatabase.pages(12, size: 10, host: "https://elsewhere.test"))
        let found = try client(database, cache, environment: ["SPAR_OPTIMADE_KEY_DB_TEST": "secret"]).ask(query())
        #expect(found.entries.count == 12)
        #expect(database.headers == [["X-API-KEY: secret"], []])
        let named = FakeDatabase(FakeDatabase.pages(2, size: 10))
        _ = try client(named, environment: ["SPAR_OPTIMADE_KEY_DB_TEST": "Authorization: Bearer x"]).ask(query())
        #expect(named.headers == [["Authorization: Bearer x"]])
        let broken = sentence {
            _ = try client(named, environment: ["SPAR_OPTIMADE_KEY_DB_TEST": "a\r\nHost: b"]).ask(query())
        }
        #expect(broken.contains("holds a line break"))
    }

    @Test func cancelling() throws {
        let database = FakeDatabase(FakeDatabase.pages(12, size: 10))
        #expect(throws: Persistence.Cancelled.self) {
            _ = try client(database).ask(query(), isCancelled: { true })
        }
    }

    // MARK: The lock

    @Test func theLockHoldsAnswers() throws {
        let path = NSTemporaryDirectory() + "/spar-lock-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: path) }
        let lock = LockFile(path: path), cache = FakeCache()
        let ten = FakeDatabase(FakeDatabase.pages(10, size: 10)),
            eleven = FakeDatabase(FakeDatabase.pages(11, size: 11))
        let first = try client(ten, cache).ask(query(), lock: lock, updates: false)
        let pinned = try String(contentsOfFile: path, encoding: .utf8)
        #expect(pinned.contains("\"entries\":10,\"sha256\":\"\(try first.hash())\""))
        // Again, and the file stays as it is; another query joins it.
        _ = try client(ten, cache).ask(query(), lock: lock, updates: false)
        #expect(try String(contentsOfFile: path, encoding: .utf8) == pinned)
        _ = try client(ten, cache).ask(query(5), lock: lock, updates: false)
        #expect(try lock.pins().count == 2)
        // The database has changed, and nothing is kept here.
        let said = sentence { _ = try client(eleven).ask(query(), lock: lock, updates: false) }
        #expect(said.contains("is not the one of 2026-11-29T00:00:00Z that is pinned: 11 entries with SHA-256"))
        #expect(said.contains("pinned are 10") && said.hasSuffix("--update-lock takes the new one"))
        let updated = try client(eleven, cache).ask(query(), lock: lock, updates: true)
        #expect(updated.entries.count == 11)
        #expect(try lock.pin(query())?.entries == 11)
        // A store with older answers than the lock asks anew.
        let stale = FakeCache()
        _ = try client(ten, stale).ask(query())
        #expect(try client(eleven, stale).ask(query(), lock: lock, updates: false).entries.count == 11)
    }

    @Test func locksThatAreNone() throws {
        let path = NSTemporaryDirectory() + "/spar-lock-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: path) }
        for (text, fact) in [
            ("", "the JSON text is empty"), ("{\"spar_lock\":2}", "this is no lock that this version"),
            ("{\"spar_lock\":1,\"answers\":[{\"query\":{}}]}", "entry 1: url: it is missing"),
        ] {
            try text.write(toFile: path, atomically: true, encoding: .utf8)
            let said = sentence { _ = try LockFile(path: path).pins() }
            #expect(said.hasPrefix(path) && (text.isEmpty || said.contains(fact)), "\(said)")
        }
    }
}
