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
}

extension GnuplotScript {
    mutating func draw(_ figure: Figure) throws {
        let series = try drawn(figure)
        let (xAxis, yAxis) = try axes(figure, series)
        addTexts(of: figure)
        for command in xAxis.commands("x") + yAxis.commands("y") { add(command) }
        if !figure.categories.isEmpty { addCategories(figure) }
        if figure.diagonal {
            let ends = [max(xAxis.lower, yAxis.lower), min(xAxis.upper, yAxis.upper)].map { NumberText.shortest($0) }
            add("set size square")
            add("set arrow from \(ends[0]),\(ends[0]) to \(ends[1]),\(ends[1]) nohead dashtype 2 linewidth 0.75 "
                + "linecolor rgb '#808080' back")
        }
        // Shifted curves have no common zero, so numbers on the axis would be wrong for all but one.
        if figure.offset != 0 { add("set ytics format '' scale 0") }
        addColors(figure, series)
        addLegend(figure, series, xAxis, yAxis)
        var elements: [String] = []
        for (i, one) in series.enumerated() {
            elements += self.elements(one, number: i, of: series.count, in: figure, xAxis, yAxis)
        }
        add("plot " + (elements.isEmpty ? "NaN" : elements.joined(separator: ", \\\n     ")))
    }

    private func drawn(_ figure: Figure) throws -> [Drawn] {
        let histograms = figure.series.filter { $0.kind == .histogram }
        let range = commonRange(histograms, limits: figure.xLimits)
        let bins = figure.bins ?? automaticBins(histograms.flatMap(\.x), range)
        let bars = figure.series.filter { $0.kind == .bar }.count
        var bar = 0
        return try figure.series.enumerated().map { i, series in
            var result = Drawn(kind: series.kind, label: series.label, x: [], y: [])
            if series.kind == .histogram {
                let counted = try Statistics.histogram(series.x, bins: bins, range: range)
                (result.x, result.y) = (counted.centers, counted.counts.map(Double.init))
                result.width = counted.edges[1] - counted.edges[0]
                return result
            }
            var kept: [Int] = []
            for p in series.x.indices {
                let y = series.y[p] + Double(i) * figure.offset
                let isShown = series.x[p].isFinite && y.isFinite && !(figure.logX && series.x[p] <= 0)
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

    private mutating func addCategories(_ figure: Figure) {
        let letters = figure.categories.map { min($0.count, 24) }.reduce(0, +)
        let isCrowded = Double(letters) * 1.7 > figure.size.width - 20
        addNames(figure.categories, axis: "x", room: isCrowded ? 20 : 30, rotated: isCrowded)
    }

    private mutating func addColors(_ figure: Figure, _ series: [Drawn]) {
        if series.contains(where: { $0.kind == .density }) {
            let label = figure.colorLabel.isEmpty ? "relative density of points" : figure.colorLabel
            return addColorScale(.sequential, (0, 1), label: label)
        }
        let values = series.flatMap { $0.color ?? [] }
        guard let low = values.min(), let high = values.max() else { return }
        let limits = low < high ? (low, high) : (low - 0.5, high + 0.5)
        addColorScale(.sequential, limits, label: figure.colorLabel)
    }

    private mutating func addLegend(_ figure: Figure, _ series: [Drawn], _ xAxis: Axis, _ yAxis: Axis) {
        let labels = series.map(\.label).filter { !$0.isEmpty }
        guard figure.legend ?? (labels.count > 1), !labels.isEmpty else { return add("unset key") }
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
        add("set key " + LegendPlace.choose(labels: labels, points: points, size: figure.size))
    }

    private mutating func elements(
        _ one: Drawn, number: Int, of count: Int, in figure: Figure, _ xAxis: Axis, _ yAxis: Axis
    ) -> [String] {
        let color = "linecolor rgb '#\(Palette.series[number % Palette.series.count])'"
        // Filled circle, square, triangle, diamond, triangle down, then open ones: shapes tell colours apart in print.
        let marker = [7, 5, 9, 13, 11, 6, 4, 8][(number + 5 * (number / 8)) % 8]
        let size = one.x.count <= 60 ? 0.5 : one.x.count <= 1000 ? 0.35 : 0.22
        let points = "pointtype \(one.color == nil && one.kind != .density ? marker : 7) pointsize \(size)"
        let title = one.label.isEmpty ? "" : " title \(GnuplotText.quoted(one.label))"
        guard !one.x.isEmpty else {
            return title.isEmpty ? [] : ["keyentry with points \(points) \(color)\(title)"]
        }
        let dash = number < Palette.series.count ? "" : " dashtype \(2 + (number / Palette.series.count - 1) % 4)"
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
            let block = addBlock(zip(one.x, one.y).map { x, y in
                Self.row(x, y, x - one.width * gap / 2, x + one.width * gap / 2, min(foot, y), max(foot, y))
            })
            let body = "\(block) using 1:2:3:4:5:6 with boxxyerror fillstyle \(fill) \(color)\(title)"
            guard one.kind == .histogram, count > 1 else { return [body] + bars(one, "linecolor rgb '#202020'", yAxis) }
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

    private mutating func bars(_ one: Drawn, _ color: String, _ axis: Axis) -> [String] {
        guard let errors = one.errors else { return [] }
        // Not `yerrorbars`, which erases a circle about each point. On a logarithmic axis bars end at its foot.
        let block = addBlock(one.x.indices.map { i in
            let low = one.y[i] - errors[i]
            let start = axis.shows(low) ? low : min(one.y[i], axis.lower)
            return Self.row(one.x[i], start, 0, one.y[i] + errors[i] - start)
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
                taken.insert(Place(
                    x: step(xAxis, one.x[$0], figure.size.width), y: step(yAxis, one.y[$0], figure.size.height))).inserted
            }
        }
        guard let color else { return order.map { Self.row(one.x[$0], one.y[$0]) } }
        order.sort { (color[$0], $0) < (color[$1], $1) }
        return order.map { Self.row(one.x[$0], one.y[$0], color[$0]) }
    }
}

/// Where the legend hides least: the emptiest corner of the frame, or above it when all are crowded.
private enum LegendPlace {
    static func choose(labels: [String], points: [(Double, Double)], size: Figure.Size) -> String {
        let letters = min(labels.map(\.count).max() ?? 0, 40)
        let width = (Double(letters) * 1.6 + 8) / (size.width - 18)
        let height = (Double(labels.count) * 3.6 + 2) / (size.height - 15)
        let corners = [
            ("top right", 1 - width, 1 - height), ("top left", 0, 1 - height), ("bottom right", 1 - width, 0),
            ("bottom left", 0, 0),
        ]
        let counts = corners.map { _, x, y in
            points.reduce(0) { sum, point in
                point.0 >= x && point.0 <= x + width && point.1 >= y && point.1 <= y + height ? sum + 1 : sum
            }
        }
        let best = counts.indices.min { counts[$0] < counts[$1] } ?? 0
        let isCrowded = width > 0.6 || height > 0.6 || counts[best] > 0
        guard isCrowded else { return corners[best].0 + " Left reverse" }
        return "outside top center horizontal Left reverse"
    }
}
