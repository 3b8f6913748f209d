// What scripts ran into: floats as indices and counts, files without a lattice, values that are not known, ordering.

import Foundation
import Testing

@Suite struct FoundInUseTests {
    /// Lua's own tables take a float of whole value for an index.
    @Test func wholeFloatsAreIndicesAndCounts() throws {
        #expect(
            try run(
                """
                local s = structure.read(examples .. "/NiO.cif")
                print(s.sites[4 / 2].element, s.sites[8.0].element, s.lattice.matrix[2 / 2][1.0] == s.lattice.a)
                local d = data.new{ { x = 1 }, { x = 2 } }
                print(d[4 / 2].x, d.x[2.0], d:column("x")[1.0], d:head(2 / 2).x[1])
                print(structure.read_table(examples)[2 / 2].formula, s:substitute{ [4 / 2] = "Co" }.composition.Co)
                print(#s:cluster("Ni", { atoms = 12 / 2 }).atoms, s:supercell{ 4 / 2, 1, 1 }.formula, #range(0, 1, 1 / 2))
                print(pcall(function() return s.sites[1.5] end))
                """) == """
                    Ni\tO\ttrue
                    2\t2\t1\t1
                    Cr12 O18\t1
                    6\tNi8 O8\t3
                    false\tt.lua:7: index 1.5 is out of range: the list has 8

                    """)
        #expect(
            try run(
                """
                local rows = {}
                for i = 1, 40 do rows[i] = { a = i, b = i % 7, y = i + (i % 7) } end
                local o = { target = "y", features = { "a", "b" }, n_estimators = 100 / 10, max_depth = 6 / 2, min_samples_leaf = 4 / 2,
                            max_features = 4 / 2, max_samples = 60 / 2, seed = 2 / 2 }
                local m = forest.fit(data.new(rows), o)
                print(m.trees, m.params.max_depth, m.params.max_features, m.params.max_samples)
                o.max_features = 2 / 2
                print(forest.fit(data.new(rows), o).params.max_features)
                """) == "10\t3\t2\t30\n1.0\n")
    }

    @Test func clustersFromFiles() throws {
        let folder = try TemporaryFolder()
        _ = try folder.write("m.xyz", "3\nno lattice\nNi 0 0 0\nO 0 0 1.9\nO 0 0 -1.9\n")
        _ = try folder.write(
            "box.xyz",
            "3\nLattice=\"4.6 0 0 0 4.6 0 0 0 4.9\" Properties=species:S:1:pos:R:3 pbc=\"F F F\"\n"
                + "O 2.3 2.3 2.45\nFe 2.3 2.3 0.5\nO 2.3 2.3 4.4\n")
        #expect(
            try run(
                """
                local c = structure.read(here .. "/m.xyz")
                print(c, c.absorber, #c.atoms, c.atoms[1].r)
                print(structure.read(here .. "/box.xyz").absorber, cluster.read(here .. "/box.xyz", { absorber = 1 }).absorber)
                local q = cluster.read(here .. "/m.xyz", { absorber = "Ni", charges = { Ni = 2, O = -2 } })
                print(q.charge, q.atoms[2].charge, q:qams() > 0)
                print(structure.parse("2\\n\\nFe 0 0 0\\nO 0 0 2\\n").absorber)
                c:write(here .. "/again.xyz")
                print(cluster.read(here .. "/again.xyz") == c)
                print(pcall(cluster.read, here .. "/m.xyz", { absorber = "Co" }))
                print(pcall(cluster.read, here .. "/m.xyz", { absorber = 9 }))
                print(pcall(cluster.read, here .. "/m.xyz", { charges = { Fe = 2 } }))
                print(pcall(cluster.read, examples .. "/NiO.cif") == false)
                """, in: folder)
                    == """
                    cluster of 2 atoms around Ni, radius 1.9 angstrom\tNi\t2\t1.9
                    Fe\tO
                    2\t-2\ttrue
                    Fe
                    true
                    false\tt.lua:9: HERE/m.xyz: there is no Co; it has Ni, O
                    false\tt.lua:10: HERE/m.xyz: there is no atom 9; the file has 3
                    false\tt.lua:11: bad argument 'charges' to 'read' (there is no Fe in the cluster)
                    true

                    """.replacing("HERE", with: folder.path))
    }

    @Test func blocksByNumber() throws {
        let folder = try TemporaryFolder()
        func block(_ symbol: String) -> String {
            "data_x\n_cell_length_a 4\n_cell_length_b 4\n_cell_length_c "
                + "4\nloop_\n_atom_site_label\n_atom_site_fract_x\n"
                + "_atom_site_fract_y\n_atom_site_fract_z\n\(symbol) 0 0 0\n"
        }
        _ = try folder.write("two.cif", block("Fe1") + block("Ni1"))
        #expect(
            try run(
                """
                print(structure.read(here .. "/two.cif", { block = 2 }).formula, structure.read(here .. "/two.cif", { block = 4 / 4 }).formula)
                print(select(2, pcall(structure.read, here .. "/two.cif", { block = "x" })))
                """, in: folder) == """
                    Ni1\tFe1
                    t.lua:2: \(folder.path)/two.cif:11: data block "x" stands in the file 2 times, first on line 1; choose by number, \
                    block = 1 or 2

                    """)
    }

    /// What is not known is nil, and said.
    @Test func loneAtoms() throws {
        #expect(
            try run(
                """
                local s = structure.new{ lattice = { a = 40, b = 40, c = 40 }, sites = { { "Ni", 0, 0, 0 } } }
                local f = s:features()
                print(f.QAMS, f.DAMS, f.IAMS, f.EN_mean, f.EN_std)
                print(f.notes)
                local noble = structure.new{ lattice = { a = 5, b = 5, c = 5 }, sites = { { "Ni", 0, 0, 0 }, { "Ar", .5, .5, .5 } } }
                print(noble:features().EN_mean ~= nil)
                local d = data.new{ { x = 1, y = 2 }, { x = 2, y = 2 } }
                print(d:fit("x", "y").slope, d:fit("x", "y").r2)
                local big = data.new{ { x = 1, y = 1e160 }, { x = 2, y = 2e160 }, { x = 3, y = 3e160 } }
                print(big:fit("x", "y").r2, big:fit("x", "y").slope, big:column("y"):std() > 8e159)
                """
            ).replacing("; all charges are 0", with: "") == """
                0.0\t0.0\t0.0\tnil\tnil
                \(try run("print(structure.new{ lattice = { a = 40, b = 40, c = 40 }, sites = { { 'Ni', 0, 0, 0 } } }:features().notes)")
                .trimmingCharacters(in: .newlines))
                true
                0.0\tnil
                1.0\t1e+160\ttrue

                """)
        let notes = try run(
            "print(structure.new{ lattice = { a = 40, b = 40, c = 40 }, sites = { { 'Ni', 0, 0, 0 } } "
                + "}:features().notes)"
        )
        #expect(
            notes.contains(
                "1 of 1 Ni sites has no atom within 12 angstrom: its anisotropies are 0, its neighbours' "
                    + "electronegativity is not known"))
        let refusal = try run(
            """
            local rows = {}
            for i = 1, 20 do rows[i] = { a = i, y = i == 20 and 1e160 or i } end
            forest.fit(data.new(rows), { target = "y", features = { "a" } })
            """)
        #expect(refusal.contains("row 20, column 'y': the value is 1e+160; a forest compares squares of its target"))
    }

    /// Rotated copies of one curve differ by rounding; SAMS is zero all the same.
    @Test func equalCurvesHaveNoSAMS() throws {
        #expect(
            try run(
                """
                local e, x, y, z = {}, {}, {}, {}
                for i = 1, 200 do
                  e[i] = -20 + i * 0.1
                  x[i] = 2 + math.sin(i / 9)
                  y[i] = x[i] * (1 + (i % 3 - 1) * 2.3e-16)
                  z[i] = x[i] + (i % 2) * 4e-16
                end
                local sp = spectra.new{ energy = e, x = x, y = y, z = z }
                print(sp:sams() == 0, sp:sam()[1][2] == 0)
                """) == "true\ttrue\n")
    }

    @Test func partlyOccupiedSitesAreOrdered() throws {
        #expect(
            try run(
                """
                local s = structure.new{ lattice = { a = 4, b = 4, c = 4 }, sites = {
                  { "Fe", 0, 0, 0, occupancy = 0.75 }, { "Ni", 0, 0, 0, occupancy = 0.25 }, { "O", 0.5, 0.5, 0.5 } } }
                print(s:ordered().formula, s:supercell{ 2, 2, 1 }:ordered().formula, s:supercell{ 2, 2, 1 }:ordered{ seed = 3 }.formula)
                print(s:supercell{ 2, 2, 2 }:ordered{ seed = 1 } == s:supercell{ 2, 2, 2 }:ordered{ seed = 1 })
                print(#s:supercell{ 2, 2, 1 }:ordered().notes, s:ordered().notes[1])
                local split = structure.new{ lattice = { a = 10, b = 10, c = 10 }, sites = {
                  { "Cu", 0, 0, 0, occupancy = 0.5 }, { "Cu", 0.07, 0, 0, occupancy = 0.5 }, { "O", 0.5, 0, 0 } } }
                print(split:features().notes:find("Cu is", 1, true) == nil, split:features().notes:find("0.7 angstrom apart", 1, true) ~= nil)
                print(#split:ordered().sites, split:ordered():features().notes:find("apart", 1, true))
                """) == """
                    Fe1 O1\tFe3 Ni1 O4\tFe3 Ni1 O4
                    true
                    0\tordering changed Fe from 0.75 to 1, Ni from 0.25 to 0 in the cell; a supercell comes closer
                    true\ttrue
                    2\tnil

                    """)
    }

    @Test func commentsAndThousandsInTables() throws {
        let folder = try TemporaryFolder()
        _ = try folder.write("t.csv", "val,id\n1.5,A\n#N/A,B\n2.5,C\n#DIV/0!,D\n")
        _ = try folder.write("c.csv", "val,id\n1.5,A\n# note\n2.5,C\n")
        _ = try folder.write("n.csv", "id,n\nA,\"1,234\"\n")
        #expect(
            try run(
                """
                print(#data.read(here .. "/t.csv"), data.read(here .. "/t.csv").id[4])
                print(#data.read(here .. "/c.csv", { comment = "#" }))
                print(select(2, pcall(data.read, here .. "/c.csv")))
                print(select(2, pcall(data.read, here .. "/n.csv")))
                """, in: folder) == """
                    4\tD
                    2
                    t.lua:3: \(folder.path)/c.csv:3: 1 field where the header names 2 columns; where # begins a comment, say comment = "#"
                    t.lua:4: \(folder.path)/n.csv:2: column 'n' holds '1,234', a number with a thousands separator; write it without, 1234

                    """)
    }
}
