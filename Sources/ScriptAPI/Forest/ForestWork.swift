// Long work of forests: how many threads it has, the line that says how far it is, and the stop that ends it early.

import Basics
import Forest
import Foundation
import LuaRuntime

/// Runs one piece of work of the Forest room for a call.
struct ForestWork {
    let call: Call
    let threads: Int

    /// Threads are as many as the machine has cores unless the call says otherwise; results do not depend on them.
    init(_ call: Call) throws {
        self.call = call
        threads = try call[optional: "threads"] ?? ProcessInfo.processInfo.activeProcessorCount
    }

    static let threadsOption = Parameter.optional(
        "threads", .count(1), "How many run side by side; all cores unless given. It has no influence on the result.")

    /// Calls `body` with the callback that shows progress under `title`. A stop that came meanwhile is thrown as one.
    func run<T>(_ title: String, _ body: (@escaping Forest.Progress) throws -> T) throws -> T {
        let line = SharedLine(title, call.state.stopper, .of(call.state))
        defer { line.end() }
        do {
            return try body { line.show($0, $1) }
        } catch is Cancelled {
            try call.state.checkStop()
            throw Cancelled()
        }
    }
}

/// The progress line as worker threads use it.
///
/// Unchecked: the Forest room never calls back twice at once, and `end` comes after the last call.
private final class SharedLine: @unchecked Sendable {
    private let title: String
    private let stopper: Stopper
    private var line: Progress?

    private let place: ProgressDisplay

    init(_ title: String, _ stopper: Stopper, _ place: ProgressDisplay) {
        self.title = title
        self.place = place
        self.stopper = stopper
    }

    func show(_ done: Int, _ total: Int) -> Bool {
        let line = self.line ?? Progress(place, title: title, total: total)
        self.line = line
        line.show(done: done, failed: 0)
        return !stopper.isUp
    }

    func end() { line?.end() }
}
