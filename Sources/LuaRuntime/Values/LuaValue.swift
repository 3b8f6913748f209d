// A Lua value as a Swift value, for arguments that are read whole and for results.
//
// Tables are copied: the list part, then the other fields in the order of their keys (numbers, then strings), so that
// nothing depends on Lua's own table order. Lists count from 0 here and from 1 in Lua.

import Basics
import CLuaShim

/// A Lua value.
public enum LuaValue {
    case `nil`
    case bool(Bool)
    case integer(Int)
    case number(Double)
    case string(String)
    case object(any LuaObject)
    case function(LuaFunction)
    /// A value that Swift only passes on: a coroutine, an open file.
    case reference(LuaReference)
    case table(LuaTable)
    /// Several results of one call; has a meaning only as what a binding returns.
    case values([LuaValue])
    /// The binding waits: its coroutine is suspended and later resumed with the answer. Only as what a binding returns.
    case suspended(any Awaited)

    /// A whole number of moderate size becomes a Lua integer (it prints without ".0"), any other a float. The bound
    /// keeps products of a few such integers from wrapping round.
    public static func plain(_ x: Double) -> LuaValue {
        if x == x.rounded(), abs(x) <= 1e6 { return .integer(Int(x)) }
        return .number(x)
    }

    /// A number, or nil where it is NaN: what is not known is missing.
    public static func known(_ x: Double) -> LuaValue { x.isNaN ? .nil : .number(x) }

    public static func list(_ items: [LuaValue]) -> LuaValue { .table(LuaTable(items: items)) }
    public static func optional(_ text: String?) -> LuaValue { text.map { .string($0) } ?? .nil }

    /// The numeric value of an integer or a float.
    public var asNumber: Double? {
        switch self {
        case .integer(let i): Double(i)
        case .number(let x): x
        default: nil
        }
    }

    /// What to say of a value that is no finite number: "number expected, got string", "finite number expected, got inf".
    public var numberFault: String {
        guard let x = asNumber else { return "number expected, got \(typeName)" }
        return "finite number expected, got \(x.isNaN ? "nan" : x > 0 ? "inf" : "-inf")"
    }

    /// A float of whole value as the integer that it is; anything else as it stands. Lua's own tables do so with keys.
    public var wholeAsInteger: LuaValue {
        if case .number(let x) = self, let whole = Int(exactly: x) { return .integer(whole) }
        return self
    }

    public var asString: String? { if case .string(let s) = self { s } else { nil } }
    public var asTable: LuaTable? { if case .table(let t) = self { t } else { nil } }

    public var isNil: Bool { if case .nil = self { true } else { false } }

    /// "number", "table", "structure", ..: the word that messages use.
    public var typeName: String {
        switch self {
        case .nil: "nil"
        case .bool: "boolean"
        case .integer, .number: "number"
        case .string: "string"
        case .object(let o): type(of: o).luaType.name
        case .function: "function"
        case .reference: "userdata"
        case .table, .values, .suspended: "table"
        }
    }
}

/// A Lua table as a value: its list and its other fields.
public struct LuaTable {
    public var items: [LuaValue]
    public var fields: [(key: LuaValue, value: LuaValue)]

    public init(items: [LuaValue] = [], fields: [(key: LuaValue, value: LuaValue)] = []) {
        self.items = items
        self.fields = fields
    }

    public init(_ named: KeyValuePairs<String, LuaValue>) {
        self.init(fields: named.map { (.string($0.key), $0.value) })
    }

    /// The value of a named field, nil where there is none.
    public subscript(name: String) -> LuaValue {
        for (key, value) in fields {
            if case .string(let s) = key, s == name { return value }
        }
        return .nil
    }
}

extension LuaState {
    /// How deep tables may nest; a table that holds itself is found by it.
    static let deepestTable = 64

    /// Reads the value at a stack index. Raw: metamethods of tables are not called.
    func read(_ L: OpaquePointer, _ index: Int32, depth: Int = 0) throws -> LuaValue {
        switch lua_type(L, index) {
        case LUA_TNIL, LUA_TNONE: return .nil
        case LUA_TBOOLEAN: return .bool(lua_toboolean(L, index) != 0)
        case LUA_TNUMBER:
            return lua_isinteger(L, index) != 0
                ? .integer(Int(lua_tointegerx(L, index, nil))) : .number(lua_tonumberx(L, index, nil))
        case LUA_TSTRING: return .string(string(L, index))
        case LUA_TFUNCTION:
            lua_checkstack(L, 1)
            lua_pushvalue(L, index)
            return .function(try LuaFunction(state: self, popping: L))
        case LUA_TTABLE: return .table(try readTable(L, index, depth: depth))
        default:
            if let object = object(L, index) { return .object(object) }
            lua_checkstack(L, 1)
            lua_pushvalue(L, index)
            return .reference(try LuaReference(state: self, popping: L))
        }
    }

