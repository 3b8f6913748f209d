// Points coloured by how crowded they are where they lie.

struct DensityDrawing: SeriesDrawing {
    var colorLabel: String? { "relative density of points" }

    func elements(
        _ one: DrawnSeries, _ style: SeriesStyle, in frame: PlotFrame, _ script: inout GnuplotScript
    ) -> [String] {
        let density = PointDensity.relative(one.x.map(frame.x.place), one.y.map(frame.y.place))
        let block = script.addBlock(script.thinned(one, frame, color: density))
        return ["\(block) using 1:2:3 with points \(style.points) linecolor palette\(style.title)"]
    }
}
