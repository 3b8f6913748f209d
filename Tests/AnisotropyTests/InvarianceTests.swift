// The same crystal, turned, reordered, in a supercell or in another cell, has the same features to 1e-9.

import Anisotropy
import Basics
import Crystal
import Foundation
import Testing

@Suite struct InvarianceTests {
    /// Published structures in short form: six cell parameters, then element and fractional coordinates.
    static let crystals: [(name: String, cell: [Double], sites: String)] = [
        (
            "NiO, cubic", [4.178, 4.178, 4.178, 90, 90, 90],
            "Ni 0 0 0;Ni 0 .5 .5;Ni .5 0 .5;Ni .5 .5 0;O .5 .5 .5;O .5 0 0;O 0 .5 0;O 0 0 .5"
        ),
        (
            "SrTiO3-like with a shell at the radius", [4, 4, 4, 90, 90, 90],
            "Sr .5 .5 .5;Ti 0 0 0;O .5 0 0;O 0 .5 0;O 0 0 .5"
        ),
        ("Fe, bcc: no charges", [2.8665, 2.8665, 2.8665, 90, 90, 90], "Fe 0 0 0;Fe .5 .5 .5"),
        (
            "Zn, hcp: no charges, one axis", [2.665, 2.665, 4.947, 90, 90, 120],
            "Zn .3333333333333333 .6666666666666667 .25;Zn .6666666666666667 .3333333333333333 .75"
        ),
        (
            "TiO2, rutile", [4.5937, 4.5937, 2.9587, 90, 90, 90],
            "Ti 0 0 0;Ti .5 .5 .5;O .3053 .3053 0;O -.3053 -.3053 0;O .1947 .8053 .5;O .8053 .1947 .5"
        ),
        (
            "ZnO, wurtzite", [3.2498, 3.2498, 5.2066, 90, 90, 120],
            "Zn .3333333333333333 .6666666666666667 0;Zn .6666666666666667 .3333333333333333 .5;"
                + "O .3333333333333333 .6666666666666667 .3819;O .6666666666666667 .3333333333333333 .8819"
        ),
        (
            "Cu2O: sites on threefold axes of a cubic crystal", [4.2696, 4.2696, 4.2696, 90, 90, 90],
            "Cu .25 .25 .25;Cu .75 .75 .25;Cu .75 .25 .75;Cu .25 .75 .75;O 0 0 0;O .5 .5 .5"
        ),
        (
            "CuO, tenorite", [4.6837, 3.4226, 5.1288, 90, 99.54, 90],
            "Cu .25 .25 0;Cu .75 .75 0;Cu .25 .75 .5;Cu .75 .25 .5;O 0 .4184 .25;O .5 .9184 .25;O 0 -.4184 .75;"
                + "O .5 .0816 .75"
        ),
        (
            "BaTiO3, tetragonal", [3.9945, 3.9945, 4.0335, 90, 90, 90],
            "Ba 0 0 0;Ti .5 .5 .5224;O .5 .5 -.0244;O .5 0 .4895;O 0 .5 .4895"
        ),
        (
            "NiAs", [3.619, 3.619, 5.034, 90, 90, 120],
            "Ni 0 0 0;Ni 0 0 .5;As .3333333333333333 .6666666666666667 .25;"
                + "As .6666666666666667 .3333333333333333 .75"
        ),
        (
            "a triclinic copper salt", [5.1, 6.3, 7.2, 81, 99, 104],
            "Cu .1 .2 .3;Cl .45 .3 .1;Cl .8 .7 .55;O .2 .6 .8;H .3 .7 .9;H .05 .62 .85"
        ),
    ]

    private func structure(_ crystal: (name: String, cell: [Double], sites: String)) -> Structure {
        let c = crystal.cell
        let sites = crystal.sites.split(separator: ";").compactMap { text -> Site? in
            let words = text.split(separator: " ")
            let x = words.dropFirst().compactMap { Double($0.hasPrefix("-") ? "-0" + $0.dropFirst() : "0" + $0) }
            return Element(String(words[0])).map { Site(element: $0, frac: Vector3(x[0], x[1], x[2])) }
        }
        return Structure(
            lattice: Lattice(a: c[0], b: c[1], c: c[2], alpha: c[3], beta: c[4], gamma: c[5]), sites: sites)
    }

