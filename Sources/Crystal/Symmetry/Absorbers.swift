// The symmetry-distinct sites of an element: each is computed once and counted with its multiplicity.

import Basics

/// A site that stands for its whole orbit.
public struct Absorber: Equatable, Sendable {
    /// Index of the site, from 0: the first of its orbit.
    public let index: Int
    /// How many sites of this cell its orbit has.
    public let multiplicity: Int

    public init(index: Int, multiplicity: Int) {
        self.index = index
        self.multiplicity = multiplicity
    }
}

extension Structure {
    /// The distinct sites of `element`, in the order of the sites.
    ///
    /// - Parameter symmetry: of this structure; found at the usual tolerance where it is left out.
    /// - Throws: where the structure has none of that element.
    public func absorbers(_ element: Element, symmetry: Symmetry? = nil) throws -> [Absorber] {
        let all = sites.indices.filter { sites[$0].element == element }
        guard !all.isEmpty else { throw noSuchElement(element) }
        let orbits = try (symmetry ?? Symmetry(of: self)).orbits
        var count: [Int: Int] = [:]
        for i in all { count[orbits[i], default: 0] += 1 }
        return all.filter { orbits[$0] == $0 }.map { Absorber(index: $0, multiplicity: count[$0] ?? 0) }
    }

    func noSuchElement(_ element: Element) -> SparError {
        var seen: [Element] = []
        for site in sites where !seen.contains(site.element) { seen.append(site.element) }
        return SparError(
            "the structure has no \(element.symbol); it has "
                + seen.map(\.symbol).joined(separator: ", "))
    }
}
