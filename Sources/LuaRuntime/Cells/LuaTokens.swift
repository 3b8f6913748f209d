// Lua's text as tokens: for the outline of a cell, for completion, and for colouring code in reports.
//
// Offsets count bytes of UTF-8 from 0. The scanner never fails: what is no token of Lua becomes `.other`, a string or
// comment that is not closed reaches to the end. Whether the text is right is the compiler's business.

/// One token.
public struct LuaToken: Equatable, Sendable {
    public enum Kind: Sendable { case name, keyword, number, string, comment, symbol, other }

    public let kind: Kind
    /// The bytes of the text that it covers.
    public let range: Range<Int>
    /// The name, keyword or symbol itself; empty for other kinds.
    public let text: String
}

public enum LuaTokens {
    static let keywords: Set<String> = [
        "and", "break", "do", "else", "elseif", "end", "false", "for", "function", "goto", "if", "in", "local", "nil",
        "not", "or", "repeat", "return", "then", "true", "until", "while",
    ]

    /// Every token of the text, comments included.
    public static func all(_ text: String) -> [LuaToken] {
        var scanner = TokenScanner(bytes: Array(text.utf8))
        var tokens: [LuaToken] = []
        while let token = scanner.next() { tokens.append(token) }
        return tokens
    }
}

private struct TokenScanner {
    let bytes: [UInt8]
    var at = 0

    init(bytes: [UInt8]) {
        self.bytes = bytes
        if bytes.starts(with: Array("#!".utf8)) { skipLine() }  // a first line that names the interpreter
    }

    private static let symbols: [[UInt8]] = [
        "...", "<<", ">>", "//", "==", "~=", "<=", ">=", "::", "..", "+", "-", "*", "/", "%", "^", "#", "&", "~", "|",
        "<", ">", "=", "(", ")", "{", "}", "[", "]", ";", ":", ",", ".",
    ].map { Array($0.utf8) }

    mutating func next() -> LuaToken? {
        while at < bytes.count, bytes[at] <= 0x20 { at += 1 }
        guard at < bytes.count else { return nil }
        let start = at
        let byte = bytes[at]
        if isNameStart(byte) {
            while at < bytes.count, isNameStart(bytes[at]) || isDigit(bytes[at]) { at += 1 }
            let text = String(decoding: bytes[start..<at], as: UTF8.self)
            return LuaToken(kind: LuaTokens.keywords.contains(text) ? .keyword : .name, range: start..<at, text: text)
        }
        if isDigit(byte) || byte == UInt8(ascii: "."), at + 1 < bytes.count, isDigit(byte) || isDigit(bytes[at + 1]) {
            skipNumber()
            return LuaToken(kind: .number, range: start..<at, text: "")
        }
        if isDigit(byte) {
            at += 1
            return LuaToken(kind: .number, range: start..<at, text: "")
        }
        if starts(with: "--") {
            at += 2
            if !skipLongBracket() { skipLine() }
            return LuaToken(kind: .comment, range: start..<at, text: "")
        }
        if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
            skipString(byte)
            return LuaToken(kind: .string, range: start..<at, text: "")
        }
        if byte == UInt8(ascii: "["), skipLongBracket() {
            return LuaToken(kind: .string, range: start..<at, text: "")
        }
        for symbol in Self.symbols where bytes[at...].starts(with: symbol) {
            at += symbol.count
            return LuaToken(kind: .symbol, range: start..<at, text: String(decoding: symbol, as: UTF8.self))
        }
        at += 1
        while at < bytes.count, bytes[at] & 0xC0 == 0x80 { at += 1 }  // the rest of one character
        return LuaToken(kind: .other, range: start..<at, text: "")
    }

    private func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private func isNameStart(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "_") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private func starts(with text: StaticString) -> Bool {
        bytes[at...].starts(with: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    private mutating func skipLine() {
        while at < bytes.count, bytes[at] != 0x0a { at += 1 }
    }

    private mutating func skipNumber() {
        let isHexadecimal = starts(with: "0x") || starts(with: "0X")
        while at < bytes.count {
            let byte = bytes[at]
            let exponent: UInt8 = isHexadecimal ? UInt8(ascii: "p") : UInt8(ascii: "e")
            if byte | 0x20 == exponent, at + 1 < bytes.count,
                bytes[at + 1] == UInt8(ascii: "+") || bytes[at + 1] == UInt8(ascii: "-")
            {
                at += 2
            } else if isDigit(byte) || isNameStart(byte) || byte == UInt8(ascii: ".") {
                at += 1
            } else {
                return
            }
        }
    }

    private mutating func skipString(_ quote: UInt8) {
        at += 1
        while at < bytes.count {
            switch bytes[at] {
            case quote:
                at += 1
                return
            case UInt8(ascii: "\\"):
                at += 1
                if at < bytes.count, bytes[at] == UInt8(ascii: "z") {
                    at += 1
                    while at < bytes.count, bytes[at] <= 0x20 { at += 1 }
                } else {
                    at += 1
                }
            case 0x0a: return  // not closed
            default: at += 1
            }
        }
        at = min(at, bytes.count)
    }

    /// Skips `[[ … ]]`, `[==[ … ]==]`; false where none begins here.
    private mutating func skipLongBracket() -> Bool {
        guard at < bytes.count, bytes[at] == UInt8(ascii: "[") else { return false }
        var level = 0
        while at + 1 + level < bytes.count, bytes[at + 1 + level] == UInt8(ascii: "=") { level += 1 }
        guard at + 1 + level < bytes.count, bytes[at + 1 + level] == UInt8(ascii: "[") else { return false }
        let close = [UInt8(ascii: "]")] + [UInt8](repeating: UInt8(ascii: "="), count: level) + [UInt8(ascii: "]")]
        at += level + 2
        while at < bytes.count {
            if bytes[at] == close[0], bytes[at...].starts(with: close) {
                at += close.count
                return true
            }
            at += 1
        }
        return true
    }
}
