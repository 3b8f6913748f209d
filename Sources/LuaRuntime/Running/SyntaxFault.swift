// What Lua's compiler says of a text that is no Lua, taken apart once: nothing else reads the sentence.

/// A syntax error.
struct SyntaxFault: Equatable, Sendable {
    /// From 1.
    let line: Int
    /// The token that the compiler stopped at; empty where it names none.
    let near: String
    /// The text ended where more was expected: it may be the beginning of something right.
    let isAtEnd: Bool

    /// - Parameter sentence: Lua's own, "nio.lua:4: unexpected symbol near '!'".
    init?(_ sentence: String) {
        // Lua shortens a long name, and a name may hold colons: the number stands between a colon and a colon with a
        // blank.
        var rest = sentence[...], line: Int?
        while line == nil, let colon = rest.firstIndex(of: ":") {
            rest = rest[rest.index(after: colon)...]
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            if !digits.isEmpty, rest.dropFirst(digits.count).hasPrefix(": ") { line = Int(digits) }
        }
        guard let line else { return nil }
        self.line = line
        let token = rest.ranges(of: "near ").last.map { rest[$0.upperBound...] } ?? ""
        near = String(token.hasPrefix("'") && token.hasSuffix("'") ? token.dropFirst().dropLast() : token)
        isAtEnd = near == "<eof>" && !rest.contains("unfinished string")
    }

    /// The line of the text that it speaks of.
    func line(of text: String) -> String? {
        let lines = text.split(separator: "\n", maxSplits: line, omittingEmptySubsequences: false)
        return line > 0 && line <= lines.count ? String(lines[line - 1]) : nil
    }
}
