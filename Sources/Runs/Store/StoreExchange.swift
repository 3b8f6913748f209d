// Export and import: one SQLite file with the store's own tables in it, compressed by gzip, so that a colleague without
// the engine replays a study exactly. Both check every entry against its key and checksum; a file from elsewhere may
// hold anything, so only our own tables are read, by our own columns, each value by its kind.

import Basics
import Foundation
import GRDB
import Spectra

/// What an import brought.
public struct ImportSummary: Equatable, Sendable {
    /// Results that were new, and those that were there already.
    public let added: Int, known: Int
    public let plans: Int, values: Int
    /// One sentence for each entry that was left out because it is damaged.
    public let refused: [String]
    /// Plans that were left out because nothing binds them to their requests: they are made anew when wanted.
    public let unboundPlans: Int
}

extension RunStore {
    /// Writes results, plans and cached values into one new file; failures are this machine's own matter.
    /// - Parameter keys: the jobs wanted, and the plans that need nothing else; all when nil.
    /// - Returns: how many results were written, and one sentence for each that is damaged and was left out.
    /// - Throws: `SparError` where the file cannot be written; one that was there is then untouched.
    public func export(to file: String, keys: [String]? = nil) throws -> (results: Int, refused: [String]) {
        var count = 0, refused: [String] = []
        try AtomicFile.replace(file) { temporary in
            let plain = temporary + ".sqlite"
            defer { unlink(plain) }
            let target = try DatabaseQueue(path: plain)
            try StoreError.explained(file) {
                try target.write { try StoreSchema.prepare($0, path: file) }
                let wanted = keys.map(Set.init)
                try queue.read { source in
                    try target.write { target in
                        try Self.copy("results", from: source, to: target) { row in
                            guard wanted?.contains(row.text("key") ?? "") != false else { return false }
                            if let fault = StoredEntryCheck.fault(row, hasResult: true) {
                                refused.append("\(row.keyForMessages): \(fault)")
                                return false
                            }
                            count += 1
                            return true
                        }
                        try Self.copy("plans", from: source, to: target) { row in
                            guard let plan = StoredPlan(row) else { return false }
                            return wanted.map { plan.jobKeys.allSatisfy($0.contains) } ?? true
                        }
                        if wanted == nil {
                            try Self.copy("cached_values", from: source, to: target) { row in
                                row.text("name")?.hasPrefix(Self.privateValue) == false
                            }
                        }
                    }
                }
                try target.vacuum()
                try target.close()
            }
            try CompressedFile.compress(plain, into: temporary, reporting: file)
        }
        return (count, refused)
    }

    /// Merges an exported file. What is there already stays as it is.
    /// - Throws: `SparError` where the file is no export or is damaged as a whole; nothing was then taken in.
    public func importEntries(from file: String) throws -> ImportSummary {
        guard FileSystem.exists(file) else { throw SparError("cannot import \(file): there is no such file") }
        guard !FileSystem.isFolder(file) else {
            throw SparError("cannot import \(file): it is a folder; a file that `spar store export` wrote is expected")
        }
        let folder = try ScratchFolder("import")
        let plain = folder.path + "/export.sqlite"
        try CompressedFile.expand(file, into: plain)
        guard try FileBytes.read(plain, first: 16).starts(with: "SQLite format 3\0".utf8) else {
            throw SparError("\(file) is not an exported store")
        }
        var configuration = Configuration()
        configuration.readonly = true
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA trusted_schema = OFF") }
        return try StoreError.explained(file) {
            let source = try DatabaseQueue(path: plain, configuration: configuration)
            defer { try? source.close() }
            return try source.read { try merge($0, file: file) }
        }
    }

    private func merge(_ source: Database, file: String) throws -> ImportSummary {
        var known = 0, plans = 0, unbound = 0, values = 0, refused: [String] = []
        guard try Int.fetchOne(source, sql: "PRAGMA application_id") == StoreSchema.applicationID else {
            throw SparError("\(file) is not an exported store")
        }
        try StoreSchema.refuseNewer(try Int.fetchOne(source, sql: "PRAGMA user_version") ?? 0, path: file)
        try StoreSchema.checkTables(source, path: file)
        guard try String.fetchAll(source, sql: "PRAGMA integrity_check") == ["ok"] else {
            throw DatabaseError(resultCode: .SQLITE_CORRUPT)
        }
        let added = try queue.write { target in
            let before = try Int.fetchOne(target, sql: "SELECT count(*) FROM results") ?? 0
            var valid = 0
            try Self.copy("results", from: source, to: target) { row in
                if let fault = StoredEntryCheck.fault(row, hasResult: true) {
                    refused.append("\(row.keyForMessages): \(fault)")
                    return false
                }
                valid += 1
                return true
            }
            let added = (try Int.fetchOne(target, sql: "SELECT count(*) FROM results") ?? 0) - before
            known = valid - added
            try target.execute(sql: "DELETE FROM failures WHERE key IN (SELECT key FROM results)")
            try Self.copy("plans", from: source, to: target) { row in
                let isBound = StoredPlan(row) != nil && row.text("date") != nil
                if isBound { plans += 1 } else { unbound += 1 }
                return isBound
            }
            try Self.copy("cached_values", from: source, to: target) { row in
                if let fault = Self.faultOfValue(row) {
                    refused.append(fault)
                    return false
                }
                values += 1
                return true
            }
            return added
        }
        return ImportSummary(
            added: added, known: known, plans: plans, values: values, refused: refused, unboundPlans: unbound)
    }

    /// Copies the rows that `isWanted`, in the order of their first column; rows already there stay.
    private static func copy(
        _ table: String, from source: Database, to target: Database, where isWanted: (Row) throws -> Bool
    )
        throws
    {
        let rows = try Row.fetchCursor(source, sql: "SELECT * FROM \(table) ORDER BY 1, 2")
        while let row = try rows.next() {
            guard try isWanted(row) else { continue }
            let insert = try target.cachedStatement(
                sql: "INSERT OR IGNORE INTO \(table) VALUES (\(marks(row.count)))")
            try insert.execute(arguments: StatementArguments(row.databaseValues))
        }
    }
}
