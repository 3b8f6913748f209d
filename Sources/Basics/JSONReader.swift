// Reading JSON (RFC 8259), strictly: one value, no comments, no trailing commas, no duplicate keys, nested at most
// 512 deep. Integers that fit in 64 bits stay integers. Errors name line and column, both from 1, columns in bytes.

extension JSON {
    /// Reads one JSON value. `name` is the file's name, for the sentence of the error.
    public static func parse(_ bytes: [UInt8], name: String = "JSON") throws -> JSON {
        var reader = JSONReader(bytes: bytes, name: name)
        return try reader.document()
    }

    public static func parse(_ text: String, name: String = "JSON") throws -> JSON {
        try parse(Array(text.utf8), name: name)
    }
}

private struct JSONReader {
    let bytes: [UInt8]
    let name: String
    var at = 0

    init(bytes: [UInt8], name: String) {
        self.bytes = bytes
        self.name = name
        if bytes.starts(with: [0xef, 0xbb, 0xbf]) { at = 3 }
    }

    mutating func document() throws -> JSON {
        let value = try value(depth: 0)
        skipBlanks()
        guard at == bytes.count else { throw failure("something follows the value's end") }
        return value
    }

    private mutating func value(depth: Int) throws -> JSON {
        guard depth < 512 else { throw failure("nested deeper than 512 levels") }
        skipBlanks()
        guard at < bytes.count else { throw failure("the text ends where a value is expected") }
        switch bytes[at] {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default: throw failure("a value cannot begin with \(shown(bytes[at]))")
        }
    }

    private mutating func object(depth: Int) throws -> JSON {
        var members: [String: JSON] = [:]
        at += 1
        skipBlanks()
        if take("}") { return .object(members) }
        while true {
            skipBlanks()
            guard at < bytes.count, bytes[at] == UInt8(ascii: "\"") else {
                throw failure("a key in double quotes is expected")
            }
            let start = at
            let key = try string()
            skipBlanks()
            guard take(":") else { throw failure("a colon is expected after the key \"\(key)\"") }
            let member = try value(depth: depth + 1)
            guard members.updateValue(member, forKey: key) == nil else {
                at = start
                throw failure("the key \"\(key)\" stands twice in one object")
            }
            skipBlanks()
            if take("}") { return .object(members) }
            guard take(",") else { throw failure("a comma or } is expected") }
        }
    }

    private mutating func array(depth: Int) throws -> JSON {
        var items: [JSON] = []
        at += 1
        skipBlanks()
        if take("]") { return .array(items) }
        while true {
            items.append(try value(depth: depth + 1))
            skipBlanks()
            if take("]") { return .array(items) }
            guard take(",") else { throw failure("a comma or ] is expected") }
        }
    }

    private mutating func number() throws -> JSON {
        let start = at
        var isInteger = true
        _ = take("-")
        let leadingZero = at < bytes.count && bytes[at] == UInt8(ascii: "0")
        let whole = digits()
        var valid = whole > 0 && !(leadingZero && whole > 1)
        if take(".") {
            isInteger = false
            valid = digits() > 0 && valid
        }
        if take("e") || take("E") {
            isInteger = false
            if !take("-") { _ = take("+") }
            valid = digits() > 0 && valid
        }
        let text = String(decoding: bytes[start..<at], as: UTF8.self)
        guard valid, let value = NumberText.parse(text) else {
            at = start
            throw failure("\(text) is not a number")
        }
        if isInteger, let integer = Int(text) { return .integer(integer) }
        guard value.isFinite else {
            at = start
            throw failure("\(text) is too large for a double")
        }
        return .number(value)
    }

    private mutating func digits() -> Int {
        let start = at
        while at < bytes.count, bytes[at] >= UInt8(ascii: "0"), bytes[at] <= UInt8(ascii: "9") { at += 1 }
        return at - start
    }

    private mutating func string() throws -> String {
        let start = at
        var out: [UInt8] = []
        at += 1
        while at < bytes.count {
            let byte = bytes[at]
            at += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let text = String(validating: out, as: UTF8.self) else {
                    at = start
                    throw failure("a string is not UTF-8")
                }
                return text
            case UInt8(ascii: "\\"): try escape(into: &out)
            case 0..<0x20:
                at -= 1
                throw failure("a control character stands unescaped in a string")
            default: out.append(byte)
            }
        }
        at = start
        throw failure("a string is not closed")
    }

    private mutating func escape(into out: inout [UInt8]) throws {
        let letters: [UInt8: UInt8] = [
            UInt8(ascii: "\""): 0x22, UInt8(ascii: "\\"): 0x5c, UInt8(ascii: "/"): 0x2f, UInt8(ascii: "b"): 8,
            UInt8(ascii: "f"): 12, UInt8(ascii: "n"): 10, UInt8(ascii: "r"): 13, UInt8(ascii: "t"): 9,
        ]
        guard at < bytes.count else { throw failure("a string is not closed") }
        let letter = bytes[at]
        at += 1
        if let plain = letters[letter] { return out.append(plain) }
        guard letter == UInt8(ascii: "u") else { throw failure("\\\(shown(letter)) is not an escape") }
        var code = try hexadecimal()
        if code >> 10 == 0x36, at + 1 < bytes.count, bytes[at] == UInt8(ascii: "\\"), bytes[at + 1] == UInt8(ascii: "u")
        {
            at += 2
            let low = try hexadecimal()
            guard low >> 10 == 0x37 else { throw failure("half of a surrogate pair stands alone") }
            code = 0x10000 + ((code & 0x3ff) << 10) + (low & 0x3ff)
        }
        guard let scalar = Unicode.Scalar(code) else { throw failure("half of a surrogate pair stands alone") }
        out += String(Character(scalar)).utf8
    }

    private mutating func hexadecimal() throws -> UInt32 {
        guard at + 4 <= bytes.count,
            bytes[at..<at + 4].allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit && $0 < 0x80 }),
            let code = UInt32(String(decoding: bytes[at..<at + 4], as: UTF8.self), radix: 16)
        else { throw failure("\\u needs four hexadecimal digits") }
        at += 4
        return code
    }

    private mutating func word(_ word: String, _ value: JSON) throws -> JSON {
        guard bytes[at...].starts(with: word.utf8) else {
            throw failure("a value cannot begin with \(shown(bytes[at]))")
        }
        at += word.utf8.count
        return value
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard at < bytes.count, bytes[at] == UInt8(ascii: character) else { return false }
        at += 1
        return true
    }

    private mutating func skipBlanks() {
        while at < bytes.count, [0x20, 0x09, 0x0a, 0x0d].contains(bytes[at]) { at += 1 }
    }

    private func shown(_ byte: UInt8) -> String {
        byte > 0x20 && byte < 0x7f ? String(Character(Unicode.Scalar(byte))) : "byte \(byte)"
    }

    private func failure(_ reason: String) -> SparError {
        let before = bytes[..<min(at, bytes.count)]
        let line = before.reduce(1) { $1 == 0x0a ? $0 + 1 : $0 }
        let column = before.count - (before.lastIndex(of: 0x0a) ?? -1)
        return SparError(at: .file(name, line: line, column: column), reason)
    }
}
