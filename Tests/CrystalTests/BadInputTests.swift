// What bad input gets: one sentence with file, line or site, value, and what would be right. Verbatim.

import Basics
import Crystal
import Foundation
import Testing

/// A small CIF whose parts can be replaced.
func cif(
    cell: [String] = ["4.2", "4.2", "4.2", "90", "90", "90"], head: String = "", columns: [String] = [],
    atoms: [String] = ["Ni1 Ni 0 0 0", "O1 O 0.5 0.5 0.5"]
) -> String {
    let tags = [
        "_cell_length_a", "_cell_length_b", "_cell_length_c", "_cell_angle_alpha", "_cell_angle_beta",
        "_cell_angle_gamma",
    ]
    var lines = ["data_t"] + zip(tags, cell).filter { $0.1 != "" }.map { "\($0) \($1)" }
    if !head.isEmpty { lines.append(head) }
    lines +=
        [
            "loop_", "_atom_site_label", "_atom_site_type_symbol", "_atom_site_fract_x", "_atom_site_fract_y",
            "_atom_site_fract_z",
        ] + columns + atoms
    return lines.joined(separator: "\n") + "\n"
}

@Suite struct BadInputTests {
    @Test(arguments: [
        ("", "t: the file is empty; a CIF, POSCAR, XYZ or MOL file was expected"),
        (" \n\n", "t: the file is empty; a CIF, POSCAR, XYZ or MOL file was expected"),
        ("a\0b", "t: this is a binary file; a CIF, POSCAR, XYZ or MOL file is plain text"),
        (
            "hello\nworld\n",
            "t: this is no CIF (no data_ line), no POSCAR (line 2 is no scale factor), no XYZ (line 1 is no atom count) "
                + "and no MOL file (line 4 names no version V2000 or V3000)"
        ),
        ("data_x\n", "t: the CIF is empty: it has no data"),
        ("data_x\n_cell_length_a 'open\n", "t:2: not a readable CIF: unterminated 'string'"),
        ("data_x\nloop_\n_a\n_b\n1 2 3\n", "t:2: not a readable CIF: Wrong number of values in the loop"),
        ("_cell_length_a 4\n", "t:1: not a readable CIF: expected block header (data_)"),
        ("data_x\n_cell_length_a 4\n", "t: data block \"x\" has no cell: _cell_length_b is missing"),
        ("data_x\n_symmetry_cell_setting cubic\n", "t: data block \"x\" has no cell: _cell_length_a is missing"),
    ])
    func texts(text: String, sentence: String) {
        #expect(message { _ = try Structure.parse(text, name: "t") } == sentence)
    }

    @Test(arguments: [
        (
            ["0", "4", "4", "90", "90", "90"],
            "t:2: _cell_length_a is 0; a length of the cell is above zero, in angstrom"
        ),
        (
            ["4", "-4", "4", "90", "90", "90"],
            "t:3: _cell_length_b is -4; a length of the cell is above zero, in angstrom"
        ),
        (["4", "4", "nan", "90", "90", "90"], "t:4: _cell_length_c is \"nan\", which is no number"),
        (
            ["4", "4", "4,2", "90", "90", "90"],
            "t:4: _cell_length_c is \"4,2\", which is no number; decimals take a point"
        ),
        (
            ["4", "4", "1e9", "90", "90", "90"],
            "t:4: _cell_length_c is 1000000000.0; a length of the cell is between 0.1 and 100000 angstrom"
        ),
        (
            ["4", "4", "4", "180", "90", "90"],
            "t:5: _cell_angle_alpha is 180; an angle of the cell lies between 0 and 180 degrees"
        ),
        (
            ["4", "4", "4", "150", "150", "150"],
            "t: the angles 150, 150 and 150 cannot form a cell: any two must add up to more than the third, and all "
                + "three to less than 360 degrees"
        ),
        (["", "4", "4", "90", "90", "90"], "t: data block \"t\" has no cell: _cell_length_a is missing"),
    ])
    func cells(cell: [String], sentence: String) {
        #expect(message { _ = try Structure.parse(cif(cell: cell), name: "t") } == sentence)
    }

