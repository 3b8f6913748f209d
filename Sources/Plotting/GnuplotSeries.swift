// Frames with series of points: which points are drawn, the axes' limits, colours and markers, the legend's place.

import Basics
import Tables

/// A series as it is drawn: without the points that cannot be shown, histograms counted, offsets added.
private struct Drawn {
    var kind: Figure.Kind
    var label: String
    var x: [Double], y: [Double]
    var errors: [Double]?, color: [Double]?
    /// Widths of bars.
    var width = 0.0
    /// Where a missing value interrupts the line: before these points.
    var breaks: Set<Int> = []
    /// The series' own number, on a scale from 0 to 1.
    var shade: Double?
    /// How many earlier curves run where this one does.
    var overlaps = 0
}

extension GnuplotScript {
    mutating func draw(_ figure: Figure) throws {
        let series = try drawn(figure)
        let (xAxis, yAxis) = try axes(figure, series)
        addColors(figure, series)
        addAxes(figure, xAxis, yAxis)
        if figure.diagonal {
            let ends = [max(xAxis.lower, yAxis.lower), min(xAxis.upper, yAxis.upper)].map { NumberText.shortest($0) }
            add("set size square")
            add(
                "set arrow from \(ends[0]),\(ends[0]) to \(ends[1]),\(ends[1]) nohead dashtype 2 linewidth 0.75 "
                    + "linecolor rgb '#808080' back")
        }
        // Shifted curves have no common zero, so numbers on the axis would be wrong for all but one.
        if figure.offset != 0 { add("set ytics format '' scale 0") }
        addLegend(figure, series, xAxis, yAxis)
        var elements: [String] = []
        for (i, one) in series.enumerated() {
            elements += self.elements(one, number: i, of: series.count, in: figure, xAxis, yAxis)
        }
        add("plot " + (elements.isEmpty ? "NaN" : elements.joined(separator: ", \\\n     ")))
    }

    private mutating func addAxes(_ figure: Figure, _ xAxis: Axis, _ yAxis: Axis) {
        if !figure.categories.isEmpty {
            if figure.isHorizontal {
                addNames(beside: figure.categories, in: figure)
            } else {
                addNames(below: figure.categories, in: figure)
            }
        }
        let frame = frame(of: figure)
        if figure.isHorizontal {
            for command in yAxis.commands("x", step: yAxis.step(room: frame.width)) { add(command) }
            let step = figure.categories.isEmpty ? xAxis.step(room: frame.height, isUpright: true) : nil
            for command in xAxis.commands("y", step: step, isReversed: true) { add(command) }
            return
        }
        let side = min(frame.width, frame.height)
        var xStep = figure.categories.isEmpty ? xAxis.step(room: figure.diagonal ? side : frame.width) : nil
        var yStep = yAxis.step(room: figure.diagonal ? side : frame.height, isUpright: true)
        if figure.diagonal, let one = xStep, let other = yStep, (xAxis.lower, xAxis.upper) == (yAxis.lower, yAxis.upper)
        {
            (xStep, yStep) = (max(one, other), max(one, other))
        }
        for command in xAxis.commands("x", step: xStep) + yAxis.commands("y", step: yStep) { add(command) }
    }

    /// Many series that stand for numbers have a scale of colours in place of a legend.
    private func hasRampScale(_ series: [Drawn]) -> Bool {
        series.count > 8 && series.allSatisfy { $0.shade != nil && $0.color == nil && $0.kind != .density }
    }

