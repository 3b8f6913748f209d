// What gnuplot's SVG says beside the drawing: fonts to fall back on where Helvetica is missing, and a title and
// description of the figure's own for screen readers, in place of gnuplot's.

enum SVGText {
    static let fonts = "Helvetica, Arial, DejaVu Sans, sans-serif"

    static func finished(_ picture: [UInt8], _ panels: Panels) -> [UInt8] {
        var text = String(decoding: picture, as: UTF8.self)
        replace(in: &text, from: "<title>", to: "</title>", by: escaped(title(panels)))
        replace(in: &text, from: "<desc>", to: "</desc>", by: escaped(description(panels)))
        return Array(
            text.split(separator: "font-family=\"Helvetica\"", omittingEmptySubsequences: false)
                .joined(separator: "font-family=\"\(fonts)\"").utf8)
    }

    private static func title(_ panels: Panels) -> String {
        let titles = panels.figures.map { $0.title.isEmpty ? axes($0) : $0.title }.filter { !$0.isEmpty }
        return titles.isEmpty ? "Figure" : titles.joined(separator: "; ")
    }

    private static func description(_ panels: Panels) -> String {
        panels.figures.map { figure in
            let kinds = figure.matrix == nil ? unique(figure.series.map(\.kind.name)) : ["heatmap"]
            let labels = unique(figure.series.map(\.label).filter { !$0.isEmpty })
            let names = labels.isEmpty ? "" : " of " + labels.joined(separator: ", ")
            return [kinds.joined(separator: " and ") + names, axes(figure)].filter { !$0.isEmpty }.joined(
                separator: ": ")
        }.filter { !$0.isEmpty }.joined(separator: "; ")
    }

    private static func axes(_ figure: Figure) -> String {
        figure.xLabel.isEmpty || figure.yLabel.isEmpty
            ? figure.xLabel + figure.yLabel
            : "\(figure.yLabel) against \(figure.xLabel)"
    }

    private static func unique(_ words: [String]) -> [String] {
        words.enumerated().filter { i, word in words.firstIndex(of: word) == i }.map(\.element)
    }

    /// Replaces what stands between the first two marks.
    private static func replace(in text: inout String, from start: String, to end: String, by new: String) {
        guard let head = text.firstRange(of: start), let tail = text[head.upperBound...].firstRange(of: end) else {
            return
        }
        text.replaceSubrange(head.upperBound..<tail.lowerBound, with: new)
    }

    private static func escaped(_ text: String) -> String {
        text.reduce(into: "") { result, letter in
            switch letter {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            default:
                let isControl = letter.unicodeScalars.contains { $0.properties.generalCategory == .control }
                result += isControl ? " " : String(letter)
            }
        }
    }
}
