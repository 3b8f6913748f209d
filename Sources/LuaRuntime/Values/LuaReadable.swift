// Swift types that an argument can be read as. The declaration has checked the argument before; `nil` means absent.

import Basics
import CLuaShim

/// A type that can be read from the Lua stack.
public protocol LuaReadable {
    static func read(_ state: LuaState, _ L: OpaquePointer, _ index: Int32) throws -> Self?
}

extension Double: LuaReadable {
    public static func read(_ state: LuaState, _ L: OpaquePointer, _ index: Int32) -> Double? {
        lua_type(L, index) == LUA_TNUMBER ? lua_tonumberx(L, index, nil) : nil
    }
}

extension Int: LuaReadable {
    public static func read(_ state: LuaState, _ L: OpaquePointer, _ index: Int32) -> Int? {
        var isInteger: Int32 = 0
        guard lua_type(L, index) == LUA_TNUMBER else { return nil }
        let value = lua_tointegerx(L, index, &isInteger)
        return isInteger != 0 ? Int(value) : nil
    }
}

extension Bool: LuaReadable {
    public static func read(_ state: LuaState, _ L: OpaquePointer, _ index: Int32) -> Bool? {
        lua_type(L, index) == LUA_TBOOLEAN ? lua_toboolean(L, index) != 0 : nil
    }
}

extension String: LuaReadable {
    public static func read(_ state: LuaState, _ L: OpaquePointer, _ index: Int32) -> String? {
        lua_type(L, index) == LUA_TSTRING ? state.string(L, index) : nil
    }
}

extension LuaValue: LuaReadable {
    public static func read(_ state: LuaState, _ L: OpaquePointer, _ index: Int32) throws -> LuaValue? {
        lua_type(L, index) <= LUA_TNIL ? nil : try state.read(L, index)
    }
}

extension LuaTable: LuaReadable {
    public static func read(_ state: LuaState, _ L: OpaquePointer, _ index: Int32) throws -> LuaTable? {
        try state.read(L, index).asTable
    }
}

/// A type whose lists can be read as an argument.
public protocol LuaListElement {
    static func readList(_ state: LuaState, _ L: OpaquePointer, _ index: Int32) throws -> [Self]?
}

extension Array: LuaReadable where Element: LuaListElement {
    public static func read(_ state: LuaState, _ L: OpaquePointer, _ index: Int32) throws -> [Element]? {
        try Element.readList(state, L, index)
    }
}

/// A list of numbers, from a Lua list or from an object that holds one.
extension Double: LuaListElement {
    public static func readList(_ state: LuaState, _ L: OpaquePointer, _ index: Int32) throws -> [Double]? {
        if let object = state.object(L, index) { return (object as? any LuaNumbers)?.numbers }
        guard lua_type(L, index) == LUA_TTABLE else { return nil }
        let table = lua_absindex(L, index)
        let count = Int(lua_rawlen(L, table))
        guard lua_checkstack(L, 2) != 0 else { return nil }
        var result: [Double] = []
        result.reserveCapacity(count)
        for i in 1...Swift.max(count, 1) where i <= count {
            let isNumber = lua_rawgeti(L, table, Int64(i)) == LUA_TNUMBER
            if isNumber { result.append(lua_tonumberx(L, -1, nil)) }
            spar_pop(L, 1)
            if !isNumber { return nil }
        }
        return result
    }
}

/// A matrix by rows, from a Lua list of lists or from an object that holds one.
extension [Double]: LuaListElement {
    public static func readList(_ state: LuaState, _ L: OpaquePointer, _ index: Int32) throws -> [[Double]]? {
        if let object = state.object(L, index) { return (object as? any LuaMatrix)?.rows }
        guard lua_type(L, index) == LUA_TTABLE, lua_checkstack(L, 2) != 0 else { return nil }
        let table = lua_absindex(L, index)
        var rows: [[Double]] = []
        for i in 1...Swift.max(Int(lua_rawlen(L, table)), 1) {
            lua_rawgeti(L, table, Int64(i))
            defer { spar_pop(L, 1) }
            guard let row = try [Double].read(state, L, -1) else { return nil }
            rows.append(row)
        }
        return rows
    }
}

/// A list of strings.
extension String: LuaListElement {
    public static func readList(_ state: LuaState, _ L: OpaquePointer, _ index: Int32) throws -> [String]? {
        let items = try state.read(L, index).asTable?.items.map(\.asString)
        return items.flatMap { $0.contains(nil) ? nil : $0.compactMap { $0 } }
    }
}

extension LuaFunction: LuaReadable {
    public static func read(_ state: LuaState, _ L: OpaquePointer, _ index: Int32) throws -> Self? {
        guard lua_type(L, index) == LUA_TFUNCTION, lua_checkstack(L, 1) != 0 else { return nil }
        lua_pushvalue(L, index)
        return try Self(state: state, popping: L)
    }
}
