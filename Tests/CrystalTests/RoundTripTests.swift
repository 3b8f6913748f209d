// What is written reads back the same; what strain, edits and clusters must keep.

import Basics
import Crystal
import Foundation
import TestSupport
import Testing

@Suite struct RoundTripTests {
    private func expectSame(_ a: Structure, _ b: Structure) {
        #expect(a.sites.count == b.sites.count)
        let (p, q) = (a.lattice, b.lattice)
        for (x, y) in [(p.a, q.a), (p.b, q.b), (p.c, q.c), (p.alpha, q.alpha), (p.beta, q.beta), (p.gamma, q.gamma)] {
            #expect(isClose(x, y, 1e-12))
        }
        for (s, t) in zip(a.sites, b.sites) {
            #expect(s.element == t.element)
            #expect((s.frac - t.frac).length < 1e-12)
            #expect(s.occupancy == t.occupancy)
            #expect(s.oxidation == t.oxidation)
        }
    }

    private func crystals() throws -> [Structure] {
        let d = try element("D"), fe = try element("Fe")
        let triclinic = Structure(
            lattice: Lattice(a: 5.1, b: 6.2, c: 7.3, alpha: 81, beta: 95, gamma: 103),
            sites: [
                Site(element: fe, frac: [0.1, 0.2, 0.3], occupancy: 0.7, oxidation: 8.0 / 3, label: "Fe1"),
                Site(element: d, frac: [1.0 / 3, 0.62, 0.9], label: "D1"),
            ])
        return [try Crystals.rockSalt(), try Crystals.rutile(), triclinic, try Crystals.rutile().perturbed(sigma: 0.1)]
    }

    @Test func cif() throws {
        for s in try crystals() {
            let back = try Structure.parse(s.cifText)
            expectSame(s, back)
            #expect(back.notes == [])
        }
    }

    @Test func poscarAndXYZ() throws {
        for s in try crystals() where s.sites.allSatisfy({ $0.occupancy == 1 && $0.oxidation == nil }) {
            expectSame(s, try Structure.parse(s.poscarText()))
            let back = try Structure.parse(s.xyzText)
            for (a, b) in zip(s.sites, back.sites) { #expect((a.frac - b.frac).length < 1e-9) }
        }
        let partial = try crystals()[2]
        #expect(
            message { _ = try partial.poscarText() }
                == "site 1 (Fe1) has occupancy 0.7, which a POSCAR cannot hold; write a CIF")
    }

    @Test func leftHandedCellsKeepTheirHand() throws {
        let s = try crystals()[2]
        let m = s.lattice.matrix
        // The same crystal with a and b exchanged.
        let left = Structure(
            lattice: Lattice(matrix: Matrix3(rows: m.rows.1, m.rows.0, m.rows.2)),
            sites: s.sites.map { site in
                var t = site
                t.frac = [site.frac.y, site.frac.x, site.frac.z]
                return t
            })
        let back = try Structure.parse(left.cifText)
        func hand(_ t: Structure) -> Double {
            let v = t.cartesian(1) - t.cartesian(0)
            return v.dot(t.lattice.matrix.rows.0.cross(t.lattice.matrix.rows.1)) * t.lattice.matrix.determinant
        }
        #expect(isClose(abs(hand(left)), abs(hand(back)), 1e-9))
        #expect(back.lattice.matrix.determinant > 0)
        #expect((back.sites[1].frac + left.sites[1].frac).length < 1e-12)
    }

