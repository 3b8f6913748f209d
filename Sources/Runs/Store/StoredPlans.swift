// What a request came to, by the request's key: the keys of its jobs and the assembly of their results. A request
// seen before is answered without symmetry, charges or neighbours.
//
// A plan is bound to its request: its text holds the hash of request, jobs and assembly together. A row whose hash is
// another one, or that has none (older programs wrote such), is as good as none: the plan is made anew.

import Processes
import Basics
import GRDB
import Spectra

/// A plan without its jobs' geometry.
public struct StoredPlan: Equatable, Sendable {
    /// In the order of the plan's jobs.
    public let jobKeys: [String]
    public let assembly: Assembly

    private static let seal = "bound"

    init(jobKeys: [String], assembly: Assembly) {
        self.jobKeys = jobKeys
        self.assembly = assembly
    }

    /// A row as it is kept; nil where it is not the plan of its request.
    init?(_ row: Row) {
        guard let request = row.text("request"), let jobs = row.text("jobs"), let text = row.text("assembly"),
            var members = (try? JSON.parse(text, name: "a stored plan"))?.members,
            let found = members.removeValue(forKey: Self.seal)?.text,
            let wanted = try? Self.hash(request, jobs, .object(members)), found == wanted,
            let assembly = try? Assembly(json: .object(members))
        else { return nil }
        jobKeys = jobs.split(separator: " ").map(String.init)
        self.assembly = assembly
        guard assembly.sites.allSatisfy({ jobKeys.indices.contains($0.job) && $0.multiplicity > 0 }) else { return nil }
    }

    /// The columns `jobs` and `assembly` of the row.
    func columns(_ request: String) throws -> (jobs: String, assembly: String) {
        let jobs = jobKeys.joined(separator: " "), json = assembly.json
        var members = json.members ?? [:]
        members[Self.seal] = .string(try Self.hash(request, jobs, json))
        return (jobs, try JSON.object(members).canonicalText())
    }

    private static func hash(_ request: String, _ jobs: String, _ assembly: JSON) throws -> String {
        SHA256.hex(Array((request + "\n" + jobs + "\n").utf8) + (try assembly.canonicalBytes()))
    }
}

extension RunStore {
    /// The plan of a request, nil where it was not kept or is damaged.
    /// - Parameter request: `SpectralRequest.key(engine:)`.
    public func plan(_ request: String) throws -> StoredPlan? {
        try look { try Self.plan(request, $0) }
    }

    /// The keys of a request's jobs, the assembly of their results, and these, where all are there; nil otherwise.
    public func answer(_ request: String) throws -> (keys: [String], assembly: Assembly, results: [SiteResult])? {
        let found = try look { database in
            try Self.plan(request, database).map { ($0, try blobs($0.jobKeys, database)) }
        }
        guard let (plan, blobs) = found else { return nil }
        let results = try decoded(plan.jobKeys, blobs).compactMap { $0 }
        return results.count == plan.jobKeys.count ? (plan.jobKeys, plan.assembly, results) : nil
    }

    private static func plan(_ request: String, _ database: Database) throws -> StoredPlan? {
        let statement = try database.cachedStatement(sql: "SELECT request, jobs, assembly FROM plans WHERE request = ?")
        return try Row.fetchOne(statement, arguments: [request]).flatMap { StoredPlan($0) }
    }

    /// Keeps the plan of a request; where the store may only be read, nothing is kept.
    public func keep(_ plan: SpectralPlan, for request: String) throws {
        if isReadOnly { return }
        let stored = StoredPlan(jobKeys: plan.jobs.map(\.key), assembly: plan.assembly)
        let (jobs, assembly) = try stored.columns(request)
        try write {
            try $0.execute(
                sql: "INSERT OR REPLACE INTO plans VALUES (?, ?, ?, ?)",
                arguments: [request, jobs, assembly, Machine.now()])
        }
    }
}
