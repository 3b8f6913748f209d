// Frames with a matrix of coloured cells: the first row at the top, numbers in the cells where there is room.

import Basics

extension GnuplotScript {
    mutating func draw(_ matrix: Matrix, in figure: Figure) {
        addTexts(of: figure)
        let rows = matrix.rowNames.count, columns = matrix.columnNames.count
        let (xEdges, yEdges) = edges(matrix)
        add("set xrange [\(Self.row(xEdges[0])):\(Self.row(xEdges[columns]))]")
        add("set yrange [\(Self.row(yEdges[rows])):\(Self.row(yEdges[0]))]")
        if matrix.places == nil { addNames(of: matrix, in: figure) }
        if rows == columns { add("set size square") }
        let limits = colorLimits(matrix)
        addColorScale(matrix.colors, limits, label: figure.colorLabel)

        var cells: [String] = [], light: [String] = [], dark: [String] = []
        let places = valuePlaces(matrix)
        for row in 0..<rows {
            for column in 0..<columns {
                let value = matrix.values[row * columns + column]
                guard value.isFinite else { continue }
                let (left, right) = (xEdges[column], xEdges[column + 1]), (top, bottom) = (yEdges[row], yEdges[row + 1])
                let (x, y) = ((left + right) / 2, (top + bottom) / 2)
                cells.append(Self.row(x, y, left, right, min(top, bottom), max(top, bottom), value))
                let text = Self.row(x, y) + " " + Self.minus(NumberText.fixed(value, decimals: places))
                let place = (value - limits.0) / (limits.1 - limits.0)
                if Palette.isDark(matrix.colors, at: place) { dark.append(text) } else { light.append(text) }
            }
        }
        var elements: [String] = []
        if !cells.isEmpty {
            // Each cell has a border of its own colour: without it viewers show hairlines between neighbours.
            elements.append("\(addBlock(cells)) using 1:2:3:4:5:6:7 with boxxyerror fillstyle solid border "
                + "linewidth 0.3 linecolor palette")
        }
        if matrix.showsValues ?? (columns <= 12 && rows <= 20) {
            let size = columns > 8 ? 6 : 7
            for (texts, color) in [(light, "black"), (dark, "white")] where !texts.isEmpty {
                elements.append("\(addBlock(texts)) using 1:2:3 with labels font ',\(size)' noenhanced "
                    + "textcolor rgb '\(color)'")
            }
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

    private func valuePlaces(_ matrix: Matrix) -> Int {
        let largest = matrix.values.filter(\.isFinite).map(\.magnitude).max() ?? 0
        return largest < 0.1 ? 3 : largest < 10 ? 2 : largest < 100 ? 1 : 0
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

    private mutating func addNames(of matrix: Matrix, in figure: Figure) {
        let longest = matrix.columnNames.prefix(40).map(\.count).max() ?? 0
        // About 1.6 mm a letter in a frame that is 25 mm narrower than the figure.
        let isCrowded = Double(min(matrix.columnNames.count, 20) * longest) * 1.6 > figure.size.width - 25
        addNames(matrix.columnNames, axis: "x", room: isCrowded || longest > 3 ? 12 : 20, rotated: isCrowded)
        addNames(matrix.rowNames, axis: "y", room: 20)
    }
}
