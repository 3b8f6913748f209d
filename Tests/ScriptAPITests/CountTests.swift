// Counts and indices: any number a script can write gets an answer or a sentence, never the end of the process.

import Basics
import Testing

private let prelude =
    "local big = math.maxinteger local d = data.new{ columns = { x = range(1, 100), SAMS = range(1, 100) } } "
    + "local nio = structure.new{ lattice = { a = 4.2, b = 4.2, c = 4.2 }, sites = { { 'Ni', 0, 0, 0 }, { 'O', .5, "
    + ".5, .5 } } } local fit = function(o) o.target, o.features = 'SAMS', { 'x' } return forest.fit(d, o) end "

@Suite struct CountTests {
    @Test(arguments: [
        ("fit{ n_estimators = big }", "n_estimators is 9223372036854775807; it goes to 1000000"),
        ("fit{ min_samples_leaf = big }", "min_samples_leaf is 9223372036854775807; it goes to 1000000000"),
        ("fit{ min_samples_split = big }", "min_samples_split is 9223372036854775807; it goes to 1000000000"),
        ("fit{ max_depth = big }", "max_depth is 9223372036854775807; it goes to 1000000000"),
        ("d:balance{ by = 'x', train = big, test = 1 }", "9223372036854775807 + 1 rows of each group are asked for"),
        ("d:balance{ by = 'x', train = 1, test = big }", "1 + 9223372036854775807 rows of each group are asked for"),
        (
            "fit{ n_estimators = 3 }:permutation_importance(d, { repeats = 1000000000 })",
            "1000000000 repeats were asked for"
        ),
        (
            "fit{ n_estimators = 3 }:permutation_importance(d, { repeats = big })",
            "9223372036854775807 repeats were asked for"
        ),
        ("fit{ n_estimators = 3 }:partial_dependence('x', d, { points = big })", ""),
        (
            "forest.search(d, { target = 'SAMS', features = { 'x' }, n_iter = big })",
            "a search of 9223372036854775807 candidates"
        ),
        (
            "forest.search(d, { target = 'SAMS', features = { 'x' }, space = { n_estimators = { from = "
                + "math.mininteger, to = big } } })",
            "the search space of n_estimators is empty"
        ),
        (
            "forest.cross_validate(d, { target = 'SAMS', features = { 'x' }, folds = big })",
            "9223372036854775807 folds need at least"
        ),
        ("d:histogram('x', { bins = big })", "a histogram of 9223372036854775807 bins"),
        ("d:head(big)", ""),
        ("nio:cluster('Ni', { atoms = big })", "a cluster of 9223372036854775807 atoms was asked for"),
        ("nio:cluster('Ni', { radius = 1e300 })", "the radius of the cluster is 1e+300"),
        ("nio:displace(big, { 0, 0, 1 })", "there is no site 9223372036854775807"),
        ("nio.sites[big]", "index"), ("nio.sites[math.mininteger]", "index"),
        ("nio:displace(math.mininteger, { 0, 0, 1 })", "i"),
        ("nio.sites[1e300]", "index"), ("nio.sites[-math.huge]", "index"), ("d[math.mininteger]", "index"),
        ("plot.panels{ columns = big, plot{ d, x = 'x', y = 'SAMS' } }", ""),
        (
            "local x = range(1, 1e6) spectra.new{ energy = x, x = x, y = x, z = x }:broaden{ gaussian = 10 }",
            "a spectrum of 1000000 energies is not broadened"
        ),
        ("json.encode{ [1.5] = 1, ['1.5'] = 2 }", "two keys of a table are written '1.5'"),
        ("range(0, 1e300)", "that is more than 10000000 values"),
        (
            "structure.from_spacegroup(big, { a = 4 }, { { 'Ni', 0, 0, 0 } })",
            "there is no space group 9223372036854775807"
        ),
    ])
    func countsGetASentence(script: String, expected: String) throws {
        let output = try run(prelude + "local _ = \(script.hasPrefix("local ") ? "nil " : "")\(script)")
        #expect(expected.isEmpty ? output.isEmpty : output.contains(expected), "\(output)")
    }

    /// As Lua's own tables: a float of whole value is an index, and a count.
    @Test(arguments: [
        ("nio.sites[4 / 2].element", "O\n"), ("d[6 / 3].x", "2\n"), ("range(1, 5)[6 / 2]", "3\n"),
        ("tensor.new{ { 1, 0, 0 }, { 0, 2, 0 }, { 0, 0, 3 } }[4 / 2][2]", "2\n"),
        ("fit{ n_estimators = 100 / 10 }.trees", "10\n"),
        ("fit{ n_estimators = 2, max_features = 2 / 2 }.trees", "2\n"),
        ("fit{ preset = { n_estimators = 6 / 2 } }.trees", "3\n"),
        ("#d:head(4 / 2)", "2\n"), ("nio:displace(4 / 2, { 0, 0, 0.1 }).formula", "Ni1 O1\n"),
        ("pcall(function() return nio.sites[1.5] end)", "false\tt.lua:1: index 1.5 is out of range: the list has 2\n"),
    ])
    func wholeFloatsAreIntegers(expression: String, expected: String) throws {
        #expect(try run(prelude + "print(\(expression))") == expected)
    }
}
