// Numbers in columns as measuring programs write them: comment lines, perhaps a line of labels, rows of numbers.
//
// A comment begins with #, %, ; or !. Columns are parted by blanks, tabs, commas or semicolons. The labels are the last
// comment before the first row that has as many words as the rows have numbers, or a line of words right before it.

import Basics

struct ColumnTable {
    struct Comment {
        let text: String
        let line: Int
    }

    /// Without the mark in front of them; also those that follow rows.
    var comments: [Comment] = []
    /// One for each column; empty where the file names none.
    var labels: [String] = []
    /// By column.
    var values: [[Double]] = []
    /// The line of each row, counted from 1.
    var lines: [Int] = []

    /// - Throws: `SparError` naming the line: no rows, a row of another length, a word that is no number, decimal commas.
    init(text: String, name: String) throws {
        var content = text
        if content.unicodeScalars.first == "\u{feff}" { content.unicodeScalars.removeFirst() }
        var header: [String] = []
        for (i, raw) in content.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let line = raw.trimmed
            guard let first = line.first else { continue }
            if "#%;!".contains(first) {
                comments.append(Comment(text: line.drop { "#%;!".contains($0) }.trimmed, line: i + 1))
                continue
            }
            let words = try Self.words(line, at: .file(name, line: i + 1))
            if values.isEmpty, words.allSatisfy({ NumberText.parse($0) == nil }) {
                header = words
                continue
            }
            try append(words, at: .file(name, line: i + 1))
            lines.append(i + 1)
        }
        guard !values.isEmpty else { throw SparError(at: .file(name), "no row of numbers is in this file") }
        if header.count == values.count {
            labels = header
        } else {
            let above = comments.filter { $0.line < lines[0] }
            labels = above.last.map { $0.text.split(whereSeparator: Self.isSeparator).map(String.init) } ?? []
            if labels.count != values.count || labels.contains(where: { $0.last == ":" }) { labels = [] }
        }
    }

    private mutating func append(_ words: [String], at place: ErrorPlace) throws {
        if values.isEmpty { values = [[Double]](repeating: [], count: words.count) }
        guard words.count == values.count else {
            throw SparError(at: place, "\(words.count) numbers where the rows before have \(values.count)")
        }
        for (c, word) in words.enumerated() {
            guard let value = NumberText.parse(word), value.isFinite else {
                throw SparError(at: place, "\"\(word.prefix(40))\" is not a finite number")
            }
            values[c].append(value)
        }
    }

    private static func isSeparator(_ c: Character) -> Bool { c == " " || c == "\t" || c == "," || c == ";" }

    private static func words(_ line: String, at place: ErrorPlace) throws -> [String] {
        let coarse = line.split { $0 == " " || $0 == "\t" || $0 == ";" }
        let isDecimalComma =
            coarse.count > 1
            && coarse.allSatisfy { word in
                let parts = word.split(separator: ",", omittingEmptySubsequences: false)
                return parts.count == 2 && parts.allSatisfy { part in !part.isEmpty && part.last?.isNumber == true }
            }
        guard !isDecimalComma else {
            throw SparError(at: place, "the numbers have decimal commas; write them with points")
        }
        return line.split(whereSeparator: isSeparator).map(String.init)
    }
}
