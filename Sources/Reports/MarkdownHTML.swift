// Prose as HTML: Markdown as CommonMark and GitHub have it, read by md4c, with formulas as MathML and footnotes.
//
// HTML in prose shows as text. Links lead only where a person clicks, and nothing is fetched: pictures of this machine
// are put into the page, those of other places become links.

import Notebook
import Basics
import CMD4C
import Foundation

package struct MarkdownHTML {
    /// The folder that names of pictures are taken in; nil leaves pictures out of the page.
    private let folder: String?
    /// Stands in the ids of footnotes, which are the page's.
    private let prefix: String

    package init(folder: String? = nil, prefix: String = "") {
        self.folder = folder
        self.prefix = prefix
    }

    package func html(_ text: String) -> String {
        let (body, notes) = Footnotes.split(text)
        let writer = MarkdownWriter(folder: folder, footnotes: notes.map(\.name), prefix: prefix)
        var html = writer.write(body)
        guard !writer.cited.isEmpty else { return html }
        html += "<ol class=\"footnotes\">\n"
        // A note may cite others: they follow it.
        var done = 0
        while done < writer.cited.count {
            let note = writer.cited[done]
            done += 1
            let inner = writer.write(notes.first { $0.name == note }?.text ?? "").trimmingLineEnd
            let back = " <a href=\"#fnref-\(prefix)\(done)\">↩</a>"
            let isParagraph = inner.hasSuffix("</p>")
            html +=
                "<li id=\"fn-\(prefix)\(done)\">\(isParagraph ? String(inner.dropLast(4)) + back + "</p>" : inner + back)</li>\n"
        }
        return html + "</ol>\n"
    }

    /// The first heading's text, for the title of a page.
    static func firstHeading(_ text: String) -> String? {
        let writer = MarkdownWriter(folder: nil, footnotes: [], prefix: "")
        _ = writer.write(text)
        return writer.firstHeading
    }
}

/// Footnotes, which md4c does not know: `[^name]: text` at the beginning of a line, with indented lines that go on with
/// it.
private enum Footnotes {
    static func split(_ text: String) -> (body: String, notes: [(name: String, text: String)]) {
        guard text.contains("[^") else { return (text, []) }
        var body: [Substring] = [], notes: [(name: String, text: String)] = []
        var fence: Substring?, isInNote = false
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let trimmed = line.drop { $0 == " " }
            let run = trimmed.prefix { $0 == "`" || $0 == "~" }
            if let open = fence {
                if run.hasPrefix(open) { fence = nil }
            } else if run.count >= 3 {
                fence = run
            } else if let (name, first) = definition(line) {
                notes.append((name, first))
                isInNote = true
                continue
            } else if isInNote, line.hasPrefix("    ") || line.hasPrefix("\t") || line.allSatisfy(\.isWhitespace) {
                notes[notes.count - 1].text += "\n" + line.drop { $0 == " " || $0 == "\t" }
                continue
            }
            isInNote = false
            body.append(line)
        }
        return (body.joined(separator: "\n"), notes)
    }

    private static func definition(_ line: Substring) -> (String, String)? {
        guard line.hasPrefix("[^"), let close = line.firstIndex(of: "]"), line[close...].hasPrefix("]:") else {
            return nil
        }
        let name = line[line.index(line.startIndex, offsetBy: 2)..<close]
        guard !name.isEmpty, !name.contains(where: \.isWhitespace) else { return nil }
        return (String(name), String(line[close...].dropFirst(2).drop(while: \.isWhitespace)))
    }
}

/// Turns md4c's events into HTML. Used by one thread.
private final class MarkdownWriter {
    private let folder: String?
    private let footnotes: Set<String>
    private let prefix: String
    private var html = ""
    /// Footnotes in the order in which they are cited.
    private(set) var cited: [String] = []
    private(set) var firstHeading: String?
    private var heading: String?
    /// Text that becomes something else when its span or block ends.
    private var formula: String?
    private var code: (language: String, text: String)?
    private var picture: (source: String, text: String)?
    /// Nesting of pictures within the text of a picture.
    private var pictureDepth = 0
    /// Text that comes in pieces: footnotes are found when it is whole.
    private var pending = ""
    /// In a cell of a table a vertical line is escaped, in code too.
    private var isInCell = false
    /// Links whose target is not safe, and so are text.
    private var openLinks: [Bool] = []

