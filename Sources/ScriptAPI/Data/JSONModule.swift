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
        case .object(let object): self = try JSON(object)
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

    private init(_ object: any LuaObject) throws {
        func fields(_ pairs: [(String, LuaValue)]) throws -> JSON {
            .object(try Self.members(pairs.filter { !$0.1.isNil }))
        }
        switch object {
        case let array as ArrayObject:
            self = .array(
                try (0..<array.column.count).map { i in
                    let element = array.element(i)
                    if case .number(let x) = element, x.isNaN { return .null }
                    return try JSON(element)
                })
        case let tensor as TensorObject: self = .array(tensor.rows.map { .array($0.map { .number($0) }) })
        case let list as LuaList: self = .array(try list.items.map { try JSON($0) })
        case let structure as StructureObject:
            let s = structure.structure
            self = .object([
                "lattice": .array((0..<3).map { i in .array((0..<3).map { .number(s.lattice.matrix[i][$0]) }) }),
                "sites": .array(
                    s.sites.map {
                        .array([
                            .string($0.element.symbol), .number($0.frac.x), .number($0.frac.y), .number($0.frac.z),
                            .number($0.occupancy), $0.oxidation.map { .number($0) } ?? .null,
                        ])
                    }),
            ])
        case let record as LuaRecord: self = try fields(record.fields)
        case let row as RowObject: self = try fields(row.fields.map { ($0.0, LuaValue($0.1)) })
        case let data as TableObject:
            self = .array(
                try (0..<data.table.count).map { i in
                    try fields(zip(data.table.names, data.table.row(i)).map { ($0, LuaValue($1)) })
                })
        default: throw SparError("a \(type(of: object).luaType.name) has no JSON")
        }
    }
}
