// Arrays of tasks that were submitted to a cluster: a host that was ended finds them here again.
//
// The column `slurm_job` has the batch system's own word for the job: SQLite keeps a whole number as one, and any other
// text as it is.

import Processes
import GRDB

/// A submitted array as the store knows it.
struct StoredArray: Equatable, Sendable {
    let name: String
    /// Nil where its host was ended before the batch system had answered.
    let job: String?
    let tasks: Int
}

extension RunStore {
    func note(_ array: StoredArray) throws {
        try write {
            try $0.execute(
                sql: "INSERT OR REPLACE INTO chunks VALUES (?, ?, ?, ?)",
                arguments: [array.name, array.job, array.tasks, Machine.now()])
        }
    }

    func forget(arrayNamed name: String) throws {
        try write { try $0.execute(sql: "DELETE FROM chunks WHERE chunk = ?", arguments: [name]) }
    }

    func notedArrays() throws -> [StoredArray] {
        try read {
            try Row.fetchAll($0, sql: "SELECT chunk, slurm_job, tasks FROM chunks ORDER BY chunk").compactMap { row in
                guard let name = row.text("chunk"), let tasks = row.whole("tasks") else { return nil }
                return StoredArray(
                    name: name, job: row.whole("slurm_job").map { String($0) } ?? row.text("slurm_job"), tasks: tasks)
            }
        }
    }
}
