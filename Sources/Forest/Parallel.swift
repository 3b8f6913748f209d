// Independent pieces of work on a fixed number of threads, called synchronously from any thread.
//
// Pieces are handed out one after another to whichever thread is free, so nothing that reaches a result may depend on
// which thread ran a piece or when: a piece writes to its own place and draws from its own random stream.

import Dispatch
import Synchronization

/// Told after each finished piece; returns false to stop. Calls come from worker threads, never two at once.
public typealias Progress = @Sendable (_ done: Int, _ total: Int) -> Bool

/// Thrown where a progress callback asked to stop.
public struct Cancelled: Error, Equatable, CustomStringConvertible, Sendable {
    public init() {}
    public var description: String { "stopped before it was finished" }
}

/// Runs pieces 0..<count on at most `threads` threads; `makeWorker` gives each thread its own workspace and returns
/// what runs a piece.
///
/// The first error by the number of its piece is thrown, after all threads have ended.
func runInParallel(
    count: Int, threads: Int, progress: Progress? = nil,
    makeWorker: @Sendable () -> (Int) throws -> Void
) throws {
    let next = Atomic(0)
    let stopped = Atomic(false)
    let state = Mutex((done: 0, failedPiece: Int.max, error: (any Error)?.none))
    @Sendable func work() {
        let run = makeWorker()
        while !stopped.load(ordering: .relaxed) {
            let piece = next.wrappingAdd(1, ordering: .relaxed).oldValue
            guard piece < count else { return }
            do {
                try run(piece)
                guard let progress else { continue }
                state.withLock { state in
                    state.done += 1
                    if !stopped.load(ordering: .relaxed), !progress(state.done, count) {
                        stopped.store(true, ordering: .relaxed)
                        if state.error == nil { state.error = Cancelled() }
                    }
                }
            } catch {
                stopped.store(true, ordering: .relaxed)
                state.withLock { state in
                    if piece < state.failedPiece { (state.failedPiece, state.error) = (piece, error) }
                }
            }
        }
    }
    let workers = max(1, min(threads, count))
    if workers == 1 {
        work()
    } else {
        DispatchQueue.concurrentPerform(iterations: workers) { _ in work() }
    }
    if let error = state.withLock({ $0.error }) { throw error }
}

/// The values of 0..<count, made on at most `threads` threads, in order.
package func mapInParallel<Value: Sendable>(
    count: Int, threads: Int, progress: Progress? = nil, _ make: @Sendable (Int) throws -> Value
) throws -> [Value] {
    var values = [Value?](repeating: nil, count: count)
    try values.withUnsafeMutableBufferPointer { values in
        let values = SharedBuffer(values)
        try withoutActuallyEscaping(make) { make in
            try runInParallel(count: count, threads: threads, progress: progress) {
                { values[$0] = try make($0) }
            }
        }
    }
    return values.compactMap { $0 }
}

/// A buffer that threads fill at places of their own.
///
/// Unchecked: no two pieces of work write to one index, and nobody reads before all have ended.
struct SharedBuffer<Element>: @unchecked Sendable {
    private let buffer: UnsafeMutableBufferPointer<Element>
    init(_ buffer: UnsafeMutableBufferPointer<Element>) { self.buffer = buffer }
    @inline(__always) subscript(_ index: Int) -> Element {
        get { buffer[index] }
        nonmutating set { buffer[index] = newValue }
    }
}

/// The ranges of `block` rows that make up 0..<count; the last may be shorter.
func blocks(of block: Int, in count: Int) -> [Range<Int>] {
    stride(from: 0, to: count, by: block).map { $0..<min($0 + block, count) }
}
