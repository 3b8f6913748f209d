// Reading a chemical formula: `Fe3O4`, `Al(FeO2)2`, `Ni4 O4`, `Li0.5CoO2`.
//
// Round, square and curly brackets group; a number multiplies what stands before it; blanks are ignored.

import Basics

extension Composition {
    /// - Throws: `SparError` naming the formula, the place (counted from 1) and what is wrong there.
    public init(formula: String) throws {
        var reader = FormulaReader(formula)
        self.init(try reader.readAll())
        guard !elements.isEmpty else {
            throw SparError("the formula '\(formula)' holds no atoms; write one such as Fe3O4 or Al(FeO2)2")
        }
    }
}

private struct FormulaReader {
    private let formula: String
    private let characters: [Character]
    private var position = 0
    private static let closing: [Character: Character] = ["(": ")", "[": "]", "{": "}"]

    init(_ formula: String) {
        self.formula = formula
        characters = Array(formula)
    }

    mutating func readAll() throws -> [(element: Element, amount: Double)] {
        try readGroup(opened: nil)
    }

    private var next: Character? { position < characters.count ? characters[position] : nil }

    private func wrong(_ what: String, at place: Int) -> SparError {
        SparError("in the formula '\(formula)', character \(place + 1): \(what)")
    }

    /// Reads up to the bracket that closes the one at `opened`, or to the end.
    private mutating func readGroup(opened: Int?) throws -> [(element: Element, amount: Double)] {
        var parts: [(element: Element, amount: Double)] = []
        while let c = next {
            let start = position
            if c == " " {
                position += 1
            } else if Self.closing[c] != nil {
                position += 1
                let inner = try readGroup(opened: start)
                let factor = try readNumber()
                parts += inner.map { ($0.element, $0.amount * factor) }
            } else if Self.closing.values.contains(c) {
                guard let opened, Self.closing[characters[opened]] == c else {
                    throw wrong("'\(c)' closes no bracket", at: start)
                }
                position += 1
                return parts
            } else if c.isASCII, c.isUppercase {
                let element = try readElement()
                parts.append((element, try readNumber()))
            } else {
                throw wrong(
                    "'\(c)' is not the start of an element's symbol (these begin with a capital letter)",
                    at: start)
            }
        }
        if let opened { throw wrong("the bracket '\(characters[opened])' is never closed", at: opened) }
        return parts
    }

    private mutating func readElement() throws -> Element {
        let start = position
        position += 1
        while let c = next, c.isASCII, c.isLowercase { position += 1 }
        let symbol = String(characters[start..<position])
        guard let element = Element(symbol) else { throw wrong("'\(symbol)' is not a chemical element", at: start) }
        return element
    }

    /// The number at the present place, 1 where there is none.
    private mutating func readNumber() throws -> Double {
        while next == " ", position + 1 < characters.count, Self.isNumeric(characters[position + 1]) { position += 1 }
        let start = position
        while let c = next, Self.isNumeric(c) { position += 1 }
        if start == position { return 1 }
        let text = String(characters[start..<position])
        guard let number = Double(text), number.isFinite else {
            throw wrong("'\(text)' is not a number", at: start)
        }
        return number
    }

    private static func isNumeric(_ c: Character) -> Bool { c == "." || (c.isASCII && c.isNumber) }
}
