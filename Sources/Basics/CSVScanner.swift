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
        let quote = UInt8(ascii: "\""), newline = UInt8(ascii: "\n"), carriage = UInt8(ascii: "\r")
        func isBlank(_ byte: UInt8) -> Bool { (byte == 0x20 || byte == 0x09) && byte != separator }
        fields.reserveCapacity(bytes.count / 8)
        var at = first, line = firstLine
        func endOfLine(_ at: inout Int) {
            if at < bytes.count, bytes[at] == carriage { at += 1 }
            if at < bytes.count, bytes[at] == newline { at += 1 }
        }
        while at < bytes.count {
            if bytes[at] == newline || bytes[at] == carriage {
                endOfLine(&at)
                line += 1
                continue
            }
            let isHead = lines.isEmpty && bytes[at] == UInt8(ascii: "#") && at != header
            if at == header { at += 1 }
            if isHead || (!mark.isEmpty && bytes[at...].starts(with: mark)) {
                let start = at + (isHead ? 1 : mark.count)
                while at < bytes.count, bytes[at] != newline, bytes[at] != carriage { at += 1 }
                comments.append(start..<at)
                continue
            }
            lines.append(line)
            while true {
                while at < bytes.count, isBlank(bytes[at]) { at += 1 }
                if at < bytes.count, bytes[at] == quote {
                    let opening = line
                    at += 1
                    var field = Field(start: Int32(at), end: 0, isQuoted: true, hasDoubledQuotes: false)
                    while true {
                        guard at < bytes.count else {
                            throw SparError("\(name):\(opening): a quoted field is not closed; end it with \"")
                        }
                        if bytes[at] == quote {
                            guard at + 1 < bytes.count, bytes[at + 1] == quote else { break }
                            field.hasDoubledQuotes = true
                            at += 1
                        } else if bytes[at] == newline || (bytes[at] == carriage && !next(bytes, at, is: newline)) {
                            line += 1
                        }
                        at += 1
                    }
                    field.end = Int32(at)
                    at += 1
                    while at < bytes.count, isBlank(bytes[at]) { at += 1 }
                    fields.append(field)
                    guard at == bytes.count || [separator, newline, carriage].contains(bytes[at]) else {
                        throw SparError("\(name):\(line): text follows a closing quote; write a quote inside as \"\"")
                    }
                } else {
                    let start = at
                    while at < bytes.count {
                        let byte = bytes[at]
                        if byte == separator || byte == newline || byte == carriage { break }
                        at += 1
                    }
                    var end = at
                    while end > start, isBlank(bytes[end - 1]) { end -= 1 }
                    fields.append(Field(start: Int32(start), end: Int32(end), isQuoted: false, hasDoubledQuotes: false))
                }
                guard at < bytes.count, bytes[at] == separator else { break }
                at += 1
            }
            endOfLine(&at)
            line += 1
            starts.append(fields.count)
        }
    }

    private func next(_ bytes: UnsafeBufferPointer<UInt8>, _ at: Int, is byte: UInt8) -> Bool {
        at + 1 < bytes.count && bytes[at + 1] == byte
    }
}
