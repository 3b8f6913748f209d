// The module `data`: reading and making tables.

import Basics
import LuaRuntime
import Tables

extension Module {
    static let data = Module("data", "Tables of rows and named columns.", [
        Function("read", "Reads a CSV file (or .csv.gz); an empty field is a missing value.",
                 .required("path", .string, "The file."), returns: "A table.") { call in
            .object(TableObject(try Table(csv: try call["path"])))
        },
        Function("new", "A table from a list of rows, or from columns.",
                 .options([.optional("columns", .table("table of name = list"), "Columns by name, instead of rows.")],
                          items: .any), returns: "A table.") { call in
            guard let columns: LuaTable = try call[optional: "columns"] else {
                return .object(TableObject(try Table(rows: try call.items.enumerated().map {
                    try LuaRow($1, "row \($0 + 1)")
                })))
            }
            guard try call.items.isEmpty else { throw call.error("columns", "rows or columns expected, not both") }
            return .object(TableObject(try Table(try columns.fields.map { key, value in
                let name = LuaValueText.short(key)
                switch value {
                case .table(let list):
                    return (name: name, column: Column(cells: try list.items.enumerated().map {
                        try cell($1, "column '\(name)', row \($0 + 1),")
                    }))
                case .object(let object):
                    if let array = object as? ArrayObject { return (name: name, column: array.column) }
                    fallthrough
                default: throw call.error("columns", "\(name): list of values expected, got \(value.typeName)")
                }
            })))
        },
    ])
}
