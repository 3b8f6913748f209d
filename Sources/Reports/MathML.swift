// Formulas as MathML, which browsers draw themselves: the part of LaTeX's mathematics that notebooks use. What is not
// known shows as it is written.

import Notebook
import Basics

enum MathML {
    static func html(_ tex: String, isDisplay: Bool) -> String {
        var reader = TeXReader(Array(tex.replacing("\n", with: " ")), isDisplay: isDisplay)
        let inner = reader.row(until: { _ in false })
        return "<math\(isDisplay ? " display=\"block\"" : "")><mrow>\(inner)</mrow></math>"
    }
}

private struct TeXReader {
    private let letters: [Character]
    private let isDisplay: Bool
    private var at = 0
    private var depth = 0
    /// Deeper nesting shows as it is written.
    private static let mostDepth = 60

    init(_ letters: [Character], isDisplay: Bool) { (self.letters, self.isDisplay) = (letters, isDisplay) }

    fileprivate enum Token: Equatable {
        case command(String), open, close, raised, lowered, cell, newLine, prime, blank
        case number(String), letter(Character), sign(Character)
    }

    private func token(from place: Int) -> (Token, Int)? {
        guard place < letters.count else { return nil }
        let letter = letters[place]
        switch letter {
        case "\\":
            let name = letters[(place + 1)...].prefix { $0.isASCII && $0.isLetter }
            if !name.isEmpty { return (.command(String(name)), place + 1 + name.count) }
            guard place + 1 < letters.count else { return (.sign("\\"), place + 1) }
            return letters[place + 1] == "\\"
                ? (.newLine, place + 2) : (.command(String(letters[place + 1])), place + 2)
        case "{": return (.open, place + 1)
        case "}": return (.close, place + 1)
        case "^": return (.raised, place + 1)
        case "_": return (.lowered, place + 1)
        case "&": return (.cell, place + 1)
        case "'": return (.prime, place + 1)
        case _ where letter.isWhitespace || letter == "~": return (.blank, place + 1)
        case _ where letter.isASCII && letter.isNumber:
            var end = place
            while end < letters.count,
                letters[end].isASCII && letters[end].isNumber
                    || letters[end] == "." && end + 1 < letters.count && letters[end + 1].isNumber
            { end += 1 }
            return (.number(String(letters[place..<end])), end)
        case _ where letter.isLetter: return (.letter(letter), place + 1)
        default: return (.sign(letter), place + 1)
        }
    }

    private func peek() -> Token? {
        var place = at
        while let (token, next) = token(from: place) {
            if token != .blank { return token }
            place = next
        }
        return nil
    }

    private mutating func next() -> Token? {
        while let (token, place) = token(from: at) {
            at = place
            if token != .blank { return token }
        }
        return nil
    }

    // MARK: rows

