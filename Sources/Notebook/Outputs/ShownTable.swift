// The part of a table that a page shows: numbers with sensible digits, units in the head, long tables cut with a word
// on how much is left out; as HTML and as Markdown.

import Basics
import ScriptAPI
import Tables

struct ShownTable {
    /// Rows shown, and columns.
    static let mostRows = 30, mostColumns = 14

    private struct Column {
        let name: String
        let unit: String?
        let cells: [String]
        let isNumber: Bool
    }

    private let columns: [Column]
    /// Index of the first row behind the gap; nil where all rows are shown.
    private let gap: Int?
    private let rowCount: Int
    private let leftOut: Int
    /// How large the whole is, where not all of it is shown.
    private let words: String?

    init(_ table: Table) {
        let isCut = table.count > Self.mostRows + 3  // a line about three rows would save nothing
        let bottom = isCut ? Self.mostRows / 3 : 0, top = isCut ? Self.mostRows - bottom : table.count
        let rows = Array(0..<top) + Array((table.count - bottom)..<table.count)
        columns = table.names.prefix(Self.mostColumns).compactMap { name in
            guard let column = (try? table.column(name))?.rows(rows) else { return nil }
            let unit = ColumnUnits.unit(of: name)
            if case .number(let values) = column {
                return Column(name: name, unit: unit, cells: NumberColumnText.cells(values), isNumber: true)
            }
            let cells = (0..<column.count).map { column[$0] == .missing ? "-" : column[$0].text }
            return Column(name: name, unit: unit, cells: cells, isNumber: false)
        }
        gap = isCut ? top : nil
        rowCount = rows.count
        leftOut = table.count - rows.count
        let hidden = table.names.dropFirst(Self.mostColumns)
        guard isCut || !hidden.isEmpty || table.count == 0 else {
            words = nil
            return
        }
        var words =
            "\(table.count) row\(table.count == 1 ? "" : "s"), \(table.names.count) "
            + "column\(table.names.count == 1 ? "" : "s")"
        if !hidden.isEmpty { words += "; not shown: " + hidden.joined(separator: ", ") }
        self.words = words
    }

    private var gapText: String { "… \(leftOut) rows left out …" }

    var html: String {
        func style(_ column: Column) -> String { " style=\"text-align:\(column.isNumber ? "right" : "left")\"" }
        var html = "<table class=\"spar-table\">\n<thead><tr>"
        for column in columns {
            let unit = column.unit.map { " <small>\(HTMLText.escaped($0))</small>" } ?? ""
            html += "<th\(style(column))>\(HTMLText.escaped(column.name))\(unit)</th>"
        }
        html += "</tr></thead>\n<tbody>\n"
        for row in 0..<rowCount {
            if row == gap { html += "<tr class=\"spar-cut\"><td colspan=\"\(columns.count)\">\(gapText)</td></tr>\n" }
            html +=
                "<tr>" + columns.map { "<td\(style($0))>\(HTMLText.escaped($0.cells[row]))</td>" }.joined() + "</tr>\n"
        }
        html += "</tbody>\n</table>\n"
        if let words { html += "<p class=\"spar-note\">\(HTMLText.escaped(words))</p>\n" }
        return html
    }

    /// A table with bars, as GitHub and others show it, and an empty line.
    var markdown: String {
        func cell(_ text: String) -> String {
            text.split(whereSeparator: \.isNewline).joined(separator: " ").replacing("|", with: "\\|")
        }
        func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |\n" }
        guard !columns.isEmpty else { return "(no columns)\n\n" }
        var text = line(columns.map { cell($0.name + ($0.unit.map { " (\($0))" } ?? "")) })
        text += "|" + columns.map { $0.isNumber ? "--:|" : ":--|" }.joined() + "\n"
        for row in 0..<rowCount {
            if row == gap { text += line(columns.indices.map { $0 == 0 ? gapText : "" }) }
            text += line(columns.map { cell($0.cells[row]) })
        }
        if let words { text += "\n\(words)\n" }
        return text + "\n"
    }
}
