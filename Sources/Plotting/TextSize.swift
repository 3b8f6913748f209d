// How long text is when drawn, before anything draws it: widths of Helvetica's letters by classes (Adobe's font
// metrics, rounded), in em; one em is the font's size. Good to about 5 % for words.

enum TextSize {
    /// The font's size in millimetres: 8 pt.
    static let em = 8 * 25.4 / 72
    /// How much wider the letters of other fonts are that stand in for Helvetica (DejaVu Sans).
    static let otherFonts = 1.15
    /// What gnuplot takes a letter to be wide, in em, when it lays out a legend.
    static let gnuplotLetter = 0.6

    /// The longest line, in em.
    static func width(_ text: String) -> Double {
        text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
            .map { $0.reduce(0) { $0 + width($1) } }.max() ?? 0
    }

    private static func width(_ letter: Character) -> Double {
        switch letter {
        case "i", "j", "l", "I", ".", ",", ":", ";", "'", "|", " ", "!", "t", "f", "r", "(", ")", "[", "]", "-", "/":
            0.31
        case "m", "w", "M", "W", "—", "…", "%", "@": 0.88
        case "A"..."Z": 0.70
        case "⁰"..."₎", "¹", "²", "³": 0.35
        default: 0.56
        }
    }

    /// The text in lines of at most `room` millimetres, broken at blanks, and the size in points (8, or smaller when a
    /// word or more than `lines` lines would not fit).
    static func fitted(_ text: String, room: Double, lines: Int = 2) -> (text: String, points: Double) {
        let limit = max(room, 5) / em
        guard width(text) > limit else { return (text, 8) }
        let broken = wrapped(text, limit)
        if broken.split(whereSeparator: \.isNewline).count <= lines, width(broken) <= limit { return (broken, 8) }
        // Smaller letters: the lines that they need are found anew, down to a size that can still be read.
        for points in stride(from: 7.5, through: 5, by: -0.5) {
            let smaller = wrapped(text, limit * 8 / points)
            if smaller.split(whereSeparator: \.isNewline).count <= lines, width(smaller) <= limit * 8 / points {
                return (smaller, points)
            }
        }
        return (wrapped(text, limit * 8 / 5), 5)
    }

    /// Lines of at most `limit` em where there are blanks to break at.
    static func wrapped(_ text: String, _ limit: Double) -> String {
        text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map { line in
            // Lines of about equal length read better than a full one and a rest.
            let count = (width(String(line)) / limit).rounded(.up)
            let goal = count > 1 ? min(limit, width(String(line)) / count * 1.15) : limit
            var lines: [String] = []
            for word in line.split(separator: " ") {
                if let last = lines.last, width(last + " " + word) <= goal {
                    lines[lines.count - 1] = last + " " + word
                } else {
                    lines.append(String(word))
                }
            }
            return lines.joined(separator: "\n")
        }.joined(separator: "\n")
    }
}
