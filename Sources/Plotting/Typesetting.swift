// What people mean by marks in labels: `Å^{-1}`, `eV^-1/2`, `H_2O`, `E_F`, `$\alpha$`, Cr2O3. Names of columns, such as
// N_SG, EN_mean and sample_1, keep their underscores.
//
// Raised and lowered letters that Unicode has become those; a text with others is written in gnuplot's own markup.

import Basics

/// A text as runs of letters on the line, raised and lowered.
struct Typesetting {
    enum Level { case line, raised, lowered }
    struct Run: Equatable {
        var text: String
        var level: Level
    }

    private(set) var runs: [Run] = []

    init(_ text: String) {
        var reader = MarkReader(Array(text))
        reader.read()
        runs = reader.runs
    }

    /// In Unicode alone; nil where it lacks a letter.
    var plain: String? {
        var text = ""
        for run in runs {
            let letters = run.level == .raised ? Self.raised : Self.lowered
            for letter in run.text {
                if run.level == .line || letter == " " {
                    text.append(letter)
                } else {
                    guard let small = letters[letter] else { return nil }
                    text.append(small)
                }
            }
        }
        return text
    }

    /// In gnuplot's enhanced markup.
    var marked: String {
        runs.map { run in
            let text = Self.escaped(run.text)
            return switch run.level {
            case .line: text
            case .raised: "^{\(text)}"
            case .lowered: "_{\(text)}"
            }
        }.joined()
    }

    /// The letters without their places, for reckoning how wide they are.
    var letters: String { runs.map(\.text).joined() }

    private static func escaped(_ text: String) -> String {
        text.reduce(into: "") { result, letter in
            if "^_@&~{}\\".contains(letter) { result.append("\\") }
            result.append(letter)
        }
    }

    static let raised: [Character: Character] = pairs(
        "0123456789+-−=()/nabcdefghijklmoprstuvwxyz",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᐟⁿᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐᵒᵖʳˢᵗᵘᵛʷˣʸᶻ")
    static let lowered: [Character: Character] = pairs(
        "0123456789+-−=()aehijklmnoprstuvx",
        "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")

    private static func pairs(_ from: String, _ to: String) -> [Character: Character] {
        Dictionary(zip(from, to)) { first, _ in first }
    }
}

private struct MarkReader {
    let letters: [Character]
    var at = 0
    var runs: [Typesetting.Run] = []

    init(_ letters: [Character]) { self.letters = letters }

    mutating func read() {
        while at < letters.count {
            switch letters[at] {
            case "$" where formulaEnd != nil: formula()
            case "\\" where command != nil: takeCommand()
            case "^" where take(script: "^"), "_" where take(script: "_"): break
            case let letter where letter.isASCII && letter.isUppercase && takeFormulaWord(): break
            default:
                put(String(letters[at]))
                at += 1
            }
        }
    }

    private mutating func put(_ text: String, _ level: Typesetting.Level = .line) {
        guard !text.isEmpty else { return }
        if let last = runs.last, last.level == level {
            runs[runs.count - 1].text += text
        } else {
            runs.append(.init(text: text, level: level))
        }
    }

    private func letter(_ place: Int) -> Character? { letters.indices.contains(place) ? letters[place] : nil }

    // MARK: scripts outside formulas

    /// Takes `^…` or `_…` where it means a script; false (and no step) where it is a mere sign.
    private mutating func take(script sign: Character) -> Bool {
        let level = sign == "^" ? Typesetting.Level.raised : .lowered
        guard let before = letter(at - 1), let next = letter(at + 1), !before.isWhitespace else { return false }
        if next == "{", let end = closing(at + 1) {
            // Within braces a minus sign is a minus, and commands and braces mean what they do in formulas.
            var inner = MarkReader(Array(letters[(at + 2)..<end]))
            inner.readFormula()
            put(inner.runs.map(\.text).joined(), level)
            at = end + 1
            return true
        }
        guard before.isLetter || before.isNumber || before == ")" || before == "]" else { return false }
        return sign == "^" ? takePower() : takeIndex()
    }