    init(folder: String?, footnotes: [String], prefix: String) {
        (self.folder, self.footnotes, self.prefix) = (folder, Set(footnotes), prefix)
    }

    func write(_ text: String) -> String {
        html = ""
        var parser = MD_PARSER()
        parser.flags = UInt32(
            MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_TASKLISTS | MD_FLAG_LATEXMATHSPANS
                | MD_FLAG_PERMISSIVEURLAUTOLINKS | MD_FLAG_NOHTMLBLOCKS | MD_FLAG_NOHTMLSPANS)
        parser.enter_block = { type, detail, writer in
            MarkdownWriter.of(writer)?.enter(type, detail); return 0
        }
        parser.leave_block = { type, detail, writer in
            MarkdownWriter.of(writer)?.leave(type, detail); return 0
        }
        parser.enter_span = { type, detail, writer in
            MarkdownWriter.of(writer)?.enter(span: type, detail); return 0
        }
        parser.leave_span = { type, _, writer in
            MarkdownWriter.of(writer)?.leave(span: type); return 0
        }
        parser.text = { type, text, size, writer in
            let bytes = UnsafeRawBufferPointer(start: text, count: Int(size))
            MarkdownWriter.of(writer)?.take(type, String(decoding: bytes, as: UTF8.self))
            return 0
        }
        var bytes = Array(Dollars.escaped(text).utf8)
        let result = bytes.withUnsafeMutableBytes { buffer in
            md_parse(
                buffer.baseAddress?.assumingMemoryBound(to: CChar.self), MD_SIZE(buffer.count), &parser,
                Unmanaged.passUnretained(self).toOpaque())
        }
        flush()
        return result == 0 ? html : "<pre class=\"text\">\(HTMLText.escaped(text))</pre>\n"
    }

    private static func of(_ pointer: UnsafeMutableRawPointer?) -> MarkdownWriter? {
        pointer.map { Unmanaged<MarkdownWriter>.fromOpaque($0).takeUnretainedValue() }
    }

    // MARK: blocks

    private func enter(_ type: MD_BLOCKTYPE, _ detail: UnsafeMutableRawPointer?) {
        flush()
        switch type {
        case MD_BLOCK_QUOTE: html += "<blockquote>\n"
        case MD_BLOCK_UL: html += "<ul>\n"
        case MD_BLOCK_OL:
            let start = detail?.load(as: MD_BLOCK_OL_DETAIL.self).start ?? 1
            html += start == 1 ? "<ol>\n" : "<ol start=\"\(start)\">\n"
        case MD_BLOCK_LI:
            guard let item = detail?.load(as: MD_BLOCK_LI_DETAIL.self), item.is_task != 0 else { return html += "<li>" }
            html += "<li class=\"task\"><input type=\"checkbox\" disabled\(item.task_mark == 0x20 ? "" : " checked")> "
        case MD_BLOCK_HR: html += "<hr>\n"
        case MD_BLOCK_H:
            html += "<h\(detail?.load(as: MD_BLOCK_H_DETAIL.self).level ?? 1)>"
            heading = ""
        case MD_BLOCK_CODE:
            code = (detail.map { Self.text($0.load(as: MD_BLOCK_CODE_DETAIL.self).lang) } ?? "", "")
        case MD_BLOCK_P: html += "<p>"
        case MD_BLOCK_TABLE: html += "<table class=\"spar-table\">"
        case MD_BLOCK_THEAD: html += "<thead>"
        case MD_BLOCK_TBODY: html += "<tbody>\n"
        case MD_BLOCK_TR: html += "<tr>"
        case MD_BLOCK_TH, MD_BLOCK_TD:
            isInCell = true
            let side =
                switch detail?.load(as: MD_BLOCK_TD_DETAIL.self).align {
                case MD_ALIGN_RIGHT?: "right"
                case MD_ALIGN_CENTER?: "center"
                default: "left"
                }
            html += "<\(type == MD_BLOCK_TH ? "th" : "td") style=\"text-align:\(side)\">"
        default: break
        }
    }

