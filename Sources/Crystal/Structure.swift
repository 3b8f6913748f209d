// A crystal: a lattice and the atoms of one cell.
//
// Sites keep the order in which they were given; fractional coordinates are kept as given, not wrapped into
// the cell. Two sites may share a place only where their occupancies add up to at most one (a mixed site).

import Basics

/// One atom, or one of the kinds of atom that share a place.
public struct Site: Equatable, Sendable {
    public var element: Element
    /// Fractional coordinates.
    public var frac: Vector3
    /// From 0 (exclusive) to 1.
    public var occupancy: Double
    /// The formal charge in e, where the file or the user gave one.
    public var oxidation: Double?
    /// Whether the user set the charge. What a file says is kept, but does not decide the charges of the features:
    /// files hold anything from refined valences to zeros for "not known".
    public var isOxidationSet = false
    /// The label in the file, or the element's symbol with a running number.
    public var label: String

    public init(element: Element, frac: Vector3, occupancy: Double = 1, oxidation: Double? = nil, label: String? = nil)
    {
        self.element = element
        self.frac = frac
        self.occupancy = occupancy
        self.oxidation = oxidation
        self.label = label ?? element.symbol
    }
}

/// A crystal structure. Immutable: every operation returns a new one.
public struct Structure: Equatable, Sendable {
    public let lattice: Lattice
    public let sites: [Site]
    /// What a reader or an operation found worth saying, one sentence each, naming the site.
    public let notes: [String]

    public init(lattice: Lattice, sites: [Site], notes: [String] = []) {
        self.lattice = lattice
        self.sites = sites
        self.notes = notes
    }

    /// Cartesian coordinates of site `i` (from 0), angstrom.
    @inlinable public func cartesian(_ i: Int) -> Vector3 { lattice.cartesian(sites[i].frac) }

    /// The 3d metals in it, in order of Z.
    public var metals: [Element] {
        Set(sites.map(\.element)).filter(\.is3dMetal).sorted { $0.atomicNumber < $1.atomicNumber }
    }
}
