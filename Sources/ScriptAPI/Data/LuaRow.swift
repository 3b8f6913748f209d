// Rows as scripts give them: a table of named fields, or an object with named fields.

import Basics
import LuaRuntime
import Tables

/// Named values of one row. The order is that of the names, except for objects, which have their own.
struct LuaRow {
    var fields: [(name: String, cell: Cell)]

    subscript(name: String) -> Cell? { fields.first { $0.name == name }?.cell }

    init(fields: [(name: String, cell: Cell)]) { self.fields = fields }

    /// - Parameter what: names the row in messages.
    init(_ value: LuaValue, _ what: @autoclosure () -> String) throws {
        switch value {
        case .table(let table):
            guard table.items.isEmpty else {
                throw SparError("\(what()) is a list; a row has named fields, such as { strain = 0.01, QAMS = q }")
            }
            fields = try table.fields.map { key, value in
                let name = LuaValueText.short(key)
                return (name, try ScriptAPI.cell(value, "\(what()), field '\(name)',"))
            }
            // Lua's own order of a table's fields is chance: numbers in names decide as numbers.
            if fields.contains(where: { $0.name.utf8.contains { (0x30...0x39).contains($0) } }) {
                fields.sort { NaturalOrder.precedes($0.name, $1.name) }
            }
        case .object(let object):
            if let row = object as? RowObject {
                fields = row.fields.map { (name: $0.0, cell: $0.1) }
            } else if let record = object as? LuaRecord {
                fields = try record.fields.map { ($0.0, try ScriptAPI.cell($0.1, "\(what()), field '\($0.0)',")) }
            } else {
                fallthrough
            }
        default:
            throw SparError("\(what()) is a \(value.typeName); a row is a table of named fields")
        }
    }

    /// The row that a function makes of a row.
    init(_ row: LuaValue, from f: LuaFunction, index: Int) throws {
        try self.init(try f.first(row, .integer(index)), "what the function returns for row \(index)")
    }
}

/// The cells of rows, column after column.
struct RowCells {
    /// In order of first appearance.
    private(set) var names: [String] = []
    private var places: [String: Int] = [:]
    private var columns: [[Cell]] = []
    let count: Int

    /// - Parameter first: columns that stand before all others, whether rows have them or not.
    init(_ rows: some Collection<LuaRow>, first: [String] = []) {
        count = rows.count
        for name in first { _ = place(of: name) }
        for (i, row) in rows.enumerated() {
            for (name, cell) in row.fields { columns[place(of: name)][i] = cell }
        }
    }

    private mutating func place(of name: String) -> Int {
        if let place = places[name] { return place }
        places[name] = names.count
        names.append(name)
        columns.append(Array(repeating: .missing, count: count))
        return names.count - 1
    }

    /// Of a column that no row has, all are missing.
    subscript(name: String) -> [Cell] {
        places[name].map { columns[$0] } ?? Array(repeating: .missing, count: count)
    }

    func table(_ names: [String]) throws -> Table {
        try Table(names.map { (name: $0, column: Column(cells: self[$0])) })
    }
}

extension Table {
    /// A table of rows: columns in order of first appearance, those in `first` before all others.
    init(rows: [LuaRow], first: [String] = []) throws {
        let cells = RowCells(rows, first: first)
        self = try cells.table(cells.names)
    }
}
