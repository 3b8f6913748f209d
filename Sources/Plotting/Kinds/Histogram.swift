// How many x lie in each of bins of one width; several histograms share their bins and shine through each other.

import Tables

struct HistogramDrawing: SeriesDrawing {
    var yLabel: String? { "count" }

    func prepare(_ series: [NumberedSeries], in figure: Figure) throws -> [DrawnSeries] {
        let values = series.flatMap(\.series.x)
        let range = range(of: values, limits: figure.xLimits)
        let bins = figure.bins ?? automaticBins(values, range)
        return try series.map { numbered in
            let counted = try Statistics.histogram(numbered.series.x, bins: bins, range: range)
            var one = DrawnSeries(label: numbered.series.label)
            (one.x, one.y) = (counted.centers, counted.counts.map(Double.init))
            one.width = counted.edges[1] - counted.edges[0]
            return one
        }
    }

    private func range(of values: [Double], limits: (Double, Double)?) -> ClosedRange<Double>? {
        if let limits, limits.0 != limits.1, limits.0.isFinite, limits.1.isFinite {
            return min(limits.0, limits.1)...max(limits.0, limits.1)
        }
        let values = values.filter(\.isFinite)
        guard let low = values.min(), let high = values.max() else { return nil }
        return low...high
    }

    /// Freedman and Diaconis (1981): bins of width 2 IQR / n^(1/3).
    private func automaticBins(_ values: [Double], _ range: ClosedRange<Double>?) -> Int {
        let shown = values.filter(\.isFinite)
        let spread = Statistics.quantile(shown, 0.75) - Statistics.quantile(shown, 0.25)
        guard let range, spread > 0 else { return 10 }
        var root = 1.0
        while root * root * root < Double(shown.count) { root += 1 }
        let count = (range.upperBound - range.lowerBound) / (2 * spread / root)
        return Int(max(5, min(60, count.rounded(.up))))
    }

    func extent(of one: DrawnSeries) -> SeriesExtent { BarDrawing.extent(of: one) }

    func covered(_ places: [(Double, Double)]) -> [(Double, Double)] { BarDrawing.covered(places) }

    func elements(
        _ one: DrawnSeries, _ style: SeriesStyle, in frame: PlotFrame, _ script: inout GnuplotScript
    ) -> [String] {
        let isOnlyOne = frame.figure.series.count == 1
        let fill = isOnlyOne ? "solid noborder" : "transparent solid 0.5 noborder"
        let body = BarDrawing.boxes(one, part: 1, fill: fill, style, in: frame, &script)
        if isOnlyOne { return [body] }
        let block = script.addBlock(outline(one, BarDrawing.foot(frame)))
        return [body, "\(block) using 1:2 with lines linewidth 0.75 \(style.color)"]
    }

    /// Stays visible where transparent histograms overlap.
    private func outline(_ one: DrawnSeries, _ foot: Double) -> [String] {
        var rows = [GnuplotScript.row(one.x[0] - one.width / 2, foot)]
        for (x, y) in zip(one.x, one.y) {
            rows += [
                GnuplotScript.row(x - one.width / 2, max(foot, y)), GnuplotScript.row(x + one.width / 2, max(foot, y)),
            ]
        }
        return rows + [GnuplotScript.row(one.x[one.x.count - 1] + one.width / 2, foot)]
    }
}
