// Results with named fields and lists, read as tables and never changed.

import Basics

/// A row of named values: `f.QAMS`, `pairs(f)`. A misspelt field is an error; a missing value is nil.
public final class LuaRecord: LuaObject {
    public let kind: String
    public let names: [String]
    public let values: [LuaValue]
    /// Names outside the record that are nil instead of an error (elements that a composition lacks).
    let isAbsent: @Sendable (String) -> Bool
    /// What `tostring` gives instead of the fields: the sentence of an error object.
    let sentence: String?

    public init(
        _ kind: String, _ fields: [(String, LuaValue)], sentence: String? = nil,
        absent: @escaping @Sendable (String) -> Bool = { _ in false }
    ) {
        self.kind = kind
        self.sentence = sentence
        names = fields.map(\.0)
        values = fields.map(\.1)
        isAbsent = absent
    }

    public var fields: [(String, LuaValue)] { Array(zip(names, values)) }

    public static let luaType = ObjectType(
        LuaRecord.self, "record",
        "A result with named fields. It does not change; `r:with{ … }` copies it with more fields.",
        methods: [
            method(
                "with", "A copy as a plain table, with further or other fields.",
                .required("fields", .table("table of fields"), "The fields to add or replace."),
                returns: "A table."
            ) { record, call in
                var table = LuaTable(fields: record.fields.map { (.string($0.0), $0.1) })
                let more: LuaTable = try call["fields"]
                for (key, value) in more.fields {
                    if let name = key.asString, let i = table.fields.firstIndex(where: { $0.key.asString == name }) {
                        table.fields[i].value = value
                    } else {
                        table.fields.append((key, value))
                    }
                }
                return .table(table)
            }
        ],
        changeHint: "r:with{ … } gives a table with further fields",
        index: { record, key in
            guard case .string(let name) = key else { return nil }
            if let i = record.names.firstIndex(of: name) { return record.values[i] }
            return record.isAbsent(name) ? .some(.nil) : nil
        },
        pairs: { record in record.fields.filter { !$0.1.isNil }.map { (.string($0.0), $0.1) } },
        names: { $0.names },
        text: { record in
            if let sentence = record.sentence { return sentence }
            let items = record.fields.filter { !$0.1.isNil }.map { "\($0.0) = \(LuaValueText.short($0.1))" }
            return items.isEmpty ? "{}" : "{ " + items.joined(separator: ", ") + " }"
        })
}

/// An immutable list, made when it is asked for.
public final class LuaList: LuaObject {
    public let items: [LuaValue]

    public init(_ items: [LuaValue]) { self.items = items }

    public static let luaType = ObjectType(
        LuaList.self, "list", "A list that does not change: `l[1]`, `#l`, `ipairs(l)`.",
        changeHint: "copy it into a table first",
        index: { list, key in
            guard case .integer(let i) = key else { return nil }
            return list.items[number: i]
        },
        length: { $0.items.count },
        text: { list in
            let shown = list.items.prefix(20).map(LuaValueText.short)
            let rest = list.items.count - shown.count
            return "{ " + shown.joined(separator: ", ") + (rest > 0 ? ", … \(rest) more" : "") + " }"
        })
}

/// Values as one-line text.
public enum LuaValueText {
    /// What takes more than a line, such as a table, by its name and length.
    private static func oneLine(_ object: any LuaObject) -> String {
        let type = type(of: object).luaType
        let text = type.text(object)
        guard text.contains("\n") else { return text }
        return type.length.map { "\(type.name) of \($0(object))" } ?? type.name
    }

    /// As `show` and records print it: six significant digits.
    public static func short(_ value: LuaValue) -> String {
        switch value {
        case .nil: "nil"
        case .bool(let b): b ? "true" : "false"
        case .integer(let i): String(i)
        case .number(let x): NumberText.short(x, digits: 6)
        case .string(let s): s
        case .object(let o): oneLine(o)
        case .function: "function"
        case .reference: "userdata"
        case .table(let t):
            "{ "
                + (t.items.map(short) + t.fields.map { "\(short($0.key)) = \(short($0.value))" }).joined(
                    separator: ", ")
                + " }"
        case .values(let v): v.map(short).joined(separator: ", ")
        case .suspended: "(waiting)"
        }
    }
}
