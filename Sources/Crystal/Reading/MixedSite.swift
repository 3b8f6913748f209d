// Several kinds of atom in one type or label: `0.8Nb + 0.2Zr`, `Fe0.5Ni0.5`, `Fe/Ni`, `(Fe,Mg)1`, `0.75Si`.
//
// Amounts have a decimal point or a percent sign, or are whole and add up to 100: a plain number behind a symbol counts
// atoms in a label. Vacancies (`0.05Vac`, `0.05`) only make room.

import Basics

struct MixedSite: Equatable {
    struct Part: Equatable {
        var atom: AtomType
        /// Of the place; nil where the text states none.
        var amount: Double?
    }

    /// The atoms, without vacancies.
    var parts: [Part]
    /// The share of the place that is stated to be empty.
    var vacant = 0.0

    var hasAmounts: Bool { parts.allSatisfy { $0.amount != nil } }
    private var elements: Set<Element> { Set(parts.map(\.atom.element)) }

    /// Nil where the type is one atom, or none that can be read.
    static func read(type text: String) -> MixedSite? {
        var scanner = Scanner(text, isLabel: false)
        guard let site = scanner.site() else { return nil }
        if site.parts.count == 1 {
            return site.hasAmounts && (site.parts[0].amount != 1 || scanner.isStrong) ? site : nil
        }
        let hydrogen = site.elements.contains { $0.atomicNumber == 1 }
        guard site.elements.count > 1 || site.hasAmounts else { return nil }
        return scanner.isStrong || site.hasAmounts || !hydrogen ? site : nil
    }

    /// - Parameter formula: the elements that the file's formula names; empty where it names none.
    static func read(label text: String, formula: Set<Element>) -> MixedSite? {
        var scanner = Scanner(text, isLabel: true)
        guard let site = scanner.site() else { return nil }
        // Fe0.5Vac0.5: what is not there makes a mixed site too.
        if site.elements.count == 1 { return site.vacant > 0 && site.hasAmounts ? site : nil }
        if scanner.isStrong || site.parts.contains(where: { $0.amount != nil }) { return site }
        // O-H1 is an oxygen, Fe_Ni1 a mixed site, unless the formula has one of the two.
        let areLong = site.elements.allSatisfy { $0.symbol.count == 2 }
        let isUndecided = formula.isSuperset(of: site.elements) || formula.isDisjoint(with: site.elements)
        return areLong && isUndecided ? site : nil
    }

    /// The occupancy of each atom.
    /// - Parameter stated: the occupancy of the site.
    /// - Returns: nil where the amounts and the occupancy contradict each other.
    func occupancies(stated: Double) -> [Double]? {
        let amounts = parts.compactMap(\.amount)
        guard amounts.count == parts.count, amounts.allSatisfy({ $0 > 0 }) else { return nil }
        let total = amounts.reduce(0, +)
        let slack = 0.015
        if abs(total - stated) < slack { return amounts }
        if abs(total + vacant - 1) < slack { return amounts.map { $0 * stated } }
        return stated == 1 && total < 1.05 ? amounts : nil
    }

    /// "Nb 0.8 and Zr 0.2", for a note.
    func text(_ occupancies: [Double]) -> String {
        zip(parts, occupancies).map { "\($0.atom.element.symbol) \(shortNumber($1))" }.joined(separator: " and ")
    }

    /// "Fe and Ni".
    var names: String { parts.map(\.atom.element.symbol).joined(separator: " and ") }
}

/// Reads the text from left to right.
private struct Scanner {
    private enum Token: Equatable {
        case number(Double, isWhole: Bool)
        case word(String)
        case sign(Character, isApart: Bool)
        case divider(isStrong: Bool)
    }

    private struct Draft {
        var lead: (Double, isWhole: Bool)?
        var word: String?
        var charge = ""
        var trail: (Double, isWhole: Bool)?
    }

    /// Whether a sign that has no other meaning divides the atoms.
    private(set) var isStrong = false
    private let isLabel: Bool
    private var tokens: [Token] = []
    private var isReadable = true

    private static let vacancies: Set<String> = ["VAC", "VACANCY", "VA", "VOID", "EMPTY", "X", "BOX", "SQUARE"]

    init(_ text: String, isLabel: Bool) {
        self.isLabel = isLabel
        let letters = Array(text)
        var i = 0, isAfterBlank = false
        while i < letters.count {
            let c = letters[i]
            let start = i
            if c.isASCII, c.isLetter {
                while i < letters.count, letters[i].isASCII, letters[i].isLetter { i += 1 }
                addWords(String(letters[start..<i]), isAfterBlank: isAfterBlank)
            } else if c.isASCII, c.isNumber || c == "." && i + 1 < letters.count && letters[i + 1].isNumber {
                while i < letters.count, letters[i].isASCII, letters[i].isNumber || letters[i] == "." { i += 1 }
                guard var value = NumberText.parse(String(letters[start..<i])) else {
                    isReadable = false
                    return
                }
                var isWhole = !letters[start..<i].contains(".") && value > 1
                // A standard uncertainty: 0.51(2).
                if i < letters.count, letters[i] == "(", let close = letters[i...].firstIndex(of: ")"), close > i + 1,
                    letters[(i + 1)..<close].allSatisfy({ $0.isASCII && $0.isNumber }), !isWhole
                {
                    i = close + 1
                }
                if i < letters.count, letters[i] == "%" {
                    (value, isWhole) = (value / 100, false)
                    i += 1
                }
                tokens.append(.number(value, isWhole: isWhole))
            } else {
                i += 1
                switch c {
                case "/", "\\", ",", ";", "&", "|", "*", ".", "·": tokens.append(.divider(isStrong: true))
                case "=": break
                case "-" where !isLabel || !isAfterBlank, "+": tokens.append(.sign(c, isApart: isAfterBlank))
                case ":", "_": tokens.append(.divider(isStrong: false))
                case "(", ")", "[", "]", "{", "}", "<", ">", " ", "\t": break
                default:
                    isReadable = false
                    return
                }
            }
            isAfterBlank = c == " " || c == "\t"
        }
    }

