// Input and standard error of a session whose reader is elsewhere: a notebook asks for lines in a field of its own and
// shows what is written to io.stderr among the outputs.

import CLuaShim

/// Where such a session gets lines and puts complaints.
public struct Console {
    /// One line, without its end; nil where there is none to be had. Throws what the script is to see.
    public let ask: () throws -> String?
    public let complain: (String) -> Void

    public init(ask: @escaping () throws -> String?, complain: @escaping (String) -> Void) {
        (self.ask, self.complain) = (ask, complain)
    }
}

extension LuaState {
    /// From now on `io.read`, `io.stdin:read` and `io.stderr:write` go through the console; other files keep Lua's
    /// functions.
    public func install(_ console: Console) throws {
        try withRestoredStack { L in
            lua_rawgeti(L, spar_registry_index(), Int64(LUA_RIDX_GLOBALS))
            try protect(L, spar_get_field(L, lua_gettop(L), "io"))
            let io = lua_gettop(L)
            let input = try file("stdin", io, L), errors = try file("stderr", io, L)
            try protect(L, spar_get_field(L, io, "input"))
            let current = try LuaFunction(state: self, popping: L)

            lua_settop(L, io)
            try wrap("read", on: L) { [unowned self] L in
                lua_rawgeti(L, spar_registry_index(), Int64(current.reference))
                if spar_call(L, 0, 1) != LUA_OK { throw raised(L) }
                defer { spar_pop(L, 1) }
                return isSame(input, L, -1)
            } instead: { [unowned self] L in
                try read(L, from: 1, console)
            }

            lua_rawgeti(L, spar_registry_index(), Int64(input.reference))
            lua_getmetatable(L, -1)
            try protect(L, spar_get_field(L, lua_gettop(L), "__index"))
            let methods = lua_gettop(L)
            try wrap("read", on: L) { [unowned self] L in
                lua_type(L, 1) == LUA_TUSERDATA && isSame(input, L, 1)
            } instead: { [unowned self] L in
                try read(L, from: 2, console)
            }
            lua_settop(L, methods)
            try wrap("write", on: L) { [unowned self] L in
                lua_type(L, 1) == LUA_TUSERDATA && isSame(errors, L, 1)
            } instead: { [unowned self] L in
                for i in stride(from: Int32(2), through: lua_gettop(L), by: 1) {
                    guard lua_type(L, i) == LUA_TSTRING || lua_type(L, i) == LUA_TNUMBER else {
                        throw ArgumentError(argument: "\(i - 1)", reason: "string expected, got \(typeName(L, i))")
                    }
                    console.complain(string(L, i))
                }
                lua_pushvalue(L, 1)
                return .reference(try LuaReference(state: self, popping: L))  // the file itself: calls chain
            }
        }
    }

    private func file(_ name: String, _ io: Int32, _ L: OpaquePointer) throws -> LuaReference {
        try protect(L, spar_get_field(L, io, name))
        return try LuaReference(state: self, popping: L)
    }

    private func isSame(_ file: LuaReference, _ L: OpaquePointer, _ index: Int32) -> Bool {
        lua_rawgeti(L, spar_registry_index(), Int64(file.reference))
        defer { spar_pop(L, 1) }
        return lua_rawequal(L, index < 0 ? index - 1 : index, -1) != 0
    }

    /// Replaces a function of the table on top of the stack where `applies` says so.
    private func wrap(
        _ name: String, on L: OpaquePointer, where applies: @escaping (OpaquePointer) throws -> Bool,
        instead: @escaping (OpaquePointer) throws -> LuaValue
    ) throws {
        let table = lua_gettop(L)
        try protect(L, spar_get_field(L, table, name))
        let original = try LuaFunction(state: self, popping: L)
        try push(function: name, on: L) { [unowned self] L in
            if try applies(L) { return try instead(L) }
            let count = lua_gettop(L)
            lua_rawgeti(L, spar_registry_index(), Int64(original.reference))
            lua_rotate(L, 1, 1)
            if spar_call(L, count, Int32(LUA_MULTRET)) != LUA_OK { throw raised(L) }
            return .values(try (0..<lua_gettop(L)).map { try LuaValue.read(self, L, $0 + 1) ?? .nil })
        }
        try setField(L, table, name)
    }

    /// What `io.read` gives for its formats: a line ("l", or with its end "L"), a number ("n"), all that is typed
    /// ("a"), or so many bytes of a line.
    private func read(_ L: OpaquePointer, from first: Int32, _ console: Console) throws -> LuaValue {
        var found: [LuaValue] = []
        for i in stride(from: first, through: max(first, lua_gettop(L)), by: 1) {
            let format: String = lua_type(L, i) == LUA_TSTRING ? string(L, i) : "l"
            let count: Int? = lua_type(L, i) == LUA_TNUMBER ? Int(lua_tonumberx(L, i, nil).clamped) : nil
            guard let line = try console.ask() else {
                found.append(.nil)
                break
            }
            if let count {
                found.append(.string(String(decoding: line.utf8.prefix(max(0, count)), as: UTF8.self)))
                continue
            }
            switch format.drop(while: { $0 == "*" }).first {
            case "n": found.append(Int(line).map { .integer($0) } ?? Double(line).map { .number($0) } ?? .nil)
            case "L": found.append(.string(line + "\n"))
            case "l", "a": found.append(.string(line))
            default: throw ArgumentError(argument: "\(i - first + 1)", reason: "invalid format")
            }
        }
        return .values(found)
    }
}

extension Double {
    /// Within what a count can be.
    fileprivate var clamped: Double { isNaN ? 0 : Swift.max(0, Swift.min(1e9, self)) }
}
