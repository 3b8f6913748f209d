// The language of scripts: Lua's own libraries, less what could harm the host, with what the host changes.
//
// Scripts see the globals through an empty environment table: an undefined name is an error that suggests the nearest,
// and an assignment inside a sweep body is refused, since bodies run side by side.

import Basics
import CLuaShim

extension LuaState {
    /// Global names that stand for no module of ours.
    static let languageNames = [
        "assert", "collectgarbage", "coroutine", "debug", "dofile", "error", "getmetatable", "io", "ipairs", "load",
        "loadfile", "math", "next", "os", "pairs", "pcall", "print", "rawequal", "rawget", "rawlen", "rawset",
        "require",
        "select", "setmetatable", "string", "table", "tonumber", "tostring", "type", "utf8", "warn", "xpcall",
    ]

    func installLanguage() throws {
        try withRestoredStack { L in
            try guardGlobals(L)
            try replaceOutput(L)
            try replaceRandom(L)
        }
    }

    private func guardGlobals(_ L: OpaquePointer) throws {
        lua_rawgeti(L, spar_registry_index(), Int64(LUA_RIDX_GLOBALS))
        let globals = lua_gettop(L)
        try protect(L, spar_new_table(L, 0, 1))
        try push(function: "globals", on: L) { [unowned self] L in
            let name = describe(L, 2)
            let known = Self.languageNames + modules.map(\.name) + self.globals.map(\.name)
            let hint =
                SyntaxHint.meaning(ofGlobal: name).map { " (\($0))" }
                ?? nearestName(to: name, among: known).map { " (did you mean '\($0)'?)" } ?? ""
            throw SparError("undefined global '\(name)'\(hint)")
        }
        try setField(L, globals + 1, "__index")
        lua_setmetatable(L, globals)

        try protect(L, spar_get_field(L, spar_registry_index(), "spar.environment.meta"))
        try push(function: "globals", on: L) { [unowned self] L in
            let name = describe(L, 2)
            if body != nil {
                throw SparError(
                    "global '\(name)' cannot be set inside a sweep body: bodies run side by side; "
                        + "make it local, or return it")
            }
            lua_rawgeti(L, spar_registry_index(), Int64(LUA_RIDX_GLOBALS))
            lua_pushvalue(L, 2)
            lua_pushvalue(L, 3)
            try protect(L, spar_set(L, lua_gettop(L) - 2))
            return .nil
        }
        try setField(L, lua_gettop(L) - 1, "__newindex")
    }

    // MARK: output

    /// Output goes through the context, so that what a body prints can wait for its turn.
    private func replaceOutput(_ L: OpaquePointer) throws {
        try push(function: "print", on: L) { [unowned self] L in
            let count = lua_gettop(L)
            var line = ""
            for i in 0..<count {
                if i > 0 { line += "\t" }
                line += try text(L, i + 1)
            }
            context.write(line + "\n")
            if let fault = StandardOutput.fault {
                throw SparError("standard output cannot be written: \(fault.reason)")
            }
            return .nil
        }
        try setGlobal("print", on: L)
        try replaceWrite(L)
    }

    /// The text of a value as `tostring` gives it; an error in `__tostring` is the script's.
    private func text(_ L: OpaquePointer, _ index: Int32) throws -> String {
        try protect(L, spar_to_string(L, index))
        defer { spar_pop(L, 1) }
        return string(L, -1)
    }

