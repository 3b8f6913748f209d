// `print`, `io.write` and `io.stdout:write` go through the run's context, so that what a body prints can wait for its turn.
// Other files keep Lua's own functions.

import Basics
import CLuaShim

struct StandardStreams {
    private unowned let state: LuaState
    /// `io.stdout`.
    private let standard: LuaReference
    /// `io.output`, which gives the file that `io.write` is about.
    private let output: LuaFunction

    init(_ state: LuaState, _ L: OpaquePointer) throws {
        self.state = state
        let top = lua_gettop(L)
        defer { lua_settop(L, top) }
        let io = try Self.pushIO(state, L)
        try state.protect(L, spar_get_field(L, io, "stdout"))
        standard = try LuaReference(state: state, popping: L)
        try state.protect(L, spar_get_field(L, io, "output"))
        output = try LuaFunction(state: state, popping: L)
    }

    func install(_ L: OpaquePointer) throws {
        let top = lua_gettop(L)
        defer { lua_settop(L, top) }
        try state.push(function: "print", on: L) { try print($0) }
        try state.setGlobal("print", on: L)
        let io = try Self.pushIO(state, L)
        try wrapWrite(of: io, L, firstValue: 1) { L in
            lua_rawgeti(L, spar_registry_index(), Int64(output.reference))
            if spar_call(L, 0, 1) != LUA_OK { throw state.raised(L) }
            defer { spar_pop(L, 1) }
            return isStandard(L, -1)
        }
        // The methods of files.
        pushStandard(L)
        lua_getmetatable(L, -1)
        try state.protect(L, spar_get_field(L, lua_gettop(L), "__index"))
        try wrapWrite(of: lua_gettop(L), L, firstValue: 2) { L in
            lua_type(L, 1) == LUA_TUSERDATA && isStandard(L, 1)
        }
    }

    /// The library `io` on top of the stack; its index.
    private static func pushIO(_ state: LuaState, _ L: OpaquePointer) throws -> Int32 {
        lua_rawgeti(L, spar_registry_index(), Int64(LUA_RIDX_GLOBALS))
        try state.protect(L, spar_get_field(L, lua_gettop(L), "io"))
        return lua_gettop(L)
    }

    private func pushStandard(_ L: OpaquePointer) { lua_rawgeti(L, spar_registry_index(), Int64(standard.reference)) }

    private func isStandard(_ L: OpaquePointer, _ index: Int32) -> Bool {
        pushStandard(L)
        defer { spar_pop(L, 1) }
        return lua_rawequal(L, index < 0 ? index - 1 : index, -1) != 0
    }

    // MARK: print

    private func print(_ L: OpaquePointer) throws -> LuaValue {
        let count = lua_gettop(L)
        var line = ""
        for i in 0..<count {
            if i > 0 { line += "\t" }
            line += try text(L, i + 1)
        }
        state.context.write(line + "\n")
        if let fault = StandardOutput.fault {
            throw SparError("standard output cannot be written: \(fault.reason)")
        }
        return .nil
    }

    /// The text of a value as `tostring` gives it; an error in `__tostring` is the script's.
    private func text(_ L: OpaquePointer, _ index: Int32) throws -> String {
        try state.protect(L, spar_to_string(L, index))
        defer { spar_pop(L, 1) }
        return state.string(L, -1)
    }

    // MARK: write

    /// Puts a function in the place of `write` of a table.
    /// - Parameters:
    ///   - firstValue: the first argument that is to be written: 2 where the file itself comes before.
    ///   - isOurs: whether a call is about standard output.
    private func wrapWrite(
        of table: Int32, _ L: OpaquePointer, firstValue: Int32, isOurs: @escaping (OpaquePointer) throws -> Bool
    ) throws {
        try state.protect(L, spar_get_field(L, table, "write"))
        let original = try LuaFunction(state: state, popping: L)
        try state.push(function: "write", on: L) { L in
            try isOurs(L) ? write(L, from: firstValue) : forward(L, to: original)
        }
        try state.setField(L, table, "write")
    }

    /// - Returns: the file itself, so that calls chain; nil, a message and errno where it failed.
    private func write(_ L: OpaquePointer, from first: Int32) throws -> LuaValue {
        for i in stride(from: first, through: lua_gettop(L), by: 1) {
            guard lua_type(L, i) == LUA_TSTRING || lua_type(L, i) == LUA_TNUMBER else {
                throw ArgumentError(
                    argument: "\(i - first + 1)", reason: "string expected, got \(state.typeName(L, i))")
            }
            state.context.write(try text(L, i))
        }
        if let fault = StandardOutput.fault {
            return .values([.nil, .string(fault.reason), .integer(Int(fault.code))])
        }
        if first == 2 { lua_pushvalue(L, 1) } else { pushStandard(L) }
        return .reference(try LuaReference(state: state, popping: L))
    }

    /// Lua's own function, with what it returns.
    private func forward(_ L: OpaquePointer, to original: LuaFunction) throws -> LuaValue {
        let count = lua_gettop(L)
        lua_rawgeti(L, spar_registry_index(), Int64(original.reference))
        lua_rotate(L, 1, 1)
        if spar_call(L, count, -1) != LUA_OK { throw state.raised(L) }
        if lua_gettop(L) > 1 { return .values(try (1...lua_gettop(L)).map { try state.read(L, $0) }) }
        return .reference(try LuaReference(state: state, popping: L))
    }
}
