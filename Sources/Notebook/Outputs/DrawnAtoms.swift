// The atoms that a drawing shows, and their bonds: of a crystal one cell, with those on a face, an edge or a corner at
// every copy of it, and beyond the cell the neighbours that complete the surroundings of its metals; of a cluster all.

import Basics
import Crystal

package struct DrawnAtom {
    package let element: Element
    let occupancy: Double
    /// Cartesian, angstrom.
    let place: Vector3
    /// The absorber of a cluster.
    var isMarked = false
}

package struct DrawnAtoms {
    static let mostSites = 400

    package private(set) var atoms: [DrawnAtom] = []
    package private(set) var bonds: [(Int, Int)] = []

    /// nil where there are too many for a picture.
    package init?(_ structure: Structure) {
        guard !structure.sites.isEmpty, structure.sites.count <= Self.mostSites else { return nil }
        let rule = BondRule(Set(structure.sites.map(\.element)))
        var centres: [(atom: Int, site: Int)] = []
        for (i, site) in structure.sites.enumerated() {
            let base = Vector3(Self.wrapped(site.frac.x), Self.wrapped(site.frac.y), Self.wrapped(site.frac.z))
            for x in Self.copies(base.x) {
                for y in Self.copies(base.y) {
                    for z in Self.copies(base.z) {
                        if rule.isCentre(site.element) { centres.append((atoms.count, i)) }
                        atoms.append(
                            DrawnAtom(
                                element: site.element, occupancy: site.occupancy,
                                place: structure.lattice.cartesian(base + Vector3(x, y, z))))
                    }
                }
            }
        }
        guard atoms.count <= 2 * Self.mostSites else { return nil }
        if !centres.isEmpty, structure.sites.count <= 120 { complete(centres, structure, rule) }
        findBonds(rule)
    }

    init?(_ cluster: Cluster) {
        guard cluster.atoms.count <= Self.mostSites else { return nil }
        atoms =
            [DrawnAtom(element: cluster.absorber, occupancy: 1, place: .zero, isMarked: true)]
            + cluster.atoms.map { DrawnAtom(element: $0.element, occupancy: $0.occupancy, place: $0.position) }
        findBonds(BondRule(Set(atoms.map(\.element))))
    }

    /// Adds the neighbours beyond the cell of its metals.
    private mutating func complete(_ centres: [(atom: Int, site: Int)], _ structure: Structure, _ rule: BondRule) {
        let finder = NeighborFinder(structure)
        let elements = Set(structure.sites.map(\.element))
        var around: [Int: [(element: Element, occupancy: Double, vector: Vector3)]] = [:]
        var places = Set(atoms.map { Self.cell($0.place) })
        for (atom, site) in centres {
            let element = structure.sites[site].element
            if around[site] == nil {
                let reach = elements.compactMap { rule.reach(element, $0) }.max() ?? 0
                let near = finder.neighbors(around: structure.cartesian(site), radius: reach)
                around[site] = (0..<near.count).compactMap { n in
                    let other = structure.sites[Int(near.sites[n])]
                    guard let longest = rule.reach(element, other.element), near.distances[n] < longest,
                        near.distances[n] > BondRule.shortest
                    else { return nil }
                    return (other.element, other.occupancy, near.vectors[n])
                }
            }
            guard let neighbours = around[site], neighbours.count <= BondRule.mostCompleted else { continue }
            for neighbour in neighbours {
                let place = atoms[atom].place + neighbour.vector
                guard !Self.near(place).contains(where: places.contains) else { continue }
                places.insert(Self.cell(place))
                atoms.append(DrawnAtom(element: neighbour.element, occupancy: neighbour.occupancy, place: place))
            }
        }
    }

    private mutating func findBonds(_ rule: BondRule) {
        for i in atoms.indices {
            for j in atoms.indices.dropFirst(i + 1) {
                guard let reach = rule.reach(atoms[i].element, atoms[j].element) else { continue }
                let distance = (atoms[i].place - atoms[j].place).length
                if distance < reach, distance > BondRule.shortest { bonds.append((i, j)) }
            }
        }
    }

    /// How near a face (as a fraction of the cell) an atom counts as on it.
    private static let edge = 0.02

    private static func wrapped(_ x: Double) -> Double {
        let w = x - x.rounded(.down)
        return w > 1 - 1e-6 ? 0 : w
    }

    private static func copies(_ x: Double) -> [Double] {
        x < edge ? [0, 1] : x > 1 - edge ? [0, -1] : [0]
    }

    /// Places on a grid of 0.1 angstrom, to find those that are taken.
    private static func cell(_ place: Vector3) -> SIMD3<Int32> { SIMD3<Int32>((place * 10).rounded(.toNearestOrEven)) }

    private static func near(_ place: Vector3) -> [SIMD3<Int32>] {
        let middle = cell(place)
        let steps: [Int32] = [-1, 0, 1]
        return steps.flatMap { x in steps.flatMap { y in steps.map { z in middle &+ SIMD3(x, y, z) } } }
    }
}
