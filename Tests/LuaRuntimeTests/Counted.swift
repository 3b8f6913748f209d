// A kind of object that counts how many of it live, and bindings that tests call.

import Basics
import LuaRuntime
import Synchronization

/// Where the living objects of one test are counted.
final class Census: @unchecked Sendable {
    private let count = Mutex(0)
    var living: Int { count.withLock { $0 } }
    func change(_ by: Int) { count.withLock { $0 += by } }
}

final class Counted: LuaObject {
    let census: Census?
    let bytes: Int
    let shared: AnyObject?

    init(_ census: Census?, bytes: Int = 0, shared: AnyObject? = nil) {
        self.census = census
        self.bytes = bytes
        self.shared = shared
        census?.change(1)
    }

    deinit { census?.change(-1) }

    var storages: [Storage] { bytes == 0 ? [] : [Storage(shared ?? self, bytes: bytes)] }

    static let luaType = ObjectType(
        Counted.self, "counted", "A thing that is counted.",
        properties: [property("size", "How large.") { .integer($0.bytes) }],
        methods: [
            method("twice", "Twice a number.", .required("x", .number, "The number."), returns: "A number.") {
                _, call in
                let x: Double = try call["x"]
                return .number(2 * x)
            },
            method(
                "set", "Takes options.",
                .options([
                    .optional("gain", .number, "A factor."), .optional("mode", .choice(["fast", "exact"]), "How."),
                ]),
                returns: "A string."
            ) { _, call in
                let gain: Double? = try call[optional: "gain"], mode: String? = try call[optional: "mode"]
                return .string("\(gain ?? 1) \(mode ?? "-")")
            },
        ],
        changeHint: "use x:twice(…)",
        operators: [
            .add: { _, a, b in
                .string("\(a.typeName)+\(b.typeName)")
            }
        ],
        text: { "counted of \($0.bytes)" })
}

extension Harness {
    /// Adds `make`, `add`, `fail`, `ask`, `each` and `sweep` for tests.
    func addTestBindings(_ census: Census = Census()) throws {
        let state = self.state
        try state.add(Counted.luaType)
        state.set(service: census)
        state.set(service: SchedulerBox(scheduler, room))
        try state.add(
            Function("make", "Makes a counted.", .optional("bytes", .integer, "Bytes it holds.")) { call in
                .object(
                    Counted(call.state.service(Census.self, default: Census()), bytes: try call[optional: "bytes"] ?? 0)
                )
            })
        try state.add(
            Function("add", "Adds.", .required("a", .number, "One."), .required("b", .number, "Two.")) { call in
                let a: Double = try call["a"], b: Double = try call["b"]
                return .number(a + b)
            })
        try state.add(
            Function("fail", "Fails.", .required("words", .string, "What to say.")) { call in
                throw SparError(try call["words"])
            })
        try state.add(
            Function(
                "each", "Calls a function for 1 to n.", .required("n", .integer, "How often."),
                .required("f", .function, "The function.")
            ) { call in
                let n: Int = try call["n"], f: LuaFunction = try call["f"]
                return .list(try (1...n).map { try f.first(.integer($0)) })
            })
        try state.add(
            Function("ask", "Waits for an answer.", .required("value", .any, "The answer.")) { call in
                let box = call.state.service(SchedulerBox.self, default: SchedulerBox(nil, nil))
                let value: LuaValue = try call["value"]
                let request = FakeRequest(value.asString == "bad" ? .failure(SparError("bad answer")) : .success(value))
                box.room?.pending.append(request)
                if call.canSuspend { return .suspended(request) }
                return try box.scheduler?.wait(for: request) ?? .nil
            })
        try state.add(
            Function(
                "sweep", "Runs bodies.", .required("n", .integer, "How many."),
                .required("body", .function, "The body.")
            ) { call in
                let body: LuaFunction = try call["body"], n: Int = try call["n"]
                let box = call.state.service(SchedulerBox.self, default: SchedulerBox(nil, nil))
                var results = [LuaValue](repeating: .nil, count: n)
                var failures: [(Int, any Error)] = []
                let group = BodyGroup(
                    count: n, width: 8, stopsAtFailure: true, context: call.state.context,
                    function: { _ in body }, arguments: { [.integer($0 + 1)] },
                    onFinish: { i, outcome in
                        switch outcome {
                        case .returned(let values): results[i] = values.first ?? .nil
                        case .failed(let error): failures.append((i, error))
                        }
                    },
                    finish: {
                        if let first = failures.min(by: { $0.0 < $1.0 }) { throw first.1 }
                        return .list(results)
                    })
                return try box.scheduler?.run(group, for: call) ?? .nil
            })
    }
}

final class SchedulerBox {
    let scheduler: BodyScheduler?
    let room: FakeRoom?
    init(_ scheduler: BodyScheduler?, _ room: FakeRoom?) {
        self.scheduler = scheduler
        self.room = room
    }
}
