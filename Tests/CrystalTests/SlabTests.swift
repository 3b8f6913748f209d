// Slabs: no atom lost or added, planes at their distance, distances kept inside; and what is one crystal in two cells.

import Basics
import Testing

@testable import Crystal

@Suite struct SlabTests {
    private static let nio = try? Structure(
        spaceGroup: "225", cell: CellParameters(a: 4.178),
        sites: [Site(element: Element("Ni")!, frac: .zero), Site(element: Element("O")!, frac: [0.5, 0.5, 0.5])])
    private static let rutile = try? Structure(
        spaceGroup: "136", cell: CellParameters(a: 4.594, c: 2.959),
        sites: [Site(element: Element("Ti")!, frac: .zero), Site(element: Element("O")!, frac: [0.305, 0.305, 0])])
    private static let corundum = try? Structure(
        spaceGroup: "167", cell: CellParameters(a: 4.96, c: 13.59),
        sites: [
            Site(element: Element("Cr")!, frac: [0, 0, 0.3475]), Site(element: Element("O")!, frac: [0.306, 0, 0.25]),
        ])

    private static let planes: [SIMD3<Int>] = [
        [1, 0, 0], [1, 1, 0], [1, 1, 1], [2, 1, 0], [3, 1, 1], [0, 0, 1], [2, 0, 0], [-1, 2, 3], [0, -2, 5],
    ]

    @Test(arguments: planes)
    func whatASlabHolds(miller: SIMD3<Int>) throws {
        for crystal in [try #require(Self.nio), try #require(Self.rutile), try #require(Self.corundum)] {
            let primitive = try crystal.primitive()
            for layers in [1, 4] {
                let slab = try crystal.slab(miller: miller, layers: layers, vacuum: 15)
                #expect(slab.sites.count == layers * primitive.sites.count)
                #expect(slab.composition.reducedFormula == crystal.composition.reducedFormula)
                // Area times spacing is the primitive cell.
                let basis = try SurfaceBasis(miller, of: crystal.lattice, in: primitive.lattice)
                let area = basis.a.cross(basis.b).length
                #expect(abs(area * basis.spacing - primitive.lattice.volume) < 1e-6)
                #expect(abs(slab.lattice.alpha - 90) < 1e-9 && abs(slab.lattice.beta - 90) < 1e-9)
                let heights = slab.sites.indices.map { slab.cartesian($0).z }
                let thickness = heights.max()! - heights.min()!
                #expect(thickness <= Double(layers) * basis.spacing + 1e-9)
                #expect(abs(slab.lattice.c - thickness - 15) < 1e-9)
            }
        }
    }

    /// The spacing of planes of a cubic crystal is a / |hkl|, halved where centring puts planes between.
    @Test func spacings() throws {
        let nio = try #require(Self.nio), primitive = try nio.primitive().lattice
        let known: [(SIMD3<Int>, Double)] = [
            ([1, 1, 1], 4.178 / 3.0.squareRoot()), ([1, 0, 0], 4.178 / 2), ([2, 0, 0], 4.178 / 2),
            ([1, 1, 0], 4.178 / 8.0.squareRoot()),
        ]
        for (miller, spacing) in known {
            #expect(abs(try SurfaceBasis(miller, of: nio.lattice, in: primitive).spacing - spacing) < 1e-9)
        }
    }

