// What bad input gets: one sentence with line, argument, value and what would be right, verbatim.

import Foundation
import Testing

private let nio =
    "local s = structure.new{ lattice = { a = 4.2, b = 4.2, c = 4.2 }, sites = { { 'Ni', 0, 0, 0 }, { 'O', .5, .5, .5 "
    + "} } } "

@Suite struct BadInputTests {
    static let cases: [(String, String)] = [
        ("structure.read('HERE/none.cif')", "t.lua:1: cannot read HERE/none.cif: there is no such file"),
        ("structure.raed('x')", "t.lua:1: structure has no field 'raed' (did you mean 'read'?)"),
        ("structure.read(5)", "t.lua:1: bad argument 'path' to 'read' (string expected, got number)"),
        (
            "structure:read('x')",
            "t.lua:1: bad argument 'path' to 'read' (string expected, got table; "
                + "functions of a module are called with a dot, structure.read(…))"
        ),
        (
            nio + "s:displace(1, { 2.1, 2.1, 2.1 })",
            "t.lua:1: after this, two atoms would be in one place: site 1 (Ni) and "
                + "site 2 (O) would be 0 angstrom apart"
        ),
        (
            nio + "s:displace(1, { 1e18, 0, 0 })",
            "t.lua:1: after this, site 1 (Ni) would lie more than a million cells away"
        ),
        (
            nio + "s:perturb{ sigma = 1e10 }",
            "t.lua:1: after this, site 1 (Ni) would lie more than a million cells away"
        ),
        (
            nio + "s:strain{ c = 1e150 }",
            "t.lua:1: after this, lattice vector 3 has length 4.2e+150; a length of the cell is "
                + "between 0.1 and 100000 angstrom"
        ),
        (nio + "s:strain{ volume = 1e308 }", "t.lua:1: after this, lattice vector 1 has length "),
        (
            nio + "s:supercell{ 9223372036854775807, 1, 1 }",
            "t.lua:1: the supercell matrix holds 9.223372036854776e+18; its "
                + "entries go to 200"
        ),
        (
            nio + "s:cluster('Ni', { radius = 0.5 })",
            "t.lua:1: bad argument 'radius' to 'cluster' (no atom lies within it; the "
                + "nearest is at 3.6373 angstrom)"
        ),
        (
            "cluster.new{ absorber = 'Ni', atoms = { { 'O', 0, 0, 2 }, { 'O', 0, 0, 2 } } }",
            "t.lua:1: bad argument 'atoms' to 'new' (atoms 1 and 2 are in one place)"
        ),
        ("structure.read('/dev/zero')", "t.lua:1: cannot read /dev/zero: it is a device, not a file"),
        (
            "sweep({ 1, 2 }, function(x) return { a = x } end, { columns = { 'a', 'zz' } })",
            "t.lua:1: no row has a field 'zz'; the rows have a"
        ),
        (
            "plot{ data.new{ { a = -1, b = 1 } }, x = 'a', y = 'b', logx = true }",
            "t.lua:1: there is nothing to draw: no row "
                + "has a number in both columns that a logarithmic axis can show (above 0)"
        ),
        ("strcture.read('x')", "t.lua:1: undefined global 'strcture' (did you mean 'structure'?)"),
        (
            nio + "s:strain{ d = 1 }",
            "t.lua:1: bad argument 'd' to 'strain' (no such option; there are a, b, c, xx, yy, zz, yz, xz, xy, volume)"
        ),
        (nio + "s:strain{ c = '5 %' }", "t.lua:1: bad argument 'c' to 'strain' (number expected, got string)"),
        (nio + "s:strain{ c = 0/0 }", "t.lua:1: bad argument 'c' to 'strain' (finite number expected, got nan)"),
        (
            nio + "s:strain{ c = -1.5 }",
            "t.lua:1: the strain c = -1.5 inverts or flattens the cell; "
                + "strains are fractions above -1, such as 0.05 for 5 %"
        ),
        (
            nio + "s:strain{ c = 0.1, xx = 0.1 }",
            "t.lua:1: strain takes a, b, c, or tensor components, or volume, not several kinds at once"
        ),
        (nio + "s:features('Fe')", "t.lua:1: bad argument 'metal' to 'features' (there is no Fe in NiO; it has Ni, O)"),
        (
            nio + "s:features('Nii')",
            "t.lua:1: bad argument 'metal' to 'features' (there is no element 'Nii'; did you mean 'Ni'?)"
        ),
        (
            nio + "s:features('O')",
            "t.lua:1: O is not a 3d metal: features are defined for Sc, Ti, V, Cr, Mn, Fe, Co, Ni, Cu and Zn"
        ),
        (
            nio + "s:features{ frame = 'crystal' }",
            "t.lua:1: bad argument 'frame' to 'features' (\"site\" or \"mean\" expected, got \"crystal\")"
        ),
        (nio + "print(s.spacegruop)", "t.lua:1: a structure has no field 'spacegruop' (did you mean 'spacegroup'?)"),
        (
            nio + "s.formula = 'X'",
            "t.lua:1: cannot set 'formula': a structure does not change; "
                + "s:strain{ … }, s:with_lattice{ … }, s:substitute{ … } and s:displace(…) give new structures"
        ),
        (nio + "print(s.sites[3])", "nil\n"),
        (nio + "print(s.sites[9].element)", "t.lua:1: index 9 is out of range: the list has 2"),
        (
            nio + "s:displace(7, { 0, 0, 1 })",
            "t.lua:1: bad argument 'i' to 'displace' (there is no site 7: the structure has 2)"
        ),
        (nio + "s:displace(1, { 0, 0 })", "t.lua:1: bad argument 'by' to 'displace' (three numbers expected, got 2)"),
        (nio + "s:supercell{ 0, 1, 1 }", "t.lua:1: "),
        (
            nio + "s:cluster('Ni', { atoms = 0 })",
            "t.lua:1: bad argument 'atoms' to 'cluster' (whole number of at least 1 expected, got 0)"
        ),
        (nio + "s:cluster{ atoms = 3, radius = 2 }", "t.lua:1: a cluster takes atoms or radius, not both"),
        (nio + "s:cluster{ site = 2 }", "t.lua:1: bad argument 'site' to 'cluster' (site 2 (O) is O, not Ni)"),
        (nio + "s:substitute{ Fe = 'Co' }", "t.lua:1: there is no Fe in NiO to substitute"),
        (
            nio + "s:with_oxidation_states{ Ni = 2 }",
            "t.lua:1: no charge is given for O; name one for each element of NiO"
        ),
        (nio + "s:write(here .. '/no/such/place.cif')", "t.lua:1: "),
        (nio + "s:write(here .. '/s.txt')", "t.lua:1: "),
        (
            "structure.new{ lattice = { a = 4, b = 4, c = 0 }, sites = { { 'Ni', 0, 0, 0 } } }",
            "t.lua:1: the lattice parameter c is 0"
        ),
        (
            "structure.new{ lattice = { a = 4, b = 4, c = 4 }, sites = { { 'Ni', 0, 0, 0 }, { 'O', 0, 0, 0 } } }",
            "t.lua:1: two atoms in one place: site 1 (Ni) and site 2 (O) are 0 angstrom apart"
        ),
        (
            "structure.new{ lattice = { a = 4, b = 4, d = 4 }, sites = {} }",
            "t.lua:1: bad argument 'lattice' to 'new' (there is no cell parameter 'd')"
        ),
        (
            "structure.new{ lattice = { a = 4, b = 4, c = 4 }, sites = { { 'Ni', 0, 0 } } }",
            "t.lua:1: bad argument 'sites' to 'new' (site 1: { element, x, y, z } expected)"
        ),
        ("structure.new{ sites = {} }", "t.lua:1: bad argument 'lattice' to 'new' (it is missing)"),
        (
            "structure.from_spacegroup(231, { a = 4 }, { { 'Ni', 0, 0, 0 } })",
            "t.lua:1: there is no space group 231; they go from 1 to 230"
        ),
        ("structure.guess_oxidation_states('Fe3O4x')", "t.lua:1: "),
        (
            "cluster.new{ absorber = 'Ni', atoms = { { 'O', 0, 0, 0 } } }",
            "t.lua:1: bad argument 'atoms' to 'new' (atom 1 lies on the absorber, which is at the origin)"
        ),
        (
            "cluster.new{ absorber = 'Ni', atoms = { { 'O', 0, 0, 2 } } }:qams()",
            "t.lua:1: the O atoms of this cluster have no charge; give each atom charge ="
        ),
        ("tensor.new{ 1, 2, 3 }", "t.lua:1: bad argument 'rows' to 'new' (3x3 matrix expected, got table)"),
        ("tensor.new{ { 1, 2, 3 } }", "t.lua:1: bad argument 'rows' to 'new' (3x3 matrix expected, got 1 row)"),
        (
            "local t = tensor.new{ { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 2 } } t[1][2] = 5",
            "t.lua:1: cannot set '2': an array does not change; a:map(f) and arithmetic give new arrays"
        ),
        (
            "local t = tensor.new{ { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 2 } } print(t + 1)",
            "t.lua:1: cannot add a tensor and a number"
        ),
        ("range(0, 1, 0)", "t.lua:1: "),
        ("range(0, 1, -0.1)", "t.lua:1: "),
        (
            "grid{ 1, 2 }",
            "t.lua:1: bad argument 'lists' to 'grid' (named lists expected: "
                + "grid{ a = range(0, 0.1, 0.05), c = { 0, 0.01 } })"
        ),
        ("sweep(range(1, 3), 5)", "t.lua:1: bad argument 'body' to 'sweep' (function expected, got number)"),
        ("sweep(5, print)", "t.lua:1: bad argument 'values' to 'sweep' (a list expected, got number)"),
        (
            "sweep(range(1, 3), function(x) return 5 end)",
            "t.lua:1: what the body returns for value 1 is a number; a row is a table of named fields"
        ),
        (
            "sweep(range(1, 3), function(x) return { q = {} } end)",
            "t.lua:1: what the body returns for value 1, field 'q', is a table; a table holds numbers, texts and true "
                + "or false"
        ),
        ("sweep(range(1, 3), function(x) error('at ' .. x) end)", "t.lua:1: at 1"),
        ("data.read(here .. '/none.csv')", "t.lua:1: cannot read HERE/none.csv: there is no such file"),
        ("print(data.new{ { a = 1 } }.b)", "t.lua:1: a table of data has no field 'b'"),
        ("data.new{ { a = 1 } }:sort('b')", "t.lua:1: there is no column 'b'; the columns are a"),
        (
            "data.new{ { a = 'x' } }:fit('a', 'a')",
            "t.lua:1: 'a' against 'a': column 'a' holds text (row 1 holds 'x') where numbers are needed"
        ),
        (
            "plot{}",
            "t.lua:1: bad argument '1' to 'plot' (something to draw expected: plot{ rows, x = \"QAMS\", y = \"SAMS\" })"
        ),
        (
            "plot{ data.new{ { a = 1 } }, x = 'a' }",
            "t.lua:1: bad argument 'y' to 'plot' (the name of a column expected; there are a)"
        ),
        ("plot{ data.new{ { a = 1 } }, x = 'a', y = 'a', file = 'x.jpg' }", "t.lua:1: "),
        (
            "plot{ data.new{ { a = 1 } }, x = 'a', y = 'a', kind = 'pie' }",
            "t.lua:1: bad argument 'kind' to 'plot' (\"scatter\" or \"line\" or \"bar\" or \"histogram\" or "
                + "\"heatmap\" or \"density\" or \"step\" expected, got \"pie\")"
        ),
        ("json.decode('{')", "t.lua:1: "),
        ("json.encode(print)", "t.lua:1: a function has no JSON"),
        ("local a = range(1, 3) print(a + range(1, 4))", "t.lua:1: cannot add arrays of 3 and 4 values"),
        ("spar.versoin = 1", "t.lua:1: 'spar.versoin' cannot be set: spar is a module"),
        ("spar.version = 1", "t.lua:1: 'spar.version' can be read, not set"),
        ("help('strian')", "t.lua:1: there is no help on 'strian'; did you mean 'strain'?"),
        ("require 'nothing'", "t.lua:1: module 'nothing' not found: there is no file nothing.lua"),
    ]

    @Test(arguments: cases)
    func sentence(script: String, expected: String) throws {
        let folder = try TemporaryFolder()
        let output = try run(script.replacingOccurrences(of: "HERE", with: folder.path), in: folder)
        #expect(output.hasPrefix(expected), "\(output)")
        #expect(!output.contains("\n") || output == expected, "one sentence: \(output)")
    }

    @Test func decimalCommasAreRefused() throws {
        let folder = try TemporaryFolder()
        _ = try folder.write("comma.csv", "strain;QAMS\n0,5;1,25\n0,6;1,5\n")
        let output = try run("data.read(here .. '/comma.csv')", in: folder)
        #expect(output.contains("HERE/comma.csv") && output.contains("0,5"), "\(output)")
    }

    @Test func anOutputThatFailsLeavesNothingBehind() throws {
        let folder = try TemporaryFolder()
        _ = try run("data.new{ { a = 1 } }:save('/proc/none/x.csv')", in: folder)
        _ = try run("plot{ data.new{ { a = 1 } }, x = 'a', y = 'b', file = here .. '/x.svg' }", in: folder)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }
}
