// Entries as servers give them: what is a structure, and the sentence about what is none.

import Basics
import Crystal
import Foundation
import Optimade
import Testing

@Suite struct EntryTests {
    static func entry(_ changes: [String: String?] = [:], fields: [String] = []) throws -> DatabaseEntry {
        let database = FakeDatabase { _, _ in FakeDatabase.ok("{\"data\":\(FakeDatabase.entry("x-1", changes))}") }
        let client = DatabaseClient(transport: database, cache: FakeCache(), environment: [:])
        return try client.ask(DatabaseQuery(Provider("https://db.test"), .entry(id: "x-1"), fields: fields)).entries[0]
    }

    static func crystal(_ changes: [String: String?] = [:]) throws -> Structure {
        guard case .crystal(let structure) = try entry(changes).content() else { throw SparError("a molecule") }
        return structure
    }

    @Test func rockSalt() throws {
        let s = try Self.crystal()
        #expect(s.composition.formula == "Ni4 O4" && abs(s.lattice.a - 4.2) < 1e-12)
        #expect(try Symmetry(of: s).number == 225)
        // A lattice that is not along the axes keeps its directions.
        let turned = try Self.crystal(["lattice_vectors": "[[0,4.2,0],[-4.2,0,0],[0,0,4.2]]"])
        #expect(abs(turned.lattice.matrix[0].y - 4.2) < 1e-12)
        #expect(abs(turned.cartesian(1).x - 2.1) < 1e-12)
    }

    @Test func withoutSpeciesTheNamesAreSymbols() throws {
        #expect(try Self.crystal(["species": nil]).composition.formula == "Ni4 O4")
        #expect(try Self.crystal(["species": "null", "dimension_types": nil]).composition.formula == "Ni4 O4")
    }

    @Test func disorder() throws {
        let mixed = try Self.crystal([
            "species": "[{\"name\":\"Ni\",\"chemical_symbols\":[\"Ni\",\"Co\"],\"concentration\":[0.75,0.25]},"
                + "{\"name\":\"O\",\"chemical_symbols\":[\"O\",\"vacancy\"],\"concentration\":[0.9,0.1]}]"
        ])
        #expect(mixed.sites.count == 12)
        #expect(mixed.sites.filter { $0.element.symbol == "Co" }.allSatisfy { $0.occupancy == 0.25 })
        #expect(mixed.sites.filter { $0.element.symbol == "O" }.allSatisfy { $0.occupancy == 0.9 })
    }

    @Test func molecules() throws {
        guard
            case .molecule(let molecule) = try Self.entry(["dimension_types": "[0,0,0]", "lattice_vectors": "null"])
                .content()
        else { throw SparError("a crystal") }
        #expect(molecule.atoms.count == 8)
    }

    @Test func slabsAreTakenAsCrystals() throws {
        #expect(
            try Self.crystal(["dimension_types": "[1,1,0]"]).notes
                == ["it leaves a direction open; it was taken as a crystal that repeats in all three"])
    }

    @Test func fieldsThatWereAskedFor() throws {
        let entry = try Self.entry(["_x_gap": "1.5", "_x_other": "2"], fields: ["_x_gap", "_x_missing"])
        #expect(entry.fields == ["_x_gap": .number(1.5)])
    }

    @Test(arguments: [
        ("lattice_vectors", nil, "it has no lattice_vectors"),
        (
            "lattice_vectors", "[[4.2,0,0],[0,4.2,0],[null,null,null]]",
            "entry 3 of its lattice_vectors is no vector of three numbers"
        ),
        ("lattice_vectors", "[[4.2,0,0],[0,4.2,0],[0,4.2,0]]", "lie in one plane"),
        ("cartesian_site_positions", nil, "it has no cartesian_site_positions"),
        ("cartesian_site_positions", "null", "it has no cartesian_site_positions"),
        ("cartesian_site_positions", "3", "its cartesian_site_positions is no list"),
        ("cartesian_site_positions", "[[0,0,0]]", "it has 1 positions and 8 species; they belong together"),
        ("cartesian_site_positions", "[[0,0]]", "entry 1 of its cartesian_site_positions is no vector"),
        (
            "species_at_sites", "[\"Ni\",\"Ni\",\"Ni\",\"Ni\",\"O\",\"O\",\"O\",\"Q\"]",
            "site 8 is of species \"Q\", which is not explained"
        ),
        ("species_at_sites", "[1]", "the species of site 1 has no name"),
        ("dimension_types", "[1,1]", "its dimension_types are no three of 0 and 1"),
        (
            "species", "[{\"name\":\"Ni\",\"chemical_symbols\":[\"X\"],\"concentration\":[1]}]",
            "species \"Ni\": \"X\" is no element that is known"
        ),
        (
            "species", "[{\"name\":\"Ni\",\"chemical_symbols\":[\"Ni\"],\"concentration\":[1,2]}]",
            "species \"Ni\": it has 1 chemical_symbols and 2 concentrations"
        ),
        (
            "species", "[{\"name\":\"Ni\",\"chemical_symbols\":[\"Ni\"],\"concentration\":[-1]}]",
            "the concentration of Ni is no number from 0 to 1"
        ),
        (
            "species", "[{\"name\":\"Ni\",\"chemical_symbols\":[\"Ni\",\"O\"],\"concentration\":[0.7,0.7]}]",
            "its concentrations add up to more than 1"
        ),
        (
            "species", "[{\"name\":\"Ni\",\"chemical_symbols\":[\"Ni\"],\"concentration\":[1],\"attached\":[\"H\"]}]",
            "atoms without a place are attached to it"
        ),
        ("species", "[{\"chemical_symbols\":[\"Ni\"]}]", "species 1 has no name"),
        ("species", "7", "its species are no list"),
        ("structure_features", "[\"implicit_atoms\"]", "it has atoms without a place (implicit_atoms)"),
    ])
    func whatIsNoStructure(name: String, value: String?, expected: String) throws {
        do {
            _ = try Self.entry([name: value]).content()
            Issue.record("\(name) = \(value ?? "none") passed")
        } catch {
            #expect("\(error)".hasPrefix("x-1: ") && "\(error)".contains(expected), "\(error)")
        }
    }

    @Test func atomsInOnePlace() throws {
        let places = "[[0,0,0],[0,0,0],[2.1,0,2.1],[0,2.1,2.1],[2.1,0,0],[0,2.1,0],[0,0,2.1],[2.1,2.1,2.1]]"
        #expect { _ = try Self.crystal(["cartesian_site_positions": places]) } throws: {
            "\($0)".contains("two atoms in one place")
        }
    }
}
