// What real files did to the reader, each a kind with its relatives: elements from types, mixed and split sites, names
// of space groups, repeated tags, rounded coordinates, files without a lattice.

import Basics
@testable import Crystal
import Foundation
import Testing

@Suite struct FoundInUseTests {
    private let cubic = ["6", "6", "6", "90", "90", "90"]

    private func formula(_ s: Structure) -> String { s.composition.formula }

    // MARK: elements

    @Test func typesWinOverFormulas() throws {
        let calcite = try Structure.parse(
            cif(
                cell: ["4.99", "4.99", "17.061", "90", "90", "120"],
                head: "_space_group_name_H-M_alt 'R -3 c'\n_chemical_formula_sum 'C Ca O3'",
                columns: ["_atom_site_occupancy"],
                atoms: ["Ca1 Ca2+ 0 0 0 0.96", "Co1 Co2+ 0 0 0 0.04", "C1 C4+ 0 0 0.25 1", "O1 O2- 0.257 0 0.25 1"]))
        #expect(formula(calcite) == "Ca5.76 Co0.24 C6 O18")
        #expect(isClose(calcite.density, 2.7309, 1e-4))
        #expect(calcite.notes == ["the file's formula, C Ca O3, has no Co, which its atoms name"])
        let garnet = try Structure.parse(
            cif(
                cell: ["12", "12", "12", "90", "90", "90"],
                head: "_space_group_name_H-M_alt 'I a -3 d'\n_chemical_formula_sum 'Al5 O12 Y3'",
                columns: ["_atom_site_occupancy"],
                atoms: [
                    "Y1 Y3+ 0.125 0 0.25 0.95", "Yb1 Yb3+ 0.125 0 0.25 0.05", "Al1 Al3+ 0 0 0 1",
                    "Al2 Al3+ 0.375 0 0.25 1",
                    "O1 O2- -0.03 0.05 0.149 1",
                ]))
        #expect(formula(garnet) == "Yb1.2 Y22.8 Al40 O96")
    }

    /// Type, the formula's only metal besides, element.
    @Test(arguments: [
        ("Cu2+", "C", "Cu"), ("CU2+", "C", "Cu"), ("Fe2+", "F", "Fe"), ("FE", "F", "Fe"), ("Ho3+", "H", "Ho"),
        ("Ni", "N", "Ni"),
        ("NI", "N", "Ni"), ("ni", "N", "Ni"), ("Yb3+", "Y", "Yb"), ("Bi3+", "B", "Bi"), ("Pb2+", "P", "Pb"),
        ("Sn", "S", "Sn"),
        ("Os4+", "O", "Os"), ("In1", "I", "In"), ("W6+", "O", "W"), ("W", "O", "W"), ("U4+", "O", "U"),
        ("V5+", "C", "V"),
        ("Cs+1", "C", "Cs"), ("57Fe", "F", "Fe"), ("Nb(5+)", "N", "Nb"), ("Hs", "H", "Hs"), ("K1+", "O", "K"),
    ])
    func explicitTypes(type: String, stated: String, symbol: String) throws {
        let s = try Structure.parse(
            cif(
                head: "_chemical_formula_sum '\(stated) Cl'",
                atoms: [
                    "X1 \(type) 0 0 0", "Cl1 Cl 0.5 0.5 0.5",
                ]))
        #expect(s.sites[0].element.symbol == symbol)
        #expect(s.notes.contains { $0.contains("has no \(symbol), which its atoms name") } == (symbol != stated))
    }

    /// Label, formula, element.
    @Test(arguments: [
        ("WatX1", "Na Si O4 H2", "O"), ("WO1", "Na Si O4 H2", "O"), ("WO1", "", "O"), ("WatX1", "", "O"),
        ("W1", "Ca O4 H2", "O"),
        ("W1", "W O3", "W"), ("WO1", "W O3", "W"), ("W1", "", "W"), ("OW2", "W O3 H2", "O"), ("OWat3", "", "O"),
        ("H2O1", "", "O"),
        ("HOH", "", "O"), ("Aq1", "", "O"), ("O1W", "", "O"), ("WA", "Ca O4 H2", "O"), ("NH4", "", "N"),
        ("NH4", "N H4 Cl", "N"),
        ("CN1", "", "C"), ("NO3", "", "N"), ("No1", "", "No"), ("PO4", "", "P"), ("CF3", "", "C"), ("OG1", "", "O"),
        ("CO1", "", "Co"), ("CO1", "C O2", "C"), ("HG1", "Hg S", "Hg"), ("HG1", "C H4", "H"), ("Cn1", "", "C"),
        ("Po1", "", "Po"),
    ])
    func labels(label: String, formula: String, symbol: String) throws {
        let head = formula.isEmpty ? "" : "_chemical_formula_sum '\(formula)'"
        let s = try Structure.parse(cif(cell: cubic, head: head, atoms: ["\(label) ? 0 0 0"]))
        #expect(s.sites[0].element.symbol == symbol)
    }

