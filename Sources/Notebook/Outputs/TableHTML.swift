// A table as HTML and JSON: numbers right-aligned with sensible digits, units in the head, long tables cut with a word on
// how much is left out.

import Basics
import Tables

enum TableHTML {
    /// Rows shown, and columns.
    static let mostRows = 30, mostColumns = 14

    static func html(_ table: Table, units: Bool = true) -> String {
        let shownColumns = Array(table.names.prefix(mostColumns))
        let cut = table.count > mostRows + 3 // a line about three rows would save nothing
        let bottom = cut ? mostRows / 3 : 0, top = cut ? mostRows - bottom : table.count
        let rows = Array(0..<top) + Array((table.count - bottom)..<table.count)
        let columns = shownColumns.compactMap { name in (try? table.column(name)).map { (name, $0.rows(rows)) } }
        let cells = columns.map { _, column -> (texts: [String], isNumber: Bool) in
            if case .number(let values) = column { return (NumberColumnText.cells(values), true) }
            return ((0..<column.count).map { column[$0] == .missing ? "-" : column[$0].text }, false)
        }
        var html = "<table class=\"spar-table\">\n<thead><tr>"
        for ((name, _), column) in zip(columns, cells) {
            let unit = units ? ColumnUnits.unit(of: name).map { " <small>\(HTMLText.escaped($0))</small>" } ?? "" : ""
            html += "<th\(style(column.isNumber))>\(HTMLText.escaped(name))\(unit)</th>"
        }
        html += "</tr></thead>\n<tbody>\n"
        for row in rows.indices {
            if cut, row == top {
                html += "<tr class=\"spar-cut\"><td colspan=\"\(columns.count)\">… \(table.count - rows.count) rows left out …</td></tr>\n"
            }
            html += "<tr>" + cells.map { "<td\(style($0.isNumber))>\(HTMLText.escaped($0.texts[row]))</td>" }.joined() + "</tr>\n"
        }
        html += "</tbody>\n</table>\n"
        var words = "\(table.count) row\(table.count == 1 ? "" : "s"), \(table.names.count) column\(table.names.count == 1 ? "" : "s")"
        let hidden = table.names.dropFirst(mostColumns)
        if !hidden.isEmpty { words += "; not shown: " + hidden.map { HTMLText.escaped($0) }.joined(separator: ", ") }
        if cut || !hidden.isEmpty || table.count == 0 { html += "<p class=\"spar-note\">\(words)</p>\n" }
        return html
    }

    private static func style(_ isNumber: Bool) -> String {
        isNumber ? " style=\"text-align:right\"" : " style=\"text-align:left\""
    }

    /// Columns by name, for a table of moderate size; what is missing is null.
    static func json(_ table: Table) -> JSON? {
        guard table.count * max(1, table.names.count) <= 10_000 else { return nil }
        let columns = table.names.map { name -> (String, JSON) in
            guard let column = try? table.column(name) else { return (name, .null) }
            return (name, .array((0..<column.count).map { i in
                switch column[i] {
                case .number(let x): x.isFinite ? .number(x) : .null
                case .text(let text): .string(text)
                case .flag(let flag): .bool(flag)
                case .missing: .null
                }
            }))
        }
        return .object([
            "columns": .array(table.names.map { .string($0) }), "rows": .integer(table.count),
            "data": .object(Dictionary(columns, uniquingKeysWith: { first, _ in first })),
        ])
    }
}
