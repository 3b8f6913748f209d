// Ordered structures from partly occupied ones: amounts, distances, seeds.

import Basics
@testable import Crystal
import Testing

@Suite struct OrderingTests {
    private func site(
        _ symbol: String, _ x: Double, _ y: Double, _ z: Double, _ occupancy: Double = 1,
        _ label: String? = nil
    ) throws -> Site {
        Site(element: try element(symbol), frac: [x, y, z], occupancy: occupancy, label: label)
    }

    private func cube(_ a: Double, _ sites: [Site]) -> Structure {
        Structure(lattice: Lattice(a: a, b: a, c: a, alpha: 90, beta: 90, gamma: 90), sites: sites)
    }

    private func isOrdered(_ s: Structure) -> Bool {
        s.sites.allSatisfy { $0.occupancy == 1 } && s.splitSiteNote == nil && s.overlap(closerThan: 0.7) == nil
    }

    @Test func anOrderedStructureStays() throws {
        let nio = try Crystals.rockSalt()
        #expect(try nio.ordered() == nio)
        #expect(try nio.ordered(seed: 3) == nio)
    }

    @Test func mixedPlacesTakeTheMajority() throws {
        let one = cube(4, [try site("Fe", 0, 0, 0, 0.8), try site("Ni", 0, 0, 0, 0.2), try site("O", 0.5, 0.5, 0.5)])
        #expect(try one.ordered().composition.formula == "Fe1 O1")
        #expect(
            try one.ordered().notes == [
                "ordering changed Fe from 0.8 to 1, Ni from 0.2 to 0 in the cell; a supercell comes closer"
            ])
        let many = try one.supercell(2, 2, 5)
        #expect(try many.ordered().composition.formula == "Fe16 Ni4 O20")
        #expect(try many.ordered().notes == [])
        // Spread out: no two of the rare kind are neighbours.
        let nickel = try many.ordered().sites.filter { $0.element.symbol == "Ni" }
        for (i, a) in nickel.enumerated() {
            for b in nickel[..<i] { #expect(many.lattice.shortDistance(a.frac, b.frac) > 5) }
        }
        let drawn = try (1...5).map { try many.ordered(seed: $0) }
        #expect(
            Set(drawn.map { $0.sites.filter { $0.element.symbol == "Ni" }.map { "\($0.frac)" }.joined() }).count > 1)
        for s in drawn { #expect(s.composition.formula == "Fe16 Ni4 O20") }
        #expect(try many.ordered(seed: 4) == many.ordered(seed: 4))
    }

    /// Ten places of their own kind, each half of either: five of each, not ten of the first.
    @Test func amountsOfTheCellCount() throws {
        let sites = try (0..<10).flatMap { k in
            try [site("Fe", 0.1 * Double(k), 0, 0, 0.5, "M\(k)"), site("Ni", 0.1 * Double(k), 0, 0, 0.5, "M\(k)")]
        }
        let s = cube(30, sites)
        #expect(try s.ordered().composition.formula == "Fe5 Ni5")
        #expect(try s.ordered(seed: 9).composition.formula == "Fe5 Ni5")
    }

    @Test func splitPairsKeepOneEach() throws {
        // Four pairs 0.7 angstrom apart, both halves equally likely.
        let sites = try (0..<4).flatMap { k in
            try [
                site("Cu", 0.25 * Double(k), 0, 0, 0.5, "Cu1"), site("Cu", 0.25 * Double(k) + 0.0467, 0, 0, 0.5, "Cu1"),
            ]
        }
        let s = cube(15, sites)
        #expect(s.splitSiteNote?.hasPrefix("places of Cu1 are partly occupied and only 0.7 angstrom apart") == true)
        #expect(try isOrdered(s.ordered()))
        #expect(try s.ordered().sites.count == 4)
        let drawn = try (0..<8).map { try s.ordered(seed: $0) }
        for one in drawn {
            #expect(one.sites.count == 4)
            #expect(isOrdered(one))
        }
        #expect(Set(drawn.map { $0.sites.map { "\($0.frac.x)" }.joined() }).count > 2)
        // Unequal halves of one pair: the likelier.
        let pair = cube(15, [try site("Cu", 0, 0, 0, 0.3, "Cu2"), try site("Cu", 0.05, 0, 0, 0.7, "Cu1")])
        #expect(try pair.ordered().sites.map(\.label) == ["Cu1"])
        let even = cube(15, [try site("Cu", 0, 0, 0, 0.5, "Cu2"), try site("Cu", 0.05, 0, 0, 0.5, "Cu1")])
        #expect(try even.ordered().sites.count == 1)
    }

    /// A ring of eight half-occupied sites, each of which excludes both neighbours: every other one.
    @Test func ringsAreFilledAlternately() throws {
        let ring = try (0..<8).map { try site("O", Double($0) / 8, 0, 0, 0.5, "O1") }
        let s = Structure(lattice: Lattice(a: 8, b: 10, c: 10, alpha: 90, beta: 90, gamma: 90), sites: ring)
        for one in try [s.ordered()] + (0..<5).map({ try s.ordered(seed: $0) }) {
            #expect(one.sites.count == 4)
            #expect(isOrdered(one))
        }
    }

    @Test func vacanciesAndNeighbours() throws {
        let layer = try (0..<5).map { try site("Na", Double($0) / 5, 0, 0, 0.8, "Na1") }
        let s = Structure(lattice: Lattice(a: 20, b: 10, c: 10, alpha: 90, beta: 90, gamma: 90), sites: layer)
        #expect(try s.ordered().sites.count == 4)
        // A partly occupied atom that a full one leaves no room for.
        let near = cube(10, [try site("Fe", 0, 0, 0), try site("O", 0.05, 0, 0, 0.5), try site("O", 0.2, 0, 0, 0.5)])
        #expect(try near.ordered().sites.map(\.frac.x) == [0, 0.2])
        #expect(
            message { _ = try cube(10, [site("Fe", 0, 0, 0, 0.2)]).ordered() }
                == "ordering leaves no atom: all sites are mostly empty; order a supercell, which has room for some")
        // Bonds are no exclusions: a partly occupied water molecule stays whole.
        let water = cube(
            10,
            [
                try site("Ni", 0, 0, 0), try site("O", 0.2, 0, 0, 0.8), try site("H", 0.26, 0.076, 0, 0.8, "H1"),
                try site("H", 0.26, -0.076, 0, 0.8, "H2"),
            ])
        #expect(water.splitSiteNote == nil)
        #expect(try water.ordered().composition.formula == "Ni1 H2 O1")
    }
}
