// The lock file of a store on a shared file system: one host at a time, named by machine and process.
//
// link(2) is atomic on network file systems where flock(2) may not be. A lock whose process is gone on this machine is
// taken over; of another machine's process nothing can be known, so the sentence says what to look at.

import Processes
import Basics
import Glibc

final class StoreLock: @unchecked Sendable {
    private let path: String

    /// - Throws: `SparError` naming the machine and process that hold the store.
    init(store: String) throws {
        path = store + ".lock"
        let own = path + ".\(Machine.name).\(getpid())"
        let text = "\(Machine.name) \(getpid()) \(Machine.beginning(of: getpid()) ?? "0") \(Machine.now())\n"
        try AtomicFile.write(text, to: own)
        defer { unlink(own) }
        for _ in 0..<2 {
            if link(own, path) == 0 { return }
            guard errno == EEXIST else {
                throw SparError("cannot make the lock \(path): \(String(cString: strerror(errno)))")
            }
            guard try removeStale(store: store) else { continue }
        }
        throw SparError("the store \(store) was locked by another host just now; try again")
    }

    /// Removes the lock of a process of this machine that is no more.
    private func removeStale(store: String) throws -> Bool {
        guard let bytes = try? FileBytes.read(path) else { return true }
        let words = String(decoding: bytes, as: UTF8.self).split { $0 == " " || $0 == "\n" }.map(String.init)
        guard words.count == 4, let process = pid_t(words[1]) else {
            throw SparError(
                "the store \(store) is locked, but the lock \(path) is not readable; if no other Spar uses "
                    + "the store, remove that file")
        }
        if words[0] == Machine.name {
            if Machine.beginning(of: process) != words[2] {
                unlink(path)
                return true
            }
            throw SparError(
                "the store \(store) lies on a shared file system and is in use by process \(words[1]) of "
                    + "this machine since \(words[3]); one host at a time can use it")
        }
        throw SparError(
            "the store \(store) lies on a shared file system and is in use by process \(words[1]) on "
                + "\(words[0]) since \(words[3]); one host at a time can use it. If that process is gone, remove "
                + "\(path)"
        )
    }

    deinit { unlink(path) }
}