    @Test func strainsCompose() throws {
        let s = try Crystals.rutile()
        let once = try s.strained(a: 0.02, c: -0.03), back = try once.strained(a: 1 / 1.02 - 1, c: 1 / 0.97 - 1)
        #expect((back.lattice.matrix - s.lattice.matrix).maxAbs < 1e-12)
        #expect(isClose(once.lattice.volume, s.lattice.volume * 1.02 * 0.97))
        #expect(isClose(try s.strained(volume: 0.1).lattice.volume, 1.1 * s.lattice.volume))
        let tensor = try s.strained(tensor: Matrix3(diagonal: [0.02, 0, -0.03]))
        #expect((tensor.lattice.matrix - once.lattice.matrix).maxAbs < 1e-12)
        let fcc = try Crystals.rockSalt().primitive().strained(c: 0.01)
        #expect(
            fcc.notes == [
                "the strain is along the vectors of a primitive cell of Fm-3m, which are not the axes of the "
                    + "crystal: strain conventional() instead"
            ])
        #expect(try Crystals.rockSalt().strained(c: 0.01).notes == [])
    }

    @Test func spaceGroupBuildsTheCell() throws {
        let ni = try element("Ni"), o = try element("O")
        let sites = [Site(element: ni, frac: .zero), Site(element: o, frac: [0.5, 0.5, 0.5])]
        for name in ["225", "Fm-3m", "F m -3 m"] {
            let s = try Structure(spaceGroup: name, cell: CellParameters(a: 4.178), sites: sites)
            #expect(s.sites.count == 8)
            #expect(try Symmetry(of: s).number == 225)
        }
        let monoclinic = try Structure(
            spaceGroup: "14", cell: CellParameters(a: 5, b: 6, c: 7, beta: 100),
            sites: [
                Site(element: ni, frac: [0.1, 0.2, 0.3])
            ])
        #expect(monoclinic.sites.count == 4)
        #expect(try Symmetry(of: monoclinic).orbits == [0, 0, 0, 0])
    }

    @Test func perturbationIsNamedByItsSeed() throws {
        let s = try Crystals.rutile()
        #expect(try s.perturbed(sigma: 0.02, seed: 5) == s.perturbed(sigma: 0.02, seed: 5))
        #expect(try s.perturbed(sigma: 0.02, seed: 5) != s.perturbed(sigma: 0.02, seed: 6))
        #expect(try s.perturbed(sigma: 0) == s)
        let co = try element("Co"), ti = try element("Ti")
        #expect(try s.substituting(ti, with: co).sites.map(\.element.symbol) == ["Co", "Co", "O", "O", "O", "O"])
        let moved = try s.displacing(site: 0, by: [0, 0, 0.1])
        #expect((moved.cartesian(0) - s.cartesian(0) - Vector3(0, 0, 0.1)).length < 1e-12)
    }

    @Test func clustersAreWholeShells() throws {
        let s = try Crystals.rockSalt()
        let whole = try s.cluster(site: 0, atoms: 30)
        #expect(whole.atoms.count == 32)
        #expect(whole.shells().map(\.count) == [6, 12, 8, 6])
        #expect(try s.cluster(site: 0, atoms: 30, wholeShells: false).atoms.count == 30)
        #expect(try s.cluster(site: 0, radius: 4.18).atoms.count == 32)
        // Under strain the set jumps, unless it follows the crystal at rest.
        let strained = try s.strained(c: 0.02)
        #expect(try strained.cluster(site: 0, atoms: 30).atoms.count != 32)
        let followed = try strained.cluster(like: whole)
        #expect(followed.atoms.count == 32)
        for atom in followed.atoms {
            let rest = try #require(whole.atoms.first { $0.site == atom.site && $0.image == atom.image })
            #expect((rest.position * Vector3(1, 1, 1.02) - atom.position).length < 1e-12)
        }
    }

    @Test func clusterOperations() throws {
        let c = try Crystals.rockSalt().cluster(site: 0, atoms: 6)
        let turn = Matrix3(rows: [0, -1, 0], [1, 0, 0], [0, 0, 1])
        #expect(try c.rotated(by: turn).atoms.map(\.r) == c.atoms.map(\.r))
        let long = try c.stretched(axis: [0, 0, 2], factor: 1.05)
        #expect(long.atoms.filter { isClose($0.r, 1.05 * c.atoms[0].r) }.count == 2)
        #expect(long.atoms.filter { isClose($0.r, c.atoms[0].r) }.count == 4)
        #expect(
            try c.translatingLigands(by: [0, 0, 0.1]).atoms.first.map { isClose($0.r, c.atoms[0].r - 0.1) } == true)
        #expect(
            message { _ = try c.rotated(by: .zero) }
                == "the matrix is no rotation: its rows must have length 1 and stand at right angles")
        #expect(
            message { _ = try c.stretched(axis: [1, 1, 1], factor: 1.1) }
                == "no atom of shell 1 lies within 10 degrees of the axis")
        #expect(c.xyzText.hasPrefix("7\ncluster about Ni\nNi 0.0000000000 0.0000000000 0.0000000000\nO "))
    }
}

@Suite(.enabled(if: References.hasShared("data/mp_3d_structures.csv.gz"), "shared/data is not here"))
struct SharedTableTests {
    @Test func everyRowReads() throws {
        let table = try StructureTable(
            contentsOf: References.shared("data/mp_3d_structures.csv.gz"))
        #expect(table.count == 15_197)
        #expect(table.name(0) == "mp-13")
        let volume = try #require(table.columnNames.firstIndex(of: "volume"))
        for row in stride(from: 0, to: table.count, by: 10) {
            let s = try table.structure(row)
            let stated = try #require(Double(table.values(row)[volume]))
            #expect(isClose(s.lattice.volume, stated, 1e-4))
        }
    }
}
