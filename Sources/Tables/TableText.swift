// A table as aligned text for a terminal: numbers to six significant digits, right-aligned with equal decimals in a
// column where their sizes allow it; text left-aligned; missing values as "-". What is left out is said.

import Basics

extension Table {
    /// Lines of at most `width` characters (at least one column is shown), `maxRows` rows of the table
    /// (three more where that shows all of them).
    public func rendered(maxRows: Int = 40, width: Int = 100) -> String {
        guard !names.isEmpty else { return "(no columns)\n" }
        let (top, bottom) = shownRows(max(1, maxRows))
        let rows = Array(top) + Array(bottom)
        var shown: [[String]] = [], used = 0
        for (name, column) in named {
            let cells = aligned(name, column.rows(rows))
            let size = cells[0].count + (shown.isEmpty ? 0 : 2)
            if !shown.isEmpty, used + size > width { break }
            used += size
            shown.append(cells)
        }
        var lines = (0...rows.count).map { line in trimmed(shown.map { $0[line] }.joined(separator: "  ")) }
        let leftOut = count - rows.count
        if leftOut > 0 { lines.insert("… \(leftOut) row\(leftOut == 1 ? "" : "s") left out …", at: 1 + top.count) }
        let hidden = names[shown.count...]
        if !hidden.isEmpty {
            lines.append(
                "(\(hidden.count) more column\(hidden.count == 1 ? "" : "s"): \(hidden.joined(separator: ", ")))")
        }
        if count == 0 { lines.append("(no rows)") }
        return lines.joined(separator: "\n") + "\n"
    }

    private func shownRows(_ limit: Int) -> (Range<Int>, Range<Int>) {
        // A line that says what is left out saves nothing for a few rows.
        if count <= limit + 3 { return (0..<count, count..<count) }
        let bottom = limit / 3
        return (0..<(limit - bottom), (count - bottom)..<count)
    }

    /// The name and the cells, all of one width.
    private func aligned(_ name: String, _ column: Column) -> [String] {
        var cells: [String]
        var right = false
        switch column {
        case .number(let values):
            cells = NumberColumnText.cells(values)
            right = true
        default: cells = (0..<column.count).map { column[$0] == .missing ? "-" : Self.oneLine(column[$0].text) }
        }
        cells.insert(Self.oneLine(name), at: 0)
        let size = cells.map(\.count).max() ?? 0
        return cells.map { cell in
            let blanks = String(repeating: " ", count: size - cell.count)
            return right ? blanks + cell : cell + blanks
        }
    }

    private static func oneLine(_ text: String) -> String {
        let plain = text.map { $0.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control } ? $0 : " " }
        return plain.count <= 40 ? String(plain) : String(plain.prefix(39)) + "…"
    }

    private func trimmed(_ line: String) -> String {
        var line = line
        while line.last == " " { line.removeLast() }
        return line
    }
}

/// A column of numbers as text of one style.
package enum NumberColumnText {
    package static func cells(_ values: [Double]) -> [String] {
        let sizes = values.filter { $0.isFinite && $0 != 0 }.map(\.magnitude)
        let largest = sizes.max() ?? 0, smallest = sizes.min() ?? 0
        let isWhole = sizes.allSatisfy { $0 == $0.rounded() && $0 < 1e15 }
        // Equal decimals show all sizes only while they differ by less than four powers of ten.
        let isEven = isWhole || largest < 1e7 && largest >= 1e-4 && smallest >= largest * 1e-4
        guard isEven else { return values.map { $0.isNaN ? "-" : NumberText.short($0, digits: 6) } }
        var places = 0
        if !isWhole {
            var bound = 10.0
            places = 5
            while bound <= largest, places > 0 { (bound, places) = (bound * 10, places - 1) }
            bound = 1
            while largest < bound, places < 9 { (bound, places) = (bound / 10, places + 1) }
        }
        var cells = values.map { $0.isNaN ? "-" : NumberText.fixed($0, decimals: places) }
        let numbers = cells.filter { $0.contains(".") }
        let spare = numbers.map { $0.reversed().prefix { $0 == "0" }.count }.min() ?? 0
        if spare > 0 {
            let cut = spare >= places ? places + 1 : spare
            cells = cells.map { $0.contains(".") ? String($0.dropLast(cut)) : $0 }
        }
        return cells
    }
}
