// The store: what goes in comes out, what is wrong is said in one sentence, and nothing of others is touched.

import Basics
import Foundation
import GRDB
import Processes
import Runs
import RunsTestSupport
import Spectra
import Testing

/// A store with a few results in it.
private func filled(_ folder: TestFolder, count: Int = 3) throws -> (store: RunStore, keys: [String]) {
    let store = try RunStore(path: folder.store), runs = try folder.scheduler(store)
    let tickets = try (0..<count).map { try runs.submit(StubEngine.job($0)) }
    for ticket in tickets { _ = try ticket.result() }
    runs.close()
    return (store, tickets.map(\.key))
}

private func message(_ body: () throws -> Void) -> String {
    do {
        try body()
        return "no error"
    } catch {
        return "\(error)"
    }
}

struct StoreTests {
    @Test func location() throws {
        let all = ["SPAR_STORE": "/b", "XDG_DATA_HOME": "/data", "HOME": "/home/u"]
        #expect(try StoreLocation.path(option: "a", environment: all) == "a")
        #expect(try StoreLocation.path(option: nil, environment: all) == "/b")
        #expect(
            try StoreLocation.path(
                option: nil, environment: ["SPAR_STORE": "", "XDG_DATA_HOME": "/data", "HOME": "/h"])
                == "/data/spar/store.sqlite")
        #expect(
            try StoreLocation.path(option: nil, environment: ["XDG_DATA_HOME": "data", "HOME": "/home/u"])
                == "/home/u/.local/share/spar/store.sqlite")
        // Without HOME: the account's folder, or a sentence; never the folder that happens to be the current one.
        #expect(
            try StoreLocation.path(option: nil, environment: [:], account: "/home/a")
                == "/home/a/.local/share/spar/store.sqlite")
        #expect(
            message { _ = try StoreLocation.path(option: nil, environment: ["HOME": ""], account: nil) }
                == "it is not known where the run store shall lie, since HOME is not set; name a file with --store or "
                + "SPAR_STORE"
        )
    }

    @Test func lookups() throws {
        let folder = try TestFolder(), (store, keys) = try filled(folder)
        let found = try store.results([keys[2], "none", keys[0]])
        #expect(found[0] != nil && found[1] == nil && found[2] != nil)
        let engine = StubEngine(log: nil)
        let direct = try engine.compute(StubEngine.job(2), limits: JobLimits(), scratch: "/tmp", isCancelled: { false })
        #expect(found[0] == direct)
        let other = try SpectralJob(
            engine: .init(name: "stub", version: "none"), cluster: try StubEngine.job(1).cluster,
            settings: try StubEngine.job(1).settings)
        let anyVersion = try #require(try store.resultOfAnyVersion(of: other))
        #expect(anyVersion.version == "stub 1")
        #expect(anyVersion.result == (try store.result(keys[1])))
        #expect(try store.versions(ofEngine: "stub").map(\.results) == [3])
        let (entry, job, outcome) = try store.entry(beginning: String(keys[1].prefix(12)))
        #expect(entry.key == keys[1] && entry.element == "Ni" && entry.atoms == 1 && entry.status == .ok)
        #expect(try job == StubEngine.job(1))
        if case .failure = outcome { Issue.record("a result was expected") }
        #expect(
            message { _ = try store.entry(beginning: "x") } == "no entry of the store \(folder.store) begins with x")
        #expect(
            message { _ = try store.entry(beginning: "") }
                == "more than one entry of the store \(folder.store) begins with ; give more digits of the key")
    }

    @Test func plansAndValues() throws {
        let folder = try TestFolder(), (store, keys) = try filled(folder)
        let jobs = try [StubEngine.job(0), StubEngine.job(1)]
        let assembly = Assembly(
            sites: [.init(index: 0, multiplicity: 1, job: 0, rotation: .identity, axes: .identity)], frame: .site,
            window: .standard, notes: ["note"])
        try store.keep(SpectralPlan(jobs: jobs, assembly: assembly), for: "request")
        let plan = try #require(try store.plan("request"))
        #expect(plan.jobKeys == [keys[0], keys[1]] && plan.assembly == assembly)
        #expect(try store.answer("request")?.results.count == 2 && store.answer("request")?.assembly == assembly)
        #expect(try store.plan("other") == nil && store.answer("other") == nil)
        #expect(try store.value("name", inputs: "a") == nil)
        try store.keep(value: [1, 2, 0], "name", inputs: "a")
        #expect(try store.value("name", inputs: "a") == [1, 2, 0])
        #expect(try store.collectGarbage(engine: StubEngine.identity) == 4)
        #expect(try store.entries() == [] && store.plan("request") == nil)
    }

    @Test func exportAndImport() throws {
        let folder = try TestFolder(), (store, keys) = try filled(folder), file = folder.path + "/study.spar"
        try store.keep(
            SpectralPlan(
                jobs: [StubEngine.job(0)],
                assembly: Assembly(
                    sites: [], frame: .site, window: .standard, notes: [])), for: "request")
        #expect(try store.export(to: file).results == 3)
        let other = try TestFolder(), target = try RunStore(path: other.store)
        let first = try target.importEntries(from: file)
        #expect(first.added == 3 && first.known == 0 && first.plans == 1 && first.refused == [])
        #expect(try target.importEntries(from: file).known == 3)
        #expect(try target.results(keys) == store.results(keys))
        #expect(try target.plan("request") == store.plan("request"))
        #expect(try store.export(to: file, keys: [keys[1]]).results == 1)
        // A changed byte in a result is found on import and left out; a file may come uncompressed.
        let whole = try FileBytes.read(file)
        let plain = try Command("gzip", ["-dc", file]).run()
        try Data(plain.output).write(to: URL(fileURLWithPath: file))
        try flip(file)
        let third = try TestFolder(), careful = try RunStore(path: third.store)
        let summary = try careful.importEntries(from: file)
        #expect(summary.added == 0)
        #expect(summary.refused == ["\(keys[1]): the bytes of the result changed"])
        for (content, says) in [
            (Array("text".utf8), "FILE is not an exported store"),
            (Array(whole.prefix(whole.count / 2)), "FILE was cut short"),
            (whole.enumerated().map { $0 == whole.count / 2 ? ~$1 : $1 }, "FILE is damaged: it cannot be decompressed"),
            (nil, "cannot import FILE: there is no such file"),
        ] as [([UInt8]?, String)] {
            let bad = third.path + "/bad"
            if let content {
                try AtomicFile.write(content, to: bad)
            } else {
                try FileManager.default.removeItem(atPath: bad)
            }
            #expect(
                message { _ = try careful.importEntries(from: bad) } == says.replacingOccurrences(of: "FILE", with: bad)
            )
        }
    }

    @Test func verifyRemovesChangedEntries() throws {
        let folder = try TestFolder()
        var keys: [String] = []
        do {
            let (store, found) = try filled(folder)
            keys = found
            try store.close()
        }
        try flip(folder.store)
        let store = try RunStore(path: folder.store), check = try store.verify()
        #expect(check.results == 3)
        #expect(check.damage.count == 1 && check.damage[0].hasSuffix(": the bytes of the result changed"))
        #expect(try store.results(keys).count { $0 != nil } == 2)
        #expect(try store.verify().damage == [])
    }

    /// Changes the last of the first stored result's bytes: the value of 1 / (1 + x^2) stands in each.
    private func flip(_ path: String) throws {
        var bytes = try FileBytes.read(path)
        let mark = Array("SPAR SITE 2\n".utf8)
        let start = try #require(bytes.indices.first { bytes[$0] == mark[0] && bytes[$0...].starts(with: mark) })
        // Far enough on that the first page of the blob ends; its numbers follow.
        bytes[start + 900] ^= 1
        try Data(bytes).write(to: URL(fileURLWithPath: path))
    }

    enum Fault: CaseIterable { case folder, noFolder, text, cut, newer, stranger, damaged }

    @Test(arguments: Fault.allCases)
    func badStores(_ fault: Fault) throws {
        let folder = try TestFolder(), path = folder.store
        if fault != .folder, fault != .noFolder, fault != .text { try filled(folder).store.close() }
        var bytes = fault == .folder || fault == .noFolder || fault == .text ? [] : try FileBytes.read(path)
        var opened = path
        let says: String
        switch fault {
        case .folder:
            opened = folder.path
            says = "the store FILE is a folder; name a file in it, such as FILE/store.sqlite"
        case .noFolder:
            opened = folder.path + "/none/store.sqlite"
            says = "the store FILE cannot be made: there is no folder \(folder.path)/none; make it first"
        case .text:
            bytes = Array("this is a shopping list, and it is long enough to be taken for a database header".utf8)
            says =
                "the store FILE is not a Spar store: the file is no SQLite database; name another with --store or "
                + "move it away"
        case .cut:
            bytes = Array(bytes.prefix(40))
            says =
                "the store FILE is not a Spar store: the file is no SQLite database; name another with --store or "
                + "move it away"
        case .newer:
            bytes[63] = 9
            says =
                "the store FILE has schema version 9, written by a newer Spar; this one knows versions up to 1: use "
                + "the newer Spar, or name another store with --store"
        case .stranger:
            bytes[71] ^= 1
            says = "the store FILE is an SQLite database of another program; name another file with --store"
        case .damaged:
            for i in 100..<400 { bytes[i] = 0xAA }
            says =
                "the store FILE is damaged; it was left as it is: keep a copy, then move it away and import an export "
                + "with `spar store import`, or let the results be computed again"
        }
        if !bytes.isEmpty { try Data(bytes).write(to: URL(fileURLWithPath: path)) }
        #expect(
            message { _ = try RunStore(path: opened) }
                == says.split(separator: "FILE", omittingEmptySubsequences: false)
                .joined(separator: opened))
        if !bytes.isEmpty { #expect(try FileBytes.read(path) == bytes) }
    }

    @Test(.enabled(if: geteuid() != 0, "root may write everywhere"))
    func readOnlyStore() throws {
        let folder = try TestFolder()
        try filled(folder).store.close()
        chmod(folder.store, 0o444)
        try checkReadOnly(folder)
    }

    /// The same for root, who needs a folder that nobody may write to: one mounted so.
    private func checkReadOnly(_ folder: TestFolder) throws {
        let before = try FileBytes.read(folder.store)
        let store = try RunStore(path: folder.store), keys = try store.entries().map(\.key)
        #expect(store.isReadOnly && keys.count == 3)
        #expect(try store.results(keys).allSatisfy { $0 != nil })
        try store.keep(value: [1], "a", inputs: "b")
        #expect(try store.value("a", inputs: "b") == nil)
        #expect(try store.verify().damage == [])
        #expect(
            message { _ = try folder.scheduler(store) }
                == "the store \(folder.store) may only be read, and does not have "
                + "all that is asked for; to compute the rest, copy it and name the copy with --store")
        let dry = try folder.scheduler(store, isDryRun: true)
        _ = try dry.submit(StubEngine.job(0))
        _ = try dry.submit(StubEngine.job(9))
        #expect(dry.dryRunReport.jobs == 2 && dry.dryRunReport.inStore == 1)
        dry.close()
        #expect(try FileBytes.read(folder.store) == before)
        #expect(!FileManager.default.fileExists(atPath: folder.store + "-wal"))
    }

    /// A file whose first commit did not come, because the disk was full, has no tables: it is a new store.
    @Test func emptyDatabaseIsANewStore() throws {
        let folder = try TestFolder()
        let queue = try DatabaseQueue(path: folder.store)
        try queue.writeWithoutTransaction {
            try $0.execute(sql: "PRAGMA journal_mode = WAL; CREATE TABLE t (x); DROP TABLE t")
        }
        try queue.close()
        #expect(try RunStore(path: folder.store).entries() == [])
        let other = try TestFolder(), stranger = try DatabaseQueue(path: other.store)
        try stranger.write { try $0.execute(sql: "CREATE TABLE t (x)") }
        try stranger.close()
        #expect(
            message { _ = try RunStore(path: other.store) }
                == "the store \(other.store) is an SQLite database of another "
                + "program; name another file with --store")
    }

    private func plan(_ first: Int) throws -> SpectralPlan {
        SpectralPlan(
            jobs: [try StubEngine.job(first)],
            assembly: Assembly(
                sites: [.init(index: 0, multiplicity: 1, job: 0, rotation: .identity, axes: .identity)], frame: .site,
                window: .standard, notes: ["of job \(first)"]))
    }

    /// Rows of plans that were exchanged, cut or changed are no plans: they are made anew, and `verify` finds them.
    @Test(arguments: [
        "CREATE TEMP TABLE t AS SELECT * FROM plans; UPDATE plans SET jobs = (SELECT jobs FROM t WHERE t.request <> "
            + "plans.request)",
        "UPDATE plans SET request = CASE request WHEN 'a' THEN 'b!' ELSE 'a!' END; UPDATE plans SET request = "
            + "substr(request, 1, 1)",
        "CREATE TEMP TABLE t AS SELECT * FROM plans; UPDATE plans SET assembly = (SELECT assembly FROM t WHERE "
            + "t.request <> plans.request)",
        "UPDATE plans SET assembly = '{'", "UPDATE plans SET jobs = 'x y z'",
        "UPDATE plans SET assembly = x'00ff', jobs = 5",
        "UPDATE plans SET assembly = replace(assembly, '\"bound\"', '\"bond\"')",
        "UPDATE plans SET assembly = replace(assembly, '\"multiplicity\":1', '\"multiplicity\":2')",
    ])
    func plansAreBoundToTheirRequests(change: String) throws {
        let folder = try TestFolder(), (store, _) = try filled(folder)
        try store.keep(plan(0), for: "a")
        try store.keep(plan(1), for: "b")
        #expect(try store.answer("a")?.assembly == plan(0).assembly && store.answer("b")?.assembly == plan(1).assembly)
        #expect(try store.verify().damage == [])
        try store.close()
        let queue = try DatabaseQueue(path: folder.store)
        try queue.write { try $0.execute(sql: change) }
        try queue.close()
        let changed = try RunStore(path: folder.store), file = folder.path + "/export"
        #expect(try changed.answer("a") == nil && changed.answer("b") == nil)
        #expect(try changed.export(to: file).results == 3)
        let other = try TestFolder(), imported = try RunStore(path: other.store).importEntries(from: folder.store)
        #expect(imported.plans == 0 && imported.unboundPlans == 2 && imported.added == 3 && imported.refused == [])
        let third = try TestFolder()
        #expect(try RunStore(path: third.store).importEntries(from: file).unboundPlans == 0)
        let damage = try changed.verify().damage
        #expect(damage.count == 2 && damage.allSatisfy { $0.hasSuffix("it is made anew when wanted") })
        #expect(try changed.verify().plans == 0)
        try changed.keep(plan(0), for: "a")
        #expect(try changed.answer("a")?.assembly == plan(0).assembly)
    }

    /// A result whose bytes changed in the store is never handed out, nor exported.
    @Test func changedBytesAreNoResult() throws {
        let folder = try TestFolder(), (store, keys) = try filled(folder)
        try store.close()
        let queue = try DatabaseQueue(path: folder.store)
        try queue.write { database in
            let blob = try #require(
                try Data.fetchOne(database, sql: "SELECT result FROM results WHERE key = ?", arguments: [keys[1]]))
            var bytes = blob
            bytes[bytes.count - 3] ^= 1
            try database.execute(sql: "UPDATE results SET result = ? WHERE key = ?", arguments: [bytes, keys[1]])
        }
        try queue.close()
        let changed = try RunStore(path: folder.store)
        #expect(
            throws: SparError(
                "the entry \(keys[1]) of the store \(folder.store) is damaged: its bytes changed; `spar store verify` "
                    + "finds and removes such entries")
        ) { try changed.result(keys[1]) }
        #expect(try changed.result(keys[0]) != nil)
        let written = try changed.export(to: folder.path + "/e.spar")
        #expect(written.results == 2 && written.refused == ["\(keys[1]): the bytes of the result changed"])
    }

    /// Results under each other's keys, and entries that speak of another job, are found.
    @Test(arguments: [
        (
            "UPDATE results SET result = (SELECT result FROM results ORDER BY key LIMIT 1), sha256 = (SELECT sha256 "
                + "FROM results ORDER BY key LIMIT 1)", 2, "this is the result of another job, "
        ),
        (
            "UPDATE results SET any_version = (SELECT any_version FROM results ORDER BY key LIMIT 1)", 2,
            "what the store says of it is not what its job says"
        ),
        ("UPDATE results SET version = 'other'", 3, "what the store says of it is not what its job says"),
        ("UPDATE results SET atoms = 'many'", 3, "what the store says of it is not what its job says"),
        ("UPDATE results SET job = 7", 3, "its key or its job is missing"),
        ("UPDATE results SET result = 'text'", 3, "its result is missing"),
        (
            "UPDATE results SET status = x'ff', cpu_seconds = 'x'", 3,
            "what the store says of it is not what its job says"
        ),
    ])
    func resultsAreBoundToTheirJobs(change: String, count: Int, says: String) throws {
        let folder = try TestFolder()
        try filled(folder).store.close()
        let queue = try DatabaseQueue(path: folder.store)
        try queue.write { try $0.execute(sql: change) }
        try queue.close()
        let store = try RunStore(path: folder.store), other = try TestFolder()
        let refused = try RunStore(path: other.store).importEntries(from: folder.store).refused
        #expect(refused.count == count && refused.allSatisfy { $0.contains(says) }, "\(refused)")
        _ = try store.entries()
        let damage = try store.verify().damage
        #expect(damage.count == count && damage.allSatisfy { $0.contains(says) }, "\(damage)")
    }

    /// Files that were made to do harm: a sentence, nothing taken in, nothing left behind.
    @Test(arguments: [
        (
            "PRAGMA writable_schema = ON; UPDATE sqlite_master SET sql = replace(sql, ' NOT NULL', '') WHERE name = "
                + "'results'; PRAGMA writable_schema = RESET", "its table results is not as Spar makes it"
        ),
        (
            "DROP TABLE plans; CREATE VIEW plans AS WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) "
                + "SELECT n AS request, "
                + "'a' AS jobs, 'b' AS assembly, 'c' AS date FROM r", "its table plans is not as Spar makes it"
        ),
        (
            "DROP TABLE cached_values; CREATE TABLE cached_values (name, inputs, sha256, date, value AS (name || "
                + "sha256))",
            "its table cached_values is not as Spar makes it"
        ),
        ("DROP TABLE results", "its table results is missing"),
    ])
    func strangeTablesAreRefused(change: String, says: String) throws {
        let folder = try TestFolder()
        try filled(folder).store.close()
        let queue = try DatabaseQueue(path: folder.store)
        try queue.writeWithoutTransaction { try $0.execute(sql: change) }
        try queue.close()
        let other = try TestFolder(), target = try RunStore(path: other.store)
        #expect(
            message { _ = try target.importEntries(from: folder.store) }
                == "the store \(folder.store) is damaged or was not made "
                + "by Spar: " + says)
        #expect(message { _ = try RunStore(path: folder.store) }.hasSuffix(says))
        #expect(try target.entries() == [])
    }

    /// NULL where the table says NOT NULL: only a damaged file can have it, and reading it ends nothing.
    @Test func nullsAreFoundByReading() throws {
        let folder = try TestFolder()
        try filled(folder).store.close()
        let queue = try DatabaseQueue(path: folder.store)
        try queue.writeWithoutTransaction { database in
            let wanted =
                try String.fetchOne(database, sql: "SELECT sql FROM sqlite_master WHERE name = 'results'") ?? ""
            func setSchema(_ sql: String) throws {
                try database.execute(sql: "PRAGMA writable_schema = ON")
                try database.execute(sql: "UPDATE sqlite_master SET sql = ? WHERE name = 'results'", arguments: [sql])
                try database.execute(sql: "PRAGMA writable_schema = RESET")
            }
            try setSchema(wanted.replacingOccurrences(of: " NOT NULL", with: ""))
            try database.execute(sql: "UPDATE results SET key = NULL, node = NULL, sha256 = NULL, result = NULL")
            try setSchema(wanted)
        }
        try queue.close()
        let other = try TestFolder(), target = try RunStore(path: other.store)
        #expect(message { _ = try target.importEntries(from: folder.store) }.contains("is damaged"))
        let store = try RunStore(path: folder.store)
        #expect(try store.entries().count == 3)
        #expect(try !store.verify().damage.isEmpty)
    }

    @Test func whatUnpacksWithoutEndIsRefused() throws {
        let folder = try TestFolder(), bomb = folder.path + "/bomb"
        let made = try Command("/bin/sh", ["-c", "head -c 200000000 /dev/zero | gzip -9 > \(bomb)"], timeout: 60).run()
        #expect(made.end == .exited(0))
        let before = try FileManager.default.contentsOfDirectory(atPath: NSTemporaryDirectory()).filter {
            $0.hasPrefix("spar-import")
        }
        #expect(
            message { _ = try RunStore(path: folder.store).importEntries(from: bomb) }
                == "\(bomb) is not an exported store: 189 kB of it unpack to more than 64 MB")
        let after = try FileManager.default.contentsOfDirectory(atPath: NSTemporaryDirectory()).filter {
            $0.hasPrefix("spar-import")
        }
        #expect(Set(after).subtracting(before).isEmpty)
    }

    /// What a host that was killed left behind goes with the next run; folders of living processes and of others stay.
    @Test func foldersOfKilledWorkersAreTidied() throws {
        var name = [CChar](repeating: 0, count: 256)
        gethostname(&name, 255)
        let here = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let gone = try Command("/bin/sh", ["-c", "echo $$"]).run().outputText.trimmingCharacters(
            in: .whitespacesAndNewlines)
        let parent = NSTemporaryDirectory(), number = UUID().uuidString.prefix(8)
        let dead = parent + "spar-worker-\(here).\(gone).\(number)",
            alive = parent + "spar-worker-\(here).\(getpid()).\(number)"
        let elsewhere = parent + "spar-worker-elsewhere.\(gone).\(number)"
        let folder = try TestFolder()
        for path in [dead, alive, elsewhere] {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            try AtomicFile.write("x", to: path + "/.hidden")
            try FileManager.default.createSymbolicLink(atPath: path + "/link", withDestinationPath: folder.path)
        }
        defer { for path in [dead, alive, elsewhere] { try? FileManager.default.removeItem(atPath: path) } }
        let runs = try folder.scheduler(try RunStore(path: folder.store))
        runs.close()
        #expect(!FileManager.default.fileExists(atPath: dead))
        #expect(FileManager.default.fileExists(atPath: alive) && FileManager.default.fileExists(atPath: elsewhere))
        #expect(FileManager.default.fileExists(atPath: folder.store))
    }

    /// Hosts tell workers which job by its key: a folder may have any name.
    @Test func pathsWithANewline() throws {
        let folder = try TestFolder(), inner = folder.path + "/a\nb '\" c"
        try FileManager.default.createDirectory(atPath: inner, withIntermediateDirectories: true)
        let store = try RunStore(path: inner + "/s.sqlite"), runs = try folder.scheduler(store)
        #expect(try runs.submit(StubEngine.job(1)).result().energies.count == 451)
        runs.close()
        #expect(try store.export(to: inner + "/out\n.spar").results == 1)
        let other = try TestFolder()
        #expect(try RunStore(path: other.store).importEntries(from: inner + "/out\n.spar").added == 1)
    }

    @Test func sharedFileSystem() throws {
        let folder = try TestFolder()
        do {
            let store = try RunStore(path: folder.store, isShared: true, patience: 1)
            let text = message { _ = try RunStore(path: folder.store, isShared: true, patience: 1) }
            #expect(
                text.hasPrefix(
                    "the store \(folder.store) lies on a shared file system and is in use by process "
                        + "\(getpid()) of this machine since "))
            #expect(text.hasSuffix("; one host at a time can use it"))
            try store.keep(value: [1], "a", inputs: "b")
            #expect(!FileManager.default.fileExists(atPath: folder.store + "-wal"))
        }
        #expect(!FileManager.default.fileExists(atPath: folder.store + ".lock"))
        // Of a process of this machine that is gone: taken over. Of another machine: nobody can know.
        var name = [CChar](repeating: 0, count: 256)
        gethostname(&name, 255)
        let here = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        try AtomicFile.write("\(here) \(getpid()) 1 2026-01-01T00:00:00Z\n", to: folder.store + ".lock")
        do { _ = try RunStore(path: folder.store, isShared: true, patience: 1) }
        try AtomicFile.write("elsewhere 77 1 2026-01-01T00:00:00Z\n", to: folder.store + ".lock")
        #expect(
            message { _ = try RunStore(path: folder.store, isShared: true, patience: 1) }
                == "the store \(folder.store) lies "
                + "on a shared file system and is in use by process 77 on elsewhere since 2026-01-01T00:00:00Z; one "
                + "host at a time can use it. If that process is gone, remove \(folder.store).lock")
    }

    @Test func unreadableFileInTheSpool() throws {
        let folder = try TestFolder(), (store, keys) = try filled(folder, count: 1)
        let name = "/s.spool/done/\(keys[0]).run"
        try AtomicFile.write("SPAR RUN 1 cut", to: folder.path + name)
        let runs = try folder.scheduler(store)
        runs.close()
        #expect(!FileManager.default.fileExists(atPath: folder.path + name))
        #expect(FileManager.default.fileExists(atPath: folder.path + "/s.spool/bad/\(keys[0]).run"))
        #expect(try store.result(keys[0]) != nil)
    }
}
