// The element and charge that an atom's type or label stands for.
//
// Types: Fe, FE, Fe3+, Fe+3, O2-, 57Fe, D, Si(4). Labels: Fe1, FeM1, O1A, OW, Wat, CO1 (cobalt or carbon: the formula
// of the file decides).

import Basics

struct AtomType: Equatable {
    var element: Element
    var oxidation: Double?

    /// What the text can be read as.
    enum Reading: Equatable {
        case atom(AtomType)
        /// A centroid, a vacancy or another point that is no atom.
        case dummy
        case unknown
    }

    /// Names of points that are no atoms.
    private static let dummies: Set<String> = ["X", "XX", "DUM", "DU", "DUMMY", "VA", "VAC", "VACANCY", "BOX", "CG",
                                               "CENT", "CENTROID", "Q", "LP", "ZZ", "EMPTY", "HOLE"]
    /// Names of water and hydroxyl oxygen in mineralogical files.
    private static let oxygens: Set<String> = ["OW", "OH", "WAT", "WATER", "HOH", "H2O", "W", "OX", "OHOH"]

    /// - Parameter formula: the elements that the file's formula names; empty where it names none.
    static func read(type text: String, formula: Set<Element>) -> Reading {
        read(text, formula: formula, isLabel: false)
    }

    static func read(label text: String, formula: Set<Element>) -> Reading {
        read(text, formula: formula, isLabel: true)
    }

    private static func read(_ text: String, formula: Set<Element>, isLabel: Bool) -> Reading {
        // An isotope's mass number in front: 57Fe, 2H.
        let mass = text.prefix { $0.isASCII && $0.isNumber }
        let rest = text.dropFirst(mass.count)
        let letters = String(rest.prefix { $0.isASCII && $0.isLetter })
        let tail = rest.dropFirst(letters.count)
        if letters.isEmpty { return .unknown }
        if mass == "2", letters == "H" { return atom("D", nil) }
        let charge = Self.charge(tail, isLabel: isLabel)
        let upper = letters.uppercased()

        let one = Element(String(upper.prefix(1)))
        let two = letters.count > 1 ? Element(upper.prefix(1) + letters.dropFirst().prefix(1).lowercased()) : nil
        let isOxygenName = oxygens.contains(upper) && (two == nil || !formula.contains(two!))
        if isOxygenName, let oxygen = Element("O"), upper != "W" || (one.map { !formula.contains($0) } ?? true),
           formula.isEmpty ? upper != "W" : formula.contains(oxygen) {
            return atom("O", charge)
        }
        if dummies.contains(upper), two.map({ !formula.contains($0) }) ?? true,
           one.map({ !formula.contains($0) }) ?? true { return .dummy }
        if let two, let one, !formula.isEmpty, formula.contains(one) != formula.contains(two) {
            return .atom(AtomType(element: formula.contains(two) ? two : one, oxidation: charge))
        }
        // Without a formula to decide: `Co1` and `CO1` are cobalt, a type has to be one element in full.
        if let two { return .atom(AtomType(element: two, oxidation: charge)) }
        if let one, isLabel || letters.count == 1 { return .atom(AtomType(element: one, oxidation: charge)) }
        return dummies.contains(upper) ? .dummy : .unknown
    }

    private static func atom(_ symbol: String, _ charge: Double?) -> Reading {
        Element(symbol).map { .atom(AtomType(element: $0, oxidation: charge)) } ?? .unknown
    }

    /// `3+`, `+3`, `2.5+`, `0+`, `+`, `(3+)`. In a label only digits with a sign behind them at its end are a charge:
    /// `Fe3+`, but not `O1-2`.
    private static func charge(_ tail: Substring, isLabel: Bool) -> Double? {
        let text = tail.filter { $0 != "(" && $0 != ")" }
        guard let last = text.last, let first = text.first else { return nil }
        if last == "+" || last == "-" {
            let digits = text.dropLast()
            guard digits.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == ".") }) else { return nil }
            if digits.isEmpty { return isLabel ? nil : (last == "+" ? 1 : -1) }
            guard let size = NumberText.parse(digits), size <= 9 else { return nil }
            return last == "+" ? size : -size
        }
        if !isLabel, first == "+" || first == "-", let size = NumberText.parse(text.dropFirst()), size <= 9 {
            return first == "+" ? size : -size
        }
        return nil
    }

    /// The element symbol nearest to a text that is none.
    static func suggestion(for text: String) -> String {
        let symbols = (1...118).compactMap { Element(atomicNumber: $0)?.symbol }
        let letters = String(text.prefix { $0.isLetter })
        guard let near = nearestName(to: letters, among: symbols) else { return "" }
        return "; did you mean \(near)?"
    }
}
