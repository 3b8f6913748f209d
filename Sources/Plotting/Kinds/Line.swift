// Points joined in their order; a missing value interrupts the line.

struct LineDrawing: SeriesDrawing {
    /// Curves that lie on each other to within half a per cent of the frame: the later ones are drawn dashed, so that
    /// each of their colours is seen.
    func prepare(_ series: [NumberedSeries], in figure: Figure) throws -> [DrawnSeries] {
        var all = series.map { DrawnSeries($0.series, number: $0.number, in: figure) }
        let ys = all.flatMap(\.y)
        guard let low = ys.min(), let high = ys.max() else { return all }
        let width = 0.005 * (high - low)
        for i in all.indices where all[i].color == nil && all[i].x.count > 1 {
            let one = all[i]
            all[i].overlaps =
                all[..<i].filter { other in
                    guard other.x == one.x else { return false }
                    let near = zip(one.y, other.y).filter { abs($0 - $1) <= width }.count
                    return near * 10 >= one.x.count * 9
                }.count
        }
        return all
    }

    func covered(_ places: [(Double, Double)]) -> [(Double, Double)] {
        guard places.count < 2000 else { return places }
        return places
            + zip(places, places.dropFirst()).flatMap { a, b in
                (1..<20).map { t in
                    let part = Double(t) / 20
                    return (a.0 + (b.0 - a.0) * part, a.1 + (b.1 - a.1) * part)
                }
            }
    }

    func elements(
        _ one: DrawnSeries, _ style: SeriesStyle, in frame: PlotFrame, _ script: inout GnuplotScript
    ) -> [String] {
        let paint = one.color == nil ? style.color + style.dash : "linecolor palette"
        let columns = one.color == nil ? "1:2" : "1:2:3"
        return script.errorBars(one, style.color, frame.y)
            + [
                "\(script.addBlock(script.rows(one, isLifted: true))) using \(columns) with lines linewidth 1.25 "
                    + "\(paint)\(style.title)"
            ]
    }
}
