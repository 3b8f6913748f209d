// `plot` and `plot.panels`: figures from tables, in the field's usual kinds.

import Basics
import LuaRuntime
import Plotting
import Tables

extension Module {
    static let plot = Module(
        "plot", "Figures: plot{ rows, x = …, y = …, file = \"fig.svg\" }.",
        call: Function(
            "plot",
            "Draws columns of a table, or several tables in one frame: "
                + "plot{ { a, label = \"FEFF10\" }, { b, label = \"green\" }, x = …, y = … }.",
            .options(options, items: .any), returns: "A figure."
        ) { call in
            let figure = try PlotRequest(call).figure()
            return .object(try FigureObject.drawn(Panels([figure], columns: 1), call))
        },
        [
            Function(
                "panels", "Several figures in one picture: plot.panels{ columns = 2, p1, p2, file = \"fig.svg\" }.",
                .options(
                    [
                        .optional("columns", .count(1), usually: 2) {
                            "How many beside each other, \($0) unless given."
                        },
                        .optional("file", .string, "Where to save it: \(PictureFormat.endings)."),
                        .optional("keep", .boolean, "Keep gnuplot's script and data beside it."),
                    ], items: .object(FigureObject.self)), returns: "A figure."
            ) { call in
                let figures = try call.items.flatMap { item -> [Figure] in
                    guard case .object(let object) = item, let figure = object as? FigureObject else { return [] }
                    return figure.panels.figures
                }
                let columns: Int = try call["columns"]
                return .object(
                    try FigureObject.drawn(Panels(figures, columns: min(columns, max(1, figures.count))), call))
            }
        ])

    private static let usual = Figure.Kind.all[0]

    private static let options: [Parameter] = [
        .optional("x", .string, "The column along the axis."),
        .optional("y", .either([.string, .strings]), "The column up the axis, or several."),
        .optional(
            "kind", .choice(Figure.Kind.all.map(\.name)), "\(usual.name) unless given."),
        .optional(
            "by", .string, "A column: one series for each of its values; numbers are told apart by a ramp of colours."),
        .optional("color", .string, "A column shown by colour."),
        .optional("errors", .string, "A column of half error bars."),
        .optional("title", .string, "Above the frame."),
        .optional(
            "xlabel", .string,
            "The column's name and unit unless given. In all texts `Å^{-1}`, `H_2O`, `$\\alpha$` and Cr2O3 "
                + "are drawn as they are meant."),
        .optional("ylabel", .string, "The column's name and unit unless given."),
        .optional("colorlabel", .string, "Beside the colours; the column's name and unit unless given."),
        .optional("xlim", .numbers, "{ from, to }."),
        .optional("ylim", .numbers, "{ from, to }."),
        .optional("logx", .boolean, "Logarithmic."),
        .optional("logy", .boolean, "Logarithmic."),
        .optional("diagonal", .boolean, "Show y = x."),
        .optional(
            "horizontal", .boolean,
            "Of bars: they grow to the right, x from top to bottom. Without it so for long names."),
        .optional("offset", .number, "Shift each further series up by so much."),
        .optional("legend", .boolean, "Shown for several series unless given."),
        .optional("bins", .count(1), "Of a histogram, up to 1000000."),
        .optional("width", .number, "Millimetres, \(NumberText.short(Figure.Size.singleColumn.width)) unless given."),
        .optional(
            "height", .number,
            "Millimetres, \(NumberText.short(Figure.Size.singleColumn.height)) unless given; more for many horizontal bars."
        ),
        .optional("file", .string, "Where to save it: \(PictureFormat.endings)."),
        .optional("keep", .boolean, "Keep gnuplot's script and data beside it."),
    ]
}

/// The options of one call of plot, made into a figure.
private struct PlotRequest {
    let call: Call
    let kind: Figure.Kind

    init(_ call: Call) throws {
        self.call = call
        let word: String? = try call[optional: "kind"]
        kind = word.flatMap(Figure.Kind.named) ?? Figure.Kind.all[0]
    }

