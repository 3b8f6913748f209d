// The module `json`. Objects become tables; null becomes nil. Tables with a list part become arrays, others objects
// with their keys in order.

import Basics
import LuaRuntime

extension Module {
    static let json = Module(
        "json", "JSON text.",
        [
            Function("decode", "Reads JSON.", .required("text", .string, "The text."), returns: "Its value.") { call in
                LuaValue(try JSON.parse(try call["text"] as String))
            },
            Function(
                "encode", "Writes JSON, on one line, keys in order.", .required("value", .any, "The value."),
                returns: "A string."
            ) { call in
                .string(try JSON(try call["value"] as LuaValue).canonicalText())
            },
        ])
}

extension LuaValue {
    init(_ json: JSON) {
        switch json {
        case .null: self = .nil
        case .bool(let flag): self = .bool(flag)
        case .integer(let i): self = .integer(i)
        case .number(let x): self = .plain(x)
        case .string(let text): self = .string(text)
        case .array(let items): self = .list(items.map { LuaValue($0) })
        case .object(let fields):
            self = .table(LuaTable(fields: fields.map { (.string($0.key), LuaValue($0.value)) }))
        }
    }
}

extension JSON {
    package init(_ value: LuaValue) throws {
        switch value {
        case .nil: self = .null
        case .bool(let flag): self = .bool(flag)
        case .integer(let i): self = .integer(i)
        case .number(let x):
            guard x.isFinite else { throw SparError("JSON has no \(NumberText.short(x)); leave the value out") }
            self = .number(x)
        case .string(let text): self = .string(text)
        case .table(let table):
            guard !table.items.isEmpty || table.fields.isEmpty else {
                self = .object(try Self.members(table.fields.map { (LuaValueText.short($0.key), $0.value) }))
                return
            }
            guard table.fields.isEmpty else { throw SparError("a table with both a list and named fields has no JSON") }
            self = .array(try table.items.map { try JSON($0) })
        case .object(let object):
            guard let said = object as? any JSONObject else {
                throw SparError("a \(type(of: object).luaType.name) has no JSON")
            }
            self = try said.json()
        case .function, .reference, .values, .suspended: throw SparError("a \(value.typeName) has no JSON")
        }
    }

    /// Members by their keys' text, in which 1.5 and "1.5" are one.
    private static func members(_ pairs: [(String, LuaValue)]) throws -> [String: JSON] {
        var members: [String: JSON] = [:]
        for (key, value) in pairs where members.updateValue(try JSON(value), forKey: key) != nil {
            throw SparError("two keys of a table are written '\(key)'; JSON has each key once")
        }
        return members
    }

    fileprivate static func object(_ pairs: [(String, LuaValue)]) throws -> JSON {
        .object(try members(pairs.filter { !$0.1.isNil }))
    }
}

/// An object that JSON can say. `spar.cached` makes its keys of what is said: it stays as it is.
protocol JSONObject: LuaObject {
    func json() throws -> JSON
}

extension ArrayObject: JSONObject {
    func json() throws -> JSON {
        .array(
            try (0..<column.count).map { i in
                let element = element(i)
                if case .number(let x) = element, x.isNaN { return .null }
                return try JSON(element)
            })
    }
}

extension TensorObject: JSONObject {
    func json() -> JSON { .array(rows.map { .array($0.map { .number($0) }) }) }
}

extension LuaList: JSONObject {
    func json() throws -> JSON { .array(try items.map { try JSON($0) }) }
}

extension LuaRecord: JSONObject {
    func json() throws -> JSON { try .object(fields) }
}

extension RowObject: JSONObject {
    func json() throws -> JSON { try .object(fields.map { ($0.0, LuaValue($0.1)) }) }
}

extension TableObject: JSONObject {
    func json() throws -> JSON {
        .array(
            try (0..<table.count).map { i in
                try .object(zip(table.names, table.row(i)).map { ($0, LuaValue($1)) })
            })
    }
}
