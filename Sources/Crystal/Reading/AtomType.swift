// The element and charge that an atom's type or label stands for.
//
// Types: Fe, FE, Fe3+, Fe+3, O2-, 57Fe, D, Si(4). A type that is an element's symbol is that element, whatever else the
// file says. Labels: Fe1, FeM1, O1A, OW, Wat, CO1 (cobalt or carbon: the formula of the file decides).

import Basics

struct AtomType: Equatable {
    var element: Element
    var oxidation: Double?
    /// The element that the first two letters name, where the label was read as that of its first letter alone: since
    /// the two letters are hardly ever meant so, or, for `Se` and `Co1`, since the formula says so.
    var passedOver: Element?

    /// What the text can be read as.
    enum Reading: Equatable {
        case atom(AtomType)
        /// A centroid, a vacancy or another point that is no atom.
        case dummy
        case unknown
    }

    /// Names of points that are no atoms.
    private static let dummies: Set<String> = [
        "X", "XX", "DUM", "DU", "DUMMY", "VA", "VAC", "VACANCY", "BOX", "CG",
        "CENT", "CENTROID", "Q", "LP", "ZZ", "EMPTY", "HOLE",
    ]
    /// Names of water and hydroxyl oxygen that are nothing else.
    private static let oxygens: Set<String> = ["OW", "OH", "HOH", "OX", "OHOH", "AQ", "AQUA"]
    /// Where both letters are capitals these are as good as never meant: PO4, CF3, CM, FR1 name the first letter's
    /// element.
    private static let neverInCapitals: Set<String> = ["Po", "Fr", "Pa", "Cm", "Bk", "Cf"]

    /// - Parameter formula: the elements that the file's formula names; empty where it names none. It decides only
    ///   where the text is more than an element and its charge.
    static func read(type text: String, formula: Set<Element>) -> Reading {
        let name = Name(text)
        if name.mass == "2", name.letters == "H" { return atom("D", nil) }
        let charge = charge(name.tail, isLabel: false)
        let isPlain = name.tail.isEmpty || charge != nil || name.tail.first == "("
        if let element = Element(name.symbol), name.letters.count <= 2, isPlain || name.isProperCase,
            name.isProperCase || element.atomicNumber <= 103
        {
            return .atom(AtomType(element: element, oxidation: charge))
        }
        return read(name, charge, formula: formula, isLabel: false)
    }

    /// Whether a type holds letters beyond its element and charge: FeS, SiO2, Fe_HS.
    static func saysMore(type text: String, than atom: AtomType) -> Bool {
        let name = Name(text)
        let rest = name.letters.dropFirst(
            name.letters.lowercased().hasPrefix(atom.element.symbol.lowercased()) ? atom.element.symbol.count : 0)
        return !rest.isEmpty || name.tail.contains(where: \.isLetter)
    }

    static func read(label text: String, formula: Set<Element>) -> Reading {
        let name = Name(text)
        if name.mass == "2", name.letters == "H", !text.uppercased().hasPrefix("2HO") { return atom("D", nil) }
        return read(name, charge(name.tail, isLabel: true), formula: formula, isLabel: true)
    }

    private static func read(_ name: Name, _ charge: Double?, formula: Set<Element>, isLabel: Bool) -> Reading {
        if name.letters.isEmpty { return .unknown }
        let upper = name.letters.uppercased()
        let one = Element(String(upper.prefix(1)))
        let two = name.letters.count > 1 ? Element(name.symbol) : nil
        func isStated(_ element: Element?) -> Bool { element.map(formula.contains) ?? false }

        if isOxygen(name, upper, formula, isStated(two)) { return atom("O", charge) }
        if dummies.contains(upper), !isStated(two), !isStated(one) { return .dummy }
        if let two, let one, isStated(one) != isStated(two) {
            let isOverruled = isLabel && isStated(one) && name.isProperCase && isUsual(two, name)
            return .atom(
                AtomType(
                    element: isStated(two) ? two : one, oxidation: charge,
                    passedOver: isOverruled ? two : nil))
        }
        // Without a formula to decide: `Co1` and `CO1` are cobalt, a type has to be one element in full.
        if let two, isStated(two) || isUsual(two, name) { return .atom(AtomType(element: two, oxidation: charge)) }
        if let one, isLabel || name.letters.count == 1 || two != nil {
            return .atom(AtomType(element: one, oxidation: charge, passedOver: isStated(one) ? nil : two))
        }
        return dummies.contains(upper) ? .dummy : .unknown
    }

    /// Whether the name is that of water's or hydroxyl's oxygen. A name that begins with W is tungsten's where the
    /// formula has it, unless it spells water out.
    private static func isOxygen(_ name: Name, _ upper: String, _ formula: Set<Element>, _ hasTwo: Bool) -> Bool {
        if hasTwo { return false }
        if upper.hasPrefix("WAT") || oxygens.contains(upper) || upper.hasPrefix("OW") { return true }
        if upper == "H" || upper == "D", name.tail.uppercased().hasPrefix("2O") { return true }
        guard upper.first == "W", let tungsten = Element("W"), let oxygen = Element("O"),
            !formula.contains(tungsten)
        else { return false }
        return formula.contains(oxygen) || upper.hasPrefix("WO")
    }

    /// Whether a label can mean the element of its two letters without a formula that names it. The heaviest are in no
    /// crystal; NO3, NH4 and CN are groups of light atoms.
    private static func isUsual(_ element: Element, _ name: Name) -> Bool {
        switch element.atomicNumber {
        case 104...: false
        case 99...103: name.isProperCase
        default: name.isProperCase || !neverInCapitals.contains(element.symbol)
        }
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
        // Beyond 103 no element is in a crystal, nor meant by a label.
        let symbols = (1...103).compactMap { Element(atomicNumber: $0)?.symbol }
        let letters = String(text.prefix { $0.isLetter })
        guard let near = nearestName(to: letters, among: symbols) else { return "" }
        return "; did you mean \(near)?"
    }

    /// A text cut into an isotope's mass number (57Fe, 2H), letters, and what follows.
    private struct Name {
        let mass: Substring
        let letters: String
        let tail: Substring

        init(_ text: String) {
            mass = text.prefix { $0.isASCII && $0.isNumber }
            let rest = text.dropFirst(mass.count)
            letters = String(rest.prefix { $0.isASCII && $0.isLetter })
            tail = rest.dropFirst(letters.count)
        }

        /// The first two letters as a symbol is written.
        var symbol: String { letters.prefix(1).uppercased() + letters.dropFirst().prefix(1).lowercased() }
        /// Not written in capitals: `Co`, not `CO`.
        var isProperCase: Bool { letters.dropFirst().first?.isLowercase ?? true }
    }
}
