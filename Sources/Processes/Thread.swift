// A thread that may block, for work that must not hold a thread of the cooperative pool, and a flag to stop it.

import Glibc
import Synchronization

/// Raised once, from any thread, never lowered.
final class Flag: Sendable {
    private let value = Atomic<Bool>(false)
    var isRaised: Bool { value.load(ordering: .acquiring) }
    func raise() { value.store(true, ordering: .releasing) }
}

/// Runs `body` on a thread of its own; when the system gives none, here.
func detachThread(_ body: @escaping @Sendable () -> Void) {
    final class Work {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
    let work = Unmanaged.passRetained(Work(body))
    var thread = pthread_t()
    let code = pthread_create(
        &thread, nil,
        { pointer in
            if let pointer { Unmanaged<Work>.fromOpaque(pointer).takeRetainedValue().body() }
            return nil
        }, work.toOpaque())
    if code == 0 { pthread_detach(thread) } else { work.takeRetainedValue().body() }
}
