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
        let row = try read { database in
            try Row.fetchOne(database.cachedStatement(sql: "SELECT jobs, assembly FROM plans WHERE request = ?"),
                             arguments: [request])
        }
        guard let row else { return nil }
        let assembly = try Assembly(json: JSON.parse(row["assembly"] as String, name: "a stored plan"))
        return StoredPlan(jobKeys: (row["jobs"] as String).split(separator: " ").map(String.init), assembly: assembly)
    }

    /// The results of a stored plan's jobs where all are there, nil otherwise.
    public func results(of plan: StoredPlan) throws -> [SiteResult]? {
        let found = try results(plan.jobKeys).compactMap { $0 }
        return found.count == plan.jobKeys.count ? found : nil
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
