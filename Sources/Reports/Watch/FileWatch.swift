// Waits until files of a folder change, by inotify. Editors write in place or rename a new file over the old one; both
// end in an event of the folder.

import Notebook
import Basics
import Foundation

final class FileWatch: @unchecked Sendable {
    private let descriptor: Int32
    private let isOfInterest: (String) -> Bool

    /// - Parameter isOfInterest: whether a file of that name counts.
    /// - Throws: `SparError` where the folder cannot be watched.
    init(folder: String, isOfInterest: @escaping (String) -> Bool) throws {
        self.isOfInterest = isOfInterest
        descriptor = inotify_init1(Int32(IN_CLOEXEC))
        guard descriptor >= 0, inotify_add_watch(descriptor, folder, UInt32(IN_CLOSE_WRITE | IN_MOVED_TO)) >= 0 else {
            let reason = String(cString: strerror(errno))
            throw SparError("the folder \(folder) cannot be watched: \(reason)")
        }
    }

    deinit { close(descriptor) }

    /// Blocks until a file of interest was saved; several events that come together count once.
    func wait() {
        while true {
            var isFound = take(milliseconds: -1)
            while take(milliseconds: 4) { isFound = true }
            if isFound { return }
        }
    }

    /// Reads what has happened; whether it was of interest.
    private func take(milliseconds: Int32) -> Bool {
        var file = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&file, 1, milliseconds) > 0 else { return false }
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        let count = read(descriptor, &buffer, buffer.count)
        guard count > 0 else { return false }
        var isFound = false, at = 0
        let head = MemoryLayout<inotify_event>.size
        while at + head <= count {
            let length = buffer.withUnsafeBytes { Int($0.loadUnaligned(fromByteOffset: at + 12, as: UInt32.self)) }
            let name = String(decoding: buffer[(at + head)..<(at + head + length)].prefix { $0 != 0 }, as: UTF8.self)
            if isOfInterest(name) { isFound = true }
            at += head + length
        }
        return isFound
    }
}