    private func leave(_ type: MD_BLOCKTYPE, _ detail: UnsafeMutableRawPointer?) {
        flush()
        switch type {
        case MD_BLOCK_QUOTE: html += "</blockquote>\n"
        case MD_BLOCK_UL: html += "</ul>\n"
        case MD_BLOCK_OL: html += "</ol>\n"
        case MD_BLOCK_LI: html += "</li>\n"
        case MD_BLOCK_H:
            html += "</h\(detail?.load(as: MD_BLOCK_H_DETAIL.self).level ?? 1)>\n"
            firstHeading = firstHeading ?? heading
            heading = nil
        case MD_BLOCK_CODE:
            guard let (language, text) = code else { return }
            let inner =
                language == "lua" ? CodeColour.html(text.trimmingLineEnd) : HTMLText.escaped(text.trimmingLineEnd)
            html += "<pre class=\"code\"><code>\(inner)</code></pre>\n"
            code = nil
        case MD_BLOCK_P: html += "</p>\n"
        case MD_BLOCK_TABLE: html += "</table>\n"
        case MD_BLOCK_THEAD: html += "</thead>"
        case MD_BLOCK_TBODY: html += "</tbody>"
        case MD_BLOCK_TR: html += "</tr>\n"
        case MD_BLOCK_TH, MD_BLOCK_TD:
            isInCell = false
            html += type == MD_BLOCK_TH ? "</th>" : "</td>"
        default: break
        }
    }

    // MARK: spans

    private func enter(span type: MD_SPANTYPE, _ detail: UnsafeMutableRawPointer?) {
        flush()
        if type == MD_SPAN_IMG {
            pictureDepth += 1
            if picture == nil {
                picture = (detail.map { Self.text($0.load(as: MD_SPAN_IMG_DETAIL.self).src) } ?? "", "")
            }
        }
        guard picture == nil else { return }
        switch type {
        case MD_SPAN_EM: html += "<em>"
        case MD_SPAN_STRONG: html += "<strong>"
        case MD_SPAN_CODE: html += "<code>"
        case MD_SPAN_DEL: html += "<del>"
        case MD_SPAN_A:
            let target = detail.map { Self.text($0.load(as: MD_SPAN_A_DETAIL.self).href) } ?? ""
            openLinks.append(Self.isSafe(target))
            if Self.isSafe(target) { html += "<a href=\"\(HTMLText.escaped(target))\">" }
        case MD_SPAN_LATEXMATH, MD_SPAN_LATEXMATH_DISPLAY: formula = ""
        default: break
        }
    }

    private func leave(span type: MD_SPANTYPE) {
        flush()
        if type == MD_SPAN_IMG {
            pictureDepth -= 1
            if pictureDepth == 0, let (source, text) = picture {
                picture = nil
                html += pictureHTML(source, text)
            }
            return
        }
        guard picture == nil else { return }
        switch type {
        case MD_SPAN_EM: html += "</em>"
        case MD_SPAN_STRONG: html += "</strong>"
        case MD_SPAN_CODE: html += "</code>"
        case MD_SPAN_DEL: html += "</del>"
        case MD_SPAN_A: if openLinks.popLast() == true { html += "</a>" }
        case MD_SPAN_LATEXMATH, MD_SPAN_LATEXMATH_DISPLAY:
            let isDisplay = type == MD_SPAN_LATEXMATH_DISPLAY
            let math = MathML.html(formula ?? "", isDisplay: isDisplay)
            html += isDisplay ? "<span class=\"formula\">\(math)</span>" : math
            formula = nil
        default: break
        }
    }

