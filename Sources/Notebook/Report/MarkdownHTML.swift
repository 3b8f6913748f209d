// Prose as HTML. Links lead only where a person clicks; nothing is fetched: pictures of other places become links.

import Basics

package struct MarkdownHTML {
    package init() {}

    package func html(_ text: String) -> String { html(Markdown(text).blocks) }

    private func html(_ blocks: [MarkdownBlock]) -> String { blocks.map(html).joined() }

    private func html(_ block: MarkdownBlock) -> String {
        switch block {
        case .heading(let level, let text):
            let tag = "h\(level)"
            return "<\(tag)>\(MarkdownInline.html(text))</\(tag)>\n"
        case .paragraph(let text): return "<p>\(MarkdownInline.html(text))</p>\n"
        case .code(let language, let text):
            let inner = language == "lua" ? CodeColour.html(text) : HTMLText.escaped(text)
            return "<pre class=\"code\"><code>\(inner)</code></pre>\n"
        case .quote(let blocks): return "<blockquote>\n\(html(blocks))</blockquote>\n"
        case .list(let start, let items):
            let tag = start == nil ? "ul" : "ol"
            let from = start.map { $0 == 1 ? "" : " start=\"\($0)\"" } ?? ""
            return "<\(tag)\(from)>\n" + items.map { "<li>\(item($0))</li>\n" }.joined() + "</\(tag)>\n"
        case .table(let head, let rows, let alignments):
            func cell(_ tag: String, _ i: Int, _ text: String) -> String {
                "<\(tag) style=\"text-align:\(i < alignments.count ? alignments[i] : "left")\">\(MarkdownInline.html(text))</\(tag)>"
            }
            func row(_ tag: String, _ texts: [String]) -> String {
                "<tr>" + head.indices.map { cell(tag, $0, $0 < texts.count ? texts[$0] : "") }.joined() + "</tr>\n"
            }
            return "<table class=\"spar-table\"><thead>\(row("th", head))</thead><tbody>\n"
                + rows.map { row("td", $0) }.joined() + "</tbody></table>\n"
        case .formula(let text): return "<p class=\"formula\">\(HTMLText.escaped(text))</p>\n"
        case .rule: return "<hr>\n"
        }
    }

    /// The single paragraph of a short item stands without its own margins.
    private func item(_ blocks: [MarkdownBlock]) -> String {
        guard case .paragraph(let text)? = blocks.first else { return html(blocks) }
        return MarkdownInline.html(text) + (blocks.count > 1 ? "\n" + html(Array(blocks.dropFirst())) : "")
    }
}

/// Emphasis, code, links and formulas within a line.
enum MarkdownInline {
    static func html(_ text: String) -> String {
        var writer = Writer(characters: Array(text))
        return writer.html(until: nil, depth: 0) ?? HTMLText.escaped(text)
    }

    private struct Writer {
        let characters: [Character]
        var at = 0

        init(characters: [Character]) { self.characters = characters }

        private func has(_ text: String, at place: Int) -> Bool {
            let wanted = Array(text)
            return place + wanted.count <= characters.count && Array(characters[place..<place + wanted.count]) == wanted
        }

        /// Text up to the closing sign; nil (and no step taken) where the sign does not come.
        mutating func html(until sign: String?, depth: Int) -> String? {
            let start = at
            var out = ""
            while at < characters.count {
                if let sign, has(sign, at: at), isClosing(sign) {
                    at += sign.count
                    return out
                }
                out += piece(depth)
            }
            if sign != nil {
                at = start
                return nil
            }
            return out
        }

        /// A sign closes behind a letter; one star does not close where two stand.
        private func isClosing(_ sign: String) -> Bool {
            guard at > 0, !characters[at - 1].isWhitespace else { return false }
            let next = at + sign.count < characters.count ? characters[at + sign.count] : " "
            if sign.count == 1, next == sign.first { return false }
            return sign.first != "_" || !(next.isLetter || next.isNumber)
        }