    /// `FeNi` is two words where both are symbols of two letters.
    private mutating func addWords(_ run: String, isAfterBlank: Bool) {
        var pieces: [String] = []
        for c in run {
            if c.isUppercase || pieces.isEmpty { pieces.append(String(c)) } else { pieces[pieces.count - 1].append(c) }
        }
        if ["or", "and"].contains(run.lowercased()), isAfterBlank {
            tokens.append(.divider(isStrong: true))
            return
        }
        let areSymbols = pieces.count > 1 && pieces.allSatisfy { $0.count == 2 && Element($0) != nil }
        tokens += (areSymbols ? pieces : [run]).map { .word($0) }
    }

    /// Nil where fewer than two atoms are named and no amount.
    mutating func site() -> MixedSite? {
        guard isReadable else { return nil }
        var drafts: [Draft] = []
        var draft = Draft()
        func close() {
            if draft.word != nil || draft.lead != nil { drafts.append(draft) }
            draft = Draft()
        }
        var i = 0
        func next(_ k: Int) -> Token? { i + k < tokens.count ? tokens[i + k] : nil }
        var strong = false
        while i < tokens.count {
            switch tokens[i] {
            case .word(let word):
                if draft.word != nil { close() }
                draft.word = word
            case .divider(let isStrong):
                strong = strong || isStrong
                close()
            case .number(let x, let isWhole):
                if draft.word == nil {
                    draft.lead = (x, isWhole)
                } else if case .sign(let sign, false)? = next(1), x < 10, draft.trail == nil, draft.charge.isEmpty,
                    x == x.rounded() || next(2) == nil || next(2) == .divider(isStrong: true)
                {
                    draft.charge = NumberText.shortest(x) + String(sign)
                    i += 1
                } else if draft.lead != nil, case .word? = next(1) {
                    close()
                    draft.lead = (x, isWhole)
                } else {
                    draft.trail = (x, isWhole)
                }
            case .sign(let sign, let isApart):
                let isLast = next(1) == nil || next(1) == .divider(isStrong: true)
                if draft.word != nil, draft.trail == nil, !isApart, isLast {
                    draft.charge = String(sign)
                } else if draft.word != nil, draft.trail == nil, !isApart, case .number(let x, _)? = next(1), x < 10,
                    x == x.rounded(), x > 0, next(2) == nil || next(2) == .divider(isStrong: true)
                {
                    draft.charge = "\(Int(x))\(sign)"
                    i += 1
                } else {
                    strong = strong || sign == "+"
                    close()
                }
            }
            i += 1
        }
        close()
        isStrong = strong
        return site(drafts)
    }

    private func site(_ drafts: [Draft]) -> MixedSite? {
        var site = MixedSite(parts: [])
        let numbers = drafts.map { $0.lead ?? $0.trail }
        let wholes = numbers.compactMap { $0 }.filter(\.isWhole).map(\.0)
        let arePercents = drafts.count > 1 && wholes.count == drafts.count && abs(wholes.reduce(0, +) - 100) < 1e-9
        for (draft, number) in zip(drafts, numbers) {
            let amount = number.flatMap { arePercents ? $0.0 / 100 : $0.isWhole || isCount(draft) ? nil : $0.0 }
            guard let word = draft.word, !Self.vacancies.contains(word.uppercased()) else {
                site.vacant += amount ?? 0
                continue
            }
            guard let atom = atom(word, draft.charge) else {
                // What follows two atoms in a label is a part of the label.
                if isLabel, site.parts.count > 1 { break }
                return nil
            }
            if let k = site.parts.firstIndex(where: { $0.atom.element == atom.element }) {
                site.parts[k].merge(MixedSite.Part(atom: atom, amount: amount))
            } else {
                site.parts.append(MixedSite.Part(atom: atom, amount: amount))
            }
        }
        return site.parts.isEmpty || drafts.count < 2 && site.parts[0].amount == nil ? nil : site
    }

    /// The running number of a label: Fe1, also where it is 1 or 0.
    private func isCount(_ draft: Draft) -> Bool {
        guard draft.lead == nil, let trail = draft.trail else { return false }
        return trail.0 == trail.0.rounded()
    }

    private func atom(_ word: String, _ charge: String) -> AtomType? {
        if isLabel {
            let symbol = word.count > 2 && word.dropFirst(2).first?.isUppercase == true ? String(word.prefix(2)) : word
            if symbol == "OH" { return Element("O").map { AtomType(element: $0) } }
            return Element(symbol).flatMap { $0.atomicNumber > 103 ? nil : AtomType(element: $0) }
        }
        guard case .atom(let atom) = AtomType.read(type: word + charge, formula: []),
            atom.passedOver == nil
        else { return nil }
        return atom
    }
}

extension MixedSite.Part {
    /// The same element once more: amounts add, the charge is the mean.
    mutating func merge(_ other: MixedSite.Part) {
        if let a = amount, let b = other.amount {
            if let p = atom.oxidation, let q = other.atom.oxidation { atom.oxidation = (p * a + q * b) / (a + b) }
            amount = a + b
        } else if atom.oxidation != other.atom.oxidation {
            atom.oxidation = nil
        }
    }
}
