// Reading tables from CSV files: comma (or, where the header has no comma, semicolon or tab) between fields, first
// line the names, UTF-8, maybe gzipped. A column is numbers when all its filled fields are, flags when all are
// true or false, else text. An empty field is a missing value; a quoted empty field is an empty text.
//
// A first line `sep=;` is a spreadsheet's note to itself: it says which separator follows, and is no data.

import Basics

extension Table {
    /// Reads a CSV file. Throws `SparError` with one sentence that names file, line, column and value.
    /// - Parameter comment: what a comment after the header begins with; nil where there is none and every line is
    /// data.
    public init(csv path: String, comment: String? = nil) throws {
        try self.init(csvBytes: FileBytes.read(path), name: path, comment: comment)
    }

    /// Reads CSV text; `name` stands for the file's name in errors.
    public init(csvBytes: [UInt8], name: String, comment: String? = nil) throws {
        let bytes = Gzip.isCompressed(csvBytes) ? try Gzip.decompress(csvBytes, name: name) : csvBytes
        self = try bytes.withUnsafeBufferPointer {
            try CSVReader(bytes: $0, name: name, comment: Array((comment ?? "").utf8)).table()
        }
    }
}

private struct CSVReader {
    let bytes: UnsafeBufferPointer<UInt8>
    let name: String
    let scan: CSVScanner
    let width: Int
    let separator: UInt8

    init(bytes: UnsafeBufferPointer<UInt8>, name: String, comment: [UInt8]) throws {
        self.bytes = bytes
        self.name = name
        try Self.checkIsText(bytes, name)
        var first = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0, line: Int32 = 1
        if let stated = Self.statedSeparator(bytes, from: first) {
            (separator, first, line) = (stated.separator, stated.end, 2)
        } else {
            separator = Self.separator(bytes, from: first)
        }
        scan = try CSVScanner(
            bytes, from: first, line: line, separator: separator, comment: comment,
            header: CommentedHeader.position(bytes, from: first, separator: separator), name: name)
        guard !scan.lines.isEmpty else {
            throw SparError(at: .file(name), "the file is empty; its first line must name the columns")
        }
        width = scan.starts[1]
    }

    func table() throws -> Table {
        let names = try header()
        try checkWidths(names)
        let count = scan.lines.count - 1
        let columns = try names.enumerated().map { (name: $1, column: try column($0, called: $1)) }
        let comments = try scan.comments.map { range in
            guard let text = String(validating: bytes[range], as: UTF8.self) else {
                throw SparError(at: .file(name), "a comment is not UTF-8 text; save the file as UTF-8")
            }
            return text.first == " " ? String(text.dropFirst()) : text
        }
        return Table(unchecked: columns, count: count, comments: comments)
    }

    private static func checkIsText(_ bytes: UnsafeBufferPointer<UInt8>, _ name: String) throws {
        if bytes.starts(with: [0x50, 0x4b, 3, 4]) {
            throw SparError(at: .file(name), "this is a zip or spreadsheet file, not CSV text; export it as CSV")
        }
        if bytes.starts(with: [0xff, 0xfe]) || bytes.starts(with: [0xfe, 0xff]) {
            throw SparError(at: .file(name), "this is UTF-16 text; save the file as UTF-8")
        }
        if bytes.contains(0) { throw SparError(at: .file(name), "this is a binary file, not CSV text") }
        guard bytes.count < Int(Int32.max) else { throw SparError(at: .file(name), "larger than 2 GB; split the file") }
    }

    /// The separator of a first line such as `sep=;` (maybe in quotes), and where the next line begins.
    private static func statedSeparator(
        _ bytes: UnsafeBufferPointer<UInt8>,
        from first: Int
    ) -> (separator: UInt8, end: Int)? {
        let end = bytes[first...].firstIndex { $0 == 0x0a || $0 == 0x0d } ?? bytes.count
        let line = bytes[first..<end].filter { $0 != UInt8(ascii: "\"") }
        guard line.count == 5, line.prefix(4).map({ $0 | 0x20 }) == Array("sep=".utf8).map({ $0 | 0x20 }),
            !(0x30...0x39).contains(line[4]), line[4] > 0x08
        else { return nil }
        let isPair = end + 1 < bytes.count && bytes[end] == 0x0d && bytes[end + 1] == 0x0a
        return (line[4], min(bytes.count, end + (isPair ? 2 : 1)))
    }