    @Test(arguments: [
        (["Xy1 Xy 0 0 0"], "t:14: the type \"Xy\" of atom Xy1 names no element; did you mean Xe?"),
        (["Ni1 Ni 0 zero 0"], "t:14: coordinate y of atom Ni1 is \"zero\", which is no number"),
        (["Ni1 Ni 0 NaN 0"], "t:14: coordinate y of atom Ni1 is \"NaN\", which is no number"),
        (
            ["Ni1 Ni 0 0 0,5"],
            "t:14: coordinate z of atom Ni1 is \"0,5\", which is no number; decimals take a point"
        ),
        (["Ni1 Ni 0 ? 0", "O1 O ? 0 0"], "t: none of the atoms of data block \"t\" has known coordinates"),
        (
            ["Ni1 Ni 0 ? 0"],
            "t: the atoms of data block \"t\" have no coordinates: _atom_site_fract_x, _y and _z are needed"
        ),
        (
            ["Ni1 Ni 0 0 0", "O1 O 0.001 0 0"],
            "t:15: two atoms in one place: Ni1 and O1 lie within 0.1 angstrom with occupancies that add up to "
                + "2; at most 1 has room"
        ),
        (["? ? 0 0 0"], "t:14: an atom has neither _atom_site_label nor _atom_site_type_symbol"),
    ])
    func atoms(rows: [String], sentence: String) {
        #expect(message { _ = try Structure.parse(cif(atoms: rows), name: "t") } == sentence)
    }

    @Test(arguments: [
        ("1.3", "t:15: the occupancy of atom Ni1 is 1.3; it lies between 0 and 1"),
        ("-0.5", "t:15: the occupancy of atom Ni1 is -0.5; it lies between 0 and 1"),
        ("full", "t:15: the occupancy of atom Ni1 is \"full\", which is no number"),
    ])
    func occupancies(value: String, sentence: String) {
        let text = cif(columns: ["_atom_site_occupancy"], atoms: ["Ni1 Ni 0 0 0 \(value)"])
        #expect(message { _ = try Structure.parse(text, name: "t") } == sentence)
    }

