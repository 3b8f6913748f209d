// The spool: a folder beside the store in which hosts and workers meet.
//
//   jobs/<key>.json      a request: the job and its limits; the host that computes it holds a lock on the file
//   done/<key>.run       a finished job, renamed into place after it was synced
//   bad/<key>.run        a finished job that is not readable, kept for looking at
//   chunks/<array>/      what was submitted to a cluster

import Basics
import CWorker
import Glibc
import Spectra

/// A job with its limits, as a worker gets it.
struct JobRequest: Equatable, Sendable {
    let job: SpectralJob
    let limits: JobLimits

    init(job: SpectralJob, limits: JobLimits) {
        self.job = job
        self.limits = limits
    }
}

extension JobRequest: JSONCodable {
    var json: JSON { JSON(["job": job, "seconds": limits.seconds, "memory": limits.memory]) }

    init(json: JSON) throws {
        self.init(
            job: try json.read("job"),
            limits: JobLimits(seconds: try json.read("seconds"), memory: try json.read("memory")))
    }
}

/// A lock on a job's request file, held while a host of this machine sees to the job. It goes with its process.
final class Claim: Sendable {
    private let file: Int32
    let path: String

    fileprivate init(file: Int32, path: String) {
        self.file = file
        self.path = path
    }

    deinit {
        // Removed while it is still locked: who waits for it finds another file under the name.
        unlink(path)
        close(file)
    }
}

package struct Spool: Sendable {
    let path: String
    let observer: StepObserver

    var done: String { path + "/done" }
    var chunks: String { path + "/chunks" }

    package init(path: String, observer: @escaping StepObserver = { _ in }) throws {
        self.path = path
        self.observer = observer
        for name in ["jobs", "done", "bad", "chunks"] { try FileSystem.makeFolder(path + "/" + name) }
    }

    func requestFile(_ key: String) -> String { path + "/jobs/" + key + ".json" }
    func doneFile(_ key: String) -> String { done + "/" + key + ".run" }

    /// Locks a job's request and writes it; nil where another host of this machine computes the job.
    func claim(_ request: JobRequest, key: String) throws -> Claim? {
        let name = requestFile(key)
        while true {
            let file = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
            guard file >= 0 else { throw SparError("cannot write \(name): \(String(cString: strerror(errno)))") }
            guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
                close(file)
                return nil
            }
            var held = stat(), named = stat()
            guard fstat(file, &held) == 0, stat(name, &named) == 0, held.st_ino == named.st_ino else {
                // Its owner removed it between our open and our lock.
                close(file)
                continue
            }
            let claim = Claim(file: file, path: name)
            let bytes = try request.json.canonicalBytes()
            guard ftruncate(file, 0) == 0, pwrite(file, bytes, bytes.count, 0) == bytes.count else {
                throw SparError("cannot write \(name): \(String(cString: strerror(errno)))")
            }
            observer(.claimed)
            return claim
        }
    }

    func request(file: String) throws -> JobRequest {
        try JobRequest(json: JSON.parse(FileBytes.read(file), name: file))
    }

    /// A worker hands over a finished job.
    package func put(_ record: RunRecord) throws {
        try AtomicFile.write(record.encoded(), to: doneFile(record.job.key))
        observer(.finished)
    }

    /// Takes all finished jobs into the store and removes their files; another host may take some of them.
    /// - Parameter visit: told each of them once it is in the store.
    package func takeIn(_ store: RunStore, visit: (RunRecord) -> Void = { _ in }) throws {
        try takeIn(FileSystem.names(in: done).filter { $0.hasSuffix(".run") }, store, visit)
    }

    /// Takes in one job, where its file is there.
    func takeIn(key: String, _ store: RunStore) throws -> RunRecord? {
        var taken: RunRecord?
        try takeIn([key + ".run"], store) { taken = $0 }
        return taken
    }

    private func takeIn(_ names: [String], _ store: RunStore, _ visit: (RunRecord) -> Void) throws {
        // Portions bound the memory after a long absence of the host.
        for start in stride(from: 0, to: names.count, by: 256) {
            var portion: [RunRecord] = []
            for name in names[start..<min(start + 256, names.count)] {
                guard FileSystem.exists(done + "/" + name), let bytes = try? FileBytes.read(done + "/" + name) else {
                    continue
                }
                guard let record = try? RunRecord(encoded: bytes, name: name), record.job.key + ".run" == name else {
                    rename(done + "/" + name, path + "/bad/" + name)
                    continue
                }
                portion.append(record)
                observer(.read)
            }
            if portion.isEmpty { continue }
            try store.insert(portion) { observer(.inserted) }
            observer(.committed)
            for record in portion {
                unlink(doneFile(record.job.key))
                observer(.removed)
            }
            portion.forEach(visit)
        }
    }

    /// Removes requests that no host sees to any more.
    func sweepRequests() {
        for name in FileSystem.names(in: path + "/jobs") {
            let file = open(path + "/jobs/" + name, O_RDWR | O_CLOEXEC)
            guard file >= 0 else { continue }
            if flock(file, LOCK_EX | LOCK_NB) == 0 { unlink(path + "/jobs/" + name) }
            close(file)
        }
    }
}