    /// An atom in the middle of a thick slab has the neighbours that it has in the crystal.
    @Test(arguments: [[1, 0, 0], [1, 1, 1], [2, 1, 0], [0, 0, 1]] as [SIMD3<Int>])
    func distancesAreKept(miller: SIMD3<Int>) throws {
        let crystal = try #require(Self.corundum)
        let slab = try crystal.slab(miller: miller, layers: 40)
        let middle = slab.lattice.c / 2
        let site = try #require(
            slab.sites.indices.filter { slab.sites[$0].element.symbol == "Cr" }
                .min { abs(slab.cartesian($0).z - middle) < abs(slab.cartesian($1).z - middle) })
        let inSlab = NeighborFinder(slab).neighbors(around: slab.cartesian(site), radius: 4).distances.sorted()
        let inCrystal = NeighborFinder(crystal).neighbors(around: crystal.cartesian(0), radius: 4).distances.sorted()
        #expect(inSlab.count == inCrystal.count)
        #expect(zip(inSlab, inCrystal).allSatisfy { abs($0 - $1) < 1e-6 })
    }

    /// The plane is the same whatever cell its crystal is given in; the polar faces of NiO (111) are named.
    @Test func cellsAndFaces() throws {
        let nio = try #require(Self.nio)
        let slab = try nio.slab(miller: [1, 1, 1], layers: 5)
        let fromLarge = try nio.supercell(2, 2, 2).slab(miller: [1, 1, 1], layers: 5)
        #expect(CrystalLikeness(slab).matches(CrystalLikeness(fromLarge)))
        #expect(slab.notes.contains { $0.hasPrefix("the slab's faces differ: ") })
        #expect(try nio.slab(miller: [1, 0, 0], layers: 5).notes.isEmpty)
        let rutile = try #require(Self.rutile)
        let first = try rutile.slab(miller: [1, 1, 0], layers: 3)
        let second = try rutile.slab(miller: [1, 1, 0], layers: 3, termination: 2)
        #expect(first.composition == second.composition)
        #expect(!CrystalLikeness(first).matches(CrystalLikeness(second)))
    }

    // Indices as a list: in a tuple of arguments a vector, which is aligned to 32 bytes, breaks the heap.
    @Test(
        arguments: [
            (
                [0, 0, 0], 3, 12.0, 1,
                "the indices 0 0 0 are no plane, and would cut nothing; give one such as 1 0 0"
            ),
            ([99, 0, 0], 3, 12, 1, "the index 99 of the plane is out of range: they go to 50"),
            ([1, 0, 0], 0, 12, 1, "a slab of 0 layers cannot be: from 1 to 200"),
            ([1, 0, 0], 3, -1, 1, "a vacuum of -1 angstrom separates no slabs; from 1 to 1000, of which 12 is usual"),
            (
                [1, 0, 0], 3, .nan, 1,
                "a vacuum of nan angstrom separates no slabs; from 1 to 1000, of which 12 is usual"
            ),
            ([1, 0, 0], 3, 12, 9, "there is no termination 9: the crystal can be cut at 1 heights, counted from 1"),
        ] as [([Int], Int, Double, Int, String)])
    func whatCannotBeCut(miller: [Int], layers: Int, vacuum: Double, termination: Int, says: String) throws {
        let nio = try #require(Self.nio)
        #expect(throws: SparError(says)) {
            try nio.slab(
                miller: SIMD3(miller[0], miller[1], miller[2]), layers: layers, vacuum: vacuum,
                termination: termination)
        }
    }

    @Test func likeness() throws {
        let crystal = try #require(Self.corundum)
        let same = CrystalLikeness(crystal)
        #expect(same.matches(CrystalLikeness(try crystal.primitive())))
        #expect(
            same.matches(CrystalLikeness(try crystal.supercell(Matrix3(rows: [1, 1, 0], [0, 2, 0], [0, -1, 1])))))
        let moved = Structure(
            lattice: crystal.lattice, sites: crystal.sites.reversed().map { $0.moved(to: $0.frac + [0.3, 0.1, 0.7]) })
        #expect(same.matches(CrystalLikeness(moved)))
        #expect(!same.matches(CrystalLikeness(try crystal.strained(c: 0.01))))
        #expect(!same.matches(CrystalLikeness(try crystal.substituting(Element("Cr")!, with: Element("Fe")!))))
        #expect(!same.matches(CrystalLikeness(try crystal.removing(site: 0))))
    }

    @Test func removal() throws {
        let nio = try #require(Self.nio)
        let vacancy = try nio.removing(site: 0)
        #expect(vacancy.composition.formula == "Ni3 O4")
        #expect(throws: SparError("there is no site 9; the structure has 8")) { try nio.removing(site: 8) }
        let one = try Structure(checking: nio.lattice, sites: [nio.sites[0]])
        #expect(throws: SparError("\(one.name(ofSite: 0)) is the structure's only atom; without it nothing is left")) {
            try one.removing(site: 0)
        }
    }
}