    /// The host's formula does not know the dopant, which shares its host's place.
    @Test func dopantsByLabel() throws {
        for (host, dopant, formula) in [("S", "Se", "Ni S"), ("Ca1", "Co1", "C Ca O3"), ("Y1", "Yb1", "Al5 O12 Y3")] {
            let s = try Structure.parse(
                cif(
                    head: "_chemical_formula_sum '\(formula)'", columns: ["_atom_site_occupancy"],
                    atoms: ["\(host) ? 0 0 0 0.5", "\(dopant) ? 0 0 0 0.5"]))
            #expect(s.sites.map(\.element.symbol) == [host, dopant].map { $0.filter(\.isLetter) })
            #expect(s.notes.contains { $0.contains("has no \(dopant.filter(\.isLetter)), which") })
        }
        // Alone on its place it may be a nitrogen called b.
        let alone = try Structure.parse(
            cif(head: "_chemical_formula_sum 'Ni N'", atoms: ["Ni1 ? 0 0 0", "Nb ? 0.5 0.5 0.5"]))
        #expect(alone.sites[1].element.symbol == "N")
        #expect(alone.notes.contains("Nb was taken as N, not as Nb"))
    }

    @Test func listedTypesDecideWhereThereIsNoFormula() throws {
        let s = try Structure.parse(cif(head: "loop_\n_atom_type_symbol\nC\nO", atoms: ["CO1 ? 0 0 0"]))
        #expect(s.sites[0].element.symbol == "C")
        let nihonium = try Structure.parse(cif(atoms: ["NH4 ? 0 0 0"]))
        #expect(nihonium.notes.contains("NH4 was taken as N, not as Nh"))
    }

    // MARK: mixed sites

    /// Type, occupancy, formula of the cell with one oxygen.
    @Test(arguments: [
        ("'0.8Nb + 0.2Zr'", "1", "Zr0.2 Nb0.8 O3"), ("0.8Nb+0.2Zr", "1", "Zr0.2 Nb0.8 O3"),
        ("Fe0.5Ni0.5", "1", "Fe0.5 Ni0.5 O3"),
        ("(Fe0.25Ni0.75)", "1", "Fe0.25 Ni0.75 O3"), ("'Fe0.5 Ni0.5'", "1", "Fe0.5 Ni0.5 O3"),
        ("Fe0.5/Ni0.5", "1", "Fe0.5 Ni0.5 O3"),
        ("'0.75Si + 0.25Al'", "1", "Al0.25 Si0.75 O3"), ("'0.75Si + 0.25Al'", "0.5", "Al0.125 Si0.375 O3"),
        ("'0.5Fe + 0.3Ni'", "0.8", "Fe0.5 Ni0.3 O3"), ("'0.5Fe + 0.3Ni'", "1", "Fe0.5 Ni0.3 O3"),
        ("'0.9Ni + 0.1Vac'", "1", "Ni0.9 O3"), ("0.75Si", "1", "Si0.75 O3"), ("Fe50Ni50", "1", "Fe0.5 Ni0.5 O3"),
        ("'50%Fe + 50%Ni'", "1", "Fe0.5 Ni0.5 O3"), ("'0.5Fe2+ + 0.5Fe3+'", "1", "Fe1 O3"),
        ("Fe0.51(2)Ni0.49(2)", "1", "Fe0.51 Ni0.49 O3"),
        ("Fe2+/Fe3+", "1", "Fe1 O3"), ("'0.6Fe3+, 0.4Mg2+'", "1", "Mg0.4 Fe0.6 O3"),
        ("'Fe=0.5 Ni=0.5'", "1", "Fe0.5 Ni0.5 O3"), ("'Fe 0.5 and Ni 0.5'", "1", "Fe0.5 Ni0.5 O3"),
        ("<Fe0.5Ni0.5>", "1", "Fe0.5 Ni0.5 O3"), ("Fe0.5*Ni0.5", "1", "Fe0.5 Ni0.5 O3"),
    ])
    func mixedTypes(type: String, occupancy: String, expected: String) throws {
        let s = try Structure.parse(
            cif(
                cell: cubic, head: "_space_group_name_H-M_alt 'P m -3 m'", columns: ["_atom_site_occupancy"],
                atoms: ["T1(o) \(type) 0 0 0 \(occupancy)", "O O 0.5 0 0 1"]))
        #expect(formula(s) == expected)
    }

