// Series from the columns of a table: one for all rows, or one for each value of a column: numbers growing, texts in
// order of first appearance.

import Basics
import Tables

extension Series {
    /// Series of column `y` against column `x`. With `by`, one for each value of that column,
    /// labelled with it. `errors` and `color` name columns too. Text in `x` (for bars) becomes 1, 2, …;
    /// `Figure.categories(of:x:)` has the names.
    public static func from(
        _ table: Table, kind: Figure.Kind, x: String, y: String?, by: String? = nil, errors: String? = nil,
        color: String? = nil, label: String = ""
    ) throws -> [Series] {
        let places = try table.with(x, .number(positions(table, x)))
        let groups =
            try by.map { name in try Self.groups(places, by: name) } ?? [(label: label, value: nil, rows: places)]
        return try groups.map { group in
            var series = try Series(
                kind, x: group.rows.numbers(x), y: y.map(group.rows.numbers) ?? [], label: group.label,
                errors: errors.map(group.rows.numbers), color: color.map(group.rows.numbers))
            series.value = group.value
            return series
        }
    }

    private static func groups(_ table: Table, by name: String) throws -> [(label: String, value: Double?, rows: Table)]
    {
        var groups = try table.grouped(by: name).map { group in
            let value: Double? = if case .number(let number) = group.key, number.isFinite { number } else { nil }
            return (label: group.key == .missing ? "(missing)" : group.key.text, value: value, rows: group.rows)
        }
        guard groups.contains(where: { $0.value != nil }) else { return groups }
        groups.sort { ($0.value ?? .infinity) < ($1.value ?? .infinity) }
        let labels = NumberColumnText.cells(groups.map { $0.value ?? .nan })
        for i in groups.indices where groups[i].value != nil { groups[i].label = labels[i] }
        return groups
    }

    private static func positions(_ table: Table, _ x: String) throws -> [Double] {
        guard case .text(let texts) = try table.column(x) else { return try table.numbers(x) }
        let names = try Figure.categories(of: table, x: x)
        let place = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, Double($0 + 1)) })
        return texts.map { $0.flatMap { place[$0] } ?? .nan }
    }
}

extension Figure {
    /// The distinct values of a column of text in order of first appearance; none for a column of numbers.
    public static func categories(of table: Table, x: String) throws -> [String] {
        guard case .text(let texts) = try table.column(x) else { return [] }
        var seen: Set<String> = []
        return texts.compactMap { $0 }.filter { seen.insert($0).inserted }
    }
}
