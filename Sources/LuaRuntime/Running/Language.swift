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
            try StandardStreams(self, L).install(L)
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
}
