// Where the legend hides least: in the emptiest corner of the frame, or in rows above it when all are crowded. gnuplot
// reckons letters narrower than capitals are, so the room that they need beyond its own is asked for.

struct Legend {
    /// What follows `set key`.
    let options: String
    /// Rows of the legend above the frame; 0 within it.
    let rowsAbove: Int

    /// - Parameter points: what is drawn, (0, 0) at the lower left corner of the frame and (1, 1) at the upper right.
    init(labels: [String], title: String = "", points: [(Double, Double)], frame: (width: Double, height: Double)) {
        let text = (labels.map(TextSize.width) + [TextSize.width(title) - 8 / TextSize.em]).max() ?? 0
        // In letters of gnuplot's: what the text takes beyond them, and half a letter off the border.
        let letters = Double(labels.map(\.count).max() ?? 0)
        let extra = (max(0, text / TextSize.gnuplotLetter - letters) + 0.5).rounded(.up)
        // The sample takes about 8 mm with the gaps beside it.
        let entry = text * TextSize.em + 8
        let width = entry / frame.width
        let height = (Double(labels.count + (title.isEmpty ? 0 : 1)) * 3.6 + 2) / frame.height
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
        // A few points among many may stand behind the letters.
        let few = min(4, points.count / 60)
        guard width > 0.6 || height > 0.6 || counts[best] > few else {
            options = "\(corners[best].0) Left reverse width \(GnuplotScript.row(extra))"
            rowsAbove = 0
            return
        }
        // Above the frame, where it may reach over the margins, smaller letters are better than many rows.
        func columns(_ points: Double) -> Int {
            max(1, min(labels.count, Int((frame.width + 14) / (text * TextSize.em * points / 8 + 9))))
        }
        let points = [8, 7, 6.5].first { columns($0) * 2 >= labels.count } ?? 6.5
        rowsAbove = (labels.count + columns(points) - 1) / columns(points) + (title.isEmpty ? 0 : 1)
        // A millimetre clear of the frame, for the tails of letters.
        options =
            "at graph 0.5,\(GnuplotScript.row(1 + 1 / frame.height)) center bottom horizontal maxcols "
            + "\(columns(points)) Left reverse width \(GnuplotScript.row(extra))"
            + (points < 8 ? " font ',\(GnuplotScript.row(points))'" : "")
    }
}
