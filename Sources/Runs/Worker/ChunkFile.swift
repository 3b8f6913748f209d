// A task on a cluster: a file of requests, one a line, and beside it what the worker is at.
//
//   task-3.jobs      requests as canonical JSON, one a line
//   task-3.trying    the key of the job being computed
//   task-3.done      keys that this task has finished, one a line

import Basics
import Glibc

enum ChunkFile {
    static func write(_ requests: [JobRequest], to file: String) throws {
        var bytes: [UInt8] = []
        for request in requests { bytes += try request.json.canonicalBytes() + [10] }
        try AtomicFile.write(bytes, to: file)
    }

    static func requests(_ file: String) throws -> [JobRequest] {
        try FileBytes.read(file).split(separator: 10).enumerated().map { i, line in
            try blaming(.file(file, line: i + 1)) { try JobRequest(json: JSON.parse(Array(line), name: "job")) }
        }
    }
}

/// What a task is at, told to the next worker of the task and to the host.
final class TaskProgress {
    private let tryingFile, doneFile: String
    /// The job that a worker before us began and did not finish.
    let begun: String?
    private var finished: Set<String>

    /// - Parameter file: the task's file of requests.
    init(of file: String) {
        let stem = file.hasSuffix(".jobs") ? String(file.dropLast(5)) : file
        tryingFile = stem + ".trying"
        doneFile = stem + ".done"
        begun = (try? FileBytes.read(tryingFile)).map { String(decoding: $0, as: UTF8.self) }
        let lines = (try? FileBytes.read(doneFile)).map { String(decoding: $0, as: UTF8.self) } ?? ""
        finished = Set(lines.split(separator: "\n").map(String.init))
    }

    /// The host may have taken the result out of the spool since.
    func isFinished(_ key: String) -> Bool { finished.contains(key) }

    func begin(_ key: String) throws { try AtomicFile.write(key, to: tryingFile) }

    func end(_ key: String) throws {
        finished.insert(key)
        try AtomicFile.write(finished.sorted().joined(separator: "\n"), to: doneFile)
        unlink(tryingFile)
    }
}
