// The Lua runtime: what a call of a binding costs, and that objects leave no memory behind.

import Basics
import Glibc
import LuaRuntime

/// `spar-bench runtime`: nanoseconds a call, and bytes after a million objects.
enum RuntimeBenchmark {
    static func run() throws {
        let state = try LuaState()
        try state.add(
            Function("sum", "Adds.", .required("a", .number, "One."), .required("b", .number, "Two.")) { call in
                let a: Double = try call["a"], b: Double = try call["b"]
                return .number(a + b)
            })
        try state.add(Function("thing", "Makes an object.") { _ in .object(Thing()) })
        let calls = 5_000_000
        let empty = try seconds(state, "for i = 1, \(calls) do end")
        let plain = try seconds(state, "local f = math.max for i = 1, \(calls) do f(i, 2.5) end")
        let bound = try seconds(state, "local f = sum for i = 1, \(calls) do f(i, 2.5) end")
        func nanoseconds(_ s: Double) -> String { NumberText.fixed((s - empty) / Double(calls) * 1e9, decimals: 1) }
        print(
            "a binding call with two numbers: \(nanoseconds(bound)) ns (math.max of Lua itself: \(nanoseconds(plain)) "
                + "ns)"
        )

        _ = try state.compile("for i = 1, 100000 do thing() end", name: "=warm").call([])
        try state.collectGarbage()
        let before = state.memoryUsed
        let made = try seconds(state, "for i = 1, 1000000 do thing() end")
        try state.collectGarbage()
        print(
            "10^6 objects made and dropped: \(NumberText.fixed(made * 1e3, decimals: 0)) ns each, "
                + "memory \(before) bytes before, \(state.memoryUsed) after")
    }

    private static func seconds(_ state: LuaState, _ script: String) throws -> Double {
        let function = try state.compile(script, name: "=bench")
        let start = clock()
        _ = try function.call([])
        return Double(clock() - start) / Double(CLOCKS_PER_SEC)
    }

    private final class Thing: LuaObject {
        static let luaType = ObjectType(Thing.self, "thing", "An object.", text: { _ in "thing" })
    }
}
