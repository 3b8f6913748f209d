// Splits the bytes of a CSV file (RFC 4180) into fields without copying them. Lines end in LF, CRLF or CR.
// Lines count from 1. A line before the header that begins with # is a comment; after it, one that begins with the mark
// that the caller names. A spreadsheet's errors begin with # too (#N/A, #DIV/0!): its rows are data. Empty lines are
// skipped. `CommentedHeader` says when a line that begins with # is the header.

package struct CSVScanner: Sendable {
    /// Where a field's bytes lie, without its quotes, or without the blanks around it where it has no quotes.
    package struct Field: Sendable {
        package var start, end: Int32
        /// Quoted text may hold "" for one quote.
        package var isQuoted, hasDoubledQuotes: Bool
    }

    package private(set) var fields: [Field] = []
    /// The line on which each record begins.
    package private(set) var lines: [Int32] = []
    /// Index in `fields` of each record's first field, and one past the last.
    package private(set) var starts: [Int] = [0]
    package private(set) var comments: [Range<Int>] = []

    /// Scans everything. Throws `SparError` when a quote is not closed or text follows a closing quote.
    /// - Parameters:
    ///   - line: the number of the line that begins at `first`.
    ///   - mark: what a comment after the header begins with; none where it is empty.
    ///   - header: where the # stands that is no comment but leads the header's names.
    package init(
        _ bytes: UnsafeBufferPointer<UInt8>, from first: Int, line firstLine: Int32 = 1, separator: UInt8,
        comment mark: [UInt8] = [], header: Int? = nil, name: String
    ) throws {
        fields.reserveCapacity(bytes.count / 8)
        var cursor = CSVCursor(bytes, at: first, line: firstLine, separator: separator, name: name)
        while !cursor.isAtEnd {
            if cursor.isAtLineEnd {
                cursor.skipLineEnd()
                continue
            }
            let isHead = lines.isEmpty && cursor.stands(at: UInt8(ascii: "#")) && cursor.at != header
            if cursor.at == header { cursor.at += 1 }
            if isHead || (!mark.isEmpty && bytes[cursor.at...].starts(with: mark)) {
                comments.append(cursor.restOfLine(after: isHead ? 1 : mark.count))
                continue
            }
            lines.append(cursor.line)
            repeat { fields.append(try cursor.field()) } while cursor.skipSeparator()
            cursor.skipLineEnd()
            starts.append(fields.count)
        }
    }
}

/// A place in the bytes of a CSV file, and how it moves on.
private struct CSVCursor {
    private static let quote = UInt8(ascii: "\""), newline = UInt8(ascii: "\n"), carriage = UInt8(ascii: "\r")

    private let bytes: UnsafeBufferPointer<UInt8>
    private let separator: UInt8
    private let name: String
    var at: Int
    private(set) var line: Int32

    init(_ bytes: UnsafeBufferPointer<UInt8>, at: Int, line: Int32, separator: UInt8, name: String) {
        self.bytes = bytes
        self.at = at
        self.line = line
        self.separator = separator
        self.name = name
    }

    var isAtEnd: Bool { at >= bytes.count }

    var isAtLineEnd: Bool { stands(at: Self.newline) || stands(at: Self.carriage) }

    func stands(at byte: UInt8) -> Bool { at < bytes.count && bytes[at] == byte }

    /// The end of a line, or of the file.
    mutating func skipLineEnd() {
        if stands(at: Self.carriage) { at += 1 }
        if stands(at: Self.newline) { at += 1 }
        line += 1
    }

    mutating func skipSeparator() -> Bool {
        guard stands(at: separator) else { return false }
        at += 1
        return true
    }

    /// Where the text of a comment lies; the end of its line comes next.
    mutating func restOfLine(after count: Int) -> Range<Int> {
        let start = at + count
        while !isAtEnd, !isAtLineEnd { at += 1 }
        return start..<at
    }

    mutating func field() throws -> CSVScanner.Field {
        while at < bytes.count, isBlank(bytes[at]) { at += 1 }
        if stands(at: Self.quote) { return try quotedField() }
        let start = at
        while at < bytes.count {
            let byte = bytes[at]
            if byte == separator || byte == Self.newline || byte == Self.carriage { break }
            at += 1
        }
        var end = at
        while end > start, isBlank(bytes[end - 1]) { end -= 1 }
        return .init(start: Int32(start), end: Int32(end), isQuoted: false, hasDoubledQuotes: false)
    }

    private mutating func quotedField() throws -> CSVScanner.Field {
        let opening = line
        at += 1
        var field = CSVScanner.Field(start: Int32(at), end: 0, isQuoted: true, hasDoubledQuotes: false)
        while true {
            guard at < bytes.count else {
                throw SparError(at: .file(name, line: Int(opening)), "a quoted field is not closed; end it with \"")
            }
            if bytes[at] == Self.quote {
                guard at + 1 < bytes.count, bytes[at + 1] == Self.quote else { break }
                field.hasDoubledQuotes = true
                at += 1
            } else if endsLine(at) {
                line += 1
            }
            at += 1
        }
        field.end = Int32(at)
        at += 1
        while at < bytes.count, isBlank(bytes[at]) { at += 1 }
        guard isAtEnd || isAtLineEnd || stands(at: separator) else {
            throw SparError(
                at: .file(name, line: Int(line)), "text follows a closing quote; write a quote inside as \"\"")
        }
        return field
    }

    /// Whether a line ends with this byte: of CR LF the LF does.
    private func endsLine(_ at: Int) -> Bool {
        bytes[at] == Self.newline
            || bytes[at] == Self.carriage && !(at + 1 < bytes.count && bytes[at + 1] == Self.newline)
    }

    private func isBlank(_ byte: UInt8) -> Bool { (byte == 0x20 || byte == 0x09) && byte != separator }
}
