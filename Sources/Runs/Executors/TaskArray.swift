// What is submitted at once: a folder in the spool with a file of requests for each task, and the batch script.
//
// The folder and the store's note of it are there before anything is submitted, under a name that the job also bears,
// so that a host that was ended at any moment finds its jobs again.

import Processes
import Basics
import Glibc
import Spectra

/// An array of tasks and what each of them was given.
public struct TaskArray: Sendable {
    public let name: String
    public let folder: String
    /// What the batch system calls it; nil until it has answered.
    public internal(set) var job: String?
    public internal(set) var tasks: [Task]

    public var script: String { folder + "/worker.sh" }
    var isOver: Bool { tasks.allSatisfy(\.isOver) }

    public struct Task: Sendable {
        public let file: String
        /// The keys of its jobs, in order.
        let keys: [String]
        /// When it was first seen to have ended.
        var endSeen: Double?
        var isOver = false
    }
}

extension TaskArray {
    /// Writes a new array.
    static func write(
        _ tasks: [[PendingJob]], spool: Spool, worker: WorkerCommand, options: ClusterOptions, queue: any BatchQueue
    ) throws -> TaskArray {
        let seed = tasks.first?.first?.key.prefix(8) ?? ""
        let name = "spar-\(Machine.name)-\(getpid())-\(UInt64(Machine.clock() * 1e6))-\(seed)"
        let folder = spool.chunks + "/" + name
        try FileSystem.makeFolder(folder)
        var written: [Task] = []
        for (i, jobs) in tasks.enumerated() {
            let file = folder + "/task-\(i).jobs"
            try ChunkFile.write(jobs.map(\.request), to: file)
            written.append(Task(file: file, keys: jobs.map(\.key)))
        }
        try AtomicFile.write(queue.name, to: folder + "/queue")
        let array = TaskArray(name: name, folder: folder, job: nil, tasks: written)
        try AtomicFile.write(
            array.scriptText(spool: spool, worker: worker, options: options, queue: queue), to: array.script)
        return array
    }

    /// An array of an earlier host; nil where its folder is gone or another batch system has it.
    static func attach(_ noted: StoredArray, spool: Spool, queue: any BatchQueue) throws -> TaskArray? {
        let folder = spool.chunks + "/" + noted.name
        guard FileSystem.isFolder(folder) else { return nil }
        // Before there were several batch systems the file was not written.
        let system = (try? FileBytes.read(folder + "/queue")).map { String(decoding: $0, as: UTF8.self) }
        guard system ?? "slurm" == queue.name else { return nil }
        let tasks = try (0..<noted.tasks).map { i in
            let file = folder + "/task-\(i).jobs"
            return Task(file: file, keys: try ChunkFile.requests(file).map(\.job.key))
        }
        // Ended between submission and its note: the job bears the array's name.
        return TaskArray(
            name: noted.name, folder: folder, job: try noted.job ?? queue.job(named: noted.name), tasks: tasks)
    }

    /// The worker is started again after a crash: the next one finds which job it was, notes the failure and goes on.
    /// Each start brings one job to an end, so the loop ends.
    private func scriptText(spool: Spool, worker: WorkerCommand, options: ClusterOptions, queue: any BatchQueue)
        -> String
    {
        let variables = worker.environment.sorted { $0.key < $1.key }
            .map { "export \($0.key)=\(ShellText.quoted($0.value))" }
        let command = ([worker.program] + worker.arguments + ["--spool", spool.path]).map(ShellText.quoted)
            .joined(separator: " ")
        return
            (["#!/bin/bash"] + queue.scriptLines + variables + options.prologue + [
                "export \(WorkerWatch.markName)=\"$(hostname).$$\"",
                "while true; do",
                "    \(command) --chunk \(ShellText.quoted(folder))/task-\(queue.taskNumber).jobs",
                "    status=$?",
                "    [ $status -eq 3 ] || [ $status -ge 128 ] || exit $status",
                "done",
            ]).joined(separator: "\n") + "\n"
    }

}
