// Stairs: each value holds up to the next point, as in sums that grow (cumulative distributions) and in what is
// measured now and then.

struct StepDrawing: SeriesDrawing {
    private let line = LineDrawing()

    func prepare(_ series: [NumberedSeries], in figure: Figure) throws -> [DrawnSeries] {
        try line.prepare(series, in: figure)
    }

    func covered(_ places: [(Double, Double)]) -> [(Double, Double)] {
        line.covered(zip(places, places.dropFirst()).flatMap { [$0, ($1.0, $0.1)] } + places.suffix(1))
    }

    func elements(
        _ one: DrawnSeries, _ style: SeriesStyle, in frame: PlotFrame, _ script: inout GnuplotScript
    ) -> [String] {
        script.errorBars(one, style.color, frame.y) + line.elements(stairs(one), style, in: frame, &script)
    }

    /// The corners, without the errors. Not gnuplot's `steps`, which take no colours from a palette.
    private func stairs(_ one: DrawnSeries) -> DrawnSeries {
        var corners = DrawnSeries(label: one.label)
        corners.color = one.color.map { _ in [] }
        corners.overlaps = one.overlaps
        func add(_ x: Double, valueOf i: Int) {
            corners.x.append(x)
            corners.y.append(one.y[i])
            if let color = one.color { corners.color?.append(color[i]) }
        }
        for i in one.x.indices {
            if i > 0 {
                if one.breaks.contains(i) {
                    corners.breaks.insert(corners.x.count)
                } else {
                    add(one.x[i], valueOf: i - 1)
                }
            }
            add(one.x[i], valueOf: i)
        }
        return corners
    }
}
