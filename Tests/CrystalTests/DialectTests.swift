// CIF dialects, each in a small file of our own: what is read, and what is noted.

import Basics
import Crystal
import Testing

@Suite struct DialectTests {
    private func atoms(_ s: Structure) -> [String: Int] {
        var count: [String: Int] = [:]
        for site in s.sites { count[site.element.symbol, default: 0] += 1 }
        return count
    }

    private let hexagonal = ["3.25", "3.25", "5.2", "90", "90", "120"]

    @Test(arguments: ["F m -3 m", "Fm-3m", "F m 3 m", "Fm3m", "'F 4/m -3 2/m'", "F_m_-3_m", "fm-3m"])
    func symbolsOfRockSalt(symbol: String) throws {
        let quoted = symbol.hasPrefix("'") ? symbol : "'\(symbol)'"
        let s = try Structure.parse(cif(head: "_symmetry_space_group_name_H-M \(quoted)"))
        #expect(atoms(s) == ["Ni": 4, "O": 4])
        #expect(s.notes == [])
    }

    @Test(arguments: ["_space_group_IT_number 225", "_symmetry_Int_Tables_number 225", "_space_group.IT_number 225"])
    func numbersOfRockSalt(line: String) throws {
        let s = try Structure.parse(cif(head: line))
        #expect(atoms(s) == ["Ni": 4, "O": 4])
        #expect(s.notes == ["there is no operator list, so the group was taken by its number, 225"])
    }

    @Test func hallSymbolDecides() throws {
        let s = try Structure.parse(cif(head: "_space_group_name_Hall '-F 4 2 3'"))
        #expect(atoms(s) == ["Ni": 4, "O": 4])
    }

