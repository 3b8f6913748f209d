// Frames with a matrix of coloured cells: the first row at the top, numbers in the cells where there is room.

import Basics
import Glibc

extension GnuplotScript {
    mutating func draw(_ matrix: Matrix, in figure: Figure) {
        let rows = matrix.rowNames.count, columns = matrix.columnNames.count
        let (xEdges, yEdges) = edges(matrix)
        add("set xrange [\(Self.row(xEdges[0])):\(Self.row(xEdges[columns]))]")
        add("set yrange [\(Self.row(yEdges[rows])):\(Self.row(yEdges[0]))]")
        if rows == columns { add("set size square") }
        let limits = colorLimits(matrix)
        addColorScale(
            matrix.colors, limits, label: figure.colorLabel.isEmpty ? "value" : figure.colorLabel,
            height: figure.size.height)

        if matrix.places == nil {
            addNames(beside: matrix.rowNames, in: figure)
            addNames(below: matrix.columnNames, in: figure)
        } else {
            let frame = frame(of: figure)
            let x = Axis([], limits: (xEdges[0], xEdges[columns]), isLogarithmic: false)
            let y = Axis([], limits: (yEdges[rows], yEdges[0]), isLogarithmic: false)
            for command in x.commands("x", step: x.step(room: frame.width)).dropFirst() { add(command) }
            for command in y.commands("y", step: y.step(room: frame.height, isUpright: true)).dropFirst() {
                add(command)
            }
        }

        var cells: [String] = [], light: [String] = [], dark: [String] = []
        let numbers = numbers(matrix, in: figure)
        for row in 0..<rows {
            for column in 0..<columns {
                let value = matrix.values[row * columns + column]
                guard value.isFinite else { continue }
                let (left, right) = (xEdges[column], xEdges[column + 1]), (top, bottom) = (yEdges[row], yEdges[row + 1])
                let (x, y) = ((left + right) / 2, (top + bottom) / 2)
                cells.append(Self.row(x, y, left, right, min(top, bottom), max(top, bottom), value))
                guard let numbers else { continue }
                let text = Self.row(x, y) + " " + Self.minus(NumberText.fixed(value, decimals: numbers.decimals))
                let place = (value - limits.0) / (limits.1 - limits.0)
                if Palette.isDark(matrix.colors, at: place) { dark.append(text) } else { light.append(text) }
            }
        }
        var elements: [String] = []
        if !cells.isEmpty {
            // Each cell has a border of its own colour: without it viewers show hairlines between neighbours.
            elements.append(
                "\(addBlock(cells)) using 1:2:3:4:5:6:7 with boxxyerror fillstyle solid border "
                    + "linewidth 0.3 linecolor palette")
        }
        for (texts, color) in [(light, "black"), (dark, "white")] where !texts.isEmpty {
            elements.append(
                "\(addBlock(texts)) using 1:2:3 with labels font ',\(Self.row(numbers?.points ?? 7))' noenhanced "
                    + "textcolor rgb '\(color)'")
        }
        add("plot " + (elements.isEmpty ? "NaN" : elements.joined(separator: ", \\\n     ")))
    }

    private func colorLimits(_ matrix: Matrix) -> (Double, Double) {
        if let limits = matrix.limits { return limits }
        let values = matrix.values.filter(\.isFinite)
        let low = values.min() ?? 0, high = values.max() ?? 1
        if matrix.colors == .diverging {
            let reach = max(abs(low), abs(high))
            return reach > 0 ? (-reach, reach) : (-1, 1)
        }
        return low < high ? (low, high) : (low - 0.5, high + 0.5)
    }

    /// The size and decimals of the numbers in the cells: as large as they fit, with fewer decimals where they must;
    /// nil where they would overlap, or none are wanted.
    private func numbers(_ matrix: Matrix, in figure: Figure) -> (points: Double, decimals: Int)? {
        guard matrix.showsValues ?? (matrix.values.count <= 900) else { return nil }
        let values = matrix.values.filter(\.isFinite)
        let largest = values.map(\.magnitude).max() ?? 0
        guard largest < 1e6 else { return nil }
        let best = largest == 0 ? 0 : min(6, max(0, 2 - Int(log10(largest).rounded(.down)))) - (largest >= 1 ? 0 : 1)
        let decimals =
            values.allSatisfy { $0 == $0.rounded() } ? 0 : matrix.limits.map { $0 == (-1, 1) } == true ? 2 : best
        var frame = frame(of: figure)
        if matrix.rowNames.count == matrix.columnNames.count {
            let side = min(frame.width, frame.height)
            frame = (side, side)
        }
        let cell = (
            width: frame.width / Double(matrix.columnNames.count), height: frame.height / Double(matrix.rowNames.count)
        )
        for points in stride(from: 7.0, through: 5, by: -0.5) {
            let em = TextSize.em * points / 8
            guard em < 0.8 * cell.height else { continue }
            for places in [decimals, decimals - 1]
            where places >= 0 && (places == decimals || points == 5 && places > 0) {
                let widest = values.map { TextSize.width(NumberText.fixed($0, decimals: places)) }.max() ?? 0
                if widest * em < 0.72 * cell.width { return (points, places) }
            }
        }
        return nil
    }

    private static func minus(_ text: String) -> String { text.hasPrefix("-") ? "−" + text.dropFirst() : text }

    /// The bounds of columns (growing) and rows (from the top), one more than there are cells: half way to the
    /// neighbours on axes of numbers, else 0.5, 1.5, …
    private func edges(_ matrix: Matrix) -> ([Double], [Double]) {
        func bounds(_ centers: [Double]) -> [Double] {
            guard centers.count > 1 else { return [centers[0] - 0.5, centers[0] + 0.5] }
            let inner = zip(centers, centers.dropFirst()).map { ($0 + $1) / 2 }
            let last = centers.count - 1
            return [2 * centers[0] - inner[0]] + inner + [2 * centers[last] - inner[last - 1]]
        }
        func steps(_ count: Int) -> [Double] { (1...count).map(Double.init) }
        return (
            bounds(matrix.places?.x ?? steps(matrix.columnNames.count)),
            bounds(matrix.places?.y ?? steps(matrix.rowNames.count))
        )
    }
}