    /// `io.write` and `io.stdout:write` go the same way as `print`; other files keep Lua's own functions.
    private func replaceWrite(_ L: OpaquePointer) throws {
        let top = lua_gettop(L)
        lua_rawgeti(L, spar_registry_index(), Int64(LUA_RIDX_GLOBALS))
        try protect(L, spar_get_field(L, top + 1, "io"))
        let io = lua_gettop(L)
        try protect(L, spar_get_field(L, io, "stdout"))
        let standard = try LuaReference(state: self, popping: L)
        try protect(L, spar_get_field(L, io, "output"))
        let output = try LuaFunction(state: self, popping: L)

        func isStandard(_ L: OpaquePointer, _ index: Int32) -> Bool {
            lua_rawgeti(L, spar_registry_index(), Int64(standard.reference))
            defer { spar_pop(L, 1) }
            return lua_rawequal(L, index < 0 ? index - 1 : index, -1) != 0
        }
        func write(_ L: OpaquePointer, from first: Int32) throws {
            let count = lua_gettop(L)
            for i in stride(from: first, through: count, by: 1) {
                guard lua_type(L, i) == LUA_TSTRING || lua_type(L, i) == LUA_TNUMBER else {
                    throw ArgumentError(argument: "\(i - first + 1)", reason: "string expected, got \(typeName(L, i))")
                }
                context.write(try text(L, i))
            }
        }
        /// Wraps field `write` of the table on top of the stack; `file` finds the file that a call is about.
        func wrap(firstValue: Int32, file: @escaping (OpaquePointer) throws -> Bool) throws {
            let table = lua_gettop(L)
            try protect(L, spar_get_field(L, table, "write"))
            let original = try LuaFunction(state: self, popping: L)
            try push(function: "write", on: L) { [unowned self] L in
                if try file(L) {
                    try write(L, from: firstValue)
                    if let fault = StandardOutput.fault {
                        return .values([.nil, .string(fault.reason), .integer(Int(fault.code))])
                    }
                    if firstValue == 2 {
                        lua_pushvalue(L, 1)
                    } else {
                        lua_rawgeti(L, spar_registry_index(), Int64(standard.reference))
                    }
                } else {
                    let count = lua_gettop(L)
                    lua_rawgeti(L, spar_registry_index(), Int64(original.reference))
                    lua_rotate(L, 1, 1)
                    if spar_call(L, count, -1) != LUA_OK { throw raised(L) }
                    // nil, a message and errno where it failed
                    if lua_gettop(L) > 1 { return .values(try (1...lua_gettop(L)).map { try read(L, $0) }) }
                }
                return .reference(try LuaReference(state: self, popping: L))  // the file itself: calls chain
            }
            try setField(L, table, "write")
        }
        lua_settop(L, io)
        try wrap(firstValue: 1) { [unowned self] L in
            lua_rawgeti(L, spar_registry_index(), Int64(output.reference))
            if spar_call(L, 0, 1) != LUA_OK { throw raised(L) }
            defer { spar_pop(L, 1) }
            return isStandard(L, -1)
        }
        lua_rawgeti(L, spar_registry_index(), Int64(standard.reference))
        lua_getmetatable(L, -1)
        try protect(L, spar_get_field(L, lua_gettop(L), "__index"))
        try wrap(firstValue: 2) { L in lua_type(L, 1) == LUA_TUSERDATA && isStandard(L, 1) }
        lua_settop(L, top)
    }

    // MARK: random numbers

    /// `math.random` draws from the stream of the run or of the body; otherwise as Lua's manual has it.
    private func replaceRandom(_ L: OpaquePointer) throws {
        lua_rawgeti(L, spar_registry_index(), Int64(LUA_RIDX_GLOBALS))
        try protect(L, spar_get_field(L, lua_gettop(L), "math"))
        let math = lua_gettop(L)
        try push(function: "random", on: L) { [unowned self] L in
            func integer(_ index: Int32) throws -> Int { try wholeArgument(L, index) }
            switch lua_gettop(L) {
            case 0: return .number(context.random.uniform())
            case 1 where try integer(1) == 0: return .integer(Int(bitPattern: UInt(context.random.next())))
            case let count where count <= 2:
                let low = count == 1 ? 1 : try integer(1), high = try integer(count)
                guard low <= high else { throw ArgumentError(argument: "\(count)", reason: "interval is empty") }
                return .integer(context.random(in: low, high))
            default: throw SparError("wrong number of arguments to 'random'")
            }
        }
        try setField(L, math, "random")
        try push(function: "randomseed", on: L) { [unowned self] L in
            let isGiven = lua_gettop(L) > 0
            let first = isGiven ? try wholeArgument(L, 1) : Int(bitPattern: UInt(context.stream))
            let second = lua_type(L, 2) <= LUA_TNIL ? 0 : try wholeArgument(L, 2)
            context.seed(first, second)
            return .values([.integer(first), .integer(second)])
        }
        try setField(L, math, "randomseed")
    }

    /// A whole number as luaL_checkinteger takes it: a float of whole value and a text that is one count too.
    private func wholeArgument(_ L: OpaquePointer, _ index: Int32) throws -> Int {
        var isWhole: Int32 = 0
        let value = lua_tointegerx(L, index, &isWhole)
        if isWhole != 0 { return Int(value) }
        let isNumber = lua_isnumber(L, index) != 0
        throw ArgumentError(
            argument: "\(index)",
            reason: isNumber
                ? "number has no integer representation" : "number expected, got \(typeName(L, index))")
    }
}
