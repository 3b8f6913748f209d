// Prose: the part of CommonMark that notebooks use, as blocks. Headings with #, paragraphs, fenced code, quotes, lists
// (nested by indentation), tables with bars, rules, formulas between $$. HTML is not passed through: it shows as text.

/// A block of prose.
indirect enum MarkdownBlock: Equatable {
    case heading(level: Int, text: String)
    case paragraph(String)
    case code(language: String, text: String)
    case quote([MarkdownBlock])
    case list(start: Int?, items: [[MarkdownBlock]])
    case table(head: [String], rows: [[String]], alignments: [String])
    case formula(String)
    case rule
}

struct Markdown: Equatable {
    let blocks: [MarkdownBlock]

    init(_ text: String) {
        var reader = BlockReader(lines: text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
        blocks = reader.blocks()
    }

    /// The first heading, for the title of a page.
    var firstHeading: String? {
        for case .heading(_, let text) in blocks { return text }
        return nil
    }
}

private struct BlockReader {
    let lines: [String]
    var at = 0

    init(lines: [String]) { self.lines = lines }

    mutating func blocks() -> [MarkdownBlock] {
        var found: [MarkdownBlock] = []
        while at < lines.count {
            if isBlank(lines[at]) {
                at += 1
            } else {
                found.append(block())
            }
        }
        return found
    }

    private func isBlank(_ line: String) -> Bool { line.allSatisfy(\.isWhitespace) }
    private func indent(_ line: String) -> Int { line.prefix { $0 == " " }.count }
    private func trimmed(_ line: some StringProtocol) -> String {
        var text = line.drop(while: \.isWhitespace)
        while text.last?.isWhitespace == true { text = text.dropLast() }
        return String(text)
    }

    private mutating func block() -> MarkdownBlock {
        let line = trimmed(lines[at])
        if let fence = fence(line) { return code(fence) }
        if line.hasPrefix("$$") { return formula() }
        if let heading = heading(line) {
            at += 1
            return heading
        }
        if isRule(line) {
            at += 1
            return .rule
        }
        if line.hasPrefix(">") { return quote() }
        if marker(lines[at]) != nil { return list() }
        if at + 1 < lines.count, line.contains("|"), let alignments = alignments(lines[at + 1]) { return table(alignments) }
        return paragraph()
    }

    private func heading(_ line: String) -> MarkdownBlock? {
        let level = line.prefix { $0 == "#" }.count
        guard (1...6).contains(level), line.count == level || line.dropFirst(level).first == " " else { return nil }
        var text = trimmed(line.dropFirst(level))
        if let end = text.lastIndex(where: { $0 != "#" }), text[end] == " " { text = trimmed(text[..<end]) }
        return .heading(level: level, text: text)
    }

    private func isRule(_ line: String) -> Bool {
        let signs = line.filter { $0 != " " }
        return signs.count >= 3 && ["-", "*", "_"].contains(signs.first) && signs.allSatisfy { $0 == signs.first }
    }

    private func fence(_ line: String) -> String? {
        for sign in ["`", "~"] {
            let run = line.prefix { String($0) == sign }
            if run.count >= 3, sign == "~" || !line.dropFirst(run.count).contains("`") { return String(run) }
        }
        return nil
    }

    private mutating func code(_ fence: String) -> MarkdownBlock {
        let margin = indent(lines[at])
        let language = trimmed(trimmed(lines[at]).dropFirst(fence.count))
        at += 1
        var text: [String] = []
        while at < lines.count {
            let line = lines[at]
            at += 1
            let closing = trimmed(line)
            if closing.count >= fence.count, closing.allSatisfy({ $0 == fence.first }) { break }
            text.append(String(line.dropFirst(min(margin, indent(line)))))
        }
        return .code(language: language, text: text.joined(separator: "\n"))
    }

    private mutating func formula() -> MarkdownBlock {
        var text: [String] = []
        let first = trimmed(lines[at]).dropFirst(2)
        at += 1
        if first.hasSuffix("$$"), !first.isEmpty { return .formula(trimmed(first.dropLast(2))) }
        if !isBlank(String(first)) { text.append(trimmed(first)) }
        while at < lines.count {
            let line = trimmed(lines[at])
            at += 1
            if line.hasSuffix("$$") {
                if line.count > 2 { text.append(trimmed(line.dropLast(2))) }
                break
            }
            text.append(line)
        }
        return .formula(text.joined(separator: "\n"))
    }

