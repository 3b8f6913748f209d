// A script cut into cells by comment lines, as Jupytext's percent format has it for Lua; it stays a plain Lua file.
//
//     -- ---                          an optional header in YAML, of which `title` and `author` are read
//     -- title: NiO under strain
//     -- ---
//
//     -- %% [markdown]                a cell of prose: every line a comment
//     -- # Strain
//
//     -- %% A title tags=["remove-input"]
//     local nio = structure.read("NiO.cif")
//
// A mark is `-- %%`, then a title, [markdown] (or [md]) or [raw], and metadata as name=value with values in JSON, each
// of them optional. What stands before the first mark is a cell too. A file without marks is one cell of code.

import Basics
import LuaRuntime

/// One cell of a file.
public struct NotebookCell: Equatable, Sendable {
    public enum Kind: Sendable { case code, markdown, raw }

    public let kind: Kind
    public let title: String
    public let metadata: [String: JSON]
    /// Code as it stands, less blank lines about it; prose without its comment signs.
    public let text: String
    /// The line of the file in which the text begins, from 1.
    public let line: Int

    /// The tags that Jupyter's tools know: "remove-input", "remove-output", "remove-cell".
    public var tags: [String] {
        guard case .array(let items)? = metadata["tags"] else { return [] }
        return items.compactMap { if case .string(let tag) = $0 { tag } else { nil } }
    }
}

/// The cells of a file.
public struct NotebookFile: Equatable, Sendable {
    public private(set) var cells: [NotebookCell] = []
    /// Whether there are marks. Without any the file is an ordinary script.
    public private(set) var isCut = false
    public private(set) var title: String?
    public private(set) var author: String?

    /// - Parameter name: the file's, for the sentence of the error.
    /// - Throws: `SparError` for a line of prose that is no comment.
    public init(_ text: String, name: String) throws {
        let text = text.hasPrefix("\u{FEFF}") ? String(text.dropFirst()) : text
        // By bytes: a line feed behind a carriage return is one character with it.
        let lines = text.utf8.split(separator: 0x0a, omittingEmptySubsequences: false)
            .map { String(decoding: $0.last == 0x0d ? $0.dropLast() : $0, as: UTF8.self) }
        let start = readHeader(lines)
        var mark = CellMark(kind: .code, title: "", metadata: [:])
        var first = start
        // A mark inside a long string or comment is text of the cell.
        let hidden = Self.linesInsideTokens(text)
        for i in start..<max(start, lines.count) {
            guard !hidden.contains(i), let found = CellMark(line: lines[i]) else { continue }
            try add(mark, lines, first..<i, isFirst: !isCut, name: name)
            isCut = true
            mark = found
            first = i + 1
        }
        if first < lines.count || isCut { try add(mark, lines, first..<lines.count, isFirst: !isCut, name: name) }
    }

    private mutating func add(_ mark: CellMark, _ lines: [String], _ range: Range<Int>, isFirst: Bool, name: String)
        throws
    {
        var range = range
        func isBlank(_ i: Int) -> Bool { lines[i].allSatisfy(\.isWhitespace) }
        while let i = range.first, isBlank(i) { range = range.dropFirst() }
        while let i = range.last, isBlank(i) { range = range.dropLast() }
        if range.isEmpty, isFirst { return }
        let text: [String] =
            mark.kind == .code
            ? Array(lines[range])
            : try range.map { i in
                let line = lines[i].drop { $0.isWhitespace }
                guard line.hasPrefix("--") || line.isEmpty else {
                    throw SparError(
                        at: .file(name, line: i + 1),
                        "a line of a \(mark.kind == .raw ? "raw" : "markdown") cell is no comment: "
                            + "begin it with --, or begin a code cell with -- %%")
                }
                let prose = line.dropFirst(2)
                return String(prose.first == " " ? prose.dropFirst() : prose)
            }
        cells.append(
            NotebookCell(
                kind: mark.kind, title: mark.title, metadata: mark.metadata,
                text: text.joined(separator: "\n"), line: range.lowerBound + 1))
    }

    /// Reads the header; gives the index of the line after it.
    private mutating func readHeader(_ lines: [String]) -> Int {
        // Before it may stand what names the interpreter and the encoding.
        let first = lines.prefix(2).prefix { $0.hasPrefix("#!") || $0.hasPrefix("--") && $0.contains("coding") }.count
        guard lines.count > first, lines[first] == "-- ---",
            let end = lines.indices.dropFirst(first + 1).first(where: { lines[$0] == "-- ---" }),
            lines[first..<end].allSatisfy({ $0.hasPrefix("--") })
        else { return 0 }
        for line in lines[first..<end] {
            func value(_ key: String) -> String? {
                guard line.hasPrefix("-- \(key):") else { return nil }
                let value = line.dropFirst(key.count + 4).filter { $0 != "\"" }.drop { $0 == " " }
                return value.isEmpty ? nil : String(value)
            }
            title = title ?? value("title")
            author = author ?? value("author")
        }
        return end + 1
    }

    /// Indices of lines that begin inside a string or comment of several lines.
    private static func linesInsideTokens(_ text: String) -> Set<Int> {
        guard text.contains("[[") || text.contains("[=") || text.contains("\\\n") else { return [] }
        let bytes = Array(text.utf8)
        var inside: Set<Int> = []
        var line = 0, at = 0
        for token in LuaTokens.all(text) {
            while at < token.range.lowerBound {
                if bytes[at] == 0x0a { line += 1 }
                at += 1
            }
            while at < token.range.upperBound {
                if bytes[at] == 0x0a {
                    line += 1
                    inside.insert(line)
                }
                at += 1
            }
        }
        return inside
    }
}
