// Export and import: one SQLite file with the store's own tables in it, compressed by gzip, so that a colleague without the
// engine replays a study exactly. Import checks every entry against its key and checksum before it merges.

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
}

extension RunStore {
    /// Writes results, plans and cached values into one new file; failures are this machine's own matter.
    /// - Parameter keys: the jobs wanted, and the plans that need nothing else; all when nil.
    /// - Returns: how many results were written.
    /// - Throws: `SparError` where the file cannot be written; one that was there is then untouched.
    public func export(to file: String, keys: [String]? = nil) throws -> Int {
        var count = 0
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
                            guard wanted?.contains(row["key"]) != false else { return false }
                            count += 1
                            return true
                        }
                        try Self.copy("plans", from: source, to: target) { row in
                            guard let wanted else { return true }
                            return (row["jobs"] as String).split(separator: " ").allSatisfy { wanted.contains(String($0)) }
                        }
                        if wanted == nil {
                            try Self.copy("cached_values", from: source, to: target) { row in
                                !(row["name"] as String).hasPrefix(Self.privateValue)
                            }
                        }
                    }
                }
                try target.vacuum()
                try target.close()
            }
            try CompressedFile.compress(plain, into: temporary, reporting: file)
        }
        return count
    }

    /// Merges an exported file. What is there already stays as it is.
    /// - Throws: `SparError` where the file is no export or is damaged as a whole; nothing was then taken in.
    public func importEntries(from file: String) throws -> ImportSummary {
        var configuration = Configuration()
        configuration.readonly = true
        var added = 0, known = 0, plans = 0, values = 0, refused: [String] = []
        guard FileSystem.exists(file), !FileSystem.isFolder(file) else {
            throw SparError("cannot import \(file): there is no such file")
        }
        let plain = NSTemporaryDirectory() + "spar-import-\(getpid())-\(UUID().uuidString).sqlite"
        defer { unlink(plain) }
        try CompressedFile.expand(file, into: plain)
        guard try FileBytes.read(plain).starts(with: "SQLite format 3\0".utf8) else {
            throw SparError("\(file) is not an exported store")
        }
        try StoreError.explained(file) {
            let source = try DatabaseQueue(path: plain, configuration: configuration)
            try source.read { source in
                guard try Int.fetchOne(source, sql: "PRAGMA application_id") == StoreSchema.applicationID else {
                    throw SparError("\(file) is not an exported store")
                }
                try StoreSchema.prepare(source, path: file)
                guard try String.fetchAll(source, sql: "PRAGMA integrity_check") == ["ok"] else {
                    throw DatabaseError(resultCode: .SQLITE_CORRUPT)
                }
                try queue.write { target in
                    let before = try Int.fetchOne(target, sql: "SELECT count(*) FROM results") ?? 0
                    var valid = 0
                    try Self.copy("results", from: source, to: target) { row in
                        if let fault = Self.fault(row) {
                            refused.append("\(row["key"] as String): \(fault)")
                            return false
                        }
                        valid += 1
                        return true
                    }
                    added = (try Int.fetchOne(target, sql: "SELECT count(*) FROM results") ?? 0) - before
                    known = valid - added
                    try target.execute(sql: "DELETE FROM failures WHERE key IN (SELECT key FROM results)")
                    try Self.copy("plans", from: source, to: target) { _ in
                        plans += 1
                        return true
                    }
                    try Self.copy("cached_values", from: source, to: target) { row in
                        guard SHA256.hex(row["value"] as Data) == row["sha256"] else {
                            refused.append("the cached value \(row["name"] as String): its bytes changed")
                            return false
                        }
                        values += 1
                        return true
                    }
                }
            }
        }
        return ImportSummary(added: added, known: known, plans: plans, values: values, refused: refused)
    }

    /// Copies the rows that `isWanted`, in the order of their first column; rows already there stay.
    private static func copy(_ table: String, from source: Database, to target: Database, where isWanted: (Row) throws -> Bool)
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
