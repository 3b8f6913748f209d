// Where panels stand: columns as wide as their widest figure, rows as high as their highest, and frames in one line
// because all panels of a column (row) have the same margins left and right (above and below).

/// Room between a frame and the edge of its panel, in gnuplot's character units.
struct Margins {
    var left = 3.0, right = 2.0, top = 1.2, bottom = 2.5
}

struct PanelLayout {
    let columns: Int
    /// Millimetres.
    let widths, heights: [Double]

    var width: Double { widths.reduce(0, +) }
    var height: Double { heights.reduce(0, +) }

    init(_ panels: Panels) {
        columns = panels.columns
        var widths = [Double](repeating: 0, count: columns)
        var heights = [Double](repeating: 0, count: (panels.figures.count + columns - 1) / columns)
        for (i, figure) in panels.figures.enumerated() {
            widths[i % columns] = max(widths[i % columns], figure.size.width)
            heights[i / columns] = max(heights[i / columns], figure.size.height)
        }
        (self.widths, self.heights) = (widths, heights)
    }

    func size(_ i: Int) -> Figure.Size { .init(width: widths[i % columns], height: heights[i / columns]) }

    /// gnuplot's place of a panel: parts of the picture, from its lower left corner.
    func commands(_ i: Int) -> [String] {
        let x = widths.prefix(i % columns).reduce(0, +) / width
        let y = heights.dropFirst(i / columns + 1).reduce(0, +) / height
        let size = size(i)
        return [
            "set origin \(GnuplotScript.row(x)),\(GnuplotScript.row(y))",
            "set size \(GnuplotScript.row(size.width / width)),\(GnuplotScript.row(size.height / height))",
        ]
    }

    /// The margins that align a panel with the others.
    func margins(_ i: Int, of all: [Margins]) -> [String] {
        var margins = all[i]
        for (j, other) in all.enumerated() {
            if j % columns == i % columns {
                margins.left = max(margins.left, other.left)
                margins.right = max(margins.right, other.right)
            }
            if j / columns == i / columns {
                margins.top = max(margins.top, other.top)
                margins.bottom = max(margins.bottom, other.bottom)
            }
        }
        return [("l", margins.left), ("r", margins.right), ("t", margins.top), ("b", margins.bottom)]
            .map { "set \($0)margin \(GnuplotScript.row($1))" }
    }
}
