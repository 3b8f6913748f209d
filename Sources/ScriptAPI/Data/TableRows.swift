// Methods of tables about their rows.

import Basics
import LuaRuntime
import Tables

extension TableObject {
    static let rowFunction = Parameter.required("f", .function, "Takes a row and its index.")

    func rows<T>(_ f: (LuaValue, Int) throws -> T) rethrows -> [T] {
        try (0..<table.count).map { try f(.object(RowObject(table, $0)), $0 + 1) }
    }

    static let rowMethods: [Function] = [
        method("filter", "The rows for which a function is true.", rowFunction, returns: "A table.") { d, call in
            let f: LuaFunction = try call["f"]
            return new(
                d.table.filtered(
                    try d.rows { row, i in
                        switch try f.first(row, .integer(i)) {
                        case .nil, .bool(false): false
                        default: true
                        }
                    }))
        },
        method("map", "A table of the rows that a function makes.", rowFunction, returns: "A table.") { d, call in
            let f: LuaFunction = try call["f"]
            return new(try Table(rows: try d.rows { try LuaRow($0, from: f, index: $1) }))
        },
        method(
            "sort", "The rows in order of a column; missing values last.",
            .required("by", .either([.string, .strings]), "The column, or several, the first deciding first."),
            .options([.optional("descending", .boolean, "Largest first.")]), returns: "A table."
        ) { d, call in
            new(try d.table.sorted(by: try call.names("by"), descending: call[optional: "descending"] ?? false))
        },
        method(
            "unique", "The first row of each distinct value.",
            .optional("by", .either([.string, .strings]), "The columns that count; all unless given."),
            returns: "A table."
        ) { d, call in new(try d.table.unique(try call.names("by"))) },
        method(
            "concat", "The rows of another table below these.",
            .required("other", .object(TableObject.self), "A table with the same columns."), returns: "A table."
        ) { d, call in
            let other: TableObject = try call["other"]
            return new(try d.table.concatenated(other.table))
        },
        method(
            "join", "The rows that have a partner in another table, with its columns.",
            .required("other", .object(TableObject.self), "A table in which the key is unique."),
            .options([.required("on", .either([.string, .strings]), "The column or columns with the key.")]),
            returns: "A table."
        ) { d, call in
            let other: TableObject = try call["other"]
            return new(try d.table.joined(other.table, on: try call.names("on")))
        },
        method(
            "dropna", "The rows without missing values.",
            .optional("names", .either([.string, .strings]), "The columns that count; all unless given."),
            returns: "A table."
        ) { d, call in
            let given = try call.names("names")
            let columns = try (given.isEmpty ? d.table.names : given).map { try d.table.column($0) }
            return new(d.table.rows((0..<d.table.count).filter { i in columns.allSatisfy { $0[i] != .missing } }))
        },
        method(
            "fill", "The table with values in place of missing ones: d:fill{ SAMS = 0, name = \"none\" }.",
            .required("values", .table("table of column = value"), "What each column's missing values become."),
            returns: "A table."
        ) { d, call in
            let values: LuaTable = try call["values"]
            guard values.items.isEmpty, !values.fields.isEmpty else {
                throw call.error("values", "columns and their values expected: d:fill{ SAMS = 0 }")
            }
            return new(
                try values.fields.reduce(d.table) { table, field in
                    let name = LuaValueText.short(field.key), column = try table.column(name)
                    let filling = try cell(field.value, "column '\(name)'")
                    if case .missing = filling { throw call.error("values", "column '\(name)': a value expected") }
                    if case .number = column, column.missing < column.count {
                        guard case .number = filling else {
                            throw call.error("values", "column '\(name)': a number expected, as its other values are")
                        }
                    }
                    return try table.with(
                        name, Column(cells: (0..<column.count).map { column[$0] == .missing ? filling : column[$0] }))
                })
        },
        method(
            "head", "The first rows.", .optional("n", .count(0), usually: 10) { "How many, \($0) unless given." },
            returns: "A table."
        ) { d, call in
            new(d.table.head(try call["n"]))
        },
        method(
            "group", "One table for each value of a column, in order of first appearance.",
            .required("by", .string, "The column."), returns: "A list of records: key, rows."
        ) { d, call in
            .object(
                LuaList(
                    try d.table.grouped(by: try call["by"]).map { key, rows in
                        .object(LuaRecord("group", [("key", LuaValue(key)), ("rows", new(rows))]))
                    }))
        },
    ]
}
