// The FEFF10 results that are shipped, replayed without FEFF: the figures of the paper as scripts/ draws them.

import Basics
import Foundation
import Processes
import Testing

@Suite(.enabled(if: program != nil, "the program spar is not built")) struct ShippedResultsTests {
    /// Outputs of a script, and the line that it ends with.
    @Test(arguments: [
        ("nio_strain", ["nio_strain.csv", "nio_strain.svg"], "written: OUT/nio_strain.csv and .svg"),
        ("cr2o3_strain", ["cr2o3_strain.csv", "cr2o3_strain.svg"], "SAMS is smallest, 0.04842, at a strain of 4.0 %"),
        (
            "nio_stretch_spectra", ["nio_stretch_05.csv", "nio_stretch_50.csv", "nio_stretch_spectra.svg"],
            "SAMS: 0.16560 at 5 %, 0.70750 at 50 %"
        ),
    ])
    func figure(_ name: String, _ files: [String], _ last: String) throws {
        let shop = try Workshop()
        let taken = try shop.store("import", repository + "/examples/data/figures_feff10.spar")
        #expect(
            taken.outputText == "45 results added, 0 known already, 42 plans, 0 cached values\n", "\(taken.errorText)")
        var command = try shop.command(["--replay", "--out", shop.path + "/out"])
        command.arguments[command.arguments.count - 1] = "scripts/\(name).lua"
        let outcome = try command.run()
        #expect(outcome.end == .exited(0))
        #expect(
            outcome.errorText == "note: replayed from the store \(shop.path)/store.sqlite, not computed here: "
                + "FEFF 10.0.0 build c24a0f8c99dfa1c3 on 2026-11-27 computed this\n")
        #expect(
            outcome.outputText.split(separator: "\n").last.map(String.init)
                == last.replacingOccurrences(of: "OUT", with: shop.path + "/out"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: shop.path + "/out").sorted() == files)
    }

    /// Figure 3a: zero where the crystal is cubic, and a straight line from there.
    @Test func samsFollowsQAMS() throws {
        let shop = try Workshop()
        _ = try shop.store("import", repository + "/examples/data/figures_feff10.spar")
        let outcome = try shop.run(
            """
            local nio = structure.read("examples/structures/NiO.cif")
            local rows = sweep(range(0, 0.1, 0.005), function(strain)
              local s = nio:strain{ c = strain }
              return { QAMS = s:features("Ni").QAMS, SAMS = xes(s, { like = nio }):sams() }
            end, { name = "strain" })
            local line = rows:fit("QAMS", "SAMS")
            print(#rows, rows[1].SAMS < 1e-5, line.r2 > 0.999, math.abs(line.slope - 3.41) < 0.02, math.abs(line.intercept) < 0.006)
            """, "--replay", feff: false)
        #expect(outcome.outputText == "21\ttrue\ttrue\ttrue\ttrue\n", "\(outcome.errorText) \(outcome.outputText)")
    }
}
