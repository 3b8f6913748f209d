// Frames with series of points: the axes' limits, colours and markers, the legend's place. What a series looks like is
// its kind's (Kinds).

import Basics

/// A series with its kind and what tells it apart from the others.
private struct Shown {
    let drawing: any SeriesDrawing
    let drawn: DrawnSeries
    /// The series' own number, on a scale from 0 to 1.
    let shade: Double?
}

extension GnuplotScript {
    mutating func draw(_ figure: Figure) throws {
        let series = try shown(figure)
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
            elements += self.elements(one, number: i, in: PlotFrame(figure: figure, x: xAxis, y: yAxis))
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
    private func hasRampScale(_ series: [Shown]) -> Bool {
        series.count > 8
            && series.allSatisfy { $0.shade != nil && $0.drawn.color == nil && $0.drawing.colorLabel == nil }
    }

    private func shown(_ figure: Figure) throws -> [Shown] {
        var drawn: [Int: DrawnSeries] = [:]
        for kind in Figure.Kind.all {
            let own = figure.series.enumerated().filter { $0.element.kind == kind }
                .map { NumberedSeries(number: $0.offset, series: $0.element) }
            for (numbered, one) in zip(own, try kind.drawing?.prepare(own, in: figure) ?? []) {
                drawn[numbered.number] = one
            }
        }
        let values = figure.series.compactMap(\.value)
        let span = (values.min() ?? 0, values.max() ?? 0)
        let hasRamp = values.count == figure.series.count && span.0 < span.1
        return figure.series.enumerated().compactMap { i, series in
            guard let drawing = series.kind.drawing, let drawn = drawn[i] else { return nil }
            let shade = hasRamp ? series.value.map { ($0 - span.0) / (span.1 - span.0) } : nil
            return Shown(drawing: drawing, drawn: drawn, shade: shade)
        }
    }

    private func axes(_ figure: Figure, _ series: [Shown]) throws -> (Axis, Axis) {
        var xs: [Double] = [], ys: [Double] = []
        var floor: Double?
        for one in series {
            let extent = one.drawing.extent(of: one.drawn)
            xs += extent.x
            ys += extent.y
            floor = extent.floor ?? floor
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

    private mutating func addColors(_ figure: Figure, _ series: [Shown]) {
        if let own = series.lazy.compactMap(\.drawing.colorLabel).first {
            let label = figure.colorLabel.isEmpty ? own : figure.colorLabel
            return addColorScale(.sequential, (0, 1), label: label, height: figure.size.height)
        }
        if hasRampScale(series) {
            let values = figure.series.compactMap(\.value)
            return addColorScale(
                .sequential, (values.min() ?? 0, values.max() ?? 1), label: figure.legendTitle,
                height: figure.size.height)
        }
        let values = series.flatMap { $0.drawn.color ?? [] }
        guard let low = values.min(), let high = values.max() else { return }
        let limits = low < high ? (low, high) : (low - 0.5, high + 0.5)
        addColorScale(.sequential, limits, label: figure.colorLabel, height: figure.size.height)
    }

    private mutating func addLegend(_ figure: Figure, _ series: [Shown], _ xAxis: Axis, _ yAxis: Axis) {
        let labels = series.map(\.drawn.label).filter { !$0.isEmpty }
        guard figure.legend ?? (labels.count > 1 && !hasRampScale(series)), !labels.isEmpty else {
            return add("unset key")
        }
        var points: [(Double, Double)] = []
        for one in series {
            points += one.drawing.covered(zip(one.drawn.x, one.drawn.y).map { (xAxis.place($0), yAxis.place($1)) })
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

    private mutating func elements(_ one: Shown, number: Int, in frame: PlotFrame) -> [String] {
        let figure = frame.figure, count = figure.series.count, drawn = one.drawn
        // A ramp ends before its yellow, which is faint on white; of many series the whole scale stands beside the
        // frame.
        let ramp = one.shade.map { Palette.color(.sequential, at: $0 * 0.88) }
        let color =
            ramp != nil && count > 8
            ? "linecolor palette cb \(NumberText.shortest(figure.series[number].value ?? 0))"
            : "linecolor rgb '\(ramp ?? "#" + Palette.series[number % Palette.series.count])'"
        // Filled circle, square, triangle, diamond, triangle down, then open ones: shapes tell colours apart in print.
        let marker = ramp == nil || count <= 8 ? [7, 5, 9, 13, 11, 6, 4, 8][(number + 5 * (number / 8)) % 8] : 7
        let isPlain = drawn.color == nil && one.drawing.colorLabel == nil
        let size = drawn.x.count <= 60 ? 0.5 : drawn.x.count <= 1000 ? 0.35 : 0.22
        let dash =
            drawn.overlaps > 0
            ? " dashtype (\(60 / (drawn.overlaps + 1)),\(60 - 60 / (drawn.overlaps + 1)))"
            : ramp != nil || number < Palette.series.count
                ? "" : " dashtype \(2 + (number / Palette.series.count - 1) % 4)"
        let style = SeriesStyle(
            color: color, points: "pointtype \(isPlain ? marker : 7) pointsize \(size)",
            title: drawn.label.isEmpty ? "" : " title \(quoted(drawn.label))", dash: dash)
        guard !drawn.x.isEmpty else {
            return style.title.isEmpty ? [] : ["keyentry with points \(style.points) \(color)\(style.title)"]
        }
        return one.drawing.elements(drawn, style, in: frame, &self)
    }
}
