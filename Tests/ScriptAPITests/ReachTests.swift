// Surfaces, vacancies, tables of features and ONNX files as scripts use them, and what mistakes in them get.

import Foundation
import Testing

private let nio =
    "local s = structure.new{ lattice = { a = 4.2, b = 4.2, c = 4.2 }, sites = { { 'Ni', 0, 0, 0 }, { 'O', .5, .5, .5 "
    + "} } } "
private let model =
    "local rows = {} for i = 1, 40 do rows[i] = { a = i, b = i * 7919 % 41, y = 2 * i } end local d = data.new(rows) "
    + "local m = forest.fit(d, { target = 'y', features = { 'a', 'b' }, n_estimators = 5, seed = 1 }) "

@Suite struct ReachTests {
    @Test(arguments: [
        (nio + "print(s:slab{ miller = { 1, 1, 0 }, layers = 4 }.formula)", "Ni4 O4\n"),
        (nio + "print(s:supercell{ 2, 2, 2 }:remove(1).formula)", "Ni7 O8\n"),
        (nio + "print(s:matches(s:supercell{ 2, 1, 3 }), s:matches(s:strain{ volume = 0.05 }))", "true\tfalse\n"),
        (
            nio + "local t = structure.features({ s, s:substitute{ Ni = 'Co' } }) "
                + "print(#t, t[2].index, t[2].metal, t[1].QAMS == s:features().QAMS)", "2\t2\tCo\ttrue\n"
        ),
        (
            nio + "print(#structure.features{ s:substitute{ Ni = 'Mg' }, s }, "
                + "#structure.features({ s }, { metal = 'Co' }))", "1\t0\n"
        ),
    ])
    func scripts(script: String, expected: String) throws {
        #expect(try run(script) == expected)
    }

    @Test func filesOfONNX() throws {
        let folder = try TemporaryFolder()
        let script =
            model + "m:save('m.onnx') m:save('n.onnx', { bits = 64 }) local a, b = forest.load('m.onnx'), "
            + "forest.load('n.onnx') local p, q, r = m:predict(d), a:predict(d), b:predict(d) local w = 0 "
            + "for i = 1, #p do w = math.max(w, math.abs(p[i] - q[i]), p[i] == r[i] and 0 or 1) end "
            + "print(w < 1e-5, a.target, a.features[2], a.trees)"
        #expect(
            try run(
                script.replacing("'m.onnx'", with: "'HERE/m.onnx'").replacing("'n.onnx'", with: "'HERE/n.onnx'")
                    .replacing("HERE", with: folder.path), in: folder) == "true\ty\tb\t5\n")
    }

    @Test(arguments: [
        (nio + "s:slab{ miller = { 0, 0, 0 } }", "the indices 0 0 0 are no plane, and would cut nothing"),
        (nio + "s:slab{ miller = { 1, 0.5, 0 } }", "three whole numbers expected, such as { 1, 0, 0 }"),
        (nio + "s:slab{ miller = { 1e300, 0, 0 } }", "three whole numbers expected, such as { 1, 0, 0 }"),
        (nio + "s:slab{ miller = { 1, 0, 0 }, vacuum = -3 }", "a vacuum of -3 angstrom separates no slabs"),
        (nio + "s:remove(3)", "there is no site 3: the structure has 2"),
        (nio + "structure.features{ s, 3 }", "item 2 is no structure but number"),
        (nio + "s:matches(s, { tolerance = -1 })", "a length of at least 0 in angstrom expected"),
        (model + "m:save('m.onnx', { bits = 33 })", "32 or 64 expected"),
        (model + "m:save('m.json', { bits = 64 })", "only an ONNX file is written in 32 or 64 bits"),
        (model + "m:save('m.onnx', { training = false })", "an ONNX file holds no training rows"),
        ("forest.load('m.json', { target = 'y' })", "a model file says it itself"),
    ])
    func mistakes(script: String, says: String) throws {
        let output = try run("print(select(2, pcall(function() \(script) end)))")
        #expect(output.contains(says), "\(output)")
    }
}
