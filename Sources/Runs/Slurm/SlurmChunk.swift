// A chunk: one job array, a folder in the spool with a file of requests for each task and the batch script.
//
// The folder and the store's note of it are there before sbatch is called, under a name that the array also bears, so
// that a host that was ended at any moment finds its arrays again.

import Basics
import GRDB
import Glibc
import Spectra

/// A submitted array and what each of its tasks was given.
struct SlurmChunk: Sendable {
    let name: String
    let folder: String
    /// Nil until sbatch has answered.
    var job: Int?
    var tasks: [SlurmTask]

    var isOver: Bool { tasks.allSatisfy(\.isOver) }
}

struct SlurmTask: Sendable {
    let file: String
    /// The keys of its jobs, in order.
    let keys: [String]
    /// When it was first seen to have ended.
    var endSeen: Double?
    var isOver = false
}

extension SlurmChunk {
    /// Writes a new chunk.
    static func write(_ tasks: [[PendingJob]], spool: Spool, worker: WorkerCommand, options: SlurmOptions) throws
        -> SlurmChunk
    {
        let seed = tasks.first?.first?.key.prefix(8) ?? ""
        let name = "spar-\(Machine.name)-\(getpid())-\(UInt64(Machine.clock() * 1e6))-\(seed)"
        let folder = spool.chunks + "/" + name
        try FileSystem.makeFolder(folder)
        var written: [SlurmTask] = []
        for (i, jobs) in tasks.enumerated() {
            let file = folder + "/task-\(i).jobs"
            try ChunkFile.write(jobs.map(\.request), to: file)
            written.append(SlurmTask(file: file, keys: jobs.map(\.key)))
        }
        let script = script(folder: folder, spool: spool, worker: worker, options: options)
        try AtomicFile.write(script, to: folder + "/worker.sh")
        return SlurmChunk(name: name, folder: folder, job: nil, tasks: written)
    }

    /// A chunk of an earlier host, nil where its folder is gone.
    static func attach(name: String, job: Int?, tasks: Int, spool: Spool) throws -> SlurmChunk? {
        let folder = spool.chunks + "/" + name
        guard FileSystem.isFolder(folder) else { return nil }
        let read = try (0..<tasks).map { i in
            let file = folder + "/task-\(i).jobs"
            return SlurmTask(file: file, keys: try ChunkFile.requests(file).map(\.job.key))
        }
        return SlurmChunk(name: name, folder: folder, job: job, tasks: read)
    }

    var arguments: [String] {
        ["--job-name=\(name)", "--array=0-\(tasks.count - 1)", "--output=\(folder)/task-%a.log", "--no-requeue"]
    }

    /// The worker is started again after a crash: the next one finds which job it was, notes the failure and goes on.
    /// Each start brings one job to an end, so the loop ends.
    private static func script(folder: String, spool: Spool, worker: WorkerCommand, options: SlurmOptions) -> String {
        let variables = worker.environment.sorted { $0.key < $1.key }.map { "export \($0.key)=\(quoted($0.value))" }
        let command = ([worker.program] + worker.arguments + ["--spool", spool.path]).map(quoted).joined(separator: " ")
        return
            (["#!/bin/bash"] + variables + options.prologue + [
                "export \(WorkerWatch.markName)=\"$(hostname).$$\"",
                "while true; do",
                "    \(command) --chunk \(quoted(folder))/task-$SLURM_ARRAY_TASK_ID.jobs",
                "    status=$?",
                "    [ $status -eq 3 ] || [ $status -ge 128 ] || exit $status",
                "done",
            ]).joined(separator: "\n") + "\n"
    }

    private static func quoted(_ text: String) -> String {
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}

extension RunStore {
    func note(_ chunk: SlurmChunk) throws {
        try write {
            try $0.execute(
                sql: "INSERT OR REPLACE INTO chunks VALUES (?, ?, ?, ?)",
                arguments: [chunk.name, chunk.job, chunk.tasks.count, Machine.now()])
        }
    }

    func forget(_ chunk: SlurmChunk) throws {
        try write { try $0.execute(sql: "DELETE FROM chunks WHERE chunk = ?", arguments: [chunk.name]) }
        FileSystem.removeTree(chunk.folder)
    }

    func notedChunks() throws -> [(name: String, job: Int?, tasks: Int)] {
        try read {
            try Row.fetchAll($0, sql: "SELECT chunk, slurm_job, tasks FROM chunks ORDER BY chunk").map {
                ($0[0], $0[1], $0[2])
            }
        }
    }
}