    private func drawn(_ figure: Figure) throws -> [Drawn] {
        let histograms = figure.series.filter { $0.kind == .histogram }
        let range = commonRange(histograms, limits: figure.xLimits)
        let bins = figure.bins ?? automaticBins(histograms.flatMap(\.x), range)
        let bars = figure.series.filter { $0.kind == .bar }.count
        var bar = 0
        let values = figure.series.compactMap(\.value)
        let span = (values.min() ?? 0, values.max() ?? 0)
        let hasRamp = values.count == figure.series.count && span.0 < span.1
        var all = try figure.series.enumerated().map { i, series in
            var result = Drawn(kind: series.kind, label: series.label, x: [], y: [])
            if hasRamp, let value = series.value { result.shade = (value - span.0) / (span.1 - span.0) }
            if series.kind == .histogram {
                let counted = try Statistics.histogram(series.x, bins: bins, range: range)
                (result.x, result.y) = (counted.centers, counted.counts.map(Double.init))
                result.width = counted.edges[1] - counted.edges[0]
                return result
            }
            var kept: [Int] = []
            for p in series.x.indices {
                let y = series.y[p] + Double(i) * figure.offset
                let isShown =
                    series.x[p].isFinite && y.isFinite && !(figure.logX && series.x[p] <= 0)
                    && !(figure.logY && y <= 0) && series.color?[p].isFinite ?? true
                if isShown { kept.append(p) } else { result.breaks.insert(kept.count) }
            }
            result.x = kept.map { series.x[$0] }
            result.y = kept.map { series.y[$0] + Double(i) * figure.offset }
            result.errors = series.errors.map { errors in kept.map { errors[$0].isFinite ? abs(errors[$0]) : 0 } }
            result.color = series.color.map { color in kept.map { color[$0] } }
            if series.kind == .bar {
                let spacing = spacing(result.x)
                result.width = 0.8 * spacing / Double(bars)
                let shift = (Double(bar) - Double(bars - 1) / 2) * result.width
                result.x = result.x.map { $0 + shift }
                bar += 1
            }
            return result
        }
        countOverlaps(&all)
        return all
    }

    /// Curves that lie on each other to within half a per cent of the frame: the later ones are drawn dashed, so that
    /// each of
    /// their colours is seen.
    private func countOverlaps(_ series: inout [Drawn]) {
        let ys = series.flatMap(\.y)
        guard let low = ys.min(), let high = ys.max() else { return }
        let width = 0.005 * (high - low)
        for i in series.indices where series[i].kind == .line && series[i].color == nil && series[i].x.count > 1 {
            let one = series[i]
            series[i].overlaps =
                series[..<i].filter { other in
                    guard other.kind == .line, other.x == one.x else { return false }
                    let near = zip(one.y, other.y).filter { abs($0 - $1) <= width }.count
                    return near * 10 >= one.x.count * 9
                }.count
        }
    }

    /// The smallest distance of neighbouring bars; 1 for one alone.
    private func spacing(_ x: [Double]) -> Double {
        let sorted = x.sorted()
        return zip(sorted, sorted.dropFirst()).map { $1 - $0 }.filter { $0 > 0 }.min() ?? 1
    }

