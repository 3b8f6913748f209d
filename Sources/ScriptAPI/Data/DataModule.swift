// The module `data`: reading and making tables.

import Basics
import LuaRuntime
import Tables

extension Module {
    static let data = Module(
        "data", "Tables of rows and named columns.",
        [
            Function(
                "read", "Reads a CSV file (or .csv.gz); an empty field is a missing value.",
                .required("path", .string, "The file."),
                .options([
                    .optional(
                        "comment", .string,
                        "What a comment begins with, such as \"#\". Unless given every "
                            + "line after the header is data; lines before it that begin with # are comments.")
                ]),
                returns: "A table."
            ) { call in
                let mark: String? = try call[optional: "comment"]
                if mark == "" { throw call.error("comment", "a mark such as \"#\" expected, got an empty string") }
                return .object(TableObject(try Table(csv: call.inputPath(try call["path"]), comment: mark)))
            },
            Function(
                "ledger",
                "Opens a CSV file that grows row by row, or makes it: for loops that take hours. A row cut short by "
                    + "a crash is dropped when the file is opened again; columns that the file lacks are added.",
                .required("path", .string, "The file."),
                .options([
                    .required("columns", .strings, "The columns, in order."),
                    .optional("key", .strings, "Columns that together name a row."),
                ]),
                returns: "A ledger: l:add(row), l:find(key), l:table(), l:tidy(), #l."
            ) { call in
                .object(
                    LedgerObject(
                        try Ledger(
                            path: try call.outputPath(try call["path"]), columns: try call["columns"],
                            key: call[optional: "key"] ?? [String]())))
            },
            Function(
                "new", "A table from a list of rows, or from columns.",
                .options(
                    [.optional("columns", .table("table of name = list"), "Columns by name, instead of rows.")],
                    items: .any), returns: "A table."
            ) { call in
                guard let columns: LuaTable = try call[optional: "columns"] else {
                    return .object(
                        TableObject(
                            try Table(
                                rows: try call.items.enumerated().map {
                                    try LuaRow($1, "row \($0 + 1)")
                                })))
                }
                guard try call.items.isEmpty else { throw call.error("columns", "rows or columns expected, not both") }
                return .object(
                    TableObject(
                        try Table(
                            try columns.fields.map { key, value in
                                let name = LuaValueText.short(key)
                                switch value {
                                case .table(let list):
                                    return (
                                        name: name,
                                        column: Column(
                                            cells: try list.items.enumerated().map {
                                                try cell($1, "column '\(name)', row \($0 + 1),")
                                            })
                                    )
                                case .object(let object):
                                    if let array = object as? ArrayObject { return (name: name, column: array.column) }
                                    fallthrough
                                default:
                                    throw call.error(
                                        "columns", "\(name): list of values expected, got \(value.typeName)")
                                }
                            })))
            },
        ])
}
