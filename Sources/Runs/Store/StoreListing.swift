// What `spar store ls`, `show`, `verify` and `gc` need.

import Basics
import Foundation
import GRDB
import Spectra

/// A line of the store's list: a result or a failure.
public struct StoreEntry: Equatable, Sendable {
    public let key: String
    public let engine: EngineIdentity
    /// The absorber's symbol.
    public let element: String
    /// Scattering atoms.
    public let atoms: Int
    public let status: JobStatus
    public let cpuSeconds: Double
    public let node: String
    /// UTC.
    public let date: String

    init(_ row: Row) {
        key = row.text("key") ?? ""
        engine = EngineIdentity(name: row.text("engine") ?? "", version: row.text("version") ?? "")
        element = row.text("element") ?? ""
        atoms = row.whole("atoms") ?? 0
        status = row.text("status").flatMap { JobStatus(text: $0) } ?? .killed
        cpuSeconds = row.real("cpu_seconds") ?? 0
        node = row.text("node") ?? ""
        date = row.text("date") ?? ""
    }
}

/// What `verify` found.
public struct StoreCheck: Equatable, Sendable {
    public var results = 0, failures = 0, plans = 0, values = 0
    /// One sentence for each entry that was damaged and removed, or for a damaged file.
    public var damage: [String] = []
}

extension RunStore {
    private static let listed = "key, engine, version, element, atoms, status, cpu_seconds, node, date"

    /// All results and failures, the oldest first.
    public func entries() throws -> [StoreEntry] {
        var entries: [StoreEntry] = []
        try forEachEntry { entries.append($0) }
        return entries
    }

    /// Visits all results and failures, the oldest first, one at a time: there may be many.
    public func forEachEntry(_ visit: (StoreEntry) throws -> Void) throws {
        try read { database in
            // Two cursors, each by its index: one over both would sort all rows first.
            let results = try Row.fetchCursor(
                database, sql: "SELECT \(Self.listed) FROM results ORDER BY date, key")
            let failures = try Row.fetchCursor(
                database, sql: "SELECT \(Self.listed) FROM failures ORDER BY date, key")
            var result = try results.next().map(StoreEntry.init), failure = try failures.next().map(StoreEntry.init)
            while let next = [result, failure].compactMap({ $0 }).min(by: { ($0.date, $0.key) < ($1.date, $1.key) }) {
                try visit(next)
                if next == result {
                    result = try results.next().map(StoreEntry.init)
                } else {
                    failure = try failures.next().map(StoreEntry.init)
                }
            }
        }
    }

    /// How many results and failures there are.
    public func entryCounts() throws -> (results: Int, failures: Int) {
        try read {
            (
                try Int.fetchOne($0, sql: "SELECT count(*) FROM results") ?? 0,
                try Int.fetchOne($0, sql: "SELECT count(*) FROM failures") ?? 0
            )
        }
    }

    /// One entry by its key or the beginning of it, with the job and what came of it.
    /// - Throws: `SparError` where no entry or more than one begins so.
    public func entry(beginning prefix: String) throws -> (entry: StoreEntry, job: SpectralJob, outcome: JobOutcome) {
        let rows = try read {
            try Row.fetchAll(
                $0,
                sql: """
                    SELECT \(Self.listed), job FROM results WHERE key >= ?1 AND key < ?2 UNION ALL
                    SELECT \(Self.listed), job FROM failures WHERE key >= ?1 AND key < ?2 ORDER BY key LIMIT 2
                    """, arguments: [prefix.lowercased(), prefix.lowercased() + "\u{7f}"])
        }
        guard let row = rows.first else { throw SparError("no entry of the store \(path) begins with \(prefix)") }
        guard rows.count == 1 else {
            throw SparError(
                "more than one entry of the store \(path) begins with \(prefix); give more digits of the key")
        }
        let entry = StoreEntry(row), name = "the job \(entry.key)"
        let job = try SpectralJob(json: JSON.parse(Array(row.bytes("job") ?? Data()), name: name))
        if let result = try result(entry.key) { return (entry, job, .success(result)) }
        guard let failure = try failure(entry.key) else {
            throw SparError("\(name) was removed from the store just now")
        }
        return (entry, job, .failure(failure))
    }