    private func take(_ type: MD_TEXTTYPE, _ given: String) {
        let text = isInCell && type == MD_TEXT_CODE ? given.replacing("\\|", with: "|") : given
        if code != nil {
            code?.text += text
        } else if picture != nil {
            picture?.text += type == MD_TEXT_BR || type == MD_TEXT_SOFTBR ? " " : text
        } else if formula != nil {
            formula? += type == MD_TEXT_LATEXMATH ? text : " "
        } else {
            switch type {
            case MD_TEXT_NORMAL: pending += text
            case MD_TEXT_BR, MD_TEXT_SOFTBR:
                flush()
                html += type == MD_TEXT_BR ? "<br>\n" : "\n"
            case MD_TEXT_ENTITY:
                flush()
                html += text  // md4c has seen that it is no more than an entity
            case MD_TEXT_NULLCHAR: pending += "\u{FFFD}"
            default:
                flush()
                html += HTMLText.escaped(text.replacing("\n", with: " "))
            }
            if type == MD_TEXT_CODE || type == MD_TEXT_NORMAL { heading?.append(text) }
        }
    }

    /// Writes the text that has come, with what cites a footnote as a link to it.
    private func flush() {
        var rest = pending[...]
        pending = ""
        while let open = rest.firstRange(of: "[^"), let close = rest[open.upperBound...].firstIndex(of: "]") {
            let name = String(rest[open.upperBound..<close])
            guard footnotes.contains(name) else {
                html += HTMLText.escaped(rest[..<open.upperBound])
                rest = rest[open.upperBound...]
                continue
            }
            html += HTMLText.escaped(rest[..<open.lowerBound])
            let isFirst = !cited.contains(name)
            if isFirst { cited.append(name) }
            let number = (cited.firstIndex(of: name) ?? 0) + 1
            let id = isFirst ? " id=\"fnref-\(prefix)\(number)\"" : ""
            html += "<sup><a href=\"#fn-\(prefix)\(number)\"\(id)>\(number)</a></sup>"
            rest = rest[rest.index(after: close)...]
        }
        html += HTMLText.escaped(rest)
    }

    // MARK: targets

    private static let pictureTypes = [
        "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif", "webp": "image/webp",
        "svg": "image/svg+xml",
    ]
    private static let largestPicture = 20 << 20

    private func pictureHTML(_ source: String, _ text: String) -> String {
        let escaped = HTMLText.escaped(text)
        let isElsewhere = source.contains("://") || source.hasPrefix("//")
        guard let folder, !isElsewhere, let type = Self.pictureTypes[(source as NSString).pathExtension.lowercased()]
        else {
            let shown = text.isEmpty ? HTMLText.escaped(source) : escaped
            return Self.isSafe(source) && isElsewhere ? "<a href=\"\(HTMLText.escaped(source))\">\(shown)</a>" : shown
        }
        let name = source.removingPercentEncoding ?? source
        let path = name.hasPrefix("/") || folder.isEmpty ? name : folder + "/" + name
        guard let bytes = try? FileBytes.read(path) else {
            return "<span class=\"note\">\(escaped) (there is no picture \(HTMLText.escaped(path)))</span>"
        }
        guard bytes.count <= Self.largestPicture else {
            return "<span class=\"note\">\(escaped) (the picture \(HTMLText.escaped(path)) has more than 20 MB)</span>"
        }
        return "<img src=\"data:\(type);base64,\(Data(bytes).base64EncodedString())\" alt=\"\(escaped)\">"
    }

    /// Links to pages, mail and places of this folder; nothing that runs.
    private static func isSafe(_ target: String) -> Bool {
        guard !target.isEmpty else { return false }
        guard let colon = target.firstIndex(of: ":") else { return true }
        let scheme = target[..<colon].lowercased()
        return ["http", "https", "mailto"].contains(scheme) || scheme.contains("/") || scheme.contains("#")
    }

    /// As it is written: entities in targets stay letters, so that none of them can hide a scheme.
    private static func text(_ attribute: MD_ATTRIBUTE) -> String {
        String(decoding: UnsafeRawBufferPointer(start: attribute.text, count: Int(attribute.size)), as: UTF8.self)
    }
}
