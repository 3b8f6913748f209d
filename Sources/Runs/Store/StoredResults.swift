// Results and failures by the keys of their jobs.

import Basics
import Foundation
import GRDB
import Spectra

/// A version of an engine as far as a store knows it.
public struct StoredVersion: Equatable, Sendable {
    public let version: String
    public let results: Int
    /// When its oldest and its newest result were computed, UTC.
    public let first: String, last: String
}

extension RunStore {
    /// The result of a job, nil where there is none.
    /// - Throws: `SparError` where the store cannot be read or the entry is damaged.
    public func result(_ key: String) throws -> SiteResult? { try results([key])[0] }

    /// The results of many jobs in the order of the keys, nil for each that is not there.
    public func results(_ keys: [String]) throws -> [SiteResult?] {
        try decoded(keys, look { try blobs(keys, $0) })
    }

    /// Processor seconds that the results of some jobs took together, whatever day they were computed.
    public func cpuSeconds(of keys: [String]) throws -> Double {
        try look { database in
            let statement = try database.cachedStatement(sql: "SELECT cpu_seconds FROM results WHERE key = ?")
            return try Set(keys).reduce(0) { try $0 + (Double.fetchOne(statement, arguments: [$1]) ?? 0) }
        }
    }

    /// The bytes of a stored result and the SHA-256 that was kept beside them.
    typealias Blob = (bytes: [UInt8], sha256: String?)

    func blobs(_ keys: [String], _ database: Database) throws -> [Blob?] {
        let statement = try database.cachedStatement(sql: "SELECT result, sha256 FROM results WHERE key = ?")
        return try keys.map { key in
            let rows = try Row.fetchCursor(statement, arguments: [key])
            return try rows.next().map { row in
                (try row.withUnsafeData(atIndex: 0) { Array($0 ?? Data()) }, row.text("sha256"))
            }
        }
    }

    func decoded(_ keys: [String], _ blobs: [Blob?]) throws -> [SiteResult?] {
        try zip(keys, blobs).map { key, blob in
            guard let blob else { return nil }
            do {
                guard SHA256.hex(blob.bytes) == blob.sha256 else { throw SparError("its bytes changed") }
                return try SiteResult(encoded: blob.bytes, job: key)
            } catch {
                throw SparError(
                    "the entry \(key) of the store \(path) is damaged: \(error); `spar store verify` finds and "
                        + "removes such entries")
            }
        }
    }

    /// The newest result of the same job by any version of its engine, and that version: for a machine without it.
    public func resultOfAnyVersion(of job: SpectralJob) throws -> (version: String, result: SiteResult)? {
        let any = try job.keyOfAnyVersion()
        let row = try read {
            try Row.fetchOne(
                $0, sql: "SELECT key, version FROM results WHERE any_version = ? ORDER BY date DESC, key LIMIT 1",
                arguments: [any])
        }
        guard let row, let result = try result(row["key"]) else { return nil }
        return (row["version"], result)
    }

    /// The versions of an engine that the store holds results of, the newest result's first.
    public func versions(ofEngine engine: String) throws -> [StoredVersion] {
        try read {
            try Row.fetchAll(
                $0,
                sql: """
                    SELECT version, count(*) AS n, min(date) AS first, max(date) AS last FROM results WHERE engine = ?
                    GROUP BY version ORDER BY last DESC, version
                    """, arguments: [engine]
            ).map {
                StoredVersion(version: $0["version"], results: $0["n"], first: $0["first"], last: $0["last"])
            }
        }
    }

    /// The failure in the ledger, nil where there is none.
    public func failure(_ key: String) throws -> JobFailure? {
        let row = try read {
            try Row.fetchOne(
                $0, sql: "SELECT status, message, log, attempts FROM failures WHERE key = ?", arguments: [key])
        }
        guard let row else { return nil }
        return try Self.failure(row)
    }

    static func failure(_ row: Row) throws -> JobFailure {
        let attempts = try JSON.parse(row["attempts"] as String, name: "the attempts of a stored failure")
        return JobFailure(
            status: JobStatus(text: row["status"]) ?? .killed, message: row["message"], log: row["log"],
            attempts: try [String](json: attempts))
    }

    /// Takes in records in one commit. A result ends the failure of its job; a failure never replaces a result.
    func insert(_ records: [RunRecord], beforeCommit: () -> Void = {}) throws {
        try write { database in
            for record in records { try Self.insert(record, database) }
            beforeCommit()
        }
    }

    private static func insert(_ record: RunRecord, _ database: Database) throws {
        let job = record.job
        let common: [(any DatabaseValueConvertible)?] = [
            job.key, try job.keyOfAnyVersion(), job.engine.name, job.engine.version, job.cluster.absorber.symbol,
            job.cluster.atoms.count { $0.scatters }, record.outcome.status.text, record.cpuSeconds, record.wallSeconds,
            record.node,
            record.date,
        ]
        let bytes = Data(try job.json.canonicalBytes())
        switch record.outcome {
        case .success(let result):
            let blob = try result.encoded(job: job.key)
            let insert = try database.cachedStatement(
                sql: "INSERT OR REPLACE INTO results VALUES (\(marks(14)))")
            try insert.execute(arguments: StatementArguments(common + [SHA256.hex(blob), bytes, Data(blob)]))
            try database.cachedStatement(sql: "DELETE FROM failures WHERE key = ?").execute(arguments: [job.key])
        case .failure(let failure):
            let isKnown =
                try Int.fetchOne(
                    database, sql: "SELECT 1 FROM results WHERE key = ?", arguments: [job.key]) != nil
            if isKnown { return }
            let times =
                try Int.fetchOne(
                    database, sql: "SELECT times FROM failures WHERE key = ?", arguments: [job.key]) ?? 0
            let attempts = try JSON.array(failure.attempts.map { .string($0) }).canonicalText()
            try database.execute(
                sql: "INSERT OR REPLACE INTO failures VALUES (\(marks(16)))",
                arguments: StatementArguments(common + [times + 1, failure.message, failure.log, attempts, bytes]))
        }
    }

    static func marks(_ count: Int) -> String { Array(repeating: "?", count: count).joined(separator: ", ") }
}