    func figure() throws -> Figure {
        let data = try call.items.enumerated().map { try source($1, $0) }
        guard let first = data.first else {
            throw call.error("1", "something to draw expected: plot{ rows, x = \"QAMS\", y = \"SAMS\" }")
        }
        var figure = kind.isMatrix ? Figure(try matrix(first.table)) : Figure(try data.flatMap(series))
        if !kind.isMatrix { try requirePoints(figure.series) }
        try decorate(&figure, first.table)
        return figure
    }

    /// At least one point that the axes can show.
    private func requirePoints(_ series: [Series]) throws {
        let logX: Bool = try call[optional: "logx"] ?? false, logY: Bool = try call[optional: "logy"] ?? false
        let hasPoint = series.contains { one in
            one.x.indices.contains { i in
                let x = one.x[i], y = kind.takesY ? one.y[i] : 1
                return x.isFinite && y.isFinite && (!logX || x > 0) && (!logY || y > 0)
            }
        }
        guard hasPoint else {
            throw SparError(
                "there is nothing to draw: no row has a number in both columns"
                    + (logX || logY ? " that a logarithmic axis can show (above 0)" : ""))
        }
    }

    private struct Source {
        let table: Table
        let label: String
    }

    /// A table, or { table, label = … }, or a list of rows.
    private func source(_ value: LuaValue, _ i: Int) throws -> Source {
        if case .object(let object) = value, let data = object as? TableObject {
            return Source(table: data.table, label: "")
        }
        if case .object(let object) = value, let matrix = object as? any LuaMatrix {
            let columns = ["x", "y", "z"].enumerated().map { j, name in
                (name: name, column: Column.number(matrix.rows.map { $0[j] }))
            }
            return Source(table: try Table([(name: "axis", column: .text(["x", "y", "z"]))] + columns), label: "")
        }
        if let list = value.asTable {
            if let inner = list.items.first, case .object(let object) = inner,
                object is TableObject || object is any LuaMatrix
            {
                let label = list["label"].asString ?? ""
                return Source(table: try source(inner, i).table, label: label)
            }
            if !list.items.isEmpty {
                return Source(
                    table: try Table(rows: list.items.enumerated().map { try LuaRow($1, "row \($0 + 1)") }), label: "")
            }
        }
        throw call.error("\(i + 1)", "a table of data expected, got \(value.typeName)")
    }

    private func series(_ source: Source) throws -> [Series] {
        guard let x: String = try call[optional: "x"] else {
            throw call.error(
                "x", "the name of a column expected; there are \(source.table.names.joined(separator: ", "))")
        }
        let ys = try call.names("y")
        guard !kind.takesY || !ys.isEmpty else {
            throw call.error(
                "y", "the name of a column expected; there are \(source.table.names.joined(separator: ", "))")
        }
        return try (ys.isEmpty ? [nil] : ys.map(Optional.some)).flatMap { y in
            try Series.from(
                source.table, kind: kind, x: x, y: y, by: try call[optional: "by"],
                errors: try call[optional: "errors"],
                color: try call[optional: "color"],
                label: source.label.isEmpty && ys.count > 1 ? y ?? "" : source.label)
        }
    }

    /// A heatmap: x, y and color name columns of points; else the table itself is the matrix, its text column the
    /// names.
    private func matrix(_ table: Table) throws -> Matrix {
        if let x: String = try call[optional: "x"], let y: String = try call[optional: "y"],
            let color: String = try call[optional: "color"]
        {
            return try Matrix(x: try table.numbers(x), y: try table.numbers(y), values: try table.numbers(color))
        }
        let named = zip(table.names, table.columns)
        let columns = named.filter { if case .number = $0.1 { true } else { false } }.map(\.0)
        var rowNames = (1...max(1, table.count)).map { String($0) }
        for column in table.columns {
            if case .text(let texts) = column {
                rowNames = texts.map { $0 ?? "" }
                break
            }
        }
        let values = try columns.map { try table.numbers($0) }
        let flat = (0..<table.count).flatMap { i in values.map { $0[i] } }
        var matrix = try Matrix(
            rows: rowNames, columns: columns, values: flat,
            colors: flat.contains { $0 < 0 } ? .diverging : .sequential)
        if matrix.isCorrelation { matrix.limits = (-1, 1) }
        return matrix
    }

