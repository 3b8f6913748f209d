// Kinds of figures: scatter, line, bar, … Each is a file in this folder and an entry of `Figure.Kind.all`, from which
// the option of `plot`, its help and its errors come.

import Tables

extension Figure {
    public struct Kind: Sendable, Equatable {
        public let name: String
        /// Nil for a heatmap, which is a `Matrix`.
        let drawing: (any SeriesDrawing)?

        /// In the order in which help shows them; the first is the usual one.
        public static let all: [Kind] = [scatter, line, bar, histogram, heatmap, density, step]

        public static let scatter = Kind(name: "scatter", drawing: ScatterDrawing())
        public static let line = Kind(name: "line", drawing: LineDrawing())
        public static let bar = Kind(name: "bar", drawing: BarDrawing())
        public static let histogram = Kind(name: "histogram", drawing: HistogramDrawing())
        public static let heatmap = Kind(name: "heatmap", drawing: nil)
        public static let density = Kind(name: "density", drawing: DensityDrawing())
        public static let step = Kind(name: "step", drawing: StepDrawing())

        public static func named(_ name: String) -> Kind? { all.first { $0.name == name } }

        public static func == (a: Kind, b: Kind) -> Bool { a.name == b.name }

        /// Whether the values of a matrix are drawn, not series of points.
        public var isMatrix: Bool { drawing == nil }
        /// Whether the points of a series have y; without, their x are counted.
        public var takesY: Bool { drawing?.yLabel == nil }
        /// What stands up the y axis where it is not a column.
        public var yLabel: String? { drawing?.yLabel }
        /// Whether x can run down the left side (`Figure.isHorizontal`).
        public var canLie: Bool { drawing?.canLie ?? false }
    }
}

/// How the series of a kind are drawn.
protocol SeriesDrawing: Sendable {
    /// Where y is no column but counted from x: what it is.
    var yLabel: String? { get }
    var canLie: Bool { get }

    /// What is drawn of all series of this kind in a figure, in their order.
    func prepare(_ series: [NumberedSeries], in figure: Figure) throws -> [DrawnSeries]

    /// Values that the axes have to show.
    func extent(of one: DrawnSeries) -> SeriesExtent

    /// The label of the scale from 0 to 1 where the kind colours its points itself.
    var colorLabel: String? { get }

    /// Places in the frame that are not free for the legend, from those of the points, (0, 0) the lower left corner.
    func covered(_ places: [(Double, Double)]) -> [(Double, Double)]

    /// Elements of gnuplot's `plot`; their data go into the script as blocks. There is at least one point.
    func elements(
        _ one: DrawnSeries, _ style: SeriesStyle, in frame: PlotFrame, _ script: inout GnuplotScript
    ) -> [String]
}

extension SeriesDrawing {
    var yLabel: String? { nil }
    var canLie: Bool { false }
    var colorLabel: String? { nil }

    func prepare(_ series: [NumberedSeries], in figure: Figure) throws -> [DrawnSeries] {
        series.map { DrawnSeries($0.series, number: $0.number, in: figure) }
    }

    func extent(of one: DrawnSeries) -> SeriesExtent {
        SeriesExtent(x: one.x, y: one.y + (one.errors.map { zip(one.y, $0).flatMap { [$0 - $1, $0 + $1] } } ?? []))
    }

    func covered(_ places: [(Double, Double)]) -> [(Double, Double)] { places }
}

/// A series, and its place among those of the figure.
struct NumberedSeries {
    let number: Int
    let series: Series
}

struct SeriesExtent {
    var x, y: [Double]
    /// A value that has to be in sight, such as the foot of bars.
    var floor: Double?
}

/// What is common to all series of a figure.
struct PlotFrame {
    let figure: Figure
    let x, y: Axis
}

/// Words of gnuplot for the look of one series.
struct SeriesStyle {
    /// `linecolor …`.
    let color: String
    /// `pointtype … pointsize …`.
    let points: String
    /// ` title …`, or nothing.
    let title: String
    /// ` dashtype …`, or nothing.
    let dash: String
}

/// A series as it is drawn: without the points that cannot be shown, histograms counted, offsets added.
struct DrawnSeries {
    let label: String
    var x: [Double] = [], y: [Double] = []
    var errors: [Double]?, color: [Double]?
    /// Widths of bars.
    var width = 0.0
    /// Where a missing value interrupts the line: before these points.
    var breaks: Set<Int> = []
    /// How many earlier curves run where this one does.
    var overlaps = 0

    /// Without points.
    init(label: String) { self.label = label }

    /// The points of a series that the axes can show.
    init(_ series: Series, number: Int, in figure: Figure) {
        label = series.label
        let offset = Double(number) * figure.offset
        var kept: [Int] = []
        for p in series.x.indices {
            let y = series.y[p] + offset
            let isShown =
                series.x[p].isFinite && y.isFinite && !(figure.logX && series.x[p] <= 0)
                && !(figure.logY && y <= 0) && series.color?[p].isFinite ?? true
            if isShown { kept.append(p) } else { breaks.insert(kept.count) }
        }
        x = kept.map { series.x[$0] }
        y = kept.map { series.y[$0] + offset }
        errors = series.errors.map { errors in kept.map { errors[$0].isFinite ? abs(errors[$0]) : 0 } }
        color = series.color.map { color in kept.map { color[$0] } }
    }
}
