// What surrounds each absorber of a structure: moments and electronegativities of its feature cluster.
//
// The cluster is every atom at 0 < r <= radius, the absorber left out, whatever shares its place too. Sites from 0.

import Basics
import Crystal

/// The feature cluster of one site, summed up.
public struct AbsorberEnvironment: Equatable, Sendable {
    /// Index of the absorber among the structure's sites.
    public let site: Int
    /// Of the absorber, from 0 (exclusive) to 1: its weight in means over sites.
    public let occupancy: Double
    public let moments: WeightedMoments
    /// Atoms in the cluster, each counting its occupancy.
    public let neighbourCount: Double
    /// Mean of Pauling's electronegativity over the neighbours; NaN where no neighbour has one.
    public let electronegativityMean: Double
    /// Population standard deviation.
    public let electronegativityDeviation: Double

    /// The environments of every site of an element, in the order of the sites.
    public static func all(
        of element: Element, in structure: Structure, charges: Charges, definition: FeatureDefinition = .standard
    ) -> [AbsorberEnvironment] {
        var scratch = Neighbors()
        let surroundings = Surroundings(structure, charges: charges, definition: definition)
        return structure.sites.indices.filter { structure.sites[$0].element == element }.map {
            surroundings.environment(of: $0, scratch: &scratch)
        }
    }
}

/// A structure prepared for finding environments: per-site numbers in flat arrays.
struct Surroundings {
    private let structure: Structure
    private let finder: NeighborFinder
    private let definition: FeatureDefinition
    private let charges: [Double]
    private let occupancies: [Double]
    /// Index into `electronegativities`, whose entry 0 stands for elements without one.
    private let elementOfSite: [Int]
    private let electronegativities: [Double?]

    init(_ structure: Structure, charges: Charges, definition: FeatureDefinition) {
        self.structure = structure
        self.definition = definition
        finder = NeighborFinder(structure)
        self.charges = structure.sites.map { charges[$0.element] }
        occupancies = structure.sites.map(\.occupancy)
        let elements = structure.composition.elements
        electronegativities = elements.map(\.electronegativity)
        elementOfSite = structure.sites.map { elements.firstIndex(of: $0.element) ?? 0 }
    }

    func environment(of site: Int, scratch: inout Neighbors) -> AbsorberEnvironment {
        finder.find(around: structure.cartesian(site), radius: definition.radius, into: &scratch)
        let moments = WeightedMoments(
            scratch, chargeOfSite: charges, occupancyOfSite: occupancies, exponent: definition.exponent)
        var counts = [Double](repeating: 0, count: electronegativities.count)
        for neighbour in scratch.sites { counts[elementOfSite[Int(neighbour)]] += occupancies[Int(neighbour)] }
        let electronegativity = NeighbourElectronegativity(
            zip(counts, electronegativities).lazy.map { (weight: $0, value: $1) })
        return AbsorberEnvironment(
            site: site, occupancy: occupancies[site], moments: moments, neighbourCount: counts.reduce(0, +),
            electronegativityMean: electronegativity.mean, electronegativityDeviation: electronegativity.deviation)
    }
}
