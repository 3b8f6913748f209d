// Threads that may block, for work that must not hold a thread of the cooperative pool.

import Basics
import Glibc

/// Runs `body` on a thread of its own.
/// - Parameter stackBytes: room for deep recursion; the system's usual size unless given.
/// - Throws: `SparError` where the system gives no thread; what would block must then not run here instead.
package func startThread(stackBytes: Int? = nil, _ body: @escaping @Sendable () -> Void) throws {
    final class Work {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    if let stackBytes { pthread_attr_setstacksize(&attributes, stackBytes) }
    let work = Unmanaged.passRetained(Work(body))
    var thread = pthread_t()
    let code = pthread_create(
        &thread, &attributes,
        { pointer in
            if let pointer { Unmanaged<Work>.fromOpaque(pointer).takeRetainedValue().body() }
            return nil
        }, work.toOpaque())
    guard code == 0 else {
        work.release()
        throw SparError(
            "no thread can be started: \(String(cString: strerror(code))); the limits of this account "
                + "(ulimit -u, ulimit -v) may be too low")
    }
    pthread_detach(thread)
}