    /// The bytes of a Lua string as text; invalid UTF-8 is repaired.
    func string(_ L: OpaquePointer, _ index: Int32) -> String {
        var length = 0
        guard let bytes = lua_tolstring(L, index, &length) else { return "" }
        return bytes.withMemoryRebound(to: UInt8.self, capacity: length) {
            String(decoding: UnsafeBufferPointer(start: $0, count: length), as: UTF8.self)
        }
    }

    private func readTable(_ L: OpaquePointer, _ index: Int32, depth: Int) throws -> LuaTable {
        guard depth < Self.deepestTable, lua_checkstack(L, 8) != 0 else {
            throw SparError("the table nests deeper than \(Self.deepestTable) levels (does it hold itself?)")
        }
        let table = lua_absindex(L, index)
        let count = Int(lua_rawlen(L, table))
        var result = LuaTable()
        result.items.reserveCapacity(count)
        for i in 0..<count {
            lua_rawgeti(L, table, Int64(i + 1))
            defer { spar_pop(L, 1) }
            result.items.append(try read(L, -1, depth: depth + 1))
        }
        let top = lua_gettop(L)
        defer { lua_settop(L, top) }
        lua_pushnil(L)
        while lua_next(L, table) != 0 {
            if lua_isinteger(L, -2) != 0, (1...count.clamped(toAtLeast: 1)).contains(Int(lua_tointegerx(L, -2, nil))),
                count > 0
            {
                spar_pop(L, 1)
                continue
            }
            let key = try read(L, -2, depth: depth + 1)
            result.fields.append((key, try read(L, -1, depth: depth + 1)))
            spar_pop(L, 1)
        }
        result.fields.sort { Self.precedes($0.key, $1.key) }
        return result
    }

    private static func precedes(_ a: LuaValue, _ b: LuaValue) -> Bool {
        switch (a.asNumber, b.asNumber) {
        case (let x?, let y?): x < y
        case (.some, nil): true
        case (nil, .some): false
        default: (a.asString ?? "") < (b.asString ?? "")
        }
    }

    /// Pushes a value.
    func push(_ value: LuaValue, on L: OpaquePointer) throws {
        guard lua_checkstack(L, 8) != 0 else { throw SparError("stack overflow") }
        switch value {
        case .nil: lua_pushnil(L)
        case .bool(let b): lua_pushboolean(L, b ? 1 : 0)
        case .integer(let i): lua_pushinteger(L, Int64(i))
        case .number(let x): lua_pushnumber(L, x)
        case .string(let s): try push(s, on: L)
        case .object(let o): try push(object: o, on: L)
        case .function(let f): lua_rawgeti(L, spar_registry_index(), Int64(f.reference))
        case .reference(let r): lua_rawgeti(L, spar_registry_index(), Int64(r.reference))
        case .table(let t):
            try protect(L, spar_new_table(L, Int32(clamping: t.items.count), Int32(clamping: t.fields.count)))
            for (i, item) in t.items.enumerated() {
                let table = lua_gettop(L)
                try push(item, on: L)
                try protect(L, spar_set_index(L, table, Int64(i + 1)))
            }
            for (key, value) in t.fields where !value.isNil {
                let table = lua_gettop(L)
                try push(key, on: L)
                try push(value, on: L)
                try protect(L, spar_set(L, table))
            }
        case .values(let values): for v in values { try push(v, on: L) }
        case .suspended: throw SparError("a request that waits is not a value")
        }
    }

    func push(_ text: String, on L: OpaquePointer) throws {
        var text = text
        let status = text.withUTF8 { bytes in
            spar_push_string(L, UnsafeRawPointer(bytes.baseAddress)?.assumingMemoryBound(to: CChar.self), bytes.count)
        }
        try protect(L, status)
    }

    /// Turns the status of a protected operation into a Swift error, taking the error value off the stack.
    func protect(_ L: OpaquePointer, _ status: Int32) throws {
        if status != LUA_OK { throw raised(L) }
    }
}

extension Int {
    fileprivate func clamped(toAtLeast lowest: Int) -> Int { Swift.max(self, lowest) }
}