    @Test func blocksAndOperators() {
        #expect(
            message { _ = try Structure.parse(cif(), name: "t", block: "u") }
                == "t: there is no data block \"u\"; it has \"t\"")
        let wrong = cif(head: "loop_\n_symmetry_equiv_pos_as_xyz\nx,y,z\nx,q,z")
        #expect(
            message { _ = try Structure.parse(wrong, name: "t") }
                == "t:11: \"x,q,z\" is no symmetry operation; one looks like -x,y+1/2,-z+1/2")
        let doubled = cif(head: "loop_\n_symmetry_equiv_pos_as_xyz\nx,y,z\n2*x,y,z")
        #expect(
            message { _ = try Structure.parse(doubled, name: "t") }
                == "t: the operation 2*x,y,z changes volumes; it cannot be a symmetry")
        let noAtoms =
            "data_t\n_cell_length_a 4\n_cell_length_b 4\n_cell_length_c 4\n_cell_angle_alpha 90\n"
            + "_cell_angle_beta 90\n_cell_angle_gamma 90\n"
        #expect(
            message { _ = try Structure.parse(noAtoms, name: "t") }
                == "t: data block \"t\" has no atoms: a loop with _atom_site_label and _atom_site_fract_x, _y and _z "
                + "is needed"
        )
        #expect(
            message { _ = try Structure.parse(noAtoms + "loop_\n_atom_site_label\nNi1\n", name: "t") }
                == "t: the atoms of data block \"t\" have no coordinates: _atom_site_fract_x, _y and _z are needed")
    }

    @Test(arguments: [
        (
            "Ni\n0\n4 0 0\n0 4 0\n0 0 4\nNi\n1\nDirect\n0 0 0\n",
            "t:2: the scale factor is \"0\"; it is a number other than zero"
        ),
        ("Ni\n1\n4 0 0\n8 0 0\n0 0 4\nNi\n1\nDirect\n0 0 0\n", "t:3: the three lattice vectors lie in one plane"),
        (
            "Ni\n1\n4 0 0\n0 4 x\n0 0 4\nNi\n1\nDirect\n0 0 0\n",
            "t:4: lattice vector 2 is \"0 4 x\"; it takes three numbers"
        ),
        ("Ni\n1\n4 0 0\n0 4 0\n0 0 4\nNj\n1\nDirect\n0 0 0\n", "t:6: \"Nj\" is no element; did you mean Ne?"),
        (
            "Ni\n1\n4 0 0\n0 4 0\n0 0 4\nNi\n-1\nDirect\n0 0 0\n",
            "t:7: the atom counts are \"-1\"; they are whole numbers above zero"
        ),
        (
            "Ni\n1\n4 0 0\n0 4 0\n0 0 4\nNi O\n1\nDirect\n0 0 0\n0 0 0\n",
            "t:7: there are 1 atom counts for 2 element symbols"
        ),
        (
            "Ni\n1\n4 0 0\n0 4 0\n0 0 4\nNi\n2\nDirect\n0 0 0\n",
            "t:10: coordinates of Ni atom 2 of 2 were expected, three numbers, not \"\""
        ),
        (
            "Ni\n1\n4 0 0\n0 4 0\n0 0 4\nNi\n2\nDirect\n0 0 0\n0 0 1\n",
            "t: two atoms in one place: site 1 (Ni1) and site 2 (Ni2) are 0 angstrom apart"
        ),
        (
            "rock salt\n1\n4 0 0\n0 4 0\n0 0 4\n1 1\nDirect\n0 0 0\n.5 .5 .5\n",
            "t:1: line 6 gives no element symbols, and the comment \"rock salt\" names none either"
        ),
    ])
    func poscars(text: String, sentence: String) {
        #expect(message { _ = try Structure.parse(text, name: "t") } == sentence)
    }

    @Test(arguments: [
        (
            "1\nno cell\nNi 0 0 0\n",
            "t: this XYZ file is a cluster, not a crystal: its second line gives no periodic lattice, Lattice=\"ax ay "
                + "az bx by bz cx cy cz\"; cluster.read reads it"
        ),
        (
            "1\nLattice=\"4 0 0 0 4 0\"\nNi 0 0 0\n",
            "t:2: Lattice=\"4 0 0 0 4 0\" is no cell; it takes nine numbers"
        ),
        ("2\nLattice=\"4 0 0 0 4 0 0 0 4\"\nNi 0 0 0\n", "t:4: atom 2 of 2 is missing"),
        ("1\nLattice=\"4 0 0 0 4 0 0 0 4\"\nQq 0 0 0\n", "t:3: \"Qq\" is no element"),
        (
            "1\nLattice=\"4 0 0 0 4 0 0 0 4\"\nNi 0 0\n",
            "t:3: \"Ni 0 0\" is no atom; one is an element symbol and three numbers"
        ),
        ("0\nLattice=\"4 0 0 0 4 0 0 0 4\"\n", "t:1: the atom count is \"0\"; it is a whole number above zero"),
    ])
    func xyzFiles(text: String, sentence: String) {
        #expect(message { _ = try Structure.parse(text, name: "t") } == sentence)
    }

    @Test func operations() throws {
        let s = try Crystals.rockSalt()
        let ni = try element("Ni"), cr = try element("Cr"), o = try element("O")
        let cases: [(String, () throws -> Void)] = [
            (
                "the strain c = -1 inverts or flattens the cell; strains are fractions above -1, such as 0.05 for 5 %",
                { _ = try s.strained(c: -1) }
            ),
            (
                "the strain volume = -2 inverts or flattens the cell; strains are fractions above -1, such as 0.05 "
                    + "for 5 %",
                { _ = try s.strained(volume: -2) }
            ),
            (
                "the strain tensor inverts or flattens the cell: 1 + strain has determinant -0.5 and must be positive "
                    + "definite",
                { _ = try s.strained(tensor: Matrix3(diagonal: [-1.5, 0, 0])) }
            ),
            (
                "a strain tensor is symmetric and its entries are numbers",
                { _ = try s.strained(tensor: Matrix3(rows: [0, 1, 0], [0, 0, 0], [0, 0, 0])) }
            ),
            ("the structure has no Cr; it has Ni, O", { _ = try s.substituting(cr, with: ni) }),
            ("the structure has no Cr; it has Ni, O", { _ = try s.absorbers(cr) }),
            ("there is no site 9; the structure has 8", { _ = try s.displacing(site: 8, by: .zero) }),
            ("there is no site 0; the structure has 8", { _ = try s.cluster(site: -1, atoms: 30) }),
            ("a supercell of 0 x 1 x 1 cells is empty; the three counts start at 1", { _ = try s.supercell(0, 1, 1) }),
            (
                "the supercell matrix has determinant 0; its rows must span a cell",
                { _ = try s.supercell(Matrix3(rows: [1, 0, 0], [1, 0, 0], [0, 0, 1])) }
            ),
            ("sigma is -1; it is a standard deviation in angstrom, zero or above", { _ = try s.perturbed(sigma: -1) }),
            (
                "the lattice parameter a is -1; a length of the cell is above zero, in angstrom",
                { _ = try s.withLattice(a: -1) }
            ),
            (
                "there is no space group 231; they go from 1 to 230",
                { _ = try Structure(spaceGroup: "231", cell: CellParameters(a: 4), sites: s.sites) }
            ),
            (
                "there is no space group \"Qm-3m\"; give a number from 1 to 230 or a Hermann-Mauguin symbol such as "
                    + "Fm-3m or P 21/c",
                { _ = try Structure(spaceGroup: "Qm-3m", cell: CellParameters(a: 4), sites: s.sites) }
            ),
            (
                "the cell of P 6/m m m needs c",
                { _ = try Structure(spaceGroup: "191", cell: CellParameters(a: 4), sites: s.sites) }
            ),
            (
                "the cell parameters do not have the symmetry of F m -3 m; leave out those that the space group fixes",
                { _ = try Structure(spaceGroup: "225", cell: CellParameters(a: 4, b: 5), sites: s.sites) }
            ),
            (
                "two atoms in one place: site 1 (Ni) and site 2 (O) are 0 angstrom apart",
                {
                    _ = try Structure(
                        checking: s.lattice, sites: [Site(element: ni, frac: .zero), Site(element: o, frac: .zero)])
                }
            ),
            (
                "the three lattice vectors lie in one plane",
                {
                    _ = try Structure(
                        checking: Lattice(matrix: Matrix3(rows: [1, 0, 0], [0, 1, 0], [1, 1, 0])), sites: s.sites)
                }
            ),
            (
                "the tolerance symprec is 0; it is a distance in angstrom above zero",
                { _ = try Symmetry(of: s, symprec: 0) }
            ),
            (
                "site 1 (Ni) and site 2 (Ni) are 0.0012 angstrom apart, closer than the symmetry tolerance of 0.01: "
                    + "take a smaller symprec or remove one of them",
                {
                    _ = try Symmetry(
                        of: Structure(
                            lattice: s.lattice,
                            sites: [
                                Site(element: ni, frac: .zero), Site(element: ni, frac: [0.0012 / 4.178, 0, 0]),
                            ]))
                }
            ),
            (
                "cannot write out.txt: the name tells no format; end it in .cif, .vasp or .xyz, or call it POSCAR",
                { try s.write(to: "out.txt") }
            ),
        ]
        for (sentence, body) in cases { #expect(message(body) == sentence) }
    }

    @Test func files() throws {
        let folder = FileManager.default.temporaryDirectory.path
        #expect(
            message { _ = try Structure(contentsOf: folder) } == "cannot read \(folder): it is a folder, not a file")
        let missing = folder + "/no-such-crystal-file.cif"
        #expect(
            message { _ = try Structure(contentsOf: missing) }?.hasPrefix(
                "cannot read \(missing): there is no such file") == true)
    }
}
