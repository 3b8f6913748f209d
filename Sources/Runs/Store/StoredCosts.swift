// What a job will cost, from what jobs of its kind cost before.

import GRDB
import Spectra

/// The kind of a job as far as its cost goes.
struct JobKind: Hashable, Sendable {
    let engine: String
    let element: String
    /// Scattering atoms.
    let atoms: Int

    init(_ job: SpectralJob) {
        engine = job.engine.name
        element = job.cluster.absorber.symbol
        atoms = job.cluster.atoms.count { $0.scatters }
    }
}

struct JobCost: Equatable, Sendable {
    var cpuSeconds: Double
    var wallSeconds: Double

    /// Of a site of the reference set, for chunks where nothing else is known ("Driving FEFF10": about 100 s).
    static let unknown = JobCost(cpuSeconds: 100, wallSeconds: 100)
}

extension RunStore {
    /// The median of the newest fifty results of the same engine: of the same absorber and about as many atoms where
    /// there are some, else of any. Nil where there are none.
    func cost(of kind: JobKind) throws -> JobCost? {
        try read { database in
            func median(_ condition: String, _ arguments: StatementArguments) throws -> JobCost? {
                let rows = try Row.fetchAll(
                    database,
                    sql: """
                        SELECT cpu_seconds, wall_seconds FROM results WHERE engine = ? \(condition) ORDER BY date DESC LIMIT 50
                        """, arguments: [kind.engine] + arguments)
                let cpu = rows.map { $0[0] as Double }.sorted(), wall = rows.map { $0[1] as Double }.sorted()
                return rows.isEmpty ? nil : JobCost(cpuSeconds: cpu[rows.count / 2], wallSeconds: wall[rows.count / 2])
            }
            let margin = max(2, kind.atoms / 5)
            return try median(
                "AND element = ? AND atoms BETWEEN ? AND ?",
                [kind.element, kind.atoms - margin, kind.atoms + margin]) ?? median("", [])
        }
    }
}