    private mutating func quote() -> MarkdownBlock {
        var inner: [String] = []
        while at < lines.count, case let line = lines[at].drop(while: { $0 == " " }), line.hasPrefix(">") {
            let rest = line.dropFirst()
            inner.append(String(rest.first == " " ? rest.dropFirst() : rest))
            at += 1
        }
        var reader = BlockReader(lines: inner)
        return .quote(reader.blocks())
    }

    /// The sign of a list item: where its text begins, and the number of a counted one.
    private func marker(_ line: String) -> (indent: Int, content: Int, number: Int?)? {
        let margin = indent(line)
        let rest = line.dropFirst(margin)
        if let sign = rest.first, ["-", "*", "+"].contains(sign), rest.dropFirst().first == " " {
            let blanks = rest.dropFirst().prefix { $0 == " " }.count
            return (margin, margin + 1 + min(blanks, 4), nil)
        }
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        guard (1...9).contains(digits.count), let sign = rest.dropFirst(digits.count).first, sign == "." || sign == ")",
              rest.dropFirst(digits.count + 1).first == " ", let number = Int(digits) else { return nil }
        return (margin, margin + digits.count + 2, number)
    }

    private mutating func list() -> MarkdownBlock {
        guard let first = marker(lines[at]) else { return paragraph() }
        var items: [[MarkdownBlock]] = []
        while at < lines.count, let sign = marker(lines[at]), sign.indent < first.content, (sign.number == nil) == (first.number == nil),
              sign.indent >= first.indent {
            var inner = [String(lines[at].dropFirst(sign.content))]
            at += 1
            while at < lines.count {
                let line = lines[at]
                if isBlank(line) {
                    // A blank line belongs to the item only where indented text follows.
                    guard let next = lines[at...].first(where: { !isBlank($0) }), indent(next) >= sign.content else { break }
                    inner.append("")
                } else if indent(line) >= sign.content {
                    inner.append(String(line.dropFirst(sign.content)))
                } else if marker(line) == nil, heading(trimmed(line)) == nil, fence(trimmed(line)) == nil, !(inner.last ?? "").isEmpty {
                    inner.append(trimmed(line)) // a paragraph that goes on without indentation
                } else {
                    break
                }
                at += 1
            }
            var reader = BlockReader(lines: inner)
            items.append(reader.blocks())
            // Blank lines between items.
            let here = at
            while at < lines.count, isBlank(lines[at]) { at += 1 }
            if at < lines.count, marker(lines[at]) == nil { at = here }
        }
        return .list(start: first.number, items: items)
    }

    private func cells(_ line: String) -> [String] {
        var text = trimmed(line)[...]
        if text.hasPrefix("|") { text = text.dropFirst() }
        if text.hasSuffix("|"), !text.hasSuffix("\\|") { text = text.dropLast() }
        var cells: [String] = [""]
        var isEscaped = false, isCode = false
        for character in text {
            if character == "|", !isEscaped, !isCode {
                cells.append("")
            } else {
                if character == "|", isEscaped { cells[cells.count - 1].removeLast() }
                cells[cells.count - 1].append(character)
            }
            if character == "`" { isCode.toggle() }
            isEscaped = character == "\\"
        }
        return cells.map { trimmed($0) }
    }

    private func alignments(_ line: String) -> [String]? {
        let parts = cells(line)
        guard line.contains("-"), line.contains("|") || parts.count > 1,
              parts.allSatisfy({ !$0.isEmpty && $0.contains("-") && $0.allSatisfy { $0 == "-" || $0 == ":" } }) else { return nil }
        return parts.map { $0.hasSuffix(":") ? ($0.hasPrefix(":") ? "center" : "right") : "left" }
    }

    private mutating func table(_ alignments: [String]) -> MarkdownBlock {
        let head = cells(lines[at])
        at += 2
        var rows: [[String]] = []
        while at < lines.count, !isBlank(lines[at]), lines[at].contains("|") {
            rows.append(cells(lines[at]))
            at += 1
        }
        return .table(head: head, rows: rows, alignments: alignments)
    }

    private mutating func paragraph() -> MarkdownBlock {
        var text: [String] = []
        while at < lines.count, !isBlank(lines[at]) {
            let line = trimmed(lines[at])
            if !text.isEmpty {
                if fence(line) != nil || heading(line) != nil || line.hasPrefix(">") || line.hasPrefix("$$") { break }
                if let sign = marker(lines[at]), sign.number == nil || sign.number == 1 { break }
            }
            // Two blanks at the end, or a backslash, break the line.
            text.append(lines[at].hasSuffix("  ") ? line + "\\" : line)
            at += 1
        }
        return .paragraph(text.joined(separator: "\n"))
    }
}
