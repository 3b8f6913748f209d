// Rows of points, and error bars, for the kinds that have them.

extension GnuplotScript {
    /// - Parameter isLifted: whether a missing value interrupts the line.
    func rows(_ one: DrawnSeries, isLifted: Bool = false) -> [String] {
        one.x.indices.map { i in
            // An empty line lifts the pen. There is never more than one, since two would begin another block.
            let lift = isLifted && i > 0 && one.breaks.contains(i) ? "\n" : ""
            return lift + (one.color.map { Self.row(one.x[i], one.y[i], $0[i]) } ?? Self.row(one.x[i], one.y[i]))
        }
    }

    /// Of thousands of points that cover each other one is drawn for each 0.15 mm, the densest last and so on top.
    func thinned(_ one: DrawnSeries, _ frame: PlotFrame, color: [Double]?) -> [String] {
        struct Place: Hashable { let x, y: Int }
        var order = Array(one.x.indices)
        if one.x.count > 5000 {
            var taken: Set<Place> = []
            func step(_ axis: Axis, _ value: Double, _ length: Double) -> Int {
                Int(max(-1e6, min(1e6, (axis.place(value) * length / 0.15).rounded())))
            }
            let size = frame.figure.size
            order = order.filter {
                taken.insert(
                    Place(x: step(frame.x, one.x[$0], size.width), y: step(frame.y, one.y[$0], size.height))
                ).inserted
            }
        }
        guard let color else { return order.map { Self.row(one.x[$0], one.y[$0]) } }
        order.sort { (color[$0], $0) < (color[$1], $1) }
        return order.map { Self.row(one.x[$0], one.y[$0], color[$0]) }
    }

    /// None where the series has no errors.
    mutating func errorBars(
        _ one: DrawnSeries, _ color: String, _ axis: Axis, isHorizontal: Bool = false
    ) -> [String] {
        guard let errors = one.errors else { return [] }
        // Not `yerrorbars`, which erases a circle about each point. On a logarithmic axis bars end at its foot.
        let block = addBlock(
            one.x.indices.map { i in
                let low = one.y[i] - errors[i]
                let start = axis.shows(low) ? low : min(one.y[i], axis.lower)
                let length = one.y[i] + errors[i] - start
                return isHorizontal ? Self.row(start, one.x[i], length, 0) : Self.row(one.x[i], start, 0, length)
            })
        return ["\(block) using 1:2:3:4 with vectors nohead linewidth 0.75 \(color)"]
    }
}
