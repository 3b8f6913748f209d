// A figure as a value: what is drawn, not how. Lengths in millimetres on paper; data in the units of the labels.
// Points with a value that is NaN or infinite, or not positive on a logarithmic axis, are left out.

import Basics
import Tables

/// One frame with axes. Text means what people mean by it (`Typesetting`): `Å^{-1}`, `H_2O`, `$\alpha$`; `N_SG` is a
/// name.
public struct Figure: Sendable {
    public var series: [Series]
    /// Drawn in place of `series` when set.
    public var matrix: Matrix?
    public var title = ""
    public var xLabel = ""
    public var yLabel = ""
    /// What the colour scale means, where there is one.
    public var colorLabel = ""
    /// Limits of the axes; a lower one that exceeds the upper turns the axis. From the data when nil.
    public var xLimits: (Double, Double)?
    public var yLimits: (Double, Double)?
    public var logX = false
    public var logY = false
    /// The dashed line y = x; both axes then get the same limits and length.
    public var diagonal = false
    /// Added to y once for the second series, twice for the third, …: spectra above each other.
    public var offset = 0.0
    /// nil: shown when two or more series have labels.
    public var legend: Bool?
    /// Above the legend, or beside the colours of series with values: what tells the series apart.
    public var legendTitle = ""
    /// Bars grow to the right from their names, the first at the top: x stands along the left side, y below.
    public var isHorizontal = false
    /// Names under the bars at x = 1, 2, …
    public var categories: [String] = []
    /// Bins of histograms; nil: after Freedman and Diaconis, 5 to 60.
    public var bins: Int?
    public var notes: [Note] = []
    public var size = Size.singleColumn

    public init(_ series: [Series] = []) { self.series = series }
    public init(_ matrix: Matrix) {
        self.init()
        self.matrix = matrix
    }

    /// Text at a place in the frame: (0, 0) is its lower left corner, (1, 1) the upper right one.
    public struct Note: Sendable {
        public var text: String
        public var x, y: Double
        public init(_ text: String, x: Double, y: Double) { (self.text, self.x, self.y) = (text, x, y) }
    }

    public struct Size: Sendable {
        public var width, height: Double
        public init(width: Double, height: Double) { (self.width, self.height) = (width, height) }
        /// A column of a two-column journal page.
        public static let singleColumn = Size(width: 85, height: 66)
        /// The whole page.
        public static let doubleColumn = Size(width: 174, height: 90)
    }
}

/// One set of points of a figure. Arrays have one entry a point.
public struct Series: Sendable {
    public var kind: Figure.Kind
    public var x: [Double]
    /// Not looked at by a kind that counts `x`.
    public var y: [Double]
    public var label: String
    /// Half lengths of vertical error bars.
    public var errors: [Double]?
    /// Values shown by the colour scale.
    public var color: [Double]?
    /// The number that this series stands for, where each series of the figure has one: colours then follow it.
    public var value: Double?

    /// Throws `SparError` when the arrays differ in length or the kind is a heatmap, which is a `Matrix`.
    public init(
        _ kind: Figure.Kind, x: [Double], y: [Double] = [], label: String = "", errors: [Double]? = nil,
        color: [Double]? = nil
    ) throws {
        guard !kind.isMatrix else { throw SparError("a heatmap is a matrix of values, not a series of points") }
        for (name, count) in [
            ("y", kind.takesY ? y.count : nil), ("errors", errors?.count), ("color", color?.count),
        ] {
            guard let count, count != x.count else { continue }
            throw SparError("series '\(label)': \(name) has \(count) values where x has \(x.count)")
        }
        (self.kind, self.x, self.y, self.label, self.errors, self.color) = (kind, x, y, label, errors, color)
    }
}

/// Values in cells, the first row at the top.
public struct Matrix: Sendable {
    public enum Colors: Sendable {
        /// Dark to light with growing value (viridis).
        case sequential
        /// Blue below zero, white at zero, red above; the scale reaches equally far to both sides.
        case diverging
    }

    public let rowNames, columnNames: [String]
    /// Row after row; NaN leaves a cell empty.
    public let values: [Double]
    public var colors = Colors.sequential
    /// Whether the numbers stand in the cells; nil: in up to 12 columns.
    public var showsValues: Bool?
    /// Limits of the colour scale; from the values when nil.
    public var limits: (Double, Double)?
    /// Where the columns and rows lie on axes of numbers; nil: they stand side by side under their names.
    private(set) var places: (x: [Double], y: [Double])?

    /// Throws `SparError` when the number of values is not rows times columns, or there are none.
    public init(rows: [String], columns: [String], values: [Double], colors: Colors = .sequential) throws {
        guard !rows.isEmpty, !columns.isEmpty, values.count == rows.count * columns.count else {
            throw SparError("a heatmap of \(rows.count) rows and \(columns.count) columns with \(values.count) values")
        }
        (rowNames, columnNames, self.values, self.colors) = (rows, columns, values, colors)
    }

    /// The correlations of a table's columns, on a scale from -1 to 1.
    public init(_ correlation: CorrelationMatrix) throws {
        try self.init(
            rows: correlation.names, columns: correlation.names, values: correlation.values, colors: .diverging)
        limits = (-1, 1)
    }

    /// Values at points (x, y) of a grid, which need not be full; y grows upward.
    /// Throws `SparError` when a place has two values or the points make a matrix much larger than their number.
    public init(x: [Double], y: [Double], values: [Double]) throws {
        let isPlaced = zip(x, y).map { $0.isFinite && $1.isFinite }
        let xs = Set(x.indices.filter { isPlaced[$0] }.map { x[$0] }).sorted()
        let ys = Set(y.indices.filter { isPlaced[$0] }.map { y[$0] }).sorted(by: >)
        guard x.count == y.count, x.count == values.count, xs.count * ys.count <= max(1000, 20 * x.count) else {
            throw SparError(
                "a heatmap needs points on a grid; \(xs.count) different x and \(ys.count) different y "
                    + "were found among \(x.count) points")
        }
        let column = Dictionary(uniqueKeysWithValues: xs.enumerated().map { ($1, $0) })
        let row = Dictionary(uniqueKeysWithValues: ys.enumerated().map { ($1, $0) })
        var cells = [Double](repeating: .nan, count: xs.count * ys.count)
        for i in x.indices where isPlaced[i] {
            guard let column = column[x[i]], let row = row[y[i]] else { continue }
            guard cells[row * xs.count + column].isNaN else {
                throw SparError(
                    "a heatmap with two values at x = \(NumberText.short(x[i])), y = \(NumberText.short(y[i]))")
            }
            cells[row * xs.count + column] = values[i]
        }
        try self.init(
            rows: ys.map { NumberText.short($0, digits: 6) }, columns: xs.map { NumberText.short($0, digits: 6) },
            values: cells)
        self.places = (xs, ys)
    }
}

/// Figures side by side, filled row after row and lettered (a), (b), …
public struct Panels: Sendable {
    public var figures: [Figure]
    public var columns: Int

    /// Throws `SparError` without a figure or a column.
    public init(_ figures: [Figure], columns: Int) throws {
        guard !figures.isEmpty else { throw SparError("panels without a figure") }
        guard columns > 0 else { throw SparError("panels in \(columns) columns; 1 or more are needed") }
        self.figures = figures
        self.columns = min(columns, figures.count)
    }
}
