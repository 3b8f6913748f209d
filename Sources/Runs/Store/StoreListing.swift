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
        key = row["key"]
        engine = EngineIdentity(name: row["engine"], version: row["version"])
        element = row["element"]
        atoms = row["atoms"]
        status = JobStatus(text: row["status"]) ?? .killed
        cpuSeconds = row["cpu_seconds"]
        node = row["node"]
        date = row["date"]
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
        try read {
            try Row.fetchAll($0, sql: """
                SELECT \(Self.listed) FROM results UNION ALL SELECT \(Self.listed) FROM failures ORDER BY date, key
                """).map(StoreEntry.init)
        }
    }

    /// One entry by its key or the beginning of it, with the job and what came of it.
    /// - Throws: `SparError` where no entry or more than one begins so.
    public func entry(beginning prefix: String) throws -> (entry: StoreEntry, job: SpectralJob, outcome: StoredOutcome) {
        let rows = try read {
            try Row.fetchAll($0, sql: """
                SELECT \(Self.listed), job FROM results WHERE substr(key, 1, ?1) = ?2 UNION ALL
                SELECT \(Self.listed), job FROM failures WHERE substr(key, 1, ?1) = ?2 ORDER BY key LIMIT 2
                """, arguments: [prefix.count, prefix.lowercased()])
        }
        guard let row = rows.first else { throw SparError("no entry of the store \(path) begins with \(prefix)") }
        guard rows.count == 1 else {
            throw SparError("more than one entry of the store \(path) begins with \(prefix); give more digits of the key")
        }
        let entry = StoreEntry(row), name = "the job \(entry.key)"
        let job = try SpectralJob(json: JSON.parse(Array(row["job"] as Data), name: name))
        if let result = try result(entry.key) { return (entry, job, .result(result)) }
        guard let failure = try failure(entry.key) else { throw SparError("\(name) was removed from the store just now") }
        return (entry, job, .failure(failure))
    }

    /// Hashes everything again. Entries that are not what their key and checksum say are removed (they are computed
    /// again when wanted); a file whose pages are damaged is only reported.
    public func verify() throws -> StoreCheck {
        var check = StoreCheck(), bad: [(table: String, row: Int64)] = []
        let pages = try read { try String.fetchAll($0, sql: "PRAGMA integrity_check") }
        if pages != ["ok"] {
            check.damage.append("the file \(path) is damaged: \(pages.prefix(3).joined(separator: "; "))")
            return check
        }
        try read { database in
            for table in ["results", "failures"] {
                let blob = table == "results" ? "sha256, result" : "'' AS sha256, NULL AS result"
                let rows = try Row.fetchCursor(database, sql: "SELECT rowid, key, job, \(blob) FROM \(table)")
                while let row = try rows.next() {
                    if table == "results" { check.results += 1 } else { check.failures += 1 }
                    if let fault = Self.fault(row) {
                        bad.append((table, row["rowid"]))
                        check.damage.append("\(row["key"] as String): \(fault)")
                    }
                }
            }
            let values = try Row.fetchCursor(database, sql: "SELECT rowid, name, inputs, sha256, value FROM cached_values")
            while let row = try values.next() {
                check.values += 1
                if SHA256.hex(row["value"] as Data) != row["sha256"] {
                    bad.append(("cached_values", row["rowid"]))
                    check.damage.append("the cached value \(row["name"] as String): its bytes changed")
                }
            }
            check.plans = try Int.fetchOne(database, sql: "SELECT count(*) FROM plans") ?? 0
        }
        if !bad.isEmpty {
            try write { database in
                for (table, row) in bad { try database.execute(sql: "DELETE FROM \(table) WHERE rowid = ?", arguments: [row]) }
            }
        }
        return check
    }

    static func fault(_ row: Row) -> String? {
        let job = row["job"] as Data
        guard SHA256.hex(job) == row["key"] else { return "the job is not the one that the key names" }
        guard let blob = row["result"] as Data? else { return nil }
        guard SHA256.hex(blob) == row["sha256"] else { return "the bytes of the result changed" }
        do {
            _ = try SiteResult(encoded: Array(blob))
            return nil
        } catch {
            return "\(error)"
        }
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
                for table in ["results", "failures", "cached_values"] { try delete("DELETE FROM \(table) WHERE \(age)") }
            }
            if let engine {
                for table in ["results", "failures"] {
                    try delete("DELETE FROM \(table) WHERE engine = ? AND version = ?", [engine.name, engine.version])
                }
            }
            let plans = try Row.fetchAll(database, sql: "SELECT request, jobs FROM plans")
            let known = Set(try String.fetchAll(database, sql: "SELECT key FROM results UNION SELECT key FROM failures"))
            for plan in plans where !(plan["jobs"] as String).split(separator: " ").allSatisfy({ known.contains(String($0)) }) {
                try delete("DELETE FROM plans WHERE request = ?", [plan["request"] as String])
            }
            return removed
        }
        try StoreError.explained(path) { try queue.vacuum() }
        return removed
    }
}