    /// The separator of the first line that is not a comment.
    private static func separator(_ bytes: UnsafeBufferPointer<UInt8>, from first: Int) -> UInt8 {
        var rest = bytes[first...]
        while let start = rest.first {
            let end = rest.firstIndex { $0 == 0x0a || $0 == 0x0d } ?? rest.endIndex
            if start != UInt8(ascii: "#"), end > rest.startIndex {
                let line = rest[..<end]
                for separator in ",;\t".utf8 where line.contains(separator) { return separator }
                return UInt8(ascii: ",")
            }
            rest = rest[min(end + 1, rest.endIndex)...]
        }
        return UInt8(ascii: ",")
    }

    private func header() throws -> [String] {
        let line = scan.lines[0]
        var names: [String] = []
        for (i, field) in scan.fields[..<width].enumerated() {
            guard let text = text(field) else {
                throw SparError(
                    at: .file(name, line: Int(line)), "the column names are not UTF-8 text; save the file as UTF-8")
            }
            guard !text.isEmpty else {
                throw SparError(at: .file(name, line: Int(line)), "column \(i + 1) has no name")
            }
            if let first = names.firstIndex(of: text) {
                throw SparError(
                    at: .file(name, line: Int(line)),
                    "columns \(first + 1) and \(i + 1) are both called '\(text)'; rename one")
            }
            names.append(text)
        }
        if names.allSatisfy({ NumberText.parse($0) != nil }) {
            throw SparError(
                at: .file(name, line: Int(line)),
                "the first line holds numbers (\(names[0])\(names.count > 1 ? ", …" : "")) where the "
                    + "names of the columns are expected")
        }
        return names
    }

    private func checkWidths(_ names: [String]) throws {
        for row in 1..<max(1, scan.lines.count) {
            let found = scan.starts[row + 1] - scan.starts[row]
            guard found != width else { continue }
            let fields = scan.fields[scan.starts[row]..<scan.starts[row + 1]].compactMap(text)
            let isDoubled = found > width && fields.allSatisfy { NumberText.parse($0) != nil }
            let isComment = found < width && fields.first?.first == "#"
            let hint =
                isDoubled
                ? "; numbers need a decimal point, not a comma"
                : isComment ? "; where # begins a comment, say comment = \"#\"" : ""
            throw SparError(
                at: .file(name, line: Int(scan.lines[row])),
                "\(found) field\(found == 1 ? "" : "s") where the header names "
                    + "\(width) column\(width == 1 ? "" : "s")\(hint)")
        }
    }

    private func column(_ index: Int, called column: String) throws -> Column {
        let count = scan.lines.count - 1
        if let numbers = try numbers(index, count, called: column) { return .number(numbers) }
        var texts: [String?] = []
        texts.reserveCapacity(count)
        var allFlags = true, allNumeric = true
        var foreign: [(row: Int, kind: ForeignNumber)] = []
        for row in 1...count {
            let field = field(row, index)
            if field.start == field.end, !field.isQuoted {
                texts.append(nil)
                continue
            }
            guard let text = text(field) else {
                throw SparError(
                    at: .file(name, line: Int(scan.lines[row])),
                    "column '\(column)' is not UTF-8 text; save the file as UTF-8")
            }
            texts.append(text)
            if allFlags, text != "true", text != "false" { allFlags = false }
            if allNumeric {
                if let kind = ForeignNumber(text, isUnquotedComma: separator != UInt8(ascii: ",")) {
                    foreign.append((row, kind))
                } else if NumberText.parse(text) == nil {
                    allNumeric = false
                }
            }
        }
        // One `1,5` says what the commas of the whole column are, `1,234` alone does not.
        if allNumeric, let first = foreign.first(where: { $0.kind.isCertain }) ?? foreign.first {
            throw SparError(
                at: .file(name, line: Int(scan.lines[first.row])), "column '\(column)' holds \(first.kind.sentence)")
        }
        return allFlags ? .flag(texts.map { $0.map { $0 == "true" } }) : .text(texts)
    }

