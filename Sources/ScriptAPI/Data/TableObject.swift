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

    private static func new(_ table: Table) -> LuaValue { .object(TableObject(table)) }
    private static let rowFunction = Parameter.required("f", .function, "Takes a row and its index.")

    private func rows<T>(_ f: (LuaValue, Int) throws -> T) rethrows -> [T] {
        try (0..<table.count).map { try f(.object(RowObject(table, $0)), $0 + 1) }
    }

    // MARK: rows

    private static let rowMethods: [Function] = [
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

    // MARK: columns

    private static let columnMethods: [Function] = [
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

    private func column(_ name: String, _ value: LuaValue) throws -> Column {
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

    // MARK: statistics

    private static let statisticsMethods: [Function] = [
        method(
            "describe", "Count, missing, mean, standard deviation, quartiles of each column of numbers.",
            returns: "A table."
        ) { d, _ in new(try d.table.described()) },
        method(
            "correlation", "Pearson's correlation of columns, over the rows where both are present.",
            .required("names", .strings, "The columns."),
            returns: "A table: `column` (the name), then a column for each."
        ) { d, call in
            new(try d.table.correlation(try call["names"]).table())
        },
        method(
            "histogram", "How many values fall into each of equal bins.", .required("name", .string, "The column."),
            .options([
                .optional("bins", .count(1), usually: 20) { "How many bins, \($0) unless given." },
                .optional("from", .number, "Where the first begins."), .optional("to", .number, "Where the last ends."),
            ]),
            returns: "A table: from, to, center, count."
        ) { d, call in
            let x = try d.table.numbers(try call["name"])
            let from: Double? = try call[optional: "from"], to: Double? = try call[optional: "to"]
            let low = from ?? Statistics.min(x), high = to ?? Statistics.max(x)
            if from != nil || to != nil, !(low < high) {
                throw call.error(
                    "from", "it must be below to: \(NumberText.short(low)) against \(NumberText.short(high))")
            }
            let histogram = try d.table.histogram(
                try call["name"], bins: call["bins"], range: from == nil && to == nil ? nil : low...high
            )
            return new(
                try Table([
                    (name: "from", column: .number(Array(histogram.edges.dropLast()))),
                    (name: "to", column: .number(Array(histogram.edges.dropFirst()))),
                    (name: "center", column: .number(histogram.centers)),
                    (name: "count", column: .number(histogram.counts.map(Double.init))),
                ]))
        },
        method(
            "fit", "The straight line through two columns, by least squares.",
            .required("x", .string, "The column of abscissas."), .required("y", .string, "The column of ordinates."),
            returns: "A record: slope, intercept, r2 (nil where all y are equal), n, missing."
        ) { d, call in
            let fit = try d.table.fit(try call["x"], try call["y"])
            return .object(
                LuaRecord(
                    "fit",
                    [
                        ("slope", .number(fit.slope)), ("intercept", .number(fit.intercept)), ("r2", .known(fit.r2)),
                        ("n", .integer(fit.count)), ("missing", .integer(fit.missing)),
                    ]))
        },
    ]
}

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

extension Call {
    /// One name or a list of names.
    func names(_ argument: String) throws -> [String] {
        if let list: [String] = try self[optional: argument] { return list }
        let one: String? = try self[optional: argument]
        return one.map { [$0] } ?? []
    }
}