    /// Hashes everything again. Entries that are not what their key and checksum say are removed (they are computed
    /// again when wanted), and plans that are not bound to their request; a file whose pages are damaged is only
    /// reported.
    /// Of a store that may only be read nothing is removed.
    public func verify() throws -> StoreCheck {
        var check = StoreCheck(), bad: [(table: String, row: Int64)] = [], badPlans: [DatabaseValue] = []
        let pages = try read { try String.fetchAll($0, sql: "PRAGMA integrity_check") }
        if pages != ["ok"] {
            check.damage.append("the file \(path) is damaged: \(pages.prefix(3).joined(separator: "; "))")
            return check
        }
        try read { database in
            for table in ["results", "failures"] {
                let rows = try Row.fetchCursor(database, sql: "SELECT rowid, * FROM \(table)")
                while let row = try rows.next() {
                    if table == "results" { check.results += 1 } else { check.failures += 1 }
                    if let fault = StoredEntryCheck.fault(row, hasResult: table == "results") {
                        bad.append((table, row["rowid"]))
                        check.damage.append("\(row.keyForMessages): \(fault)")
                    }
                }
            }
            let values = try Row.fetchCursor(
                database, sql: "SELECT rowid, name, inputs, sha256, value FROM cached_values")
            while let row = try values.next() {
                check.values += 1
                if let fault = Self.faultOfValue(row) {
                    bad.append(("cached_values", row["rowid"]))
                    check.damage.append(fault)
                }
            }
            let plans = try Row.fetchCursor(database, sql: "SELECT request, jobs, assembly FROM plans")
            while let row = try plans.next() {
                check.plans += 1
                if StoredPlan(row) == nil {
                    badPlans.append(row["request"])
                    check.damage.append(Self.faultOfPlan(row))
                }
            }
        }
        if !isReadOnly, !bad.isEmpty || !badPlans.isEmpty {
            try write { database in
                for (table, row) in bad {
                    try database.execute(sql: "DELETE FROM \(table) WHERE rowid = ?", arguments: [row])
                }
                for request in badPlans {
                    try database.execute(sql: "DELETE FROM plans WHERE request = ?", arguments: [request])
                }
            }
        }
        return check
    }

    static func faultOfPlan(_ row: Row) -> String {
        "the plan \(row.text("request") ?? "without a request"): it is not bound to its request; it is made anew when "
            + "wanted"
    }

    static func faultOfValue(_ row: Row) -> String? {
        guard let name = row.text("name"), row.text("inputs") != nil, row.text("date") != nil || !row.hasColumn("date"),
            case let value = row.bytes("value") ?? Data()
        else { return "a cached value without a name or inputs" }
        return SHA256.hex(value) == row.text("sha256") ? nil : "the cached value \(name): its bytes changed"
    }

    /// Removes what is older than a number of days (all failures and results where 0), plans whose jobs are gone, and
    /// gives the room back.
    /// - Returns: how many results, failures, plans and cached values were removed.
    public func collectGarbage(olderThanDays days: Double? = nil, engine: EngineIdentity? = nil) throws -> Int {
        let removed = try write { database in
            var removed = 0
            func delete(_ sql: String, _ arguments: StatementArguments = []) throws {
                try database.execute(sql: sql, arguments: arguments)
                removed += database.changesCount
            }
            if let days {
                let age = "julianday('now') - julianday(date) >= \(NumberText.shortest(days))"
                for table in ["results", "failures", "cached_values"] {
                    try delete("DELETE FROM \(table) WHERE \(age)")
                }
            }
            if let engine {
                for table in ["results", "failures"] {
                    try delete("DELETE FROM \(table) WHERE engine = ? AND version = ?", [engine.name, engine.version])
                }
            }
            for request in try Self.orphanedPlans(database) {
                try delete("DELETE FROM plans WHERE request = ?", [request])
            }
            return removed
        }
        try StoreError.explained(path) { try queue.vacuum() }
        return removed
    }

    /// Plans of which a job is gone. Keys are looked up by their indices, plan after plan: nothing is held of the rest.
    private static func orphanedPlans(_ database: Database) throws -> [DatabaseValue] {
        let known = try database.makeStatement(
            sql:
                "SELECT EXISTS (SELECT 1 FROM results WHERE key = ?1) OR EXISTS (SELECT 1 FROM failures WHERE key = ?1)"
        )
        var orphaned: [DatabaseValue] = []
        let plans = try Row.fetchCursor(database, sql: "SELECT request, jobs FROM plans")
        while let plan = try plans.next() {
            let jobs = plan.text("jobs")?.split(separator: " ").map(String.init)
            if try jobs?.allSatisfy({ try Bool.fetchOne(known, arguments: [$0]) ?? false }) == true { continue }
            orphaned.append(plan["request"])
        }
        return orphaned
    }
}