    /// The column as numbers, or nil when a filled field is none, or is a whole number that a double does not hold: long
    /// identifiers are texts.
    private func numbers(_ index: Int, _ count: Int, called column: String) throws -> [Double]? {
        var values = [Double](repeating: .nan, count: count)
        for row in 0..<count {
            let field = field(row + 1, index)
            if field.start == field.end {
                if field.isQuoted { return nil }
                continue
            }
            let digits = bytes[Int(field.start)..<Int(field.end)]
            guard let value = NumberText.parse(digits) else { return nil }
            if digits.count > 15, digits.allSatisfy({ (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-") }),
                Int(exactly: value).map(String.init) != String(decoding: digits, as: UTF8.self)
            {
                return nil
            }
            if value.isInfinite, digits.contains(where: { (0x30...0x39).contains($0) }) {
                throw SparError(
                    at: .file(name, line: Int(scan.lines[row + 1])),
                    "column '\(column)' holds '\(String(decoding: digits, as: UTF8.self))', "
                        + "which is beyond the largest number, 1.8e308")
            }
            values[row] = value
        }
        return values
    }

    private func field(_ row: Int, _ index: Int) -> CSVScanner.Field { scan.fields[row * width + index] }

    private func text(_ field: CSVScanner.Field) -> String? {
        let content = bytes[Int(field.start)..<Int(field.end)]
        guard field.hasDoubledQuotes else { return String(validating: content, as: UTF8.self) }
        var plain: [UInt8] = []
        var afterQuote = false
        for byte in content {
            // Inside a quoted field quotes come in pairs, and the second of each is dropped.
            afterQuote = byte == UInt8(ascii: "\"") && !afterQuote
            if byte != UInt8(ascii: "\"") || afterQuote { plain.append(byte) }
        }
        return String(validating: plain, as: UTF8.self)
    }
}

/// A number as it is written where the decimal sign is a comma, or with thousands set apart.
private struct ForeignNumber {
    let sentence: String
    /// Whether the text can be read in one way only.
    let isCertain: Bool

    /// Nil for anything else, a plain number included.
    /// - Parameter isUnquotedComma: whether fields are divided by another sign, so that commas stand in plain fields:
    /// as
    ///   people write them whose decimal sign it is.
    init?(_ text: String, isUnquotedComma: Bool) {
        func joined(_ mark: Character, _ decimal: Character) -> String? {
            let halves = text.split(separator: decimal, maxSplits: 1, omittingEmptySubsequences: false)
            let groups = halves[0].split(separator: mark, omittingEmptySubsequences: false)
            let digits = groups[0].drop { $0 == "+" || $0 == "-" }
            guard groups.count > 1, (1...3).contains(digits.count), digits.first != "0",
                digits.allSatisfy(\.isWholeNumber),
                groups.dropFirst().allSatisfy({ $0.count == 3 && $0.allSatisfy(\.isWholeNumber) })
            else { return nil }
            let plain = groups.joined() + (halves.count > 1 ? "." + halves[1] : "")
            return NumberText.parse(plain) == nil ? nil : plain
        }
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        let isDecimal =
            parts.count == 2 && !text.contains(".") && parts[1].first?.isNumber == true
            && NumberText.parse(parts[0] + "." + parts[1]) != nil
        let point = parts.joined(separator: ".")
        if let plain = joined(",", ".") {
            isCertain = !isDecimal
            sentence =
                isDecimal && isUnquotedComma
                ? "'\(text)', a number with a thousands separator or a decimal comma; write it as \(plain) or as "
                    + "\(point)"
                : "'\(text)', a number with a thousands separator; write it without, \(plain)"
        } else if isDecimal {
            isCertain = true
            sentence = "'\(text)', a number with a decimal comma; write it with a point, \(point)"
        } else if text.contains(","), let plain = joined(".", ",") {
            isCertain = true
            sentence = "'\(text)', a number with a thousands separator and a decimal comma; write it as \(plain)"
        } else if let plain = joined("'", ".") {
            isCertain = true
            sentence = "'\(text)', a number with a thousands separator; write it without, \(plain)"
        } else {
            return nil
        }
    }
}
