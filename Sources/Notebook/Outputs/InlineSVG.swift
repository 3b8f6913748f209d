// Pictures inside a page: without the XML prologue, and with ids of their own, since all pictures of one page share the
// page's names.

import Foundation

enum InlineSVG {
    /// - Parameter prefix: put before every id and reference; different for each picture of a page.
    static func element(_ document: String, prefix: String) -> String {
        guard let start = document.range(of: "<svg") else { return "" }
        var text = String(document[start.lowerBound...])
        for name in ids(text).sorted(by: { $0.count > $1.count }) {
            for (before, after) in [("id=\"", "\""), ("id='", "'"), ("url(#", ")"), ("href=\"#", "\""), ("href='#", "'")] {
                text = text.replacing(before + name + after, with: before + prefix + name + after)
            }
        }
        return text
    }

    private static func ids(_ text: String) -> Set<String> {
        var names: Set<String> = []
        for quote in ["\"", "'"] {
            for part in text.split(separator: " id=\(quote)", omittingEmptySubsequences: false).dropFirst() {
                names.insert(String(part.prefix { $0 != Character(quote) }))
            }
        }
        return names.subtracting([""])
    }
}
