// Bodies that run side by side: the coroutines of `sweep` and `spar.parallel` on one flat queue.
//
// A body runs until it asks the host for something that is not there yet; then another runs. A sweep inside a body is
// itself such a request: its bodies join the same queue. Results, errors and printed text come in the order of the
// values, whatever order bodies finish in.

import Basics

/// What became of one body.
public enum BodyOutcome {
    case returned([LuaValue])
    case failed(any Error)
}

/// The bodies of one sweep.
public final class BodyGroup: Awaited {
    let function: (Int) -> LuaFunction
    let arguments: (Int) -> [LuaValue]
    public let count: Int
    /// Called once for each body, in the order they finish.
    let onFinish: (Int, BodyOutcome) throws -> Void
    /// Makes the answer of the whole group once all bodies have finished.
    let finish: () throws -> LuaValue
    /// Bodies of this group that may be alive at once.
    let width: Int
    let stopsAtFailure: Bool

    var next = 0
    var live = 0
    private(set) var hasFailed = false
    /// Bodies that asked for something expensive and had all of it from what is kept.
    public private(set) var keptBodies = 0
    private let context: RunContext
    private let sweep: UInt64
    private let emit: (ScriptOutput) -> Void
    /// Output of bodies whose turn has not come; nil once it has been passed on.
    private var outputs: [Int: [ScriptOutput]] = [:]
    private var done: Set<Int> = []
    private var turn = 0

    public init(
        count: Int, width: Int, stopsAtFailure: Bool, context: RunContext,
        function: @escaping (Int) -> LuaFunction, arguments: @escaping (Int) -> [LuaValue],
        onFinish: @escaping (Int, BodyOutcome) throws -> Void, finish: @escaping () throws -> LuaValue
    ) {
        self.count = count
        self.width = max(1, width)
        self.stopsAtFailure = stopsAtFailure
        self.context = context
        self.function = function
        self.arguments = arguments
        self.onFinish = onFinish
        self.finish = finish
        sweep = context.nextSweep()
        emit = context.emit
    }

    public var isReady: Bool { live == 0 && (next == count || (hasFailed && stopsAtFailure)) }
    public func answer() throws -> LuaValue { try finish() }

    var canStart: Bool { next < count && live < width && !(hasFailed && stopsAtFailure) }

    func context(of index: Int) -> RunContext {
        context.child(sweep: sweep, index: index) { [unowned self] output in
            if index == turn { emit(output) } else { outputs[index, default: []].append(output) }
        }
    }

    func finished(_ index: Int, _ outcome: BodyOutcome, _ context: RunContext) throws {
        live -= 1
        if context.requests > 0, context.requests == context.requestsKept { keptBodies += 1 }
        if case .failed = outcome { hasFailed = true }
        done.insert(index)
        while done.contains(turn) {
            done.remove(turn)
            turn += 1
            outputs.removeValue(forKey: turn)?.forEach(emit)
        }
        try onFinish(index, outcome)
    }

    /// Passes on what is left where a failure ended the group before all turns had come.
    func flush() {
        for index in outputs.keys.sorted() { outputs[index]?.forEach(emit) }
        outputs.removeAll()
    }
}

/// Runs groups of bodies until one of them is complete.
public final class BodyScheduler {
    private struct Body {
        let group: BodyGroup
        let index: Int
        let coroutine: LuaCoroutine
        let context: RunContext
    }

    private let state: LuaState
    private weak var waitingRoom: (any WaitingRoom)?
    private var groups: [BodyGroup] = []
    private var waiting: [(body: Body, request: any Awaited)] = []

    public init(state: LuaState, waitingRoom: (any WaitingRoom)? = nil) {
        self.state = state
        self.waitingRoom = waitingRoom
    }

    /// Runs a group: as a request of the body that asks for it where that body can be suspended, else here and now.
    public func run(_ group: BodyGroup, for call: Call) throws -> LuaValue {
        if call.canSuspend {
            groups.append(group)
            return .suspended(group)
        }
        // In place: bodies that wait already stay where they are, only this group and what it starts runs on.
        let outer = (groups, waiting)
        (groups, waiting) = ([group], [])
        defer { (groups, waiting) = outer }
        try runUntilComplete(group)
        return try group.answer()
    }

    /// Waits in place for a request, where the calling code cannot be suspended.
    public func wait(for request: any Awaited) throws -> LuaValue {
        while !request.isReady {
            try state.checkStop()
            waitingRoom?.waitForProgress()
        }
        return try request.answer()
    }

    private func runUntilComplete(_ group: BodyGroup) throws {
        defer { group.flush() }
        while !group.isReady {
            try state.checkStop()
            if try resumeReady() { continue }
            if try startNext() { continue }
            guard !waiting.isEmpty else { return }
            waitingRoom?.waitForProgress()
        }
    }

    /// Resumes one waiting body whose answer is there.
    private func resumeReady() throws -> Bool {
        guard let i = waiting.firstIndex(where: { $0.request.isReady }) else { return false }
        let (body, request) = waiting.remove(at: i)
        if let inner = request as? BodyGroup {
            inner.flush()
            groups.removeAll { $0 === inner }
        }
        try advance(body, with: Result { try request.answer() })
        return true
    }

    /// Starts the next body, innermost groups first, so that what is begun is finished before more is begun.
    private func startNext() throws -> Bool {
        guard let group = groups.last(where: { $0.canStart }) else { return false }
        let index = group.next
        group.next += 1
        group.live += 1
        let coroutine = try LuaCoroutine(group.function(index), arguments: group.arguments(index))
        try advance(
            Body(group: group, index: index, coroutine: coroutine, context: group.context(of: index)), with: nil)
        return true
    }

    private func advance(_ body: Body, with answer: Result<LuaValue, any Error>?) throws {
        let before = state.context
        state.context = body.context
        let outcome = body.coroutine.resume(with: answer)
        state.context = before
        switch outcome {
        case .waiting(let request): waiting.append((body, request))
        case .finished(let values): try body.group.finished(body.index, .returned(values), body.context)
        case .failed(let error):
            if error is LuaStop { throw error }
            try body.group.finished(body.index, .failed(error), body.context)
        }
    }
}