    /// `^-1/2`, `^2`, `^(-1/2)`, `^n`.
    private mutating func takePower() -> Bool {
        var end = at + 1
        if letter(end) == "(", let close = letters[end...].firstIndex(of: ")"), close - end < 8 {
            put(String(letters[(end + 1)..<close]), .raised)
            at = close + 1
            return true
        }
        if let sign = letter(end), "-+−".contains(sign) { end += 1 }
        let digits = end
        while let next = letter(end), next.isASCII,
            next.isNumber
                || next == "/" && end > digits
                    && letter(end + 1)?.isNumber == true
        { end += 1 }
        if end > digits {
            put(String(letters[(at + 1)..<end]), .raised)
            at = end
            return true
        }
        guard let single = letter(at + 1), single.isLetter, letter(at + 2).map({ !$0.isLetter && $0 != "_" }) ?? true
        else { return false }
        put(String(single), .raised)
        at += 2
        return true
    }

    /// `H_2O`, `x_1`, `E_F`: behind a chemical symbol or a single letter, and not within a name.
    private mutating func takeIndex() -> Bool {
        guard isSymbol(endingBefore: at) else { return false }
        var end = at + 1
        while let next = letter(end), next.isASCII, next.isNumber { end += 1 }
        if end > at + 1 {
            guard letter(end).map({ !$0.isLowercase && $0 != "_" }) ?? true else { return false }
        } else {
            guard letter(end)?.isLetter == true,
                letter(end + 1).map({ !$0.isLetter && !$0.isNumber && $0 != "_" }) ?? true
            else { return false }
            end += 1
        }
        put(String(letters[(at + 1)..<end]), .lowered)
        at = end
        return true
    }

    private func isSymbol(endingBefore place: Int) -> Bool {
        guard let last = letter(place - 1) else { return false }
        if last == ")" || last == "]" { return true }
        guard last.isLetter else { return false }
        var start = place
        while let before = letter(start - 1), before.isLetter || before.isNumber || before == "_" { start -= 1 }
        let word = letters[start..<place]
        if word.contains("_") { return Typesetting.formula(String(word.filter { $0 != "_" }) + "2") != nil }
        return word.count == 1 || Typesetting.formula(String(word) + "2") != nil
            || word.count <= 2 && ElementSymbols.all.contains(String(word))
    }

    /// A word such as Cr2O3, (NH4)2SO4 or Fe0.5Ni0.5O with its numbers lowered.
    private mutating func takeFormulaWord() -> Bool {
        if let before = letter(at - 1), before.isLetter || before.isNumber || before == "_" || before == "." {
            return false
        }
        var end = at
        while let next = letter(end), next.isASCII, next.isLetter || next.isNumber || "().".contains(next) { end += 1 }
        while end > at, let last = letter(end - 1), last == "." || last == "(" { end -= 1 }
        // A bracket that closes what was opened before the word is not the word's.
        var word = Array(letters[at..<end])
        while word.last == ")", word.filter({ $0 == ")" }).count > word.filter({ $0 == "(" }).count {
            word.removeLast()
        }
        if let after = letter(at + word.count), after == "_" || after == "^" { return false }
        guard let found = Typesetting.formula(String(word)) else { return false }
        for run in found { put(run.text, run.level) }
        at += word.count
        return true
    }

    // MARK: formulas

    private var formulaEnd: Int? {
        guard let next = letter(at + 1), !next.isWhitespace, next != "$",
            let end = letters[(at + 1)...].firstIndex(of: "$"), !letters[end - 1].isWhitespace,
            letter(end + 1).map({ !$0.isNumber }) ?? true
        else { return nil }
        return end
    }

    private mutating func formula() {
        guard let end = formulaEnd else { return }
        var inner = MarkReader(Array(letters[(at + 1)..<end]))
        inner.readFormula()
        for run in inner.runs { put(run.text, run.level) }
        at = end + 1
    }

    /// All of the letters as TeX has them.
    mutating func readFormula() {
        while at < letters.count {
            switch letters[at] {
            case "^", "_":
                let level = letters[at] == "^" ? Typesetting.Level.raised : .lowered
                at += 1
                let inner = argument()
                put(inner, level)
            case "{", "}", "$": at += 1
            case "-":
                put("−")
                at += 1
            case "\\": takeFormulaCommand()
            default:
                put(String(letters[at]))
                at += 1
            }
        }
    }

