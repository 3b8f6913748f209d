// The example crystals read as what they say they are.

import Basics
import Crystal
import Foundation
import Testing

private let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

@Suite struct ExampleStructuresTests {
    @Test(arguments: [
        ("NiO", 225, 8), ("Cr2O3", 167, 30), ("TiO2_rutile", 136, 6), ("TiO2_anatase", 141, 12), ("SrTiO3", 221, 5),
        ("CuO", 15, 8), ("Cu2O", 224, 6), ("ZnO", 186, 4), ("FeS2", 205, 12), ("Fe3O4", 227, 56), ("V2O5", 59, 14),
        ("FeCO3", 167, 30),
    ])
    func groupAndAtoms(name: String, number: Int, atoms: Int) throws {
        let s = try Structure(contentsOf: repository.appendingPathComponent("examples/structures/\(name).cif").path)
        #expect(s.notes == [])
        #expect(s.sites.count == atoms)
        #expect(try Symmetry(of: s).number == number)
        // The cell is the conventional one, and no two atoms touch.
        #expect(try s.conventional().sites.count == atoms)
        #expect(s.overlap(closerThan: 1.2) == nil)
    }
}