    private func decorate(_ figure: inout Figure, _ table: Table) throws {
        let x: String? = try call[optional: "x"], ys = try call.names("y")
        let color: String? = try call[optional: "color"]
        figure.title = try call[optional: "title"] ?? ""
        let isMatrix = kind.isMatrix && x == nil
        figure.xLabel = try call[optional: "xlabel"] ?? (isMatrix ? "" : x.map(ColumnUnits.label) ?? "")
        figure.yLabel =
            try call[optional: "ylabel"]
            ?? (isMatrix ? "" : kind.yLabel ?? ColumnUnits.label(ys))
        figure.colorLabel =
            try call[optional: "colorlabel"]
            ?? color.map(ColumnUnits.label) ?? (figure.matrix?.isCorrelation == true ? "correlation" : "")
        if let by: String = try call[optional: "by"], figure.series.contains(where: { $0.value != nil }) {
            figure.legendTitle = ColumnUnits.label(by)
        }
        figure.xLimits = try limits("xlim")
        figure.yLimits = try limits("ylim")
        figure.logX = try call[optional: "logx"] ?? false
        figure.logY = try call[optional: "logy"] ?? false
        figure.diagonal = try call[optional: "diagonal"] ?? false
        figure.offset = try call[optional: "offset"] ?? 0
        figure.legend = try call[optional: "legend"]
        figure.bins = try call[optional: "bins"]
        if !kind.isMatrix, let x { figure.categories = try Figure.categories(of: table, x: x) }
        let wished: Bool? = try call[optional: "horizontal"]
        guard wished != true || kind.canLie else {
            let kinds = Figure.Kind.all.filter(\.canLie).map { "\"\($0.name)\"" }.joined(separator: " or ")
            throw call.error("horizontal", "it is for kind = \(kinds) only")
        }
        // Names that would be long slanted lines below the bars stand beside them.
        let isLong = figure.categories.count > 2 && figure.categories.contains { $0.count > 20 }
        figure.isHorizontal = kind.canLie && (wished ?? isLong)
        let standard = Figure.Size.singleColumn
        let lines = Double(figure.categories.map(\.count).max() ?? 0) / 20 + 1
        let row = max(4.2 * Double(max(1, figure.series.count)), 3.4 * min(3, lines) + 0.8)
        let rows = figure.isHorizontal ? 16 + row * Double(figure.categories.count) : 0
        figure.size = .init(
            width: try call[optional: "width"] ?? standard.width,
            height: try call[optional: "height"] ?? min(250, max(standard.height, rows)))
        for (name, length) in [("width", figure.size.width), ("height", figure.size.height)] {
            guard (20...1000).contains(length) else {
                throw call.error(name, "20 to 1000 millimetres expected, got \(NumberText.short(length))")
            }
        }
    }

    private func limits(_ name: String) throws -> (Double, Double)? {
        guard let numbers: [Double] = try call[optional: name] else { return nil }
        guard numbers.count == 2, numbers.allSatisfy(\.isFinite), numbers[0] != numbers[1] else {
            throw call.error(name, "two different numbers { from, to } expected")
        }
        return (numbers[0], numbers[1])
    }
}

extension Matrix {
    /// Rows and columns of one name each, ones where they meet, between -1 and 1 elsewhere.
    fileprivate var isCorrelation: Bool {
        rowNames == columnNames && values.allSatisfy { $0.isNaN || abs($0) <= 1 + 1e-12 }
            && rowNames.indices.allSatisfy { i in
                values[i * rowNames.count + i].isNaN || values[i * rowNames.count + i] > 1 - 1e-9
            }
    }
}
