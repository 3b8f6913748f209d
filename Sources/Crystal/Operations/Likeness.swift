// Whether two structures are the same crystal, whatever cell, origin, orientation and order of sites they are given in.
//
// What is compared: for each pair of elements A, B the mean over the sites A of the distance to the k-th nearest B,
// k = 1 … 16. Averages of distances do not depend on the choice of cell or origin and change no more than the atoms
// move (average minimum distances; Widdowson et al., MATCH 87, 529 (2022)), here by elements. Limits: mirror images
// count as the same; different crystals with the same mean distances to sixteen neighbours of each kind would too.

import Basics

/// What is the same for all descriptions of one crystal.
public struct CrystalLikeness: Equatable, Sendable {
    public static let neighbours = 16
    /// By how much mean distances of one crystal differ at most, angstrom.
    public static let usualTolerance = 0.01
    public let formula: String
    /// Angstrom; pair after pair of the elements in order of Z.
    public let distances: [Double]

    public init(_ structure: Structure) {
        let composition = structure.composition
        formula = composition.reducedFormula
        let elements = composition.elements.sorted { $0.atomicNumber < $1.atomicNumber }
        let finder = NeighborFinder(structure)
        var sums = [Double](repeating: 0, count: elements.count * elements.count * Self.neighbours)
        var weights = [Double](repeating: 0, count: elements.count)
        var found = Neighbors()
        for (index, site) in structure.sites.enumerated() {
            guard let a = elements.firstIndex(of: site.element) else { continue }
            weights[a] += site.occupancy
            let center = structure.cartesian(index)
            for (b, lengths) in Self.nearest(finder, structure, center, elements, &found).enumerated() {
                for (k, length) in lengths.enumerated() {
                    sums[(a * elements.count + b) * Self.neighbours + k] += site.occupancy * length
                }
            }
        }
        distances = sums.indices.map { sums[$0] / weights[$0 / Self.neighbours / elements.count] }
    }

    /// The distances to the nearest so many atoms of each element: the ball grows until it holds them.
    private static func nearest(
        _ finder: NeighborFinder, _ structure: Structure, _ center: Vector3, _ elements: [Element],
        _ found: inout Neighbors
    ) -> [[Double]] {
        var radius = 5.0
        while true {
            finder.find(around: center, radius: radius, into: &found)
            var lengths = [[Double]](repeating: [], count: elements.count)
            for i in 0..<found.count {
                if let b = elements.firstIndex(of: structure.sites[Int(found.sites[i])].element) {
                    lengths[b].append(found.distances[i])
                }
            }
            // A crystal holds every element without end; the bound is for cells thousands of angstrom long.
            if lengths.allSatisfy({ $0.count >= neighbours }) || radius > 200 {
                return lengths.map { list in
                    let sorted = list.sorted().prefix(neighbours)
                    return sorted + [Double](repeating: sorted.last ?? 0, count: neighbours - sorted.count)
                }
            }
            radius *= 1.4
        }
    }

    /// - Parameter tolerance: by how much a mean distance may differ, angstrom.
    public func matches(_ other: CrystalLikeness, tolerance: Double = usualTolerance) -> Bool {
        formula == other.formula && distances.count == other.distances.count
            && zip(distances, other.distances).allSatisfy { abs($0 - $1) <= tolerance }
    }
}
