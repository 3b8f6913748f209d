// Space groups, distinct sites and changes of cell.

import Basics
import Crystal
import Testing

@Suite struct SymmetryTests {
    @Test func rockSaltIsFaceCentredCubic() throws {
        let symmetry = try Symmetry(of: Crystals.rockSalt())
        #expect(symmetry.number == 225)
        #expect(symmetry.symbol == "Fm-3m")
        #expect(symmetry.pointGroup == "m-3m")
        #expect(symmetry.operations.count == 192)
        #expect(symmetry.operations[0] == .identity)
        #expect(symmetry.equivalentSites == [0, 0, 0, 0, 4, 4, 4, 4])
    }

    @Test func absorbersCarryMultiplicities() throws {
        let rutile = try Crystals.rutile()
        #expect(try rutile.absorbers(element("Ti")) == [Absorber(index: 0, multiplicity: 2)])
        #expect(try rutile.absorbers(element("O")) == [Absorber(index: 2, multiplicity: 4)])
        // A supercell of unequal lengths has fewer operations, but no new kinds of site.
        let long = try Crystals.rockSalt().supercell(1, 1, 3)
        #expect(try long.absorbers(element("Ni")) == [Absorber(index: 0, multiplicity: 12)])
    }

    /// Both places of rock salt are cubic (m-3m), no place of rutile is; in zincblende they are (-43m). A stretch takes
    /// it away.
    @Test func cubicPlaces() throws {
        let salt = try Crystals.rockSalt()
        for s in [salt, try salt.primitive()] {
            let symmetry = try Symmetry(of: s)
            #expect(s.sites.indices.allSatisfy { symmetry.isCubic(site: $0, of: s) })
        }
        let blende = try Structure(
            spaceGroup: "216", cell: CellParameters(a: 5.41),
            sites: [
                Site(element: element("Zn"), frac: .zero), Site(element: element("S"), frac: [0.25, 0.25, 0.25]),
            ])
        let tetrahedral = try Symmetry(of: blende)
        #expect(blende.sites.indices.allSatisfy { tetrahedral.isCubic(site: $0, of: blende) })
        // The anions of a cubic perovskite: tetragonal places of a cubic crystal.
        let perovskite = try Structure(
            spaceGroup: "221", cell: CellParameters(a: 3.9),
            sites: [
                Site(element: element("Sr"), frac: .zero), Site(element: element("Ti"), frac: [0.5, 0.5, 0.5]),
                Site(element: element("O"), frac: [0.5, 0.5, 0]),
            ])
        let cubic = try Symmetry(of: perovskite)
        #expect(perovskite.sites.indices.filter { cubic.isCubic(site: $0, of: perovskite) } == [0, 1])
        let rutile = try Crystals.rutile(), tetragonal = try Symmetry(of: rutile)
        #expect(!rutile.sites.indices.contains { tetragonal.isCubic(site: $0, of: rutile) })
        let stretched = try salt.strained(c: 0.02)
        #expect(!(try Symmetry(of: stretched).isCubic(site: 0, of: stretched)))
    }

    @Test(arguments: [false, true]) func changesOfCellKeepTheCrystal(rutile: Bool) throws {
        let s = rutile ? try Crystals.rutile() : try Crystals.rockSalt()
        let reference = s.distances(fromFirst: s.sites[0].element.symbol, within: 6)
        let number = try Symmetry(of: s).number
        let skew = Matrix3(rows: [1, 1, 0], [-1, 2, 0], [1, 0, 2])
        let forms = [
            try s.primitive(), try s.primitive().conventional(), try s.supercell(2, 1, 1),
            try s.supercell(skew), try s.supercell(skew).primitive(), try s.supercell(2, 2, 2).conventional(),
        ]
        for form in forms {
            #expect(isClose(siteDensity(form), siteDensity(s)))
            #expect(try Symmetry(of: form).number == number)
            let distances = form.distances(fromFirst: s.sites[0].element.symbol, within: 6)
            #expect(distances.count == reference.count)
            for (d, r) in zip(distances, reference) { #expect(isClose(d, r)) }
        }
        #expect(forms[0].sites.count == (rutile ? 6 : 2))
        #expect(forms[1].sites.count == s.sites.count)
        #expect(forms[5].sites.count == s.sites.count)
        #expect(isClose(forms[5].lattice.a, s.lattice.a))
    }

    @Test func mixedPlacesAreOnePointEach() throws {
        let s = try Crystals.rockSalt()
        let co = try element("Co")
        // Half of the nickel is cobalt on every metal place: still face-centred.
        let mixed = s.sites.flatMap { site -> [Site] in
            guard site.element.symbol == "Ni" else { return [site] }
            var a = site, b = site
            a.occupancy = 0.5
            b.occupancy = 0.5
            b.element = co
            return [a, b]
        }
        let structure = Structure(lattice: s.lattice, sites: mixed)
        #expect(structure.places.count == 8)
        let symmetry = try Symmetry(of: structure)
        #expect(symmetry.number == 225)
        #expect(symmetry.equivalentSites == [0, 1, 0, 1, 0, 1, 0, 1, 8, 8, 8, 8])
        #expect(try structure.primitive().sites.count == 3)
        // Another composition on one of them: not any more.
        var other = mixed
        other[0].occupancy = 0.25
        #expect(try Symmetry(of: Structure(lattice: s.lattice, sites: other)).number == 221)
    }
}
