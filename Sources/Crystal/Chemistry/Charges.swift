// The charge of each element in a structure, by a chain of methods of which the first that answers decides.
//
// 1. Oxidation states that the user set on every site. (Those written in a file are kept on the sites and not used.)
// 2. The best guess for the composition of the primitive cell. Not of the cell as given: more atoms allow more
//    combinations (FeS2 and Fe2S4 differ), and a supercell must have the features of its crystal. Not of the reduced
//    formula: the published charges are those of the cell, and the cells of the Materials Project are primitive.
// 3. The mean over the sites of an element of bond-valence assignments (sites equivalent at the symmetry's tolerance).
// 4. The best guess for the reduced formula with every known state allowed: for the intermetallics that get here the
//    states mean little, and a larger composition would only allow more of them.
// 5. None: all charges are 0.
// Charges in e, one an element.

import Basics

/// The step of the chain that decided.
public enum ChargeSource: String, Sendable, CaseIterable {
    case given
    case guess
    case bondValence = "bond valence"
    case guessWithAllStates = "guess with all states"
    case none
}

/// Formal charges of the elements of a structure.
public struct Charges: Equatable, Sendable {
    /// Zero for every element where `source` is `none`.
    public let states: OxidationStates
    public let source: ChargeSource
    /// What is worth telling, one sentence each.
    public let notes: [String]

    /// e; 0 for an element that the structure does not hold.
    public subscript(element: Element) -> Double { states[element] ?? 0 }

    public init(states: OxidationStates, source: ChargeSource, notes: [String] = []) {
        self.states = states
        self.source = source
        self.notes = notes
    }

    /// - Parameter orbits: for each site the first site equivalent to it, asked for only where step 3 is reached.
    public init(of structure: Structure, orbits: () throws -> [Int]) rethrows {
        let composition = structure.composition
        var notes: [String] = []
        switch Self.given(structure, composition.elements) {
        case .all(let states):
            self.init(states: states, source: .given)
            return
        case .some(let missing):
            notes.append(
                "oxidation states are set for some sites but not for \(missing), so none of them is used; "
                    + "set one for each element")
        case .nothing:
            break
        }
        // Ties between guesses go by the order of the elements. Electronegativity makes it the same for any order of
        // the sites; among 22,889 cells of the Materials Project no guess depends on it.
        let primitive = composition.divided(by: structure.primitiveCellCount()).orderedByElectronegativity
        if let states = primitive.oxidationStates() {
            self.init(states: states, source: .guess, notes: notes)
        } else if let states = structure.bondValenceStates(orbits: try orbits()) {
            self.init(states: states, source: .bondValence, notes: notes)
        } else if let states = primitive.reduced.oxidationStates(allowing: .all) {
            self.init(states: states, source: .guessWithAllStates, notes: notes)
        } else {
            let zeros = OxidationStates(
                elements: composition.elements, states: composition.elements.map { _ in 0 })
            notes.append("no oxidation states were found for \(composition.reducedFormula): all charges are 0")
            self.init(states: zeros, source: .none, notes: notes)
        }
    }

    private enum Given {
        case all(OxidationStates)
        case some(missing: String)
        case nothing
    }

    /// The mean of the states that the sites of each element carry.
    private static func given(_ structure: Structure, _ elements: [Element]) -> Given {
        if !structure.sites.contains(where: \.isOxidationSet) { return .nothing }
        var states: [Double] = []
        for element in elements {
            let sites = structure.sites.filter { $0.element == element }
            let known = sites.filter(\.isOxidationSet).compactMap { site in site.oxidation.map { ($0, site.occupancy) }
            }
            if known.count < sites.count { return .some(missing: element.symbol) }
            states.append(known.reduce(0) { $0 + $1.0 * $1.1 } / known.reduce(0) { $0 + $1.1 })
        }
        return .all(OxidationStates(elements: elements, states: states))
    }
}

extension Composition {
    func divided(by count: Int) -> Composition {
        Composition(zip(elements, amounts).map { ($0, $1 / Double(count)) })
    }
}
