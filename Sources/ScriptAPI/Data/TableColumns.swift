// Methods of tables about their columns; and writing them.

import Basics
import LuaRuntime
import Tables

extension TableObject {
    static let columnMethods: [Function] = [
        method(
            "column", "A column, also where its name is that of a method.", .required("name", .string, "Its name."),
            returns: "An array."
        ) { d, call in .object(ArrayObject(try d.table.column(try call["name"]))) },
        method(
            "select", "Some of the columns, in the order asked for.",
            .required("names", .strings, "Their names."), returns: "A table."
        ) { d, call in
            new(try d.table.selecting(try call["names"]))
        },
        method(
            "with", "Further or other columns, each from a function of the row, an array, or one value.",
            .required("columns", .table("table of name = function, array or value"), "The columns."),
            returns: "A table."
        ) { d, call in
            let columns: LuaTable = try call["columns"]
            return new(
                try columns.fields.reduce(d.table) { table, field in
                    let name = field.key.asString ?? LuaValueText.short(field.key)
                    return try table.with(name, try d.column(name, field.value))
                })
        },
        method(
            "rename", "Columns under other names.", .required("names", .table("table of old = \"new\""), "The names."),
            returns: "A table."
        ) { d, call in
            let names: LuaTable = try call["names"]
            return new(
                try d.table.renaming(
                    try names.fields.map { key, value in
                        guard let old = key.asString, let new = value.asString else {
                            throw call.error("names", "old = \"new\" expected, got \(value.typeName)")
                        }
                        return (old, new)
                    }))
        },
        method(
            "save", "Writes a CSV file; it replaces an old one only when complete.",
            .required("path", .string, "The file.")
        ) { d, call in
            try d.table.write(csv: try call.outputPath(try call["path"]))
            return .nil
        },
    ]

    func column(_ name: String, _ value: LuaValue) throws -> Column {
        switch value {
        case .function(let f):
            return Column(cells: try rows { try cell(try f.first($0, .integer($1)), "column '\(name)', row \($1)") })
        case .object(let object):
            if let array = object as? ArrayObject { return array.column }
        case .table(let list):
            return Column(cells: try list.items.enumerated().map { try cell($1, "column '\(name)', row \($0 + 1)") })
        default: break
        }
        return Column(cells: Array(repeating: try cell(value, "column '\(name)'"), count: table.count))
    }
}
