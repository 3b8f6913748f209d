// This machine and its processes, as locks and records name them.

import Basics
import Glibc

enum Machine {
    /// The machine's own name; asking the network for it could take seconds.
    static let name: String = {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, name.count - 1) == 0 else { return "unknown" }
        return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }()

    /// The time in UTC, such as 2026-03-01T12:30:05Z.
    static func now() -> String {
        var time = Glibc.time(nil), parts = tm()
        gmtime_r(&time, &parts)
        func two(_ n: Int32) -> String { n < 10 ? "0\(n)" : "\(n)" }
        return "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))T"
            + "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))Z"
    }

    /// Seconds of a clock that never goes back.
    static func clock() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }

    /// When a process began, in clock ticks since the machine did; nil where there is none. With its number it names a
    /// process for good: numbers alone are used again. Field 22 of proc(5)'s stat.
    static func beginning(of process: pid_t) -> String? {
        statFields(of: process).flatMap { $0.count > 19 ? $0[19] : nil }
    }

    /// The fields of /proc/<pid>/stat from the third on; the second, the name, may hold blanks and brackets.
    static func statFields(of process: pid_t) -> [String]? {
        guard let bytes = try? FileBytes.read("/proc/\(process)/stat"), let end = bytes.lastIndex(of: UInt8(ascii: ")"))
        else { return nil }
        return String(decoding: bytes[(end + 1)...], as: UTF8.self).split(separator: " ").map(String.init)
    }

    /// Resident bytes of a process and everything below it.
    static func memory(ofTree root: pid_t) -> Int {
        var parents: [(process: pid_t, parent: pid_t, bytes: Int)] = []
        for name in FileSystem.names(in: "/proc") {
            guard let process = pid_t(name), let fields = statFields(of: process), fields.count > 21,
                let parent = pid_t(fields[1]), let pages = Int(fields[21])
            else { continue }
            parents.append((process, parent, pages * sysconf(Int32(_SC_PAGESIZE))))
        }
        var members: Set<pid_t> = [root], hasGrown = true
        while hasGrown {
            hasGrown = false
            for entry in parents where members.contains(entry.parent) {
                if members.insert(entry.process).inserted { hasGrown = true }
            }
        }
        return parents.reduce(0) { members.contains($1.process) ? $0 + $1.bytes : $0 }
    }

    /// Resident bytes of this process alone.
    static func ownMemory() -> Int {
        guard let fields = statFields(of: getpid()), fields.count > 21, let pages = Int(fields[21]) else { return 0 }
        return pages * sysconf(Int32(_SC_PAGESIZE))
    }

    /// Ends every process whose environment carries the variable with this value, wherever it went.
    static func killAll(carrying variable: String, _ value: String) {
        let wanted = Array("\(variable)=\(value)".utf8)
        for name in FileSystem.names(in: "/proc") {
            guard let process = pid_t(name), process != getpid(),
                let text = try? FileBytes.read("/proc/\(name)/environ")
            else { continue }
            if text.split(separator: 0).contains(where: { $0.elementsEqual(wanted) }) { kill(process, SIGKILL) }
        }
    }
}
