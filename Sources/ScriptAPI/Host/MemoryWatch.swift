// The memory limit for what no object accounts for: lists in the making, tables of numbers inside a computation.
//
// The Lua heap and the objects in it are counted as they come and go (CLuaShim/memory.c); whatever else Swift code
// takes for a script is seen here, by looking at the process often. What was there before the script does not count.

import CLuaShim
import Dispatch
import Glibc
import LuaRuntime

/// Looks at the memory of the process, and says when it is above the limit.
public final class MemoryWatch: @unchecked Sendable {
    private let limit: Int
    private let residentBefore: Int, allocatedBefore: Int
    private let timer: any DispatchSourceTimer
    private let onExcess: @Sendable () -> Void

    /// - Parameters:
    ///   - limit: bytes; nothing is watched where it is 0.
    ///   - onExcess: called on a thread of its own, again at every look while the memory is above the limit.
    public init(limit: Int, onExcess: @escaping @Sendable () -> Void) {
        self.limit = limit
        self.onExcess = onExcess
        residentBefore = Self.resident
        allocatedBefore = Self.allocated
        timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "spar.memory"))
        if limit > 0 {
            timer.schedule(deadline: .now() + 0.02, repeating: 0.02, leeway: .milliseconds(10))
            timer.setEventHandler { [weak self] in self?.look() }
        }
        timer.activate()
    }

    deinit { timer.cancel() }

    private func look() {
        // Resident memory costs nothing to ask for but counts libraries and what was freed; the allocator's own count
        // decides.
        guard Self.resident - residentBefore > limit, Self.allocated - allocatedBefore > limit else { return }
        onExcess()
    }

    /// Resident bytes of this process.
    private static var resident: Int {
        let file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return 0 }
        defer { close(file) }
        var text = [UInt8](repeating: 0, count: 128)
        let count = read(file, &text, text.count)
        let fields = String(decoding: text.prefix(max(0, count)), as: UTF8.self).split(separator: " ")
        return (fields.count > 1 ? Int(fields[1]) ?? 0 : 0) * sysconf(Int32(_SC_PAGESIZE))
    }

    /// Bytes that malloc has given and not got back.
    private static var allocated: Int { Int(clamping: spar_memory_allocated()) }
}
