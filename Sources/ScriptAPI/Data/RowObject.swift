// One row of a table in scripts.

import Basics
import LuaRuntime
import Tables

/// One row of a table.
package final class RowObject: LuaObject {
    let table: Table
    let row: Int

    init(_ table: Table, _ row: Int) {
        self.table = table
        self.row = row
    }

    package var fields: [(String, Cell)] { Array(zip(table.names, table.row(row))) }

    package static let luaType = ObjectType(
        RowObject.self, "row", "A row of a table: row.QAMS, pairs(row). A missing value is nil.",
        changeHint: "return a new table of fields instead",
        index: { r, key in
            guard case .string(let name) = key, r.table.has(name) else { return nil }
            return .some(LuaValue(try r.table.cell(r.row, name)))
        },
        pairs: { r in r.fields.filter { $0.1 != .missing }.map { (.string($0.0), LuaValue($0.1)) } },
        names: { $0.table.names },
        text: { r in
            "{ "
                + r.fields.filter { $0.1 != .missing }.map { "\($0.0) = \(LuaValueText.short(LuaValue($0.1)))" }
                .joined(separator: ", ") + " }"
        })
}
