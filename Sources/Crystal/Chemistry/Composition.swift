// What a crystal or a formula is made of, and how it is written.
//
// Amounts are atoms a cell (or a formula), occupancies summed; elements keep the order of first appearance, which
// decides ties between guesses of oxidation states. Formulas follow pymatgen: rising electronegativity, then symbol.

import Basics
import Foundation

/// Elements and how much there is of each.
public struct Composition: Equatable, Hashable, Sendable {
    /// In order of first appearance.
    public let elements: [Element]
    /// Atoms of each element, all above zero; fractional where places are partly occupied.
    public let amounts: [Double]

    /// Amounts of an element that appears more than once are added; zero amounts are left out.
    public init(_ parts: [(element: Element, amount: Double)]) {
        var elements: [Element] = [], amounts: [Double] = []
        for (element, amount) in parts {
            if let i = elements.firstIndex(of: element) {
                amounts[i] += amount
            } else {
                elements.append(element)
                amounts.append(amount)
            }
        }
        let kept = elements.indices.filter { amounts[$0] > Self.tolerance }
        self.elements = kept.map { elements[$0] }
        self.amounts = kept.map { amounts[$0] }
    }

    /// Two amounts closer than this are the same.
    static let tolerance = 1e-8

    /// Atoms of one element; 0 where it does not occur.
    public subscript(element: Element) -> Double {
        elements.firstIndex(of: element).map { amounts[$0] } ?? 0
    }

    public var atomCount: Double { amounts.reduce(0, +) }
    /// g/mol of what the composition counts.
    public var mass: Double { zip(elements, amounts).reduce(0) { $0 + $1.0.atomicMass * $1.1 } }

    /// Such as `Ni4 O4`.
    public var formula: String {
        byElectronegativity.map { $0.element.symbol + Self.text($0.amount) }.joined(separator: " ")
    }

    /// Such as `NiO`, `Al(FeO2)2`, `O2`. Where amounts are fractional: the formula without its blanks.
    public var reducedFormula: String {
        let whole = wholeAmounts
        guard let whole else { return formula.replacingOccurrences(of: " ", with: "") }
        let written = Self.reduced(
            Composition(Array(zip(elements, whole.map(Double.init)))).byElectronegativity
                .map { ($0.element, Int($0.amount)) }
        ).text
        return Self.keptDoubled[written] ?? written
    }

    /// The composition with its whole amounts divided by their common divisor; fractional amounts stay.
    public var reduced: Composition {
        guard let whole = wholeAmounts else { return self }
        let divisor = whole.reduce(0, greatestCommonDivisor)
        return Composition(Array(zip(elements, whole.map { Double($0 / max(1, divisor)) })))
    }

    /// The amounts as whole numbers; nil where one is not whole.
    var wholeAmounts: [Int]? {
        guard amounts.allSatisfy({ abs($0 - $0.rounded()) < Self.tolerance && $0 < 1e9 }) else { return nil }
        return amounts.map { Int($0.rounded()) }
    }

    /// Peroxides and molecules of two atoms, which are not written with one.
    private static let keptDoubled = [
        "LiO": "Li2O2", "NaO": "Na2O2", "KO": "K2O2", "HO": "H2O2", "CsO": "Cs2O2", "RbO": "Rb2O2",
        "O": "O2", "N": "N2", "F": "F2", "Cl": "Cl2", "H": "H2",
    ]

    /// The same amounts with the elements in order of rising electronegativity, then symbol.
    public var orderedByElectronegativity: Composition { Composition(byElectronegativity) }

    private var byElectronegativity: [(element: Element, amount: Double)] {
        zip(elements, amounts).map { (element: $0, amount: $1) }.sorted {
            let a = $0.element.electronegativity ?? .infinity, b = $1.element.electronegativity ?? .infinity
            return (a, $0.element.symbol) < (b, $1.element.symbol)
        }
    }

    /// Elements sorted by electronegativity with whole amounts, divided by their common divisor. From three elements
    /// on, the two most electronegative form a group in parentheses where their amounts have a divisor of their own
    /// and they differ by less than 1.65 (an ionic pair is no polyanion).
    private static func reduced(_ parts: [(Element, Int)]) -> (text: String, divisor: Int) {
        let divisor = max(1, parts.reduce(0) { greatestCommonDivisor($0, $1.1) })
        var plain = parts[...]
        var group = ""
        if parts.count >= 3, let a = parts[parts.count - 2].0.electronegativity,
            let b = parts[parts.count - 1].0.electronegativity, b - a < 1.65
        {
            let inner = reduced(parts.suffix(2).map { ($0.0, $0.1 / divisor) })
            if inner.divisor != 1 {
                group = "(\(inner.text))\(inner.divisor)"
                plain = plain.dropLast(2)
            }
        }
        let text = plain.map { $0.0.symbol + ($0.1 == divisor ? "" : String($0.1 / divisor)) }.joined()
        return (text + group, divisor)
    }

    /// Whole numbers as they are, others to eight decimals.
    private static func text(_ amount: Double) -> String {
        let nearest = amount.rounded()
        if abs(amount - nearest) < tolerance, abs(nearest) < 1e15 { return String(Int(nearest)) }
        return String((amount * 1e8).rounded() / 1e8)
    }
}

func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
    var (a, b) = (abs(a), abs(b))
    while b != 0 { (a, b) = (b, a % b) }
    return a
}

extension Structure {
    /// Atoms of the cell, occupancies summed, elements in order of first appearance.
    public var composition: Composition { Composition(sites.map { ($0.element, $0.occupancy) }) }

    /// g/cm3; partly occupied sites count as much as they are occupied.
    public var density: Double {
        // The atomic mass constant in 1e-24 g (CODATA 2022).
        composition.mass / lattice.volume * 1.66053906892
    }
}
