// What a script waits for: a request to the host whose answer comes later.

/// A request in flight. The scheduler asks for its state; `wait` blocks until something has moved.
public protocol Awaited: AnyObject {
    /// Whether the answer is there.
    var isReady: Bool { get }
    /// The answer, or the error that the waiting call raises. Called once, when ready.
    func answer() throws -> LuaValue
}

/// The host's part of waiting: blocks until at least one request may have become ready, or a stop is up.
public protocol WaitingRoom: AnyObject {
    func waitForProgress()
}
