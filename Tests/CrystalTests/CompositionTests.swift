// Formulas read and written, densities.

import Basics
import Crystal
import Testing

@Suite struct CompositionTests {
    /// The reduced formulas are pymatgen's.
    @Test(arguments: [
        ("Ni4O4", "Ni4 O4", "NiO"), ("O4Fe3", "Fe3 O4", "Fe3O4"), ("Al2 Fe4 O8", "Al2 Fe4 O8", "Al(FeO2)2"),
        ("LiFePO4", "Li1 Fe1 P1 O4", "LiFePO4"), ("Li4Fe4P4O16", "Li4 Fe4 P4 O16", "LiFePO4"), ("O2", "O2", "O2"),
        ("O7", "O7", "O2"), ("Na2O2", "Na2 O2", "Na2O2"), ("Ba1 Mn2 As2", "Ba1 Mn2 As2", "Ba(MnAs)2"),
        ("Ca3(PO4)2", "Ca3 P2 O8", "Ca3(PO4)2"), ("K3Fe[C{N}]6", "K3 Fe1 C6 N6", "K3Fe(CN)6"), ("FeN", "Fe1 N1", "FeN"),
        ("Li0.5CoO2", "Li0.5 Co1 O2", "Li0.5Co1O2"), ("LiCrCO3F2", "Li1 Cr1 C1 O3 F2", "LiCrCO3F2"),
        ("FeOFe2O3", "Fe3 O4", "Fe3O4"), ("Fe", "Fe1", "Fe"),
    ])
    func formulas(text: String, formula: String, reduced: String) throws {
        let composition = try Composition(formula: text)
        #expect(composition.formula == formula)
        #expect(composition.reducedFormula == reduced)
    }

    @Test(arguments: [
        ("", "the formula '' holds no atoms; write one such as Fe3O4 or Al(FeO2)2"),
        ("Fe3Xx4", "in the formula 'Fe3Xx4', character 4: 'Xx' is not a chemical element"),
        (
            "fe2O3",
            "in the formula 'fe2O3', character 1: 'f' is not the start of an element's symbol "
                + "(these begin with a capital letter)"
        ),
        ("Al(FeO2", "in the formula 'Al(FeO2', character 3: the bracket '(' is never closed"),
        ("AlFeO2)2", "in the formula 'AlFeO2)2', character 7: ')' closes no bracket"),
        ("Fe1.2.3O", "in the formula 'Fe1.2.3O', character 3: '1.2.3' is not a number"),
        ("Fe0", "the formula 'Fe0' holds no atoms; write one such as Fe3O4 or Al(FeO2)2"),
    ])
    func messages(text: String, message: String) {
        #expect(throws: SparError(message)) { try Composition(formula: text) }
    }

    @Test func densityCountsOccupancies() throws {
        let lattice = Lattice(a: 4, b: 4, c: 4, alpha: 90, beta: 90, gamma: 90)
        let iron = try #require(Element("Fe"))
        let full = Structure(lattice: lattice, sites: [Site(element: iron, frac: .zero)])
        let half = Structure(lattice: lattice, sites: [Site(element: iron, frac: .zero, occupancy: 0.5)])
        #expect(abs(full.density - 55.845 / 64 * 1.66053906892) < 1e-12)
        #expect(abs(half.density - full.density / 2) < 1e-12)
    }
}
