// Bond-valence sums and the assignments that follow from them.

import Basics
import Crystal
import Foundation
import Testing

@Suite struct BondValenceTests {
    /// The valence of one bond by the published formulas, from the published sizes and electronegativities.
    private func valence(_ a: (r: Double, c: Double), _ b: (r: Double, c: Double), at distance: Double) -> Double {
        let step = a.c.squareRoot() - b.c.squareRoot()
        let length = a.r + b.r - a.r * b.r * step * step / (a.c * a.r + b.c * b.r)
        return exp((length - 1.015 * distance) / 0.31)
    }

    @Test func rockSaltSumIsThatOfItsBonds() throws {
        let structure = try Crystals.rockSalt(a: 4.178)
        // Within 4 angstrom a site of rock salt has 6 partners at a/2 and 8 at a sqrt(3)/2.
        let ni = (r: 1.04, c: 1.75), o = (r: 0.63, c: 3.15), a = 4.178
        let expected = 6 * valence(ni, o, at: a / 2) + 8 * valence(ni, o, at: a * 3.0.squareRoot() / 2)
        #expect(isClose(structure.bondValenceSum(ofSite: 0), expected))
        #expect(isClose(structure.bondValenceSum(ofSite: 4), -expected))
    }

    @Test func assignsKnownStates() throws {
        let salt = try Crystals.rockSalt()
        let states = try #require(salt.bondValenceStates(orbits: Symmetry(of: salt).orbits))
        #expect(try states[element("Ni")] == 2)
        #expect(try states[element("O")] == -2)
        let rutile = try Crystals.rutile()
        let oxide = try #require(rutile.bondValenceStates(orbits: Symmetry(of: rutile).orbits))
        #expect(try oxide[element("Ti")] == 4)
        #expect(try oxide[element("O")] == -2)
    }

    @Test func largeCellHasTheStatesOfTheCrystal() throws {
        // 432 sites, each taken for an orbit of its own: far too many combinations to try.
        let large = try Crystals.rutile().supercell(4, 3, 6)
        let states = try #require(large.bondValenceStates(orbits: Array(large.sites.indices)))
        #expect(try states[element("Ti")] == 4)
        #expect(try states[element("O")] == -2)
    }

    @Test func needsWholeAtomsAndParameters() throws {
        let salt = try Crystals.rockSalt()
        var sites = salt.sites
        sites[0].occupancy = 0.5
        let mixed = Structure(lattice: salt.lattice, sites: sites)
        #expect(mixed.bondValenceStates(orbits: Array(mixed.sites.indices)) == nil)
        let he = try element("He")
        let noble = Structure(lattice: Lattice(matrix: .identity), sites: [Site(element: he, frac: .zero)])
        #expect(noble.bondValenceStates(orbits: [0]) == nil)
    }
}
