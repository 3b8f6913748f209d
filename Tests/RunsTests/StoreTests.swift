// The store: what goes in comes out, what is wrong is said in one sentence, and nothing of others is touched.

import Basics
import Foundation
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
    @Test func location() {
        let all = ["SPAR_STORE": "/b", "XDG_DATA_HOME": "/data", "HOME": "/home/u"]
        #expect(StoreLocation.path(option: "a", environment: all) == "a")
        #expect(StoreLocation.path(option: nil, environment: all) == "/b")
        #expect(StoreLocation.path(option: nil, environment: ["SPAR_STORE": "", "XDG_DATA_HOME": "/data", "HOME": "/h"])
            == "/data/spar/store.sqlite")
        #expect(StoreLocation.path(option: nil, environment: ["XDG_DATA_HOME": "data", "HOME": "/home/u"])
            == "/home/u/.local/share/spar/store.sqlite")
    }

    @Test func lookups() throws {
        let folder = try TestFolder(), (store, keys) = try filled(folder)
        let found = try store.results([keys[2], "none", keys[0]])
        #expect(found[0] != nil && found[1] == nil && found[2] != nil)
        let engine = StubEngine(log: nil)
        let direct = try engine.compute(StubEngine.job(2), limits: JobLimits(), scratch: "/tmp", isCancelled: { false })
        #expect(found[0] == direct)
        let other = SpectralJob(engine: .init(name: "stub", version: "none"), cluster: try StubEngine.job(1).cluster,
                                settings: try StubEngine.job(1).settings)
        let anyVersion = try #require(try store.resultOfAnyVersion(of: other))
        #expect(anyVersion.version == "stub 1")
        #expect(anyVersion.result == (try store.result(keys[1])))
        #expect(try store.versions(ofEngine: "stub").map(\.results) == [3])
        let (entry, job, outcome) = try store.entry(beginning: String(keys[1].prefix(12)))
        #expect(entry.key == keys[1] && entry.element == "Ni" && entry.atoms == 1 && entry.status == .ok)
        #expect(try job == StubEngine.job(1))
        if case .failure = outcome { Issue.record("a result was expected") }
        #expect(message { _ = try store.entry(beginning: "x") } == "no entry of the store \(folder.store) begins with x")
        #expect(message { _ = try store.entry(beginning: "") }
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
        try store.keep(SpectralPlan(jobs: [StubEngine.job(0)], assembly: Assembly(
            sites: [], frame: .site, window: .standard, notes: [])), for: "request")
        #expect(try store.export(to: file) == 3)
        let other = try TestFolder(), target = try RunStore(path: other.store)
        let first = try target.importEntries(from: file)
        #expect(first.added == 3 && first.known == 0 && first.plans == 1 && first.refused == [])
        #expect(try target.importEntries(from: file).known == 3)
        #expect(try target.results(keys) == store.results(keys))
        #expect(try target.plan("request") == store.plan("request"))
        #expect(try store.export(to: file, keys: [keys[1]]) == 1)
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
            if let content { try AtomicFile.write(content, to: bad) } else { try FileManager.default.removeItem(atPath: bad) }
            #expect(message { _ = try careful.importEntries(from: bad) } == says.replacingOccurrences(of: "FILE", with: bad))
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
            says = "the store FILE is not a Spar store: the file is no SQLite database; name another with --store or move it "
                + "away"
        case .cut:
            bytes = Array(bytes.prefix(40))
            says = "the store FILE is not a Spar store: the file is no SQLite database; name another with --store or move it "
                + "away"
        case .newer:
            bytes[63] = 9
            says = "the store FILE has schema version 9, written by a newer Spar; this one knows versions up to 1: use the newer "
                + "Spar, or name another store with --store"
        case .stranger:
            bytes[71] ^= 1
            says = "the store FILE is an SQLite database of another program; name another file with --store"
        case .damaged:
            for i in 100..<400 { bytes[i] = 0xAA }
            says = "the store FILE is damaged; it was left as it is: keep a copy, then move it away and import an export with "
                + "`spar store import`, or let the results be computed again"
        }
        if !bytes.isEmpty { try Data(bytes).write(to: URL(fileURLWithPath: path)) }
        #expect(message { _ = try RunStore(path: opened) } == says.split(separator: "FILE", omittingEmptySubsequences: false)
            .joined(separator: opened))
        if !bytes.isEmpty { #expect(try FileBytes.read(path) == bytes) }
    }

    @Test(.enabled(if: geteuid() != 0, "root may write everywhere"))
    func readOnlyStore() throws {
        let folder = try TestFolder()
        try filled(folder).store.close()
        chmod(folder.store, 0o444)
        #expect(message { _ = try RunStore(path: folder.store) } == "the store \(folder.store) may not be written to; make it "
            + "writable, or copy it and name the copy with --store")
    }

    @Test func sharedFileSystem() throws {
        let folder = try TestFolder()
        do {
            let store = try RunStore(path: folder.store, isShared: true, patience: 1)
            let text = message { _ = try RunStore(path: folder.store, isShared: true, patience: 1) }
            #expect(text.hasPrefix("the store \(folder.store) lies on a shared file system and is in use by process "
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
        #expect(message { _ = try RunStore(path: folder.store, isShared: true, patience: 1) } == "the store \(folder.store) lies "
            + "on a shared file system and is in use by process 77 on elsewhere since 2026-01-01T00:00:00Z; one host at a time "
            + "can use it. If that process is gone, remove \(folder.store).lock")
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
