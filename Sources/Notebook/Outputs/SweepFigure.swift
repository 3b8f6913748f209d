// A quick look at what a sweep gave: each column of numbers that varies, against what was swept.

import Plotting
import ScriptAPI
import Tables

enum SweepFigure {
    static let mostPanels = 4

    /// nil where the first column is no number, or fewer than three points or no other column varies.
    static func panels(_ table: Table) -> Panels? {
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
