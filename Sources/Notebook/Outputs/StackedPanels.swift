// Panels that stand beside each other on a wide page and above each other on a narrow one: one picture with a group for
// each panel, which the style sheet of reports moves and enlarges. Elsewhere it is an ordinary picture.

import Basics
import Plotting

enum StackedPanels {
    /// An SVG document.
    static func svg(_ panels: Panels) throws -> String {
        let (columns, widths, heights) = panels.places
        let parts = try panels.parts().map { String(decoding: $0, as: UTF8.self) }
        func sum(_ values: some Sequence<Double>) -> Double { values.reduce(0, +) }
        func n(_ x: Double) -> String { NumberText.short(x, digits: 6) }
        let width = sum(widths), height = sum(heights), widest = widths.max() ?? width
        var groups = "", stackedHeight = 0.0
        for (i, part) in parts.enumerated() {
            let x = sum(widths.prefix(i % columns)), y = sum(heights.prefix(i / columns))
            groups +=
                "<g class=\"spar-panel\" transform=\"translate(\(n(x)),\(n(y)))\" style=\"--y:\(n(stackedHeight))px\">"
                + inner(InlineSVG.element(part, prefix: "p\(i + 1)-")) + "</g>\n"
            stackedHeight += heights[i / columns]
        }
        return
            "<svg class=\"spar-panels\" xmlns=\"http://www.w3.org/2000/svg\" "
            + "xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"\(n(width))\" "
            + "height=\"\(n(height))\" viewBox=\"0 0 \(n(width)) \(n(height))\" preserveAspectRatio=\"xMinYMin meet\" "
            + "style=\"--grow:\(n(width / widest));--widest:\(n(widest));--stacked:\(n(stackedHeight))\">\n\(groups)</svg>\n"
    }

    /// What stands between the first tag and the last.
    private static func inner(_ element: String) -> Substring {
        guard let start = element.firstIndex(of: ">"), let end = element.lastIndex(of: "<"), start < end else {
            return ""
        }
        return element[element.index(after: start)..<end]
    }
}
