// A Lua function, or any Lua value, that Swift keeps beyond the call that gave it.

import CLuaShim

/// A value kept in Lua's registry until this reference goes.
public class LuaReference {
    unowned let state: LuaState
    let reference: Int32
    /// Outlives the state: a reference may go after it, or with it.
    private let forgotten: ForgottenReferences

    /// Keeps the value on top of the stack and pops it.
    required init(state: LuaState, popping L: OpaquePointer) throws {
        self.state = state
        forgotten = state.forgotten
        var reference: Int32 = 0
        let status = spar_ref(L, &reference)
        self.reference = reference
        try state.protect(L, status)
    }

    deinit { forgotten.list.append(reference) }
}

/// References that have gone. Unreferencing may raise, so it waits for the state's next call.
final class ForgottenReferences {
    @exclusivity(unchecked) var list: [Int32] = []
}

/// A Lua function that Swift can call.
public final class LuaFunction: LuaReference {
    /// Calls it on the coroutine that runs now; host requests inside wait in place.
    /// - Returns: all results.
    public func call(_ arguments: [LuaValue]) throws -> [LuaValue] {
        let L = state.running
        let base = lua_gettop(L)
        defer { lua_settop(L, base) }
        try state.push(.function(self), on: L)
        for argument in arguments { try state.push(argument, on: L) }
        if spar_call(L, Int32(arguments.count), -1) != LUA_OK { throw state.raised(L) }
        let count = lua_gettop(L) - base
        return try (0..<count).map { try state.read(L, base + 1 + $0) }
    }

    /// Calls it and gives the first result, nil where there is none.
    public func first(_ arguments: LuaValue...) throws -> LuaValue { try call(arguments).first ?? .nil }
}
