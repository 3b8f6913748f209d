// What a request came to, by the request's key: the keys of its jobs and the assembly of their results. A request
// seen before is answered without symmetry, charges or neighbours.

import Basics
import GRDB
import Spectra

/// A plan without its jobs' geometry.
public struct StoredPlan: Equatable, Sendable {
    /// In the order of the plan's jobs.
    public let jobKeys: [String]
    public let assembly: Assembly
}

extension RunStore {
    /// The plan of a request, nil where it was not kept.
    /// - Parameter request: `SpectralRequest.key(engine:)`.
    public func plan(_ request: String) throws -> StoredPlan? {
        try look { try Self.plan(request, $0) }
    }

    /// The keys of a request's jobs, the assembly of their results, and these, where all are there; nil otherwise.
    public func answer(_ request: String) throws -> (keys: [String], assembly: Assembly, results: [SiteResult])? {
        let found = try look { database in try Self.plan(request, database).map { ($0, try blobs($0.jobKeys, database)) } }
        guard let (plan, blobs) = found else { return nil }
        let results = try decoded(plan.jobKeys, blobs).compactMap { $0 }
        return results.count == plan.jobKeys.count ? (plan.jobKeys, plan.assembly, results) : nil
    }

    private static func plan(_ request: String, _ database: Database) throws -> StoredPlan? {
        let statement = try database.cachedStatement(sql: "SELECT jobs, assembly FROM plans WHERE request = ?")
        guard let row = try Row.fetchOne(statement, arguments: [request]) else { return nil }
        let assembly = try Assembly(json: JSON.parse(row["assembly"] as String, name: "a stored plan"))
        return StoredPlan(jobKeys: (row["jobs"] as String).split(separator: " ").map(String.init), assembly: assembly)
    }

    /// Keeps the plan of a request.
    public func keep(_ plan: SpectralPlan, for request: String) throws {
        let keys = try plan.jobs.map { try $0.key() }.joined(separator: " ")
        let assembly = try plan.assembly.json.canonicalText()
        try write {
            try $0.execute(sql: "INSERT OR REPLACE INTO plans VALUES (?, ?, ?, ?)",
                           arguments: [request, keys, assembly, Machine.now()])
        }
    }
}
