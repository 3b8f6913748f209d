// Molecules in MOL and SDF files, both versions, and what is refused of them.

import Basics
import Crystal
import Foundation
import Testing

/// Nickel tetracarbonyl's first arm, as chemists' programs write it.
private func old(
    _ atoms: [String], count: String = "  3", head: String = "     test 06012600003D", tail: [String] = []
) -> String {
    (["nickel", head, "", count + "  2  0  0  0  0  0  0  0  0999 V2000"] + atoms + ["  1  2  1  0  0  0  0"] + tail + [
        "M  END", "",
    ])
    .joined(separator: "\n")
}

private let atoms = [
    "    0.0000    0.0000    0.0000 Ni  0  0  0  0  0  0  0  0  0  0  0  0",
    "    1.8380    0.0000    0.0000 C   0  0  0  0  0  0  0  0  0  0  0  0",
    "    2.9790    0.0000    0.5000 O   0  0  0  0  0  0  0  0  0  0  0  0",
]

private func new(_ lines: [String]) -> String {
    (["nickel", "  program 3D", "", "  0  0  0     0  0            999 V3000"] + lines.map { "M  V30 " + $0 } + [
        "M  END", "",
    ])
    .joined(separator: "\n")
}

private func read(_ text: String) throws -> Molecule {
    guard case .molecule(let molecule) = try FileContent.parse(text, name: "m.mol") else {
        throw SparError("a crystal")
    }
    return molecule
}

@Suite struct MolfileTests {
    @Test func bothVersions() throws {
        let first = try read(old(atoms))
        #expect(first.atoms.map(\.element.symbol) == ["Ni", "C", "O"] && first.notes == [])
        #expect(first.atoms[2].position == [2.979, 0, 0.5] && first.atoms[0].charge == nil)
        let second = try read(
            new([
                "BEGIN CTAB", "COUNTS 3 2 0 0 0", "BEGIN ATOM", "1 Ni 0 0 0 0", "2 C 1.838 0 -", "0 0",
                "3 O 2.979 0 0.5 0",
                "END ATOM", "BEGIN BOND", "1 1 1 2", "END BOND", "END CTAB",
            ]))
        #expect(second.atoms == first.atoms)
        let cluster = try first.cluster().cluster
        #expect(cluster.absorber.symbol == "Ni" && cluster.atoms.count == 2)
        // Lines may end as on Windows, and a title may look like something else.
        #expect(try read(old(atoms).replacing("\n", with: "\r\n")).atoms == first.atoms)
        #expect(try read(old(atoms).replacing("nickel", with: "3")).atoms == first.atoms)
    }

    @Test func charges() throws {
        var lines = atoms
        lines[2] = "    2.9790    0.0000    0.5000 O   0  5  0  0  0  0  0  0  0  0  0  0"
        #expect(try read(old(lines)).atoms.map(\.charge) == [0, 0, -1])
        #expect(try read(old(lines)).notes == ["its formal charges were taken as the atoms' charges"])
        #expect(try read(old(lines, tail: ["M  CHG  2   1   2   2  -2"])).atoms.map(\.charge) == [2, -2, 0])
        let fresh = new(["BEGIN ATOM", "1 Ni 0 0 0 0 CHG=2", "2 O 0 0 2 0 CHG=-2", "END ATOM"])
        #expect(try read(fresh).atoms.map(\.charge) == [2, -2])
    }

    @Test func severalRecords() throws {
        let one = old(atoms) + "> <name>\nnickel\n\n$$$$\n"
        #expect(try read(one).notes == [])
        #expect(try read(one + one).notes == ["the file goes on after its first record; only that was read"])
    }

    @Test func flatMolecules() throws {
        let flat = [0.0, 1.8, 2.9, 4.0].map { "    \($0)000    0.0000    0.0000 \($0 == 0 ? "Ni" : "O ")  0  0" }
        #expect(
            try read(old(flat, count: "  4", head: "")).notes
                == ["all its atoms lie in one plane, z = 0; where that is a drawing, its distances mean nothing"])
        #expect(try read(old(flat, count: "  4")).notes == [])
    }

    @Test(arguments: [
        (
            old(atoms, head: "     test 06012600002D"),
            "m.mol:2: this is a drawing, not a geometry: its header says 2D; write it with positions in three dimensions"
        ),
        (old(atoms, count: "  0"), "m.mol:4: the atom count is \"0\"; it is a whole number above zero"),
        (old(atoms, count: "abc"), "m.mol:4: the atom count is \"abc\"; it is a whole number above zero"),
        (
            old(["    0.0000    0.0000    0.0000 Ni  0  0"]).replacing("  1  2  1  0  0  0  0\n", with: ""),
            "m.mol:6: atom 2 of 3 is missing"
        ),
        (
            old(["    0.0000    nan       0.0000 Ni  0  0"]),
            "m.mol:5: \"0.0000    nan       0.0000 Ni  0  0\" is no atom; one is three numbers and an element symbol"
        ),
        (old(["    0.0000    0.0000    0.0000 R#  0  0"]), "m.mol:5: \"R#\" is no element"),
        (old(["    0.0000    0.0000    0.0000 Nj  0  0"]), "m.mol:5: \"Nj\" is no element; did you mean Ne?"),
        (
            old(atoms, tail: ["M  CHG  1   9   2"]),
            "m.mol:9: \"M  CHG  1   9   2\" charges an atom that there is not, or by no number"
        ),
        (
            old(atoms, tail: ["M  CHG  2   1"]),
            "m.mol:9: \"M  CHG  2   1\" gives no charges; it takes a count, then atom and charge"
        ),
        (new(["BEGIN CTAB"]), "m.mol: the V3000 file has no atoms: there is no line M  V30 BEGIN ATOM"),
        (new(["BEGIN ATOM", "END ATOM"]), "m.mol:6: the V3000 file has no atoms"),
        (
            new(["BEGIN ATOM", "1 Ni 0 0 0 0"]),
            "m.mol: the V3000 file ends among its atoms: there is no line M  V30 END ATOM"
        ),
        (
            new(["BEGIN ATOM", "1 Ni 0 0"]),
            "m.mol:6: \"1 Ni 0 0\" is no atom; one is a number, an element symbol and three numbers"
        ),
        (
            new(["BEGIN ATOM", "1 Ni 0 0 0 0 CHG=x", "END ATOM"]),
            "m.mol:6: the charge of an atom, CHG=, is no whole number"
        ),
    ])
    func refused(text: String, sentence: String) {
        #expect(message { _ = try read(text) } == sentence)
    }

    @Test func asCrystals() {
        #expect(
            message { _ = try Structure.parse(old(atoms), name: "m.mol") }
                == "m.mol: this MOL file is a cluster, not a crystal: a MOL or SDF file holds a molecule; cluster.read reads it"
        )
        #expect(
            message { _ = try FileContent.parse("a\nb", format: StructureFormats.named("mol"), name: "m.mol") }
                == "m.mol: this is no MOL file: its atoms begin on line 5")
    }
}
