// Spectra from arrays: identities that hold for any spectrum, files, and what bad input gets.

import Foundation
import ScriptAPI
import Testing

/// Energies from -30 to 5 eV and a tensor with a Gaussian on each component; `t` is its spectrum.
private let sample = """
    local E = range(-30, 5, 0.5)
    local function band(c, w) return E:map(function(e) return math.exp(-((e - c) / w) ^ 2) end) end
    local S = { xx = band(-5, 2), yy = band(-7, 3), zz = band(-18, 2), xy = 0.1 * band(-6, 2), xz = 0.2 * band(-8, 1),
                yz = -0.1 * band(-4, 2) }
    local t = spectra.new{ energy = E, tensor = S, fermi = -12.5, engine = "test" }
    local function close(a, b) return math.abs(a - b) <= 1e-12 * (1 + math.abs(b)) end
    local function same(a, b)
      for i = 1, #a do if not close(a[i], b[i]) then return false end end
      return #a == #b
    end

    """

private let three =
    "local s = spectra.new{ energy = { 0, 1, 2, 3 }, x = { 0, 1, 1, 0 }, y = { 0, 1, 2, 0 }, z = { 0, 3, 1, 0 } } "

private let nio =
    "local s = structure.new{ lattice = { a = 4.2, b = 4.2, c = 4.2 }, sites = { { 'Ni', 0, 0, 0 }, { 'O', .5, .5, .5 "
    + "} } } "

/// Scripts after the sample, and how what they print begins.
private let facts: [(String, String)] = [
    // SAM by hand: |x-y| has area 1, |x-z| 2^2 = 4, |y-z| 4 + 1 = 5; the average integrates to 9/3 = 3.
    (
        "\(three)local m = s:sam() print(close(m[1][2], 1/3), close(m[1][3], 2/3), close(m[2][3], 5^0.5/3), m[1][1])",
        "true\ttrue\ttrue\t0\n"
    ),
    ("\(three)print(close(s:sams(), (3 + 5^0.5)/3), s:sams() == sams(s))", "true\ttrue\n"),
    ("local s = spectra.new{ energy = E, x = S.xx, y = S.xx, z = S.xx } print(s:sams())", "0.0\n"),
    // The average is a third of the trace in every frame, and polarizations are e^T S e.
    ("print(same(t.average, (S.xx + S.yy + S.zz) / 3))", "true\n"),
    ("print(same(t:along({ 0, 0, 2 }), t.z), same(t:along({ 1, 1, 0 }), (S.xx + S.yy) / 2 + S.xy))", "true\ttrue\n"),
    // Turned axes: along in the own frame is along the turned direction in the crystal's.
    (
        "local R = tensor.rotation{ axis = { 1, 2, 3 }, angle = 40 } "
            + "local r = spectra.new{ energy = E, tensor = S, axes = R, fermi = 0 } "
            + "print(same(r.x, t:along({ R[1][1], R[2][1], R[3][1] })), same(r.average, t.average), "
            + "same(r:along({ 0, 0, 1 }, { frame = 'crystal' }), t.z), r.frame)", "true\ttrue\ttrue\tgiven\n"
    ),
    // No orientation beats the best one, and the best one is reached in its axes.
    (
        "local most, axes = t:max_sams() "
            + "local r = spectra.new{ energy = E, tensor = S, axes = axes, fermi = 0 } "
            + "print(most >= t:sams(), math.abs(r:sams() - most) < 1e-6)", "true\ttrue\n"
    ),
    (
        "print(t:shift(1).energy[1], t:on({ -5, -4 }).x[1] == t.x[51], #(t - t).x, (t - t).x:max())",
        "-29\ttrue\t71\t0\n"
    ),
    (
        "local b = t:broaden{ gaussian = 1, lorentzian = 0.5 } "
            + "print(b.x:max() < t.x:max(), same(t:broaden{ gaussian = 0 }.x, t.x))", "true\ttrue\n"
    ),
    ("local d, shift = spectra.distance(t, t:shift(0.5)) print(d < 0.1, math.abs(shift + 0.5) < 0.05)", "true\ttrue\n"),
    ("print(spectra.distance(t, t, { align = false }))", "0.0\t0.0\n"),
    (
        "print(t.engine, t.fermi, t.window.from, t.window.to, t.emission, #t.notes, #t.sites, t.sites[1].index)",
        "test\t-12.5\t-30\t5\tnil\t0\t1\t1\n"
    ),
    ("print(t:sams{ from = -13, to = 3 } == t:sams{ window = 'valence' })", "true\n"),
    ("print(close(t:sams{ window = 'paper' }, t:sams{ from = -17.5, to = 5 }))", "true\n"),
    ("print(t)", "spectrum by test, 71 energies from -30 to 5 eV, frame crystal, SAMS = "),
    ("spar.engine = 'feff' print(spar.engine)", "feff\n"),
    ("print(#feff.input(structure.read(examples .. '/NiO.cif'))[1] > 1000)", "true\n"),
    (
        "local a = spar.cached('x', { 1, 'b' }, function() n = 1 return { v = 2 } end) "
            + "local b = spar.cached('x', { 1, 'b' }, error) print(a.v, b.v, n)", "2\t2\t1\n"
    ),
]