    /// Label, type, the names in the sentence.
    @Test(arguments: [
        ("M1", "Fe/Ni", "Fe and Ni"), ("M1", "Fe,Mg", "Fe and Mg"), ("M1", "'Fe, Mg'", "Fe and Mg"),
        ("M1", "FeNi", "Fe and Ni"),
        ("M1", "(Fe,Mg,Al)", "Fe and Mg and Al"), ("M1", "Fe+Ni", "Fe and Ni"), ("M1", "Fe2+,Mg2+", "Fe and Mg"),
        ("M1", "Si:Al", "Si and Al"),
        ("Fe/Ni1", "?", "Fe and Ni"), ("(Fe,Mg)1", "?", "Fe and Mg"), ("Si_Al2", "?", "Si and Al"),
        ("NaK,Ca", "?", nil),
        ("K/Na1A", "?", "K and Na"), ("FeNi1", "?", "Fe and Ni"), ("M1", "'Fe or Ni'", "Fe and Ni"),
        ("M1", "'Fe and Ni'", "Fe and Ni"), ("M1", "Fe*Ni", "Fe and Ni"), ("M1", "Fe\\Ni", "Fe and Ni"),
        ("M1", "Fe.Ni", "Fe and Ni"), ("M1", "Fe<Ni>", "Fe and Ni"), ("Nb0.8Zr0.2O1", "?", "Nb and Zr and O"),
    ])
    func mixedSitesWithoutAmountsAsk(label: String, type: String, names: String?) {
        let text = message { _ = try Structure.parse(cif(atoms: ["\(label) \(type) 0 0 0"]), name: "t") }
        if let names {
            let plain = type.replacing("'", with: "")
            #expect(
                text
                    == "t:14: the \(type == "?" ? "label" : "type") \"\(type == "?" ? label : plain)\" of atom "
                    + "\(label) "
                    + "names \(names) without amounts: give each a row with its own type and occupancy, or state the "
                    + "amounts, as in Fe0.5Ni0.5")
        }
    }

    /// A formula that knows neither element of a label does not make it one of them.
    @Test func labelsThatTheFormulaDoesNotKnow() throws {
        for (label, names) in [("FeNi1", "Fe and Ni"), ("AlSi1", "Al and Si")] {
            let text = message {
                _ = try Structure.parse(
                    cif(head: "_chemical_formula_sum 'Na Cl'", atoms: ["\(label) ? 0 0 0", "Cl1 ? 0.5 0.5 0.5"]))
            }
            #expect((text ?? "").contains("names \(names) without amounts"))
        }
        let s = try Structure.parse(cif(atoms: ["Fe0.5Vac0.5 ? 0 0 0", "O1 ? 0.5 0.5 0.5"]))
        #expect(formula(s) == "Fe0.5 O1")
    }

    /// A type that says more than an element is not cut without a word.
    @Test(arguments: ["FeS", "CoO", "NiO", "SiO2", "Fe_HS"])
    func typesThatSayMore(type: String) throws {
        let s = try Structure.parse(cif(atoms: ["X1 \(type) 0 0 0"]))
        #expect(s.notes.contains("X1: its type \(type) was read as \(s.sites[0].element.symbol)"))
        #expect(try !Structure.parse(cif(atoms: ["X1 Fe3+ 0 0 0"])).notes.contains { $0.contains("was read as") })
    }

    @Test func amountsInTheLabelOfASwitchedFile() throws {
        let s = try Structure.parse(cif(atoms: ["'0.8Nb + 0.2Zr' 'Nb,Zr' 0 0 0", "O1 O 0.5 0.5 0.5"]))
        #expect(formula(s) == "Zr0.2 Nb0.8 O1")
        #expect(
            message {
                _ = try Structure.parse(
                    cif(columns: ["_atom_site_occupancy"], atoms: ["M 0.5Fe+0.3Ni 0 0 0 0.4"]), name: "t")
            }
                == "t:15: the amounts in the type \"0.5Fe+0.3Ni\" of atom M do not add up to its occupancy, "
                + "0.4, nor to 1"
        )
    }

    /// Names that only look like several.
    @Test(arguments: ["O-H1", "O1-2", "SiT1", "FeM1", "CaB1", "Fe1_2", "C1A", "O1/2", "T1(o)", "Fe1.5"])
    func plainLabels(label: String) throws {
        let symbol = label.prefix { $0.isLetter }.prefix(label.hasPrefix("O") || label.hasPrefix("C1") ? 1 : 2)
        guard label != "T1(o)" else { return }
        #expect(try Structure.parse(cif(atoms: ["\(label) ? 0 0 0"])).sites[0].element.symbol == symbol)
    }

    // MARK: split sites

    @Test func imagesOfASplitSiteAddUp() throws {
        let titanate = try Structure.parse(
            cif(
                cell: ["4.006", "4.006", "4.006", "90", "90", "90"], head: "_space_group_name_H-M_alt 'P m -3 m'",
                columns: ["_atom_site_occupancy"],
                atoms: ["Ba1 Ba 0 0 0 1", "Ti1 Ti 0.512 0.512 0.512 0.125", "O1 O 0.5 0.5 0 1"]))
        #expect(formula(titanate) == "Ba1 Ti1 O3")
        #expect(isClose(titanate.density, 6.0232, 1e-4))
        #expect(try Symmetry(of: titanate).number == 221)
        let ferrate = try Structure.parse(
            cif(
                cell: ["4.18", "4.18", "6.5", "90", "90", "90"], head: "_space_group_name_H-M_alt 'P 4/m m m'",
                columns: ["_atom_site_occupancy"],
                atoms: ["Fe1 Fe 0 0 0.007 0.5", "Sr1 Sr 0.5 0.5 0.5 1", "O1 O 0.5 0 0 1", "O2 O 0 0 0.3 1"]))
        #expect(formula(ferrate) == "Sr1 Fe1 O4")
        #expect(isClose(ferrate.density, 3.0334, 1e-4))
        #expect(
            ferrate.notes == [
                "Fe1: 2 images lie within 0.091 angstrom of each other; they were taken as one atom of occupancy 1"
            ])
    }

    /// Coordinate, occupancy, stated multiplicity or nil, occupancy of the atom at the centre.
    @Test(
        arguments: [
            ("0.007", "0.5", nil, 1.0), ("0.007", "0.45", nil, 0.9), ("0.007", "0.6", nil, 1.0),
            ("0.007", "1", nil, 1.0),
            // Within the digits: the occupancy is that of the special position.
            ("0.001", "0.5", nil, 0.5), ("0.0000", "0.5", nil, 0.5),
            // What the file counts decides.
            ("0.007", "0.5", "1", 0.5), ("0.007", "0.5", "2", 1.0), ("0.0070(12)", "0.5", nil, 1.0),
        ] as [(String, String, String?, Double)])
    func splitOrRounded(z: String, occupancy: String, multiplicity: String?, expected: Double) throws {
        let s = try Structure.parse(
            cif(
                cell: ["4.18", "4.18", "6.5", "90", "90", "90"], head: "_space_group_name_H-M_alt 'P 4/m m m'",
                columns: ["_atom_site_occupancy", "_atom_site_symmetry_multiplicity"],
                atoms: ["Fe1 Fe 0 0 \(z) \(occupancy) \(multiplicity ?? "?")"]))
        #expect(s.sites.count == 1)
        #expect(isClose(s.sites[0].occupancy, expected))
    }

    @Test func oneLabelTwice() throws {
        let row = "Fe Fe 0 0 0 0.5"
        let s = try Structure.parse(cif(columns: ["_atom_site_occupancy"], atoms: [row, row, "O1 O 0.5 0.5 0.5 1"]))
        #expect(formula(s) == "Fe1 O1")
        // A dopant off the special position together with its host fills the place as listed.
        let doped = try Structure.parse(
            cif(
                head: "_space_group_name_H-M_alt 'P 4/m m m'", columns: ["_atom_site_occupancy"],
                atoms: ["Fe1 Fe 0 0 0.009 0.95", "Ni1 Ni 0 0 0.009 0.05"]))
        #expect(doped.sites.map(\.occupancy) == [0.95, 0.05])
    }

    // MARK: rounded coordinates

    @Test func roundedThirdsInALargeCell() throws {
        let cell = ["18.4", "18.4", "7.5", "90", "90", "120"]
        let s = try Structure.parse(
            cif(
                cell: cell, head: "_space_group_name_H-M_alt 'P 6/m m m'",
                atoms: [
                    "Co1 Co 0.33 0.67 0", "Si1 Si 0.333 0.667 0.5", "O1 O 0.1 0.2 0", "O2 O 0.266 0.532 0.5",
                ]))
        #expect(formula(s) == "Co2 Si2 O12")
        #expect(try Symmetry(of: s).number == 191)
        for (x, y) in [("0.33", "0.66"), ("0.66", "0.33"), ("0.67", "0.33"), ("0.33", "0.67")] {
            for occupancy in ["1", "0.5", "0.04"] {
                let one = try Structure.parse(
                    cif(
                        cell: cell, head: "_space_group_name_H-M_alt 'P 6/m m m'", columns: ["_atom_site_occupancy"],
                        atoms: ["Co1 Co \(x) \(y) 0 \(occupancy)"]))
                #expect(one.sites.count == 2)
                #expect(isClose(one.sites[0].occupancy, NumberText.parse(occupancy) ?? 0))
            }
        }
        // The file's own count decides, either way.
        for (stated, count) in [("2", 2), ("6", 6)] {
            let one = try Structure.parse(
                cif(
                    cell: cell, head: "_space_group_name_H-M_alt 'P 6/m m m'",
                    columns: ["_atom_site_occupancy", "_atom_site_site_symmetry_multiplicity"],
                    atoms: ["Co1 Co 0.33 0.67 0 0.3 \(stated)"]))
            #expect(one.sites.count == count)
        }
    }

    // MARK: space groups

    /// Name, number, angles alpha, beta, gamma.
    @Test(arguments: [
        ("P2(1)/c", 14), ("P2(1)/n", 14), ("Pna2(1)", 33), ("P6(3)/mmc", 194), ("P2(1)2(1)2(1)", 19),
        ("P4(2)/mnm", 136),
        ("P 2(1)/c", 14), ("P4(3)2(1)2", 96), ("P6(1)22", 178), ("I4(1)/amd", 141), ("P 21/n 1 1", 14), ("p21/c", 14),
        ("P21/C", 14),
        ("p 21/n 1 1", 14), ("P121/c1", 14), ("P 1 21/c 1", 14), ("P 2 1/c", 14), ("P2_1/c", 14),
        ("P2<sub>1</sub>/c", 14),
        ("R-3mH", 166), ("R-3m:h", 166), ("R -3 m h", 166), ("R-3mR", 166), ("Fd-3mS", 227), ("Fd-3m Z", 227),
        ("F d -3 m :1", 227),
        ("Fd3mZ", 227), ("P4/nmm:2", 129), ("P n n n Z", 48), ("C m c e", 64), ("Cmca", 64), ("Aem2", 39), ("Abm2", 39),
        ("Ccce", 68),
        ("Fm3m", 225), ("Ia3d", 230), ("Pa3", 205), ("Fm-3m (No. 225)", 225), ("P 21/c (14)", 14), ("R -3 c (H)", 167),
        ("F d -3 m (origin choice 2)", 227), ("P 21/c:b1", 14), ("P 1 21/c 1, unique axis b, cell choice 1", 14),
        ("H -3 c", 167),
        ("F 4/m -3 2/m", 225), ("P 2/m 2/m 2/m", 47), ("Pm\\bar{3}m", 221), ("Fm3\u{0305}m", 225), ("B 1 1 2/b", 15),
        ("I 2/a", 15),
        ("P 1 1 21/b", 14), ("C 2/c", 15), ("P 63 m c", 186), ("P31", 144), ("P 3 1 m", 157), ("P3(2)21", 154),
        ("A 1", 1), ("P-1", 2), ("P21c", 14), ("P21n", 14), ("P21a", 14), ("C2c", 15), ("P2c", 13), ("P 21 m", 11),
        ("I41a", 88), ("P63m", 176), ("P42nmc", 137), ("C2m", 12),
    ])
    func names(text: String, number: Int) {
        #expect(SpaceGroupSetting.settings(symbol: text).first?.number == number)
    }

    /// A name that lost its slash is no Hall symbol, and what is read otherwise than it is written is said.
    @Test func namesInFilesAreSaid() throws {
        func read(_ name: String, _ cell: [String], _ more: String = "") throws -> Structure {
            try Structure.parse(
                cif(
                    cell: cell, head: "_space_group_name_H-M_alt '\(name)'\n" + more,
                    atoms: ["Fe1 Fe 0.1 0.2 0.3", "O1 O 0.4 0.1 0.2"]))
        }
        for cell in [["5", "6", "7", "90", "90", "90"], ["5", "6", "7", "90", "100", "90"]] {
            let s = try read("P21c", cell)
            #expect(s.notes == ["the space group symbol P21c was read as P 1 21/c 1"])
            #expect(formula(s) == "Fe4 O4")
            #expect(try formula(read("C2c", cell)) == "Fe8 O8")
        }
        let cubic = try read("-P 2yb", ["5", "6", "7", "90", "100", "90"])
        #expect(formula(cubic) == "Fe4 O4")
        #expect(
            cubic.notes == [
                "the space group symbol -P 2yb is no Hermann-Mauguin symbol; it was read as a Hall symbol, that of "
                    + "number 11"
            ])
        let rhombohedral = try read("R 3 c", ["5", "6", "7", "90", "100", "90"])
        #expect(rhombohedral.notes.contains { $0.hasPrefix("the cell does not have the symmetry of R 3 c") })
        let twice = try read("P 1", ["5", "5", "5", "90", "90", "90"], "_symmetry_space_group_name_H-M 'F m -3 m'\n")
        #expect(twice.notes.contains("the file names two space groups, P 1 and F m -3 m; P 1 counted"))
        let unknown = try Structure.parse(
            cif(head: "_symmetry_Int_Tables_number 999", atoms: ["Fe1 Fe 0 0 0"]))
        #expect(
            unknown.notes.contains {
                $0.hasPrefix("space group number 999, which the file states, is not between 1 and 230")
            })
        let hall = try Structure.parse(
            cif(
                cell: ["5", "5", "5", "90", "90", "90"],
                head: "_space_group_name_Hall '-F 4 2 3'\n_space_group_IT_number 1", atoms: ["Fe1 Fe 0 0 0"]))
        #expect(hall.notes.contains { $0.hasPrefix("the file gives space group number 1, but the Hall symbol") })
    }

    @Test(arguments: [
        "P2(1/c", "P 2(x)/c", "P2(1)/q", "Fm-3m (No. 224)", "Q 7", "P 2(2)/c", "", "()", "F d -3 m (7th)",
    ])
    func noNameIsCut(text: String) {
        #expect(SpaceGroupSetting.settings(symbol: text).isEmpty)
    }

    /// Every symbol of both tables leads back to its own number, in the spellings of SHELX and of careless typists.
    @Test func allTabulatedSymbols() {
        for number in 1...230 {
            for setting in SpaceGroupSetting.settings(number: number) {
                let base = String(setting.symbol.prefix { $0 != ":" })
                let shelx = base.split(separator: " ").map { word -> String in
                    guard word.count > 1, let axis = word.first?.wholeNumberValue, axis > 1,
                        let screw = word.dropFirst().first, screw.isNumber
                    else { return String(word) }
                    return "\(axis)(\(screw))" + word.dropFirst(2)
                }
                for form in [
                    setting.symbol, base, base.lowercased(), base.filter { $0 != " " }, shelx.joined(separator: " "),
                    shelx.joined(),
                ] {
                    #expect(SpaceGroupSetting.settings(symbol: form).first?.number == number, "\(form)")
                }
                let chosen = SpaceGroupSetting.settings(symbol: setting.symbol)
                #expect(chosen.first?.hall == setting.hall || chosen.count > 1, "\(setting.symbol)")
            }
        }
    }

    @Test func monoclinicAxesFollowTheCell() throws {
        for (angles, setting) in [
            (["90", "100", "90"], "P 1 2/m 1"), (["90", "90", "100"], "P 1 1 2/m"), (["100", "90", "90"], "P 2/m 1 1"),
        ] {
            let s = try Structure.parse(
                cif(
                    cell: ["5", "6", "7"] + angles,
                    head: "_symmetry_space_group_name_H-M 'P 2/m'\n_symmetry_Int_Tables_number 10",
                    atoms: ["Fe1 Fe 0.1 0.2 0.3"]))
            #expect(s.sites.count == 4)
            #expect(try Symmetry(of: s).number == 10)
            #expect(s.notes == [], "\(setting)")
            let numbered = try Structure.parse(
                cif(
                    cell: ["5", "6", "7"] + angles, head: "_symmetry_Int_Tables_number 14",
                    atoms: ["Fe1 Fe 0.1 0.2 0.3"]))
            #expect(try Symmetry(of: numbered).number == 14)
        }
        let first = try Structure.parse(
            cif(
                cell: ["5", "6", "7", "90", "90", "100"], head: "_symmetry_space_group_name_H-M 'P 2/m'",
                atoms: ["Fe1 Fe 0.1 0.2 0.3", "O1 O 0.4 0.3 0", "O2 O 0 0 0.25"]))
        #expect(formula(first) == "Fe4 O4")
        for cell in [CellParameters(a: 5, b: 6, c: 7, beta: 100), CellParameters(a: 5, b: 6, c: 7, gamma: 100)] {
            let fe = Site(element: try element("Fe"), frac: [0.1, 0.2, 0.3])
            #expect(try Structure(spaceGroup: "P2/m", cell: cell, sites: [fe]).sites.count == 4)
            #expect(try Structure(spaceGroup: "10", cell: cell, sites: [fe]).sites.count == 4)
            #expect(
                try Structure(spaceGroup: "P2(1)/c", cell: CellParameters(a: 5, b: 6, c: 7, beta: 100), sites: [fe])
                    .sites.count == 4)
            #expect(
                try Structure(spaceGroup: "-P 2ybc", cell: CellParameters(a: 5, b: 6, c: 7, beta: 100), sites: [fe])
                    .sites.count == 4)
        }
    }

    /// Lines of a head that all mean rock salt or, with the second origin, magnetite.
    @Test(arguments: [
        "_space_group.name_H-M_ref 'F m -3 m'", "_space_group_name_H-M_ref 'F m -3 m'",
        "_space_group.name_H-M_full 'F 4/m -3 2/m'",
        "_space_group.name_H-M_alt 'F m -3 m'", "_symmetry.space_group_name_H-M 'F m -3 m'",
        "_space_group.name_Hall '-F 4 2 3'",
        "_symmetry_space_group_name_Hall '-f423'", "_symmetry.space_group_name_Hall -F_4_2_3",
        "_space_group.IT_number 225",
        "_symmetry.Int_Tables_number 225", "_space_group_name_Schoenflies Oh^5",
        "_space_group.name_Schoenflies 'O_h^5'",
        "_symmetry.pdbx_full_space_group_name_H-M 'F 4/m -3 2/m'", "_symmetry_space_group_name_H-M '-F 4 2 3'",
        "_space_group_name_H-M_alt 'F q -3 m'\n_space_group_name_Hall '-F 4 2 3'",
        "_space_group_name_H-M_alt 'P m -3 m'\n_space_group_name_Hall '-F 4 2 3'\n_space_group_IT_number 225",
        "loop_\n_space_group_symop.id\n_space_group_symop.operation_xyz\n1 x,y,z\n2 x,y+1/2,z+1/2\n3 x+1/2,y,z+1/2\n4 "
            + "x+1/2,y+1/2,z",
        "loop_\n_symmetry_equiv.pos_as_xyz\nx,y,z\nx,y+1/2,z+1/2\nx+1/2,y,z+1/2\nx+1/2,y+1/2,z",
    ])
    func namesOfTheDictionary(head: String) throws {
        #expect(formula(try Structure.parse(cif(head: head))) == "Ni4 O4")
    }

    @Test func settingsBesideTheName() throws {
        let atoms = ["Fe1 Fe 0.125 0.125 0.125", "Fe2 Fe 0.5 0.5 0.5", "O1 O 0.2549 0.2549 0.2549"]
        for head in [
            "_space_group_name_H-M_alt 'F d -3 m'\n_space_group_IT_coordinate_system_code 2",
            "_space_group_name_H-M_alt 'F d -3 m'\n_space_group_name_Hall '-F 4vw 2vw 3'",
            "_space_group_IT_number 227\n_space_group_IT_coordinate_system_code 2",
            "_space_group_name_H-M_alt 'F d -3 m Z'",
        ] {
            let s = try Structure.parse(
                cif(cell: ["8.39", "8.39", "8.39", "90", "90", "90"], head: head, atoms: atoms))
            #expect(formula(s) == "Fe24 O32")
            #expect(!s.notes.contains { $0.contains("leaves the setting open") })
        }
        let pnam = try Structure.parse(
            cif(
                cell: ["5", "6", "7", "90", "90", "90"],
                head: "_space_group_IT_number 62\n_space_group_IT_coordinate_system_code a-cb",
                atoms: ["Fe1 Fe 0.1 0.2 0.25"]))
        #expect(pnam.sites.count == 4 || pnam.sites.count == 8)
        #expect(try Symmetry(of: pnam).number > 1)
    }

    // MARK: repeats

    @Test func whatIsSaidTwiceIsAnError() {
        let loop =
            "loop_\n_atom_site_label\n_atom_site_fract_x\n_atom_site_fract_y\n_atom_site_fract_z\nO1 0.5 0.5 0.5\n"
        #expect(
            message { _ = try Structure.parse(cif() + loop, name: "t") }
                == "t:17: data block \"t\" has two loops of atoms: _atom_site_label stands on line 9 already; "
                + "make one loop of them, or put a line data_name before the second structure")
        #expect(
            message { _ = try Structure.parse(cif(head: "_cell_length_a 5"), name: "t") }
                == "t:8: _cell_length_a stands on line 2 already; one of the two is wrong")
        #expect(
            message { _ = try Structure.parse(cif(head: "_cell.angle_beta 91"), name: "t") }
                == "t:8: _cell_angle_beta stands on line 6 already; one of the two is wrong")
        #expect(
            message {
                _ = try Structure.parse(
                    cif(
                        head: "_space_group_IT_number 1\n_space_group_IT_number 2"), name: "t")
            }
                == "t:9: _space_group_it_number stands on line 8 already; one of the two is wrong")
        // Tags that decide nothing may repeat.
        #expect(message { _ = try Structure.parse(cif(head: "_journal_year 1\n_journal_year 2"), name: "t") } == nil)
    }

    @Test func blocksOfOneName() throws {
        let two = "data_global\n_journal_year 1\n" + cif() + cif(atoms: ["Fe1 Fe 0 0 0"])
        #expect(try Structure.parse(two, block: 2).sites[0].element.symbol == "Fe")
        #expect(try Structure.parse(two, block: 1).sites.count == 2)
        #expect(
            try Structure.parse(two).notes[0]
                == "the file holds 2 structures: \"t\" was read; choose another with block: 2 (\"t\")")
        #expect(
            message { _ = try Structure.parse(two, name: "f", block: "t") }
                == "f:18: data block \"t\" stands in the file 2 times, first on line 3; choose by number, block "
                + "= 1 or 2"
        )
        #expect(
            message { _ = try Structure.parse(two, name: "f", block: 3) }
                == "f: there is no structure number 3; the file holds 2")
    }

    // MARK: files without a lattice

    private func molecule(_ text: String, _ absorber: Molecule.Absorber? = nil) throws -> (
        cluster: Cluster, notes: [String]
    ) {
        guard case .molecule(let molecule) = try FileContent.parse(text, name: "m.xyz") else {
            throw SparError("a crystal")
        }
        return try molecule.cluster(absorber: absorber)
    }

    @Test func clustersFromXYZ() throws {
        let atoms = "Fe 2.3 2.3 2.45\nO 4.3 2.3 2.45\nO 0.3 2.3 2.45\n"
        let lattice = "Lattice=\"4.6 0 0 0 4.6 0 0 0 4.9\" Properties=species:S:1:pos:R:3"
        for comment in [
            "", "a molecule", lattice + " pbc=\"F F F\"", lattice + " pbc=F", lattice + " pbc=\"0 0 0\"",
            lattice + " pbc=\"False False False\"", "pbc=\"F F F\"",
        ] {
            let cluster = try molecule("3\n\(comment)\n\(atoms)").cluster
            #expect(cluster.absorber.symbol == "Fe")
            #expect(cluster.atoms.map(\.element.symbol) == ["O", "O"])
            #expect(isClose(cluster.radius, 2))
        }
        for pbc in [" pbc=\"T T T\"", "", " pbc=\"T T F\""] {
            #expect(try Structure.parse("3\n\(lattice)\(pbc)\n\(atoms)").sites.count == 3)
        }
        let charged = try molecule("2\nProperties=species:S:1:pos:R:3:charge:R:1\nO 0 0 1.9 -2\nNi 0 0 0 2\n").cluster
        #expect(charged.charge == 2)
        #expect(charged.atoms[0].charge == -2)
        #expect(charged.atoms[0].position == [0, 0, 1.9])
        let two = "3\n\nFe 0 0 0\nO 0 0 1.9\nNi 0 0 3.8\n"
        #expect(
            try molecule(two).notes == [
                "atom 1 (Fe) was taken as the absorber; others can be chosen by number with "
                    + "cluster.read and absorber =: 3"
            ])
        #expect(try molecule(two, .element(element("Ni"))).cluster.absorber.symbol == "Ni")
        #expect(try molecule(two, .atom(1)).cluster.absorber.symbol == "O")
    }

    @Test(arguments: [
        (
            "2\n\nO 0 0 0\nO 0 0 1.2\n",
            "m.xyz: the file has no lattice, so it is a cluster, and none of its atoms is a 3d metal: say "
                + "which absorbs, cluster.read(path, { absorber = 1 })"
        ),
        (
            "3\n\nO 0 0 0\nFe 0 0 2\nNi 0 0 4\n",
            "m.xyz: the file has no lattice, so it is a cluster, and several of its atoms are 3d "
                + "metals: say which absorbs, cluster.read(path, { absorber = 2 })"
        ),
        ("1\n\nFe 0 0 0\n", "m.xyz: a cluster has at least one atom beside its absorber"),
        ("2\n\nFe 0 0 0\nO 0 0 0.05\n", "m.xyz: two atoms in one place: atoms 1 and 2 are 0.05 angstrom apart"),
        (
            "2\npbc=\"maybe\"\nFe 0 0 0\nO 0 0 2\n",
            "m.xyz:2: pbc=\"maybe\" is no choice of directions; it takes three of T and F"
        ),
        (
            "2\npbc=\"T T T\"\nFe 0 0 0\nO 0 0 2\n",
            "m.xyz:2: the XYZ file has no lattice: its second line needs Lattice=\"ax ay az bx by bz cx cy cz\""
        ),
    ])
    func moleculesThatAreNoClusters(text: String, sentence: String) {
        #expect(message { _ = try molecule(text) } == sentence)
    }

    // MARK: long and flat cells

    @Test func longCellsHaveASpaceGroup() throws {
        let nio = try Crystals.rockSalt()
        for tensor in [
            Matrix3(diagonal: [0, 90, 7]), Matrix3(diagonal: [0, 60, 3]), Matrix3(diagonal: [90, 0, 0.2]),
        ] {
            let long = try nio.strained(tensor: tensor)
            for symprec in [0.01, 0.1] { #expect(try Symmetry(of: long, symprec: symprec).number == 69) }
            #expect(try Symmetry(of: long.primitive(), symprec: 0.01).number == 69)
        }
        #expect(
            message { _ = try Symmetry(of: nio, symprec: 2.2) }
                == "the shortest lattice vector is 4.178 angstrom, less than twice the symmetry tolerance of 2.2: "
                + "take a smaller symprec"
        )
    }
}
