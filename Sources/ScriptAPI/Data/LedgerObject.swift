// A table on the disk that grows row by row, for loops that take hours and are stopped anywhere.

import Basics
import LuaRuntime
import Tables

final class LedgerObject: LuaObject {
    let ledger: Ledger

    init(_ ledger: Ledger) { self.ledger = ledger }

    static let luaType = ObjectType(
        LedgerObject.self, "ledger",
        "A CSV file to which rows are added one at a time, each synced before add returns.",
        properties: [
            property("path", "The file.") { .string($0.ledger.path) },
            property("repaired", "How many rows were cut short when the file was opened, and dropped.") {
                .integer($0.ledger.repaired)
            },
        ],
        methods: [
            method(
                "add", "Adds a row. Of two rows with one key the later stands.",
                .required("row", .any, "Named fields; columns that are left out stay empty."), returns: "Nothing."
            ) { l, call in
                let row = try LuaRow(try call["row"], "the row")
                for field in row.fields where !l.ledger.columns.contains(field.name) {
                    let near =
                        nearestName(to: field.name, among: l.ledger.columns).map { "; did you mean '\($0)'?" } ?? ""
                    throw SparError("the ledger has no column '\(field.name)'\(near)")
                }
                try l.ledger.append(l.ledger.columns.map { row[$0] ?? .missing })
                return .nil
            },
            method(
                "find", "The newest row of a key.", .required("key", .any, "A table with a value for each key column."),
                returns: "A record; nil where there is none."
            ) { l, call in
                let wanted = try LuaRow(try call["key"], "the key")
                guard
                    let cells = l.ledger.row(
                        try l.ledger.key.map { name in
                            guard let cell = wanted[name] else { throw SparError("the key lacks '\(name)'") }
                            return cell
                        })
                else { return .nil }
                return .object(LuaRecord("row", zip(l.ledger.columns, cells).map { ($0, LuaValue($1)) }))
            },
            method(
                "tidy",
                "Writes the file anew with each key once; without it replaced rows stay in the file until it is next "
                    + "opened.", returns: "Nothing."
            ) { l, _ in
                try l.ledger.tidy()
                return .nil
            },
            method("table", "All rows so far.", returns: "A table.") { l, _ in
                .object(TableObject(try l.ledger.table()))
            },
        ],
        length: { $0.ledger.count },
        text: { "ledger \($0.ledger.path) of \($0.ledger.count) rows" })
}
