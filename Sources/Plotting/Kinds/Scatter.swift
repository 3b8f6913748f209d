// Points, each a marker.

struct ScatterDrawing: SeriesDrawing {
    func elements(
        _ one: DrawnSeries, _ style: SeriesStyle, in frame: PlotFrame, _ script: inout GnuplotScript
    ) -> [String] {
        if one.color != nil {
            return script.errorBars(one, "linecolor rgb '#808080'", frame.y)
                + [
                    "\(script.addBlock(script.rows(one))) using 1:2:3 with points \(style.points) "
                        + "linecolor palette\(style.title)"
                ]
        }
        let rows = one.errors == nil ? script.thinned(one, frame, color: nil) : script.rows(one)
        return script.errorBars(one, style.color, frame.y)
            + ["\(script.addBlock(rows)) using 1:2 with points \(style.points) \(style.color)\(style.title)"]
    }
}