/// Scripts after the sample, and the sentence that they end with.
private let mistakes: [(String, String)] = [
    ("t.x = 1", "cannot set 'x': a spectrum does not change; sp:shift, sp:on and sp:broaden give new spectra"),
    ("spectra.new{ energy = { 0, 1 }, x = { 1, 1 }, y = { 1, 1 } }", "bad argument 'z' to 'new' (it is missing)"),
    (
        "spectra.new{ energy = { 0, 1 }, x = { 1 }, y = { 1, 1 }, z = { 1, 1 } }",
        "the spectrum has 2 energies but 1 values of x"
    ),
    (
        "spectra.new{ energy = { 1, 0 }, x = { 1, 1 }, y = { 1, 1 }, z = { 1, 1 } }",
        "the energies of a spectrum must ascend: number 2, 0 eV, follows 1 eV"
    ),
    ("t:sams{ from = 3, to = 1 }", "a window needs from < to in eV about the Fermi level; this one is from 3 to 1"),
    ("t:sams{ from = 3 }", "bad argument 'to' to 'sams' (it is missing)"),
    (
        "t:sams{ window = 'valance' }",
        "no window is called \"valance\": \"default\" (-30 to 5 eV), \"valence\" "
            + "(-13 to 3 eV) and \"paper\" (-30 to 5 eV on the engine's own scale) are; did you mean \"valence\"?"
    ),
    ("t:broaden{}", "bad argument 'gaussian' to 'broaden' (a width expected: gaussian or lorentzian)"),
    ("print(t - 1)", "cannot subtract a number from a spectrum"),
    ("\(three)s:max_sams()", ""),
    ("xes(5)", "bad argument 'subject' to 'xes' (structure or cluster expected, got number)"),
    (
        "\(nio)xes(s, { engine = 'fef' })",
        "bad argument 'engine' to 'xes' (\"feff\" or \"green\" expected, got \"fef\"; did you mean \"feff\"?)"
    ),
    (
        "\(nio)xes(s, { core_hoel = true })",
        "bad argument 'core_hoel' to 'xes' (no such option; did you mean 'core_hole'?)"
    ),
    (
        "\(nio)xes(s, { energy = { form = 1 } })",
        "bad argument 'energy' to 'xes' (there is no field 'form'; did you mean 'from'?)"
    ),
    (
        "\(nio)xes(s, { energy = { from = 5, to = 1 } })",
        "energy = { from, to, step } needs from < to and a step that gives 2 "
            + "to 20000 points; this is from 5 to 1 eV in steps of 0.1"
    ),
    ("\(nio)xes(s, { timeout = 0 })", "bad argument 'timeout' to 'xes' (a number of seconds above 0 expected, got 0)"),
    (
        "\(nio)xes(s, { radius = 4, atoms = 30 })",
        "bad argument 'radius' to 'xes' (the scattering atoms by number or by distance, not both)"
    ),
    (
        "\(nio)xes(s, { radius = 1 })",
        "radius = 1: no atom lies within it of site 1; the nearest is at 3.6373 angstrom"
    ),
    (
        "\(nio)xes(s, { radius = -1 })",
        "radius = -1: the distance within which atoms scatter is above 0 and at most 20 angstrom"
    ),
    (
        "\(nio)xes(s, { memory = 'lots' })",
        "bad argument 'memory' to 'xes' (a size such as \"500M\" or \"4G\" expected, got \"lots\")"
    ),
    ("\(nio)xes(s, { feff = { cards = { SFC = '5' } } })", "feff.cards: FEFF10 has no card SFC; did you mean SCF?"),
    (
        "\(nio)xes(s, { engine = 'feff' })",
        "FEFF10 was not found: give the folder of its programs (rdinp, pot, fms and so on) with --feff or "
            + "SPAR_FEFF, or put it on PATH"
    ),
    (
        "\(nio)xes(s, { green = { smax = 3 } })",
        "bad argument 'green' to 'xes' (there is no field 'smax'; did you mean 'lmax'?)"
    ),
    ("\(nio)green.run(s, { lmax = 4 })", "green.lmax = 4: 2 or 3 is possible, 2 is the default"),
    ("\(nio)green.run(s, { width = -1 })", "green.width = -1: a width between 0.1 and 10 eV is possible"),
    ("spar.engine = 'fef'", "spar.engine names the engine \"fef\", which does not exist; did you mean \"feff\"?"),
    ("feff.read(here .. '/none')", "HERE/none is not there; feff.read needs a folder that FEFF ran in"),
    ("spar.cached('x', print, print)", "a function has no JSON"),
]

@Suite struct SpectraModuleTests {
    @Test(arguments: facts)
    func identities(script: String, expected: String) throws {
        let output = try run(sample + script)
        #expect(output.hasPrefix(expected), "\(output)")
    }

    @Test func filesReadBackExactly() throws {
        let folder = try TemporaryFolder()
        let output = try run(
            sample + """
                t:save(here .. "/t.csv")
                local r = spectra.read(here .. "/t.csv")
                r:save(here .. "/r.csv")
                print(r.tensor.xy[20] == t.tensor.xy[20], r:sams() == t:sams(), r.engine, r.fermi)
                """, in: folder)
        #expect(output == "true\ttrue\ttest\t-12.5\n")
        #expect(
            try String(contentsOfFile: folder.path + "/t.csv", encoding: .utf8)
                == String(contentsOfFile: folder.path + "/r.csv", encoding: .utf8))
    }

    @Test func picturesAreDrawn() throws {
        let folder = try TemporaryFolder()
        #expect(
            try run(
                sample + "print(t:plot{ file = here .. '/t.svg', title = 'T', xlim = { -20, 5 } }.file ~= nil)",
                in: folder)
                == "true\n")
        #expect(FileManager.default.fileExists(atPath: folder.path + "/t.svg"))
    }

    @Test(arguments: mistakes)
    func sentence(script: String, expected: String) throws {
        let output = try run((sample + script).replacingOccurrences(of: "\n", with: " "))
        let line = output.hasPrefix("t.lua:1: ") ? String(output.dropFirst(9)) : output
        #expect(expected.isEmpty ? !line.isEmpty : line == expected, "\(output)")
    }
}
