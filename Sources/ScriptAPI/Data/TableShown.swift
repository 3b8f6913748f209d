// A table as a notebook shows it. What a sweep gave has a picture too: each column of numbers that varies, against what
// was swept.

import Plotting
import Tables

extension TableObject: ShowsItself {
    package func shown() -> Shown? {
        guard let cached else { return Shown(table: table) }
        var said: [String] = []
        if let failures, failures.count > 0 {
            said.append("\(failures.count) point\(failures.count == 1 ? "" : "s") failed")
        }
        if cached > 0 { said.append("\(cached) of the points came from the store") }
        return Shown(
            picture: Self.look(table).map { .look($0) }, table: table,
            notes: said.isEmpty ? [] : [said.joined(separator: "; ")])
    }

    private static let mostPanels = 4

    /// nil where the first column is no number, or fewer than three points or no other column varies.
    private static func look(_ table: Table) -> Panels? {
        guard table.count >= 3, let swept = table.names.first, case .number(let x)? = try? table.column(swept),
            Set(x).count >= 3
        else { return nil }
        let figures = table.names.dropFirst().compactMap { name -> Figure? in
            guard case .number(let y)? = try? table.column(name) else { return nil }
            let known = y.filter(\.isFinite)
            guard known.count >= 3, let low = known.min(), let high = known.max(),
                high - low > 1e-9 * max(abs(low), abs(high)),
                let series = try? Series(.line, x: x, y: y)
            else { return nil }
            var figure = Figure([series])
            figure.xLabel = ColumnUnits.label(swept)
            figure.yLabel = ColumnUnits.label(name)
            figure.size = .init(width: 85, height: 55)
            return figure
        }
        // Points that follow no order of the swept value make no curve.
        guard !figures.isEmpty, x == x.sorted() || x == x.sorted(by: >) else { return nil }
        return try? Panels(Array(figures.prefix(mostPanels)), columns: min(2, figures.count))
    }
}