        private mutating func piece(_ depth: Int) -> String {
            let character = characters[at]
            switch character {
            case "\\":
                guard at + 1 < characters.count else { break }
                let next = characters[at + 1]
                if next == "\n" {
                    at += 2
                    return "<br>\n"
                }
                if next.isASCII, next.isPunctuation || next.isSymbol {
                    at += 2
                    return HTMLText.escaped(String(next))
                }
            case "`": if let code = code() { return code }
            case "$": if let formula = formula() { return formula }
            case "*", "_": if depth < 8, let emphasis = emphasis(depth) { return emphasis }
            case "[": if depth < 8, let link = link(depth) { return link }
            case "!": if at + 1 < characters.count, characters[at + 1] == "[" {
                at += 1
                if let link = link(depth) { return link }
                return "!"
            }
            case "<": if let link = autolink() { return link }
            default: break
            }
            at += 1
            return HTMLText.escaped(String(character))
        }

        private mutating func code() -> String? {
            let run = characters[at...].prefix { $0 == "`" }.count
            var end = at + run
            while end < characters.count {
                guard characters[end] == "`" else {
                    end += 1
                    continue
                }
                let closing = characters[end...].prefix { $0 == "`" }.count
                if closing == run {
                    var text = String(characters[(at + run)..<end]).replacing("\n", with: " ")
                    if text.hasPrefix(" "), text.hasSuffix(" "), text.contains(where: { $0 != " " }) {
                        text = String(text.dropFirst().dropLast())
                    }
                    at = end + run
                    return "<code>\(HTMLText.escaped(text))</code>"
                }
                end += closing
            }
            return nil
        }

        /// `$E_F$`: left as it is written, set apart. A dollar before a blank or a digit after the end is money.
        private mutating func formula() -> String? {
            let run = characters[at...].prefix { $0 == "$" }.count
            guard run <= 2, at + run < characters.count, !characters[at + run].isWhitespace,
                  let end = (at + run..<characters.count).first(where: { characters[$0] == "$" && characters[$0 - 1] != "\\" }),
                  !characters[end - 1].isWhitespace, end > at + run else { return nil }
            let after = end + 1 < characters.count ? characters[end + 1] : " "
            guard !after.isNumber, run == 1 || after == "$" else { return nil }
            let text = String(characters[(at + run)..<end])
            at = end + run
            return "<span class=\"formula\">\(HTMLText.escaped(text))</span>"
        }

        private mutating func emphasis(_ depth: Int) -> String? {
            let sign = characters[at]
            let run = min(characters[at...].prefix { $0 == sign }.count, 3)
            let before = at > 0 ? characters[at - 1] : " "
            let start = at
            guard at + run < characters.count, !characters[at + run].isWhitespace,
                  sign == "*" || !(before.isLetter || before.isNumber) else { return nil }
            for length in stride(from: run, through: 1, by: -1) {
                at = start + length
                guard let inner = html(until: String(repeating: sign, count: length), depth: depth + 1), !inner.isEmpty else { continue }
                switch length {
                case 3: return "<em><strong>\(inner)</strong></em>"
                case 2: return "<strong>\(inner)</strong>"
                default: return "<em>\(inner)</em>"
                }
            }
            at = start
            return nil
        }

        private mutating func link(_ depth: Int) -> String? {
            let start = at
            at += 1
            guard let text = html(until: "]", depth: depth + 1), at < characters.count, characters[at] == "(",
                  let end = characters[at...].firstIndex(of: ")") else {
                at = start
                return nil
            }
            let target = String(characters[(at + 1)..<end]).split(separator: " ").first.map(String.init) ?? ""
            at = end + 1
            return MarkdownInline.isSafe(target) ? "<a href=\"\(HTMLText.escaped(target))\">\(text)</a>" : text
        }

        private mutating func autolink() -> String? {
            guard let end = characters[at...].firstIndex(of: ">") else { return nil }
            let target = String(characters[(at + 1)..<end])
            guard target.hasPrefix("https://") || target.hasPrefix("http://"), !target.contains(" ") else { return nil }
            at = end + 1
            return "<a href=\"\(HTMLText.escaped(target))\">\(HTMLText.escaped(target))</a>"
        }
    }

    /// Links to pages, mail and places of this folder; nothing that runs.
    static func isSafe(_ target: String) -> Bool {
        guard !target.isEmpty else { return false }
        guard let colon = target.firstIndex(of: ":") else { return true }
        let scheme = target[..<colon].lowercased()
        return ["http", "https", "mailto"].contains(scheme) || scheme.contains("/") || scheme.contains("#")
    }
}
