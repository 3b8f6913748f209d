// Pictures inside a page: without the XML prologue, and with ids of their own, since all pictures of one page share the
// page's names. Works on bytes: a picture has some hundred thousand of them.

package enum InlineSVG {
    /// The element `<svg …>…</svg>` of a document.
    /// - Parameter prefix: put before every id and reference; different for each picture of a page.
    package static func element(_ document: String, prefix: String) -> String {
        var pieces = document.utf8.split(separator: 0x3c, omittingEmptySubsequences: false)[...]  // at each <
        while let piece = pieces.first, !piece.starts(with: "svg".utf8) { pieces = pieces.dropFirst() }
        guard !pieces.isEmpty else { return "" }
        var out: [UInt8] = []
        out.reserveCapacity(document.utf8.count + 1024)
        for piece in pieces {
            out.append(0x3c)
            if prefix.isEmpty { out += piece } else { rename(Array(piece), prefix: Array(prefix.utf8), into: &out) }
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// What stands before a name of this picture: ids and the ways to refer to them.
    private static let signs: [[UInt8]] = [" id=\"", " id='", "url(#", "href=\"#", "href='#"].map { Array($0.utf8) }

    private static func rename(_ tag: [UInt8], prefix: [UInt8], into out: inout [UInt8]) {
        var at = 0
        while at < tag.count {
            if tag[at] == 0x20 || tag[at] == UInt8(ascii: "u") || tag[at] == UInt8(ascii: "h"),
                let sign = signs.first(where: { tag[at...].starts(with: $0) })
            {
                out += sign
                out += prefix
                at += sign.count
            } else {
                out.append(tag[at])
                at += 1
            }
        }
    }

    /// Each picture in a piece of HTML, with the text before it, and the text behind the last.
    package static func split(_ html: String) -> (pictures: [(before: String, svg: String)], rest: String) {
        let bytes = Array(html.utf8), open = Array("<svg".utf8), close = Array("</svg>".utf8)
        var pictures: [(before: String, svg: String)] = []
        var done = 0, at = 0
        while at < bytes.count {
            guard bytes[at] == 0x3c, bytes[at...].starts(with: open) else {
                at += 1
                continue
            }
            var end = at
            while end < bytes.count, !(bytes[end] == 0x3c && bytes[end...].starts(with: close)) { end += 1 }
            end = min(end + close.count, bytes.count)
            pictures.append(
                (String(decoding: bytes[done..<at], as: UTF8.self), String(decoding: bytes[at..<end], as: UTF8.self)))
            (done, at) = (end, end)
        }
        return (pictures, String(decoding: bytes[done...], as: UTF8.self))
    }
}
