// Charges set by the user, or carried from a structure to its clusters. Charges in e, one an element.

import Basics

extension Structure {
    /// A copy whose sites carry these charges. Elements that are not named lose theirs.
    /// - Throws: where a named element is not in the structure, or one that is has no charge.
    public func withOxidationStates(_ states: [(element: Element, charge: Double)]) throws -> Structure {
        for (element, _) in states where !sites.contains(where: { $0.element == element }) {
            throw SparError("there is no \(element.symbol) in \(composition.reducedFormula)")
        }
        let missing = composition.elements.filter { element in !states.contains { $0.element == element } }
        guard missing.isEmpty else {
            throw SparError(
                "no charge is given for \(missing.map(\.symbol).joined(separator: ", ")); "
                    + "name one for each element of \(composition.reducedFormula)")
        }
        let charged = sites.map { site in
            var site = site
            site.oxidation = states.first { $0.element == site.element }?.charge
            site.isOxidationSet = site.oxidation != nil
            return site
        }
        return Structure(lattice: lattice, sites: charged, notes: notes)
    }

    /// Elements replaced all at once, so that a swap is possible.
    public func substituting(_ changes: [(old: Element, new: Element)]) throws -> Structure {
        for (old, _) in changes where !sites.contains(where: { $0.element == old }) {
            throw SparError("there is no \(old.symbol) in \(composition.reducedFormula) to substitute")
        }
        let changed = sites.map { site in
            changes.first { $0.old == site.element }.map { site.replaced(by: $0.new) } ?? site
        }
        return Structure(lattice: lattice, sites: changed, notes: notes)
    }
}

extension Cluster {
    /// The cluster with the charge of each element.
    public func charged(by charges: Charges) -> Cluster {
        Cluster(
            absorber: absorber, charge: charges[absorber], site: site,
            atoms: atoms.map { atom in
                var atom = atom
                atom.charge = charges[atom.element]
                return atom
            })
    }
}

extension Element {
    /// The symbols of all elements, deuterium last.
    public static var allSymbols: [String] { symbols.dropFirst() + [symbols[0]] }
}
