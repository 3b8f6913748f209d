// Partly occupied sites that exclude each other: so close that only one of them can be there at a time.
//
// Two atoms closer than 0.7 of the sum of their covalent radii are no bond; neither are two hydrogens below 1.2
// angstrom or two of oxygen and fluorine below 1.4, which are the parts of a disordered group.

import Basics

extension Element {
    /// Atoms of the two elements are never this near (angstrom).
    func exclusionDistance(to other: Element) -> Double {
        let z = (atomicNumber, other.atomicNumber)
        if z == (1, 1) { return 1.2 }
        if (8...9).contains(z.0), (8...9).contains(z.1) { return 1.4 }
        return 0.7 * (covalentRadius + other.covalentRadius)
    }
}

extension Structure {
    /// Below this a site is partly occupied.
    static let fullOccupancy = 1 - 1e-6

    /// Pairs of sites that cannot both be there, at least one of them partly occupied. Those of one place are among
    /// them.
    func exclusions() -> [(first: Int, second: Int, distance: Double)] {
        let partial = sites.indices.filter { sites[$0].occupancy < Self.fullOccupancy }
        guard !partial.isEmpty else { return [] }
        let widest = sites.reduce(0) { max($0, $1.element.covalentRadius) }
        return closePairs(sites.map(\.frac), in: lattice, limit: max(1.4, 1.4 * widest)).filter { pair in
            let a = sites[pair.first], b = sites[pair.second]
            return min(a.occupancy, b.occupancy) < Self.fullOccupancy
                && pair.distance < a.element.exclusionDistance(to: b.element)
        }
    }

    /// A sentence on split sites, nil where there are none: parts of one atom that lie apart all count as neighbours of
    /// each other and of the rest.
    public var splitSiteNote: String? {
        let apart = exclusions().filter { $0.distance >= Self.placeTolerance }
        guard let nearest = apart.min(by: { $0.distance < $1.distance }) else { return nil }
        let a = sites[nearest.first].label, b = sites[nearest.second].label
        let who = a == b ? "places of \(a)" : "\(a) and \(b)"
        let distance = shortNumber((nearest.distance * 1000).rounded() / 1000)
        return
            "\(who) are partly occupied and only \(distance) angstrom apart, so that not both can be there; each "
            + "counts with its share, which distorts features and spectra: s:ordered() chooses"
    }
}
