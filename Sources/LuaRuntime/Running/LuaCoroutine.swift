// A coroutine that Swift starts, and resumes with answers.

import Basics
import CLuaShim

/// A coroutine around one Lua function, driven by the host.
final class LuaCoroutine {
    /// How a stretch of running ended.
    enum Outcome {
        case finished([LuaValue])
        case waiting(any Awaited)
        case failed(any Error)
    }

    let state: LuaState
    let thread: OpaquePointer
    private let anchor: LuaReference

    init(_ function: LuaFunction, arguments: [LuaValue]) throws {
        state = function.state
        let L = state.running
        try state.protect(L, spar_new_thread(L))
        thread = lua_tothread(L, -1)
        anchor = try LuaReference(state: state, popping: L)
        try move(to: thread) { L in
            try state.push(.function(function), on: L)
            for argument in arguments { try state.push(argument, on: L) }
        }
    }

    /// Runs until it finishes, fails, or waits. An answer is what the waiting call returns, or raises.
    func resume(with answer: Result<LuaValue, any Error>? = nil) -> Outcome {
        let from = state.running, outerBody = state.body
        var count = lua_gettop(thread) - 1  // at the start: the function's arguments
        do {
            if let answer { count = try push(answer) }
        } catch {
            return .failed(error)
        }
        state.running = thread
        state.body = thread
        state.request = nil
        var results: Int32 = 0
        let status = spar_resume(thread, from, count, &results)
        state.running = from
        state.body = outerBody
        switch status {
        case LUA_OK:
            guard lua_checkstack(from, results + 1) != 0 else {
                return .failed(SparError("too many results of a body"))
            }
            let base = lua_gettop(from)
            lua_xmove(thread, from, results)
            defer { lua_settop(from, base) }
            do {
                return .finished(try (0..<results).map { try state.read(from, base + 1 + $0) })
            } catch {
                return .failed(error)
            }
        case LUA_YIELD:
            spar_pop(thread, results)
            if let request = state.request { return .waiting(request) }
            return .failed(
                SparError("a sweep body cannot yield: coroutine.yield belongs inside a coroutine of its own"))
        default:
            lua_checkstack(from, 1)
            lua_xmove(thread, from, 1)
            return .failed(state.raised(from))
        }
    }

    /// Pushes what the shim's continuation expects: whether it is an answer, the values, and their count.
    private func push(_ answer: Result<LuaValue, any Error>) throws -> Int32 {
        try move(to: thread) { L in
            let top = lua_gettop(L)
            switch answer {
            case .success(let value):
                lua_pushboolean(L, 1)
                try state.push(value, on: L)
            case .failure(let error):
                lua_pushboolean(L, 0)
                state.pushError(error, function: "", on: L)
            }
            lua_pushinteger(L, Int64(lua_gettop(L) - top - 1))
        }
    }

    /// Calls that may raise are not allowed on a coroutine that is suspended: values are made elsewhere and moved.
    @discardableResult
    private func move(to thread: OpaquePointer, _ push: (OpaquePointer) throws -> Void) throws -> Int32 {
        let L = state.running
        let top = lua_gettop(L)
        do {
            try push(L)
        } catch {
            lua_settop(L, top)
            throw error
        }
        let count = lua_gettop(L) - top
        guard lua_checkstack(thread, count) != 0 else {
            lua_settop(L, top)
            throw SparError("stack overflow")
        }
        lua_xmove(L, thread, count)
        return count
    }
}

extension LuaState {
    /// Whether a binding that runs on `L` may suspend: only a sweep body itself, where nothing of C is in between.
    func canSuspend(_ L: OpaquePointer) -> Bool { body == L && lua_isyieldable(L) != 0 }
}