    /// The next group in braces, command or letter, without its scripts' places.
    private mutating func argument() -> String {
        while letter(at) == " " { at += 1 }
        guard let next = letter(at) else { return "" }
        if next == "{", let end = closing(at) {
            var inner = MarkReader(Array(letters[(at + 1)..<end]))
            inner.readFormula()
            at = end + 1
            return inner.runs.map(\.text).joined()
        }
        if next == "\\" {
            var inner = MarkReader(Array(letters[at...]))
            inner.takeFormulaCommand()
            at += inner.at
            return inner.runs.map(\.text).joined()
        }
        at += 1
        return next == "-" ? "−" : String(next)
    }

    private mutating func takeFormulaCommand() {
        let name = commandName
        at += 1 + name.count
        switch name {
        case "mathrm", "text", "mathit", "mathbf", "mathsf", "operatorname", "rm", "left", "right", "boldsymbol", "vec",
            "hat", "bar":
            break
        case "frac":
            let (top, bottom) = (argument(), argument())
            put(top + "/" + bottom)
        case "sqrt":
            let inner = argument()
            put("√" + (inner.count > 1 ? "(\(inner))" : inner))
        case "":
            // A sign behind the backslash: a space (`\,`, `\ `) or the sign itself (`\%`).
            if let sign = letter(at) {
                put(",;: ".contains(sign) ? "\u{2009}" : sign == "!" ? "" : String(sign))
                at += 1
            }
        default:
            put(TeXSymbols.all[name] ?? "\\" + name)
            if letter(at) == " " { at += 1 }
        }
    }

    private var commandName: String { String(letters[(at + 1)...].prefix { $0.isASCII && $0.isLetter }) }

    /// A command that stands outside a formula, such as `\alpha`.
    private var command: String? { TeXSymbols.all[commandName] }

    private mutating func takeCommand() {
        let name = commandName
        put(TeXSymbols.all[name] ?? "")
        at += 1 + name.count
    }

    /// The brace that closes the one at a place.
    private func closing(_ place: Int) -> Int? {
        var depth = 0
        for i in place..<letters.count {
            if letters[i] == "{" { depth += 1 }
            if letters[i] == "}" {
                depth -= 1
                if depth == 0 { return i }
            }
        }
        return nil
    }
}

extension Typesetting {
    /// A chemical formula of at least two elements and with a number, its numbers lowered; nil for any other word.
    static func formula(_ word: String) -> [Run]? {
        let letters = Array(word)
        var runs: [Run] = [], elements: Set<String> = []
        var at = 0, depth = 0, hasNumber = false
        func put(_ text: String, _ level: Level) {
            if let last = runs.last, last.level == level {
                runs[runs.count - 1].text += text
            } else {
                runs.append(Run(text: text, level: level))
            }
        }
        while at < letters.count {
            let letter = letters[at]
            if letter == "(" || letter == ")" {
                depth += letter == "(" ? 1 : -1
                guard depth >= 0 else { return nil }
                put(String(letter), .line)
                at += 1
            } else if letter.isNumber || letter == "." {
                guard at > 0 else { return nil }
                let number = letters[at...].prefix { $0.isASCII && $0.isNumber || $0 == "." }
                guard let value = Double(String(number)), value > 0, value < 1000 else { return nil }
                hasNumber = true
                put(String(number), .lowered)
                at += number.count
            } else {
                let two = at + 1 < letters.count && letters[at + 1].isLowercase ? String(letters[at...(at + 1)]) : ""
                let symbol = ElementSymbols.all.contains(two) ? two : String(letter)
                guard ElementSymbols.all.contains(symbol) else { return nil }
                elements.insert(symbol)
                put(symbol, .line)
                at += symbol.count
            }
        }
        return hasNumber && elements.count > 1 && depth == 0 ? runs : nil
    }
}

private enum ElementSymbols {
    static let all = Set(
        """
        H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr Rb Sr Y Zr Nb Mo Tc
        Ru Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Hf Ta W Re Os Ir Pt Au Hg Tl Pb Bi
        Po At Rn Fr Ra Ac Th Pa U Np Pu Am Cm Bk Cf Es Fm Md No Lr D
        """.split(whereSeparator: \.isWhitespace).map(String.init))
}
