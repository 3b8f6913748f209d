// Tables in scripts: rows by index from 1, columns by name.

import Basics
import LuaRuntime
import Tables

/// A table of rows and named columns. Sweeps give it with their failures and how many points came from the store.
package final class TableObject: LuaObject {
    package let table: Table
    /// What a sweep left out or kept: value, status, reason.
    package let failures: Table?
    /// Points that a sweep got from the store.
    package let cached: Int?

    init(_ table: Table, failures: Table? = nil, cached: Int? = nil) {
        self.table = table
        self.failures = failures
        self.cached = cached
    }

    package var storages: [Storage] { table.columns.compactMap(\.storage) }

    package static let luaType = ObjectType(
        TableObject.self, "table of data",
        "Rows and named columns: d[i].QAMS, d.QAMS, #d. It does not change: operations give new tables.",
        properties: [
            property("columns", "The names of the columns, in order.") { d in
                .object(ArrayObject(.text(d.table.names)))
            },
            property("failures", "Of a sweep: the points that failed (value, status, reason).") { d in
                .object(TableObject(d.failures ?? .empty))
            },
            property("cached", "Of a sweep: how many points were answered wholly from the store.") {
                .integer($0.cached ?? 0)
            },
        ],
        methods: rowMethods + columnMethods + statisticsMethods + splittingMethods,
        changeHint: "d:with{ … } gives a table with further columns",
        index: { d, key in
            switch key {
            case .integer(let i) where (1...d.table.count + 1).contains(i):
                return i > d.table.count ? .some(.nil) : .object(RowObject(d.table, i - 1))
            case .string(let name) where d.table.has(name): return .object(ArrayObject(try d.table.column(name)))
            default: return nil
            }
        },
        length: { $0.table.count },
        pairs: { d in (0..<d.table.count).map { (.integer($0 + 1), .object(RowObject(d.table, $0))) } },
        names: { $0.table.names },
        text: { d in
            var text = d.table.rendered(maxRows: 20)
            if text.hasSuffix("\n") { text.removeLast() }
            return text
        })

    static func new(_ table: Table) -> LuaValue { .object(TableObject(table)) }
}

extension Call {
    /// One name or a list of names.
    func names(_ argument: String) throws -> [String] {
        if let list: [String] = try self[optional: argument] { return list }
        let one: String? = try self[optional: argument]
        return one.map { [$0] } ?? []
    }
}
