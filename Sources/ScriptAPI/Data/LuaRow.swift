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

extension Table {
    /// A table of rows: columns in order of first appearance, those in `first` before all others.
    init(rows: [LuaRow], first: [String] = []) throws {
        var names: [String] = []
        var places: [String: Int] = [:]
        func add(_ name: String) {
            if places[name] == nil {
                places[name] = names.count
                names.append(name)
            }
        }
        first.forEach(add)
        for row in rows { row.fields.forEach { add($0.name) } }
        var cells = [[Cell]](repeating: Array(repeating: .missing, count: rows.count), count: names.count)
        for (i, row) in rows.enumerated() {
            for (name, cell) in row.fields {
                if let place = places[name] { cells[place][i] = cell }
            }
        }
        try self.init(zip(names, cells).map { (name: $0, column: Column(cells: $1)) })
    }
}
