// The outline of a cell: its statements at the top level, found from the tokens.
//
// Only what a session needs is looked at: where each top-level `local` statement ends and what it names, and where the
// last statement begins, if that may be an expression. The text is known to be right, or to lack only a `return` before
// its last expression (the compiler says so before or after); for any other text the outline has no meaning.

/// What a session needs to know of a cell before it compiles it.
struct CellOutline {
    /// One top-level statement that declares locals.
    struct Declaration: Equatable {
        var names: [String]
        /// Those of them that are `<const>`.
        var constants: Set<String> = []
        /// The byte after the statement.
        var end: Int
    }

    /// `local` and `local function` statements of the main block, in order. To-be-closed variables are left out: their
    /// life ends with the cell.
    private(set) var declarations: [Declaration] = []
    /// Where the last statement begins, where it is none that a keyword opens: a call, an assignment or an expression.
    private(set) var lastExpression: Int?
    /// Every name in the text that is not a field, a method, or what a top-level `local` statement declares.
    private(set) var names: Set<String> = []

    init(_ text: String) {
        var reader = OutlineReader(tokens: LuaTokens.all(text).filter { $0.kind != .comment })
        while reader.current != nil {
            let start = reader.at
            let isOpenEnded = reader.isExpressionStart
            if var declaration = reader.statement(), !declaration.names.isEmpty {
                declaration.end = reader.tokens[reader.at - 1].range.upperBound
                declarations.append(declaration)
            }
            lastExpression = isOpenEnded ? reader.tokens[start].range.lowerBound : nil
            if reader.at == start { reader.at += 1 }
        }
        for (i, token) in reader.tokens.enumerated() where token.kind == .name && !reader.declared.contains(i) {
            let before = i > 0 ? reader.tokens[i - 1].text : ""
            if before != "." && before != ":" { names.insert(token.text) }
        }
    }
}

/// Walks over statements. Each method leaves `at` behind what it names.
private struct OutlineReader {
    let tokens: [LuaToken]
    var at = 0
    /// Indices of the names that top-level `local` statements declare.
    private(set) var declared: Set<Int> = []

    init(tokens: [LuaToken]) { self.tokens = tokens }

    var current: LuaToken? { at < tokens.count ? tokens[at] : nil }

    private func isAt(_ text: String) -> Bool { current?.text == text && current?.kind != .string }

    private mutating func take(_ text: String) -> Bool {
        guard isAt(text) else { return false }
        at += 1
        return true
    }

    /// Whether the statement here could be an expression.
    var isExpressionStart: Bool {
        guard let token = current else { return false }
        switch token.kind {
        case .keyword:
            if token.text == "function" { return at + 1 < tokens.count && tokens[at + 1].text == "(" }
            return ["nil", "true", "false", "not"].contains(token.text)
        case .symbol: return ["(", "{", "-", "#", "~", "..."].contains(token.text)
        case .name, .number, .string: return true
        default: return false
        }
    }

    /// One statement; for a `local` one, what it names.
    mutating func statement() -> CellOutline.Declaration? {
        guard let token = current else { return nil }
        switch token.text {
        case "local" where token.kind == .keyword: return local()
        case "if", "for", "while", "do", "repeat": block()
        case "function" where !isExpressionStart: block()
        case "::":
            at += 1
            while let label = current, label.text != "::" { at += 1 }
            at += 1
        case "goto": at += 2
        case "return":
            at += 1
            expressions()
            _ = take(";")
        case "break", ";": at += 1
        default:
            expressions()
            if take("=") { expressions() }
        }
        at = min(at, tokens.count)
        return nil
    }

    private mutating func local() -> CellOutline.Declaration {
        var found = CellOutline.Declaration(names: [], end: 0)
        at += 1
        if isAt("function") {
            declared.insert(at + 1)
            found.names = at + 1 < tokens.count ? [tokens[at + 1].text] : []
            block()
            return found
        }
        repeat {
            guard let token = current, token.kind == .name else { break }
            declared.insert(at)
            at += 1
            if take("<") {
                if isAt("const") { found.constants.insert(token.text) }
                if !isAt("close") { found.names.append(token.text) }
                at += 1
                _ = take(">")
            } else {
                found.names.append(token.text)
            }
        } while take(",")
        if take("=") { expressions() }
        at = min(at, tokens.count)
        return found
    }

    /// From the token that opens a block to behind the `end` (or the condition of `until`) that closes it.
    private mutating func block() {
        var open: [String] = []
        while let token = current {
            at += 1
            guard token.kind == .keyword else { continue }
            switch token.text {
            case "function", "if", "repeat", "while", "for": open.append(token.text)
            case "do":
                // The `do` of a loop belongs to it; the head before it may hold functions of its own.
                if open.last == "while" || open.last == "for" { open.removeLast() }
                open.append("do")
            case "end":
                _ = open.popLast()
                if open.isEmpty { return }
            case "until":
                _ = open.popLast()
                if open.isEmpty { return expressions() }
            default: break
            }
        }
    }

    /// One or more expressions with commas between them.
    private mutating func expressions() {
        repeat { expression() } while take(",")
    }

    private static let binary: Set<String> = [
        "+", "-", "*", "/", "//", "%", "^", "..", "<", ">", "<=", ">=", "==", "~=", "&", "|", "~", "<<", ">>", "and",
        "or",
    ]

    private mutating func expression() {
        while true {
            while let token = current, ["not", "-", "#", "~"].contains(token.text), token.kind != .string { at += 1 }
            guard operand() else { return }
            guard let token = current, Self.binary.contains(token.text) else { return }
            at += 1
        }
    }

    /// A value with all that is called on it or indexed from it.
    private mutating func operand() -> Bool {
        guard let token = current else { return false }
        switch token.kind {
        case .name, .number, .string: at += 1
        case .keyword:
            if token.text == "function" {
                block()
            } else if ["nil", "true", "false"].contains(token.text) {
                at += 1
            } else {
                return false
            }
        case .symbol:
            if token.text == "(" || token.text == "{" {
                brackets()
            } else if token.text == "..." {
                at += 1
            } else {
                return false
            }
        default: return false
        }
        // A literal takes no suffix: a string after `x = 1` would be an error anyway, a `(` after `nil` begins nothing.
        guard token.kind == .name || token.text == "(" else { return true }
        while let next = current {
            switch next.kind {
            case .string: at += 1
            case .symbol where next.text == "." || next.text == ":": at += 2
            case .symbol where next.text == "(" || next.text == "{" || next.text == "[": brackets()
            default: return true
            }
        }
        at = min(at, tokens.count)
        return true
    }

    /// From an opening bracket to behind the one that closes it.
    private mutating func brackets() {
        var depth = 0
        while let token = current {
            at += 1
            guard token.kind == .symbol else { continue }
            if ["(", "{", "["].contains(token.text) { depth += 1 }
            if [")", "}", "]"].contains(token.text) { depth -= 1 }
            if depth == 0 { return }
        }
    }
}