    private func inBasis(_ s: Structure, _ t: Matrix3) -> Structure {
        let inverse = t.inverse
        return Structure(
            lattice: Lattice(matrix: t * s.lattice.matrix),
            sites: s.sites.map { site in
                var site = site
                site.frac = site.frac * inverse
                site.frac -= site.frac.rounded(.down)
                return site
            })
    }

    private func supercell(_ s: Structure, _ n: (Int, Int, Int)) -> Structure {
        let size = Vector3(Double(n.0), Double(n.1), Double(n.2))
        var sites: [Site] = []
        for site in s.sites {
            for i in 0..<n.0 {
                for j in 0..<n.1 {
                    for k in 0..<n.2 {
                        var copy = site
                        copy.frac = (site.frac + Vector3(Double(i), Double(j), Double(k))) / size
                        sites.append(copy)
                    }
                }
            }
        }
        return Structure(lattice: Lattice(matrix: Matrix3(diagonal: size) * s.lattice.matrix), sites: sites)
    }

    @Test(arguments: 0..<crystals.count)
    func sameFeatures(index: Int) throws {
        let name = Self.crystals[index].name
        let original = structure(Self.crystals[index])
        let metals = original.sites.map { $0.element }.filter { $0.is3dMetal }
        let metal = try #require(metals.first)
        let turn = try Matrix3.rotation(axis: [0.3, -1.2, 0.7], angle: 73)
        let turned = Structure(
            lattice: Lattice(matrix: original.lattice.matrix * turn.transpose), sites: original.sites)
        let shifted = Structure(
            lattice: original.lattice,
            sites: original.sites.map { site in
                var site = site
                site.frac += [0.1234, 0.377, -0.61]
                return site
            })
        let versions: [(String, Structure)] = [
            ("turned", turned),
            ("reordered", Structure(lattice: original.lattice, sites: original.sites.reversed())),
            ("shifted", shifted),
            ("skewed cell", inBasis(original, Matrix3(rows: [1, 3, 0], [0, 1, 0], [-2, 1, 1]))),
            ("axes exchanged", inBasis(turned, Matrix3(rows: [0, 1, 0], [0, 0, 1], [1, 0, 0]))),
            ("supercell 2 1 1", supercell(original, (2, 1, 1))),
            ("supercell 1 2 3, turned", supercell(turned, (1, 2, 3))),
        ]
        for frame in AnisotropyFrame.allCases {
            let definition = try FeatureDefinition(frame: frame)
            let expected = try Features(of: original, metal: metal, definition: definition)
            for (change, version) in versions {
                let found = try Features(of: version, metal: metal, definition: definition)
                let what = "\(name), \(change), \(frame.rawValue)"
                #expect(abs(found.qams - expected.qams) < 1e-9, "\(what) QAMS \(found.qams) \(expected.qams)")
                #expect(abs(found.dams - expected.dams) < 1e-9, "\(what) DAMS \(found.dams) \(expected.dams)")
                #expect(abs(found.iams - expected.iams) < 1e-9, "\(what) IAMS \(found.iams) \(expected.iams)")
                #expect(abs(found.density - expected.density) < 1e-9, "\(what)")
                #expect(found.spaceGroupNumber == expected.spaceGroupNumber, "\(what)")
                #expect(found.charge == expected.charge && found.chargesFrom == expected.chargesFrom, "\(what)")
                #expect(abs(found.electronegativityMean - expected.electronegativityMean) < 1e-9, "\(what)")
                #expect(abs(found.electronegativityDeviation - expected.electronegativityDeviation) < 1e-9, "\(what)")
                #expect(found.formula == expected.formula, "\(what)")
            }
        }
    }
}
