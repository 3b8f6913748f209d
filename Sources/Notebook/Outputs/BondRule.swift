// Which atoms of a drawing are bonded, by what they are and how far apart: closer than 1.15 times the sum of their
// covalent radii, and of kinds that bond. Beside nonmetals, metals bond to them alone (no stick joins Sr and Ti in
// SrTiO3); where all atoms are metals they bond to each other. A site's other kinds, and its split halves, are not
// bonded to each other.

import Crystal

struct BondRule {
    private let hasNonmetals: Bool

    init(_ elements: Set<Element>) { hasNonmetals = elements.contains(where: Self.isNonmetal) }

    /// The longest bond of two kinds of atom (angstrom); nil where they do not bond.
    func reach(_ a: Element, _ b: Element) -> Double? {
        if hasNonmetals, !Self.isNonmetal(a), !Self.isNonmetal(b) { return nil }
        return 1.15 * (AtomLook.radius(a) + AtomLook.radius(b))
    }

    /// No bond is shorter.
    static let shortest = 0.6

    /// Whether drawings complete the surroundings of this atom: a metal among nonmetals.
    func isCentre(_ element: Element) -> Bool { hasNonmetals && !Self.isNonmetal(element) }

    /// More neighbours than these are a cage, not a coordination, and are not drawn beyond the cell.
    static let mostCompleted = 8

    private static func isNonmetal(_ element: Element) -> Bool { nonmetals.contains(element.symbol) }

    private static let nonmetals: Set = [
        "H", "D", "He", "B", "C", "N", "O", "F", "Ne", "Si", "P", "S", "Cl", "Ar", "Ge", "As", "Se", "Br", "Kr", "Te",
        "I", "Xe", "At", "Rn",
    ]
}
