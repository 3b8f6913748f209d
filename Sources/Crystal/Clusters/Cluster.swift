// An absorber and the atoms about it: what tensors and spectra are computed from.
//
// The absorber is at the origin and not among the atoms. Positions are Cartesian, angstrom; nearest first.

import Basics

/// One neighbour of the absorber.
public struct ClusterAtom: Equatable, Sendable {
    public var element: Element
    /// From the absorber, angstrom.
    public var position: Vector3
    /// The formal charge in e, where there is one.
    public var charge: Double?
    /// Below 1 for the kinds of atom on a partly occupied or mixed site.
    public var occupancy: Double
    /// Index of its site in the structure, from 0; -1 where it comes from no structure.
    public var site: Int
    /// Whole lattice vectors from that site to this atom.
    public var image: SIMD3<Int32>

    /// The distance from the absorber.
    public var r: Double { position.length }

    public init(
        element: Element, position: Vector3, charge: Double? = nil, occupancy: Double = 1, site: Int = -1,
        image: SIMD3<Int32> = .zero
    ) {
        self.element = element
        self.position = position
        self.charge = charge
        self.occupancy = occupancy
        self.site = site
        self.image = image
    }
}

/// An absorbing atom and its neighbours. Immutable: every operation returns a new one.
public struct Cluster: Equatable, Sendable {
    public let absorber: Element
    public let charge: Double?
    /// Index of the absorber's site in the structure, from 0; nil where it comes from no structure.
    public let site: Int?
    /// Nearest first.
    public let atoms: [ClusterAtom]

    /// Sorts the atoms by distance; equal distances (to 1e-6 angstrom) keep the order in which they are given.
    public init(absorber: Element, charge: Double? = nil, site: Int? = nil, atoms: [ClusterAtom]) {
        self.absorber = absorber
        self.charge = charge
        self.site = site
        let distances = atoms.map(\.r)
        let order = atoms.indices.sorted { (distances[$0], $0) < (distances[$1], $1) }
        var rank = [Int](repeating: 0, count: atoms.count)
        for (n, i) in order.enumerated() {
            let isTied = n > 0 && distances[i] - distances[order[n - 1]] <= 1e-6
            rank[i] = isTied ? rank[order[n - 1]] : n
        }
        self.atoms = order.sorted { (rank[$0], $0) < (rank[$1], $1) }.map { atoms[$0] }
    }

    /// The distance of the outermost atom, angstrom.
    public var radius: Double { atoms.last?.r ?? 0 }

    /// Indices of the atoms of each shell: a gap of more than `gap` angstrom between distances begins a new one.
    public func shells(gap: Double = 0.1) -> [Range<Int>] {
        var result: [Range<Int>] = []
        var start = 0
        for i in atoms.indices.dropFirst() where atoms[i].r - atoms[i - 1].r > gap {
            result.append(start..<i)
            start = i
        }
        if !atoms.isEmpty { result.append(start..<atoms.count) }
        return result
    }
}