    /// Elements up to a token that ends the row, which is left where it stands.
    fileprivate mutating func row(until isEnd: (Token) -> Bool) -> String {
        var out = ""
        while let token = peek(), !isEnd(token) {
            // A stray closing brace shows.
            if token == .close || token == .cell {
                _ = next()
                out += "<mo>\(token == .close ? "}" : "&amp;")</mo>"
            } else if token == .newLine {
                _ = next()
                out += "<mspace linebreak=\"newline\"></mspace>"
            } else {
                out += scripted()
            }
        }
        return out
    }

    /// One element with what is raised and lowered at it.
    private mutating func scripted() -> String {
        let isBig: Bool
        let base: String
        if let token = peek(), token == .raised || token == .lowered || token == .prime {
            (base, isBig) = ("<mrow></mrow>", false)
        } else {
            isBig = if case .command(let name)? = peek() { Self.bigNames.contains(name) } else { false }
            base = atom()
        }
        var raised = "", lowered = ""
        while let token = peek(), token == .raised || token == .lowered || token == .prime {
            _ = next()
            if token == .prime {
                raised += "<mo>′</mo>"
            } else if token == .raised {
                raised += argument()
            } else {
                lowered += argument()
            }
        }
        func group(_ text: String) -> String { "<mrow>\(text)</mrow>" }
        let (name, sides) = isBig && isDisplay ? ("under", "over") : ("sub", "sup")
        switch (lowered.isEmpty, raised.isEmpty) {
        case (true, true): return base
        case (false, true): return "<m\(name)>\(base)\(group(lowered))</m\(name)>"
        case (true, false): return "<m\(sides)>\(base)\(group(raised))</m\(sides)>"
        case (false, false): return "<m\(name)\(sides)>\(base)\(group(lowered))\(group(raised))</m\(name)\(sides)>"
        }
    }

    /// A group in braces, or one element.
    private mutating func argument() -> String {
        if peek() == .open { return group() }
        guard peek() != nil, peek() != .close else { return "<mrow></mrow>" }
        // `x^23` raises the 2 alone.
        if case .number(let digits)? = peek(), digits.count > 1 {
            while case .blank? = token(from: at)?.0 { at += 1 }
            at += 1
            return "<mn>\(digits.prefix(1))</mn>"
        }
        return atom()
    }

    private mutating func group() -> String {
        _ = next()
        depth += 1
        defer { depth -= 1 }
        guard depth < Self.mostDepth else { return "<mtext>…</mtext>" }
        let inner = row { $0 == .close }
        _ = next()
        return "<mrow>\(inner)</mrow>"
    }

    /// The letters of a group in braces, as they stand.
    private mutating func verbatim() -> String {
        guard peek() == .open else { return next().map(Self.text) ?? "" }
        while letters[at] != "{" { at += 1 }
        at += 1
        var text = "", depth = 1
        while at < letters.count {
            if letters[at] == "{" { depth += 1 }
            if letters[at] == "}" { depth -= 1 }
            at += 1
            if depth == 0 { break }
            text.append(letters[at - 1])
        }
        return text
    }

    private static func text(_ token: Token) -> String {
        switch token {
        case .command(let name): TeXSymbols.all[name] ?? "\\" + name
        case .number(let text): text
        case .letter(let letter), .sign(let letter): String(letter)
        default: ""
        }
    }

    private mutating func atom() -> String {
        guard let token = peek() else { return "" }
        if token == .open { return group() }
        _ = next()
        switch token {
        case .number(let text): return "<mn>\(text)</mn>"
        case .letter(let letter): return "<mi>\(HTMLText.escaped(String(letter)))</mi>"
        case .sign(let sign):
            if sign == "-" { return "<mo>−</mo>" }
            let stays = "()[]|".contains(sign) ? " stretchy=\"false\"" : ""
            return "<mo\(stays)>\(HTMLText.escaped(String(sign)))</mo>"
        case .command(let name): return command(name)
        default: return "<mo>\(HTMLText.escaped(Self.text(token)))</mo>"
        }
    }

    // MARK: commands

    private mutating func command(_ name: String) -> String {
        depth += 1
        defer { depth -= 1 }
        guard depth < Self.mostDepth else { return "<mtext>…</mtext>" }
        switch name {
        case "frac", "dfrac", "tfrac", "cfrac":
            let top = argument(), bottom = argument()
            return "<mfrac>\(top)\(bottom)</mfrac>"
        case "binom":
            let top = argument(), bottom = argument()
            return "<mrow><mo>(</mo><mfrac linethickness=\"0\">\(top)\(bottom)</mfrac><mo>)</mo></mrow>"
        case "sqrt":
            guard peek() == .sign("[") else { return "<msqrt>\(argument())</msqrt>" }
            _ = next()
            let index = row { $0 == .sign("]") }
            _ = next()
            return "<mroot>\(argument())<mrow>\(index)</mrow></mroot>"
        case "text", "textrm", "mbox", "textit", "textbf": return "<mtext>\(HTMLText.escaped(verbatim()))</mtext>"
        case "mathrm", "operatorname", "mathsf", "mathit":
            let inner = verbatim()
            // Names are upright; a group with signs of its own is read as a formula.
            guard inner.allSatisfy({ $0.isLetter || $0.isNumber || $0 == " " || $0 == "-" || $0 == "." }) else {
                return parsed(inner)
            }
            return "<mi mathvariant=\"normal\">\(HTMLText.escaped(inner))</mi>"
        case "mathbf", "boldsymbol", "bm", "pmb": return "<mrow style=\"font-weight: bold\">\(argument())</mrow>"
        case "mathbb": return "<mi>\(HTMLText.escaped(String(verbatim().map { Self.doubleStruck[$0] ?? $0 })))</mi>"
        case "mathcal", "mathscr": return "<mi>\(HTMLText.escaped(String(verbatim().map(Self.script))))</mi>"
        case "left": return fenced()
        case "right":  // without its left
            return "<mo>\(delimiter())</mo>"
        case "begin": return environment()
        case "big", "Big", "bigg", "Bigg", "bigl", "bigr", "Bigl", "Bigr", "displaystyle", "textstyle", "limits",
            "nolimits", "nonumber", "rm":
            return ""
        case ",", ":", ";", " ", ">": return "<mspace width=\"0.2em\"></mspace>"
        case "!": return ""
        case "quad", "qquad": return "<mspace width=\"\(name == "quad" ? 1 : 2)em\"></mspace>"
        case "|": return "<mo stretchy=\"false\">‖</mo>"
        case "not": return "<mo>\(peek().map { _ in next().map(Self.text) ?? "" } ?? "")\u{338}</mo>"
        default: break
        }
        if let accent = Self.accents[name] {
            let inner = argument()
            return "<mover accent=\"true\">\(inner)<mo stretchy=\"\(accent.isWide)\">\(accent.sign)</mo></mover>"
        }
        if name == "underline" || name == "underbrace" {
            return "<munder>\(argument())<mo stretchy=\"true\">\(name == "underline" ? "_" : "⏟")</mo></munder>"
        }
        if Self.functions.contains(name) {
            return "<mi>\(name)</mi>"
        }
        if let symbol = TeXSymbols.all[name] {
            let isLetter =
                symbol.first?.isLetter == true || symbol == "∞" || symbol == "ℏ" || symbol == "°" || symbol == "…"
            // Capital Greek letters stand upright, as LaTeX has them.
            let upright = name.first?.isUppercase == true || symbol == "∞" ? " mathvariant=\"normal\"" : ""
            return isLetter ? "<mi\(upright)>\(symbol)</mi>" : "<mo>\(HTMLText.escaped(symbol))</mo>"
        }
        if name.count == 1, let sign = name.first, !sign.isLetter { return "<mo>\(HTMLText.escaped(name))</mo>" }
        return "<mtext>\\\(HTMLText.escaped(name))</mtext>"
    }

    private func parsed(_ text: String) -> String {
        var inner = TeXReader(Array(text), isDisplay: false)
        inner.depth = depth + 1
        guard inner.depth < Self.mostDepth else { return "<mtext>…</mtext>" }
        return "<mrow>\(inner.row { _ in false })</mrow>"
    }

    private mutating func delimiter() -> String {
        guard let token = next(), token != .sign(".") else { return "" }
        if token == .command("|") { return "‖" }
        if case .command(let name) = token, name.count == 1 { return HTMLText.escaped(name) }
        return HTMLText.escaped(Self.text(token))
    }

    private mutating func fenced() -> String {
        let open = delimiter()
        let inner = row { $0 == .command("right") || $0 == .close }
        var close = ""
        if peek() == .command("right") {
            _ = next()
            close = delimiter()
        }
        func fence(_ sign: String) -> String { sign.isEmpty ? "" : "<mo stretchy=\"true\">\(sign)</mo>" }
        return "<mrow>\(fence(open))<mrow>\(inner)</mrow>\(fence(close))</mrow>"
    }

    private mutating func environment() -> String {
        let name = verbatim()
        if name == "array" { _ = verbatim() }
        var rows: [[String]] = [[]]
        while true {
            rows[rows.count - 1].append(row { $0 == .command("end") || $0 == .cell || $0 == .newLine })
            guard let token = next() else { break }
            if token == .newLine { rows.append([]) }
            if token == .command("end") {
                _ = verbatim()
                break
            }
        }
        if rows.last.map({ $0.allSatisfy(\.isEmpty) }) == true, rows.count > 1 { rows.removeLast() }
        let isAligned = name.hasPrefix("align") || name.hasPrefix("split") || name.hasPrefix("eqnarray")
        let table = rows.map { row in
            "<mtr>"
                + row.enumerated().map { i, cell in
                    let side = isAligned ? (i % 2 == 0 ? "right" : "left") : name == "cases" ? "left" : "center"
                    return "<mtd style=\"text-align: \(side)\">\(cell)</mtd>"
                }.joined() + "</mtr>"
        }.joined()
        let fences: (String, String) =
            switch name {
            case "pmatrix": ("(", ")")
            case "bmatrix": ("[", "]")
            case "Bmatrix": ("{", "}")
            case "vmatrix": ("|", "|")
            case "Vmatrix": ("‖", "‖")
            case "cases": ("{", "")
            default: ("", "")
            }
        func fence(_ sign: String) -> String { sign.isEmpty ? "" : "<mo stretchy=\"true\">\(sign)</mo>" }
        return
            "<mrow>\(fence(fences.0))<mtable\(isAligned ? " displaystyle=\"true\"" : "")>\(table)</mtable>\(fence(fences.1))</mrow>"
    }

    // MARK: names

    private static let bigNames: Set = [
        "sum", "prod", "lim", "max", "min", "sup", "inf", "argmin", "argmax", "bigcup", "bigcap",
    ]
    private static let functions: Set = [
        "sin", "cos", "tan", "cot", "sec", "csc", "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh", "exp", "ln",
        "log", "lg", "det",
        "dim", "ker", "deg", "arg", "gcd", "lim", "max", "min", "sup", "inf", "Tr", "tr", "argmin", "argmax", "mod",
        "erf",
    ]
    private static let accents: [String: (sign: String, isWide: Bool)] = [
        "vec": ("→", false), "hat": ("^", false), "widehat": ("^", true), "bar": ("¯", false), "overline": ("¯", true),
        "tilde": ("~", false), "widetilde": ("~", true), "dot": ("˙", false), "ddot": ("¨", false),
        "overbrace": ("⏞", true),
        "overrightarrow": ("→", true), "check": ("ˇ", false), "acute": ("´", false), "grave": ("`", false),
        "mathring": ("˚", false),
    ]
    private static let doubleStruck: [Character: Character] = [
        "R": "ℝ", "C": "ℂ", "Z": "ℤ", "N": "ℕ", "Q": "ℚ", "P": "ℙ", "H": "ℍ", "E": "𝔼", "F": "𝔽", "I": "𝕀", "T": "𝕋",
        "1": "𝟙",
    ]

    private static func script(_ letter: Character) -> Character {
        let special: [Character: Character] = [
            "B": "ℬ", "E": "ℰ", "F": "ℱ", "H": "ℋ", "I": "ℐ", "L": "ℒ", "M": "ℳ", "R": "ℛ",
        ]
        if let known = special[letter] { return known }
        guard letter.isASCII, letter.isUppercase, let value = letter.asciiValue,
            let scalar = Unicode.Scalar(0x1D49C + UInt32(value) - 65)
        else { return letter }
        return Character(scalar)
    }
}
