// Bars from zero, those of several series side by side; upright, or to the right from their names.

struct BarDrawing: SeriesDrawing {
    var canLie: Bool { true }

    func prepare(_ series: [NumberedSeries], in figure: Figure) throws -> [DrawnSeries] {
        series.enumerated().map { bar, numbered in
            var one = DrawnSeries(numbered.series, number: numbered.number, in: figure)
            one.width = 0.8 * spacing(one.x) / Double(series.count)
            let shift = (Double(bar) - Double(series.count - 1) / 2) * one.width
            one.x = one.x.map { $0 + shift }
            return one
        }
    }

    /// The smallest distance of neighbouring bars; 1 for one alone.
    private func spacing(_ x: [Double]) -> Double {
        let sorted = x.sorted()
        return zip(sorted, sorted.dropFirst()).map { $1 - $0 }.filter { $0 > 0 }.min() ?? 1
    }

    func extent(of one: DrawnSeries) -> SeriesExtent { Self.extent(of: one) }

    func covered(_ places: [(Double, Double)]) -> [(Double, Double)] { Self.covered(places) }

    func elements(
        _ one: DrawnSeries, _ style: SeriesStyle, in frame: PlotFrame, _ script: inout GnuplotScript
    ) -> [String] {
        [Self.boxes(one, part: 0.94, fill: "solid noborder", style, in: frame, &script)]
            + script.errorBars(one, "linecolor rgb '#202020'", frame.y, isHorizontal: frame.figure.isHorizontal)
    }

    // MARK: what bars and histograms share

    /// With the foot, and room beside the outer ones.
    static func extent(of one: DrawnSeries) -> SeriesExtent {
        var extent = SeriesExtent(x: one.x, y: one.y, floor: 0)
        extent.x += one.x.flatMap { [$0 - one.width * 0.6, $0 + one.width * 0.6] }
        if let errors = one.errors { extent.y += zip(one.y, errors).flatMap { [$0 - $1, $0 + $1] } }
        return extent
    }

    static func covered(_ places: [(Double, Double)]) -> [(Double, Double)] {
        places + places.flatMap { p in (0..<10).map { (p.0, p.1 * Double($0) / 10) } }
    }

    static func foot(_ frame: PlotFrame) -> Double { frame.figure.logY ? frame.y.lower : 0 }

    /// One element of boxes that fill a part of their width.
    static func boxes(
        _ one: DrawnSeries, part: Double, fill: String, _ style: SeriesStyle, in frame: PlotFrame,
        _ script: inout GnuplotScript
    ) -> String {
        let foot = foot(frame)
        let block = script.addBlock(
            zip(one.x, one.y).map { x, y in
                let across = (x - one.width * part / 2, x + one.width * part / 2), along = (min(foot, y), max(foot, y))
                return frame.figure.isHorizontal
                    ? GnuplotScript.row(y, x, along.0, along.1, across.0, across.1)
                    : GnuplotScript.row(x, y, across.0, across.1, along.0, along.1)
            })
        return "\(block) using 1:2:3:4:5:6 with boxxyerror fillstyle \(fill) \(style.color)\(style.title)"
    }
}