    private func commonRange(_ series: [Series], limits: (Double, Double)?) -> ClosedRange<Double>? {
        if let limits, limits.0 != limits.1, limits.0.isFinite, limits.1.isFinite {
            return min(limits.0, limits.1)...max(limits.0, limits.1)
        }
        let values = series.flatMap(\.x).filter(\.isFinite)
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

    private func axes(_ figure: Figure, _ series: [Drawn]) throws -> (Axis, Axis) {
        var xs: [Double] = [], ys: [Double] = []
        var floor: Double?
        for one in series {
            xs += one.x
            ys += one.y
            if one.kind == .bar || one.kind == .histogram {
                floor = 0
                xs += one.x.flatMap { [$0 - one.width * 0.6, $0 + one.width * 0.6] }
            }
            if let errors = one.errors { ys += zip(one.y, errors).flatMap { [$0 - $1, $0 + $1] } }
        }
        if !figure.categories.isEmpty { xs += [0.5, Double(figure.categories.count) + 0.5] }
        var xLimits = figure.xLimits, yLimits = figure.yLimits
        if figure.diagonal, xLimits == nil || yLimits == nil {
            let isLogarithmic = figure.logX || figure.logY
            let both = Axis(xs + ys, limits: xLimits ?? yLimits, isLogarithmic: isLogarithmic)
            (xLimits, yLimits) = ((both.lower, both.upper), (both.lower, both.upper))
        }
        let xAxis = Axis(xs, limits: xLimits, isLogarithmic: figure.logX)
        let yAxis = Axis(ys, limits: yLimits, isLogarithmic: figure.logY, floor: figure.logY ? nil : floor)
        try xAxis.check("xlim")
        try yAxis.check("ylim")
        return (xAxis, yAxis)
    }

    private mutating func addColors(_ figure: Figure, _ series: [Drawn]) {
        if series.contains(where: { $0.kind == .density }) {
            let label = figure.colorLabel.isEmpty ? "relative density of points" : figure.colorLabel
            return addColorScale(.sequential, (0, 1), label: label, height: figure.size.height)
        }
        if hasRampScale(series) {
            let values = figure.series.compactMap(\.value)
            return addColorScale(
                .sequential, (values.min() ?? 0, values.max() ?? 1), label: figure.legendTitle,
                height: figure.size.height)
        }
        let values = series.flatMap { $0.color ?? [] }
        guard let low = values.min(), let high = values.max() else { return }
        let limits = low < high ? (low, high) : (low - 0.5, high + 0.5)
        addColorScale(.sequential, limits, label: figure.colorLabel, height: figure.size.height)
    }

    private mutating func addLegend(_ figure: Figure, _ series: [Drawn], _ xAxis: Axis, _ yAxis: Axis) {
        let labels = series.map(\.label).filter { !$0.isEmpty }
        guard figure.legend ?? (labels.count > 1 && !hasRampScale(series)), !labels.isEmpty else {
            return add("unset key")
        }
        var points: [(Double, Double)] = []
        for one in series {
            let places = zip(one.x, one.y).map { (xAxis.place($0), yAxis.place($1)) }
            points += places
            if one.kind == .bar || one.kind == .histogram {
                points += places.flatMap { p in (0..<10).map { (p.0, p.1 * Double($0) / 10) } }
            }
            if one.kind == .line, places.count < 2000 {
                points += zip(places, places.dropFirst()).flatMap { a, b in
                    (1..<20).map { t in
                        let part = Double(t) / 20
                        return (a.0 + (b.0 - a.0) * part, a.1 + (b.1 - a.1) * part)
                    }
                }
            }
        }
        for note in figure.notes {
            let lines = note.text.split(whereSeparator: \.isNewline)
            let length = Double(lines.map(\.count).max() ?? 0) * 1.5 / (figure.size.width - 18)
            let start = note.x > 0.66 ? note.x - length : note.x < 0.34 ? note.x : note.x - length / 2
            points += (0...20).map { (start + length * Double($0) / 20, note.y) }
        }
        if figure.diagonal { points += (0...100).map { (Double($0) / 100, Double($0) / 100) } }
        if figure.isHorizontal { points = points.map { ($0.1, 1 - $0.0) } }
        let legend = Legend(
            labels: labels.map { Typesetting($0).letters }, title: Typesetting(figure.legendTitle).letters,
            points: points,
            frame: frame(of: figure))
        if !figure.legendTitle.isEmpty { add("set key title \(quoted(figure.legendTitle))") }
        add("set key \(legend.options)")
        guard legend.rowsAbove > 0 else { return }
        let lines = 1.25 * Double(legend.rowsAbove) + 0.4
        margins.top += lines
        if !figure.title.isEmpty { add("set title offset 0,\(Self.row(lines - 0.1))") }
        add("set tmargin \(Self.row(margins.top))")
    }

    private mutating func elements(
        _ one: Drawn, number: Int, of count: Int, in figure: Figure, _ xAxis: Axis, _ yAxis: Axis
    ) -> [String] {
        // A ramp ends before its yellow, which is faint on white; of many series the whole scale stands beside the
        // frame.
        let ramp = one.shade.map { Palette.color(.sequential, at: $0 * 0.88) }
        let color =
            ramp != nil && count > 8
            ? "linecolor palette cb \(NumberText.shortest(figure.series[number].value ?? 0))"
            : "linecolor rgb '\(ramp ?? "#" + Palette.series[number % Palette.series.count])'"
        // Filled circle, square, triangle, diamond, triangle down, then open ones: shapes tell colours apart in print.
        let marker = ramp == nil || count <= 8 ? [7, 5, 9, 13, 11, 6, 4, 8][(number + 5 * (number / 8)) % 8] : 7
        let size = one.x.count <= 60 ? 0.5 : one.x.count <= 1000 ? 0.35 : 0.22
        let points = "pointtype \(one.color == nil && one.kind != .density ? marker : 7) pointsize \(size)"
        let title = one.label.isEmpty ? "" : " title \(quoted(one.label))"
        guard !one.x.isEmpty else {
            return title.isEmpty ? [] : ["keyentry with points \(points) \(color)\(title)"]
        }
        let dash =
            one.overlaps > 0
            ? " dashtype (\(60 / (one.overlaps + 1)),\(60 - 60 / (one.overlaps + 1)))"
            : ramp != nil || number < Palette.series.count
                ? "" : " dashtype \(2 + (number / Palette.series.count - 1) % 4)"
        switch one.kind {
        case .line:
            let paint = one.color == nil ? color + dash : "linecolor palette"
            let columns = one.color == nil ? "1:2" : "1:2:3"
            return bars(one, color, yAxis)
                + ["\(addBlock(rows(one))) using \(columns) with lines linewidth 1.25 \(paint)\(title)"]
        case .scatter where one.color != nil:
            return bars(one, "linecolor rgb '#808080'", yAxis)
                + ["\(addBlock(rows(one))) using 1:2:3 with points \(points) linecolor palette\(title)"]
        case .scatter, .heatmap:
            let thin = one.errors == nil ? thinned(one, figure, xAxis, yAxis, color: nil) : rows(one)
            return bars(one, color, yAxis) + ["\(addBlock(thin)) using 1:2 with points \(points) \(color)\(title)"]
        case .density:
            let density = PointDensity.relative(one.x.map(xAxis.place), one.y.map(yAxis.place))
            let block = addBlock(thinned(one, figure, xAxis, yAxis, color: density))
            return ["\(block) using 1:2:3 with points \(points) linecolor palette\(title)"]
        case .bar, .histogram:
            let fill = one.kind == .histogram && count > 1 ? "transparent solid 0.5 noborder" : "solid noborder"
            let gap = one.kind == .histogram ? 1 : 0.94
            let foot = figure.logY ? yAxis.lower : 0
            let block = addBlock(
                zip(one.x, one.y).map { x, y in
                    let across = (x - one.width * gap / 2, x + one.width * gap / 2),
                        along = (min(foot, y), max(foot, y))
                    return figure.isHorizontal
                        ? Self.row(y, x, along.0, along.1, across.0, across.1)
                        : Self.row(x, y, across.0, across.1, along.0, along.1)
                })
            let body = "\(block) using 1:2:3:4:5:6 with boxxyerror fillstyle \(fill) \(color)\(title)"
            guard one.kind == .histogram, count > 1 else {
                return [body] + bars(one, "linecolor rgb '#202020'", yAxis, isHorizontal: figure.isHorizontal)
            }
            return [body, "\(addBlock(outline(one, foot))) using 1:2 with lines linewidth 0.75 \(color)"]
        }
    }

    /// The outline of a histogram, which stays visible where transparent ones overlap.
    private func outline(_ one: Drawn, _ foot: Double) -> [String] {
        var rows = [Self.row(one.x[0] - one.width / 2, foot)]
        for (x, y) in zip(one.x, one.y) {
            rows += [Self.row(x - one.width / 2, max(foot, y)), Self.row(x + one.width / 2, max(foot, y))]
        }
        return rows + [Self.row(one.x[one.x.count - 1] + one.width / 2, foot)]
    }

    private mutating func bars(_ one: Drawn, _ color: String, _ axis: Axis, isHorizontal: Bool = false) -> [String] {
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

    private func rows(_ one: Drawn) -> [String] {
        one.x.indices.map { i in
            // An empty line lifts the pen. There is never more than one, since two would begin another block.
            let lift = one.kind == .line && i > 0 && one.breaks.contains(i) ? "\n" : ""
            return lift + (one.color.map { Self.row(one.x[i], one.y[i], $0[i]) } ?? Self.row(one.x[i], one.y[i]))
        }
    }

    /// Of thousands of points that cover each other one is drawn for each 0.15 mm, the densest last and so on top.
    private func thinned(
        _ one: Drawn, _ figure: Figure, _ xAxis: Axis, _ yAxis: Axis, color: [Double]?
    ) -> [String] {
        struct Place: Hashable { let x, y: Int }
        var order = Array(one.x.indices)
        if one.x.count > 5000 {
            var taken: Set<Place> = []
            func step(_ axis: Axis, _ value: Double, _ length: Double) -> Int {
                Int(max(-1e6, min(1e6, (axis.place(value) * length / 0.15).rounded())))
            }
            order = order.filter {
                taken.insert(
                    Place(
                        x: step(xAxis, one.x[$0], figure.size.width), y: step(yAxis, one.y[$0], figure.size.height))
                ).inserted
            }
        }
        guard let color else { return order.map { Self.row(one.x[$0], one.y[$0]) } }
        order.sort { (color[$0], $0) < (color[$1], $1) }
        return order.map { Self.row(one.x[$0], one.y[$0], color[$0]) }
    }
}