    @Test func noSymmetryMeansP1() throws {
        let s = try Structure.parse(cif())
        #expect(s.sites.count == 2)
        #expect(s.notes == ["the file states no symmetry: its sites were taken as all atoms of the cell (P 1)"])
        let unknown = try Structure.parse(cif(head: "_space_group_name_H-M_alt 'Q 7'"))
        #expect(
            unknown.notes == [
                "the space group symbol Q 7 is unknown and there is no operator list: its sites were "
                    + "taken as all atoms of the cell (P 1)"
            ])
    }

    @Test func operatorsWinOverSymbols() throws {
        let head = "_symmetry_space_group_name_H-M 'F m -3 m'\nloop_\n_symmetry_equiv_pos_as_xyz\nx,y,z\n-x,-y,-z"
        let s = try Structure.parse(cif(head: head))
        #expect(s.sites.count == 2)
        #expect(
            s.notes == [
                "the operator list is that of space group number 2, the file's F m -3 m is number 225; the "
                    + "list was used"
            ])
    }

    @Test func odditiesOfOperatorLists() throws {
        let s = try Structure.parse(
            cif(
                head: "loop_\n_space_group_symop_id\n_space_group_symop_operation_xyz\n"
                    + "1 'X, Y, Z'\n2 '-X, 0.5+Y, 1/2-Z'\n3 'x,y,z'"))
        #expect(s.sites.count == 4)
        #expect(s.notes == ["the operator list repeats 1 of its operations"])
        let open = try Structure.parse(cif(head: "loop_\n_symmetry_equiv_pos_as_xyz\nx,y,z\n-y,x,z"))
        #expect(open.notes == ["the 2 operators of the list do not form a group; they were used as they are"])
        let pieces = try Structure.parse(cif(head: "loop_\n_symmetry_equiv_pos_as_xyz\nx, y, z\n-x, -y, -z"))
        #expect(pieces.notes == [])
        let lacking = try Structure.parse(cif(head: "_symmetry_equiv_pos_as_xyz -x,-y,-z"))
        #expect(lacking.notes == ["the operator list lacks the identity x,y,z, which was added"])
    }

    @Test func roundedThirdsLieOnTheirAxis() throws {
        // Four digits only: without care each atom of ZnO would become three.
        let s = try Structure.parse(
            cif(
                cell: hexagonal, head: "_symmetry_space_group_name_H-M 'P 63 m c'",
                atoms: ["Zn1 Zn 0.3333 0.6667 0", "O1 O .333(1) .667(1) 0.345"]))
        #expect(atoms(s) == ["Zn": 2, "O": 2])
        #expect(try Symmetry(of: s, symprec: 1e-5).number == 186)
        #expect(abs(s.sites[0].frac.x - 1.0 / 3) < 1e-15)
        #expect(s.notes == ["O1: moved by at most 0.00187639 angstrom onto the special position"])
    }

    @Test func originIsFoundFromTheFormula() throws {
        // Magnetite at origin choice 2, its symbol without ":2".
        let head = "_symmetry_space_group_name_H-M 'F d -3 m'\n_chemical_formula_sum 'Fe3 O4'"
        let s = try Structure.parse(
            cif(
                cell: ["8.39", "8.39", "8.39", "90", "90", "90"], head: head,
                atoms: [
                    "Fe1 Fe 0.125 0.125 0.125", "Fe2 Fe 0.5 0.5 0.5", "O1 O 0.2549 0.2549 0.2549",
                ]))
        #expect(atoms(s) == ["Fe": 24, "O": 32])
        #expect(s.notes == ["the file leaves the setting open: F d -3 m:2 was taken, not F d -3 m:1"])
    }

    @Test(arguments: ["R -3 c :H", "R -3 c H", "R-3c", "H -3 c"]) func hexagonalAxes(symbol: String) throws {
        let s = try Structure.parse(
            cif(
                cell: ["4.96", "4.96", "13.6", "90", "90", "120"],
                head: "_symmetry_space_group_name_H-M '\(symbol)'",
                atoms: ["Cr1 Cr3+ 0 0 0.3475", "O1 O2- 0.306 0 0.25"]))
        #expect(atoms(s) == ["Cr": 12, "O": 18])
        #expect(s.sites[0].oxidation == 3)
    }

    @Test(arguments: ["R -3 c :R", "R -3 c R", "R-3c"]) func rhombohedralAxes(symbol: String) throws {
        let s = try Structure.parse(
            cif(
                cell: ["5.35", "5.35", "5.35", "55.1", "55.1", "55.1"],
                head: "_symmetry_space_group_name_H-M '\(symbol)'",
                atoms: ["Cr1 Cr 0.3475 0.3475 0.3475", "O1 O 0.556 0.944 0.25"]))
        #expect(atoms(s) == ["Cr": 4, "O": 6])
    }

    @Test(arguments: [
        ("Fe2+", "Fe"), ("FE1", "Fe"), ("OW", "O"), ("Wat", "O"), ("CO1", "Co"), ("D1", "D"), ("O1A", "O"),
        ("SiT", "Si"),
        ("FeM1", "Fe"), ("H12", "H"),
    ])
    func elementsFromLabels(label: String, symbol: String) throws {
        let text = cif(atoms: ["\(label) ? 0 0 0"])
        #expect(try Structure.parse(text).sites[0].element.symbol == symbol)
    }

    @Test func formulaDecidesAmbiguousLabels() throws {
        let carbon = cif(head: "_chemical_formula_sum 'C2 Ni O4'", atoms: ["CO1 ? 0 0 0"])
        #expect(try Structure.parse(carbon).sites[0].element.symbol == "C")
    }

    @Test func dummiesDeuteriumAndGapsAreNamed() throws {
        let s = try Structure.parse(
            cif(
                columns: ["_atom_site_occupancy", "_atom_site_calc_flag"],
                atoms: [
                    "Ni1 Ni 0 0 0 . d", "D1 D 0.2 0 0 0.5 d", "Cg1 X 0.4 0 0 1 dum", "Q1 Q .5 .5 .5 1 .",
                    "H1 H ? ? ? 1 .",
                    "Ni2 57Ni 0.5 0 0.5 1.02(3) .", "O9 O 0.3 0.3 0.3 0 .",
                ]))
        #expect(s.sites.map(\.element.symbol) == ["Ni", "D", "Ni"])
        #expect(s.sites.map(\.occupancy) == [1, 0.5, 1])
        #expect(
            s.notes.prefix(5) == [
                "Cg1 is a dummy atom and was left out", "Q1 is no atom (Q) and was left out",
                "H1 has no coordinates and was left out", "Ni2 has occupancy 1.02, which was taken as 1",
                "O9 has occupancy 0 and was left out",
            ])
    }

    @Test func sharedAndRepeatedPlaces() throws {
        let mixed = try Structure.parse(
            cif(
                columns: ["_atom_site_occupancy"],
                atoms: [
                    "Fe1 Fe2+ 0 0 0 0.4", "Fe2 Fe3+ 0 0 0 0.4", "Mg1 Mg2+ 0 0 0 0.2", "O1 O2- 0.5 0.5 0.5 1",
                    "O2 O2- 0.5 0.5 0.501 1",
                ]))
        #expect(mixed.sites.map(\.element.symbol) == ["Fe", "Mg", "O"])
        #expect(isClose(mixed.sites[0].occupancy, 0.8))
        #expect(mixed.sites[0].oxidation.map { isClose($0, 2.5) } == true)
        #expect(
            mixed.notes.suffix(2) == [
                "Fe1 and Fe2 are one element in one place: their occupancies were added",
                "O2 repeats O1 and was counted once",
            ])
    }

    @Test func blocksAreChosenByName() throws {
        let two = cif() + cif(atoms: ["Fe1 Fe 0 0 0"]).replacing("data_t", with: "data_second")
        #expect(try Structure.parse(two, block: "second").sites.count == 1)
        #expect(
            try Structure.parse(two).notes[0]
                == "the file holds 2 structures: \"t\" was read; choose another with block: \"second\"")
        let header = "data_global\n_journal_year 1999\n" + cif()
        #expect(try Structure.parse(header).sites.count == 2)
    }

    @Test func lineEndsMarksAndCase() throws {
        let text = cif(head: "_symmetry_space_group_name_H-M 'F m -3 m'")
        for form in [
            text.replacing("\n", with: "\r\n"), text.replacing("\n", with: "\r"), "\u{FEFF}" + text,
            text.replacing("_atom_site_fract_x", with: "_ATOM_SITE_FRACT_X"),
            text.replacing("data_t", with: "DATA_t"), text.replacing("_cell_length_", with: "_cell.length_"),
            "# \u{c5}ngstr\u{f6}m\n" + text, text + "#END\n",
        ] {
            #expect(try Structure.parse(form).sites.count == 8)
        }
    }

    @Test func cartesianCoordinates() throws {
        let text = cif().replacing("_atom_site_fract_", with: "_atom_site_Cartn_").replacing(
            "0.5 0.5 0.5", with: "2.1 2.1 2.1")
        let s = try Structure.parse(text)
        #expect((s.sites[1].frac - Vector3(0.5, 0.5, 0.5)).length < 1e-12)
        #expect(s.notes.contains("the coordinates are Cartesian; a was taken along x and b in the xy plane"))
    }

    @Test func poscarForms() throws {
        let cell = "4.2 0 0\n0 4.2 0\n0 0 4.2\n"
        let forms = [
            "v5\n1.0\n\(cell)Ni O\n1 1\nDirect\n0 0 0\n0.5 0.5 0.5 T T F\n",
            "Ni O\n1.0\n\(cell)1 1\nDirect\n0 0 0\n0.5 0.5 0.5\n",
            "selective\n1.0\n\(cell)Ni_pv O\n1 1\nSelective dynamics\nDirect\n0 0 0 T T T\n0.5 0.5 0.5 F F F\n",
            "cartesian\n4.2\n1 0 0\n0 1 0\n0 0 1\nNi O\n1 1\nCartesian\n0 0 0\n0.5 0.5 0.5\n",
            "volume\n-74.088\n1 0 0\n0 1 0\n0 0 1\nNi O\n1 1\ndirect\n0 0 0\n0.5 0.5 0.5\n",
        ]
        for form in forms {
            let s = try Structure.parse(form)
            #expect(s.sites.map(\.element.symbol) == ["Ni", "O"])
            #expect(isClose(s.lattice.volume, 74.088))
            #expect((s.sites[1].frac - Vector3(0.5, 0.5, 0.5)).length < 1e-12)
        }
    }

    @Test func extendedXYZ() throws {
        let lattice = "Lattice=\"4.2 0 0 0 4.2 0 0 0 4.2\""
        for text in [
            "2\n\(lattice)\nNi 0 0 0\nO 2.1 2.1 2.1\n",
            "2\n\(lattice) Properties=id:I:1:species:S:1:pos:R:3:forces:R:3 pbc=\"T T T\"\n"
                + "1 Ni 0 0 0 1 2 3\n2 O 2.1 2.1 2.1 0 0 0\n",
        ] {
            let s = try Structure.parse(text)
            #expect(s.sites.map(\.element.symbol) == ["Ni", "O"])
            #expect((s.sites[1].frac - Vector3(0.5, 0.5, 0.5)).length < 1e-12)
        }
    }
}
