// Absorption's numbers, pinned, and FEFF10's beside them.
//
// SPAR_UPDATE_GOLDEN=1 writes Golden/absorption.csv anew, for a new `GreenOptions.absorptionModel` only.

import Basics
import Crystal
import Foundation
import Spectra
import Testing

@testable import Green

@Suite struct PinnedAbsorptionTests {
    static let cases: [(name: String, file: String, metal: String)] = [
        ("rutile, Ti", "TiO2_rutile", "Ti"), ("CuO, Cu", "CuO", "Cu"), ("rutile, O", "TiO2_rutile", "O"),
    ]
    static var golden: String { PinnedNumbersTests.here.appendingPathComponent("Golden/absorption.csv").path }

    /// In the crystal's axes, the first site's; 42 atoms.
    static func compute(_ file: String, _ metal: String) throws -> (result: SiteResult, spectrum: PolarizedSpectrum) {
        let settings = SpectralSettings(.kAbsorption, energies: try EnergyGrid(from: -15, to: 45, step: 0.5))
        let structure = try Structure(contentsOf: "\(PinnedNumbersTests.structures)/\(file).cif")
        let request = SpectralRequest(
            structure: structure, metal: try EngineTests.element(metal), frame: .crystal, neighbours: 42,
            settings: settings)
        let result = try PinnedNumbersTests.compute(request.plan(engine: GreenEngine().identity()).jobs[0])
        return (result, try PolarizedSpectrum(energies: result.energies, response: .tensor(result.tensor)))
    }

    /// SAMS from -5 to 30 eV (1/sqrt(eV)), the edge step (Mb), and the six components every 5 eV from -5 eV.
    private static func row(_ result: SiteResult, _ spectrum: PolarizedSpectrum) throws -> [Double] {
        let places = stride(from: 20, through: 90, by: 10)
        return [try spectrum.sams(.edge), result.edgeStep ?? .nan]
            + result.tensor.components.flatMap { curve in places.map { curve[$0] } }
    }

    @Test func numbersStayAsTheModelHasThem() throws {
        let model = "absorption model \(GreenOptions.absorptionModel)"
        let computed = try Self.cases.map { name, file, metal in
            let (result, spectrum) = try Self.compute(file, metal)
            return (name, try Self.row(result, spectrum))
        }
        if ProcessInfo.processInfo.environment["SPAR_UPDATE_GOLDEN"] != nil {
            let lines = computed.map { name, row in
                "\(name);" + row.map { NumberText.fixed($0, decimals: 6) }.joined(separator: ",") + "\n"
            }
            try (model + "\n" + lines.joined()).write(toFile: Self.golden, atomically: true, encoding: .utf8)
        }
        let lines = try String(contentsOfFile: Self.golden, encoding: .utf8).split(separator: "\n")
        #expect(
            lines[0] == model,
            "the golden numbers are of another model: write them anew and look at what moved")
        #expect(lines.count == Self.cases.count + 1)
        for ((name, row), line) in zip(computed, lines.dropFirst()) {
            let fields = line.split(separator: ";"), numbers = fields[1].split(separator: ",").compactMap { Double($0) }
            #expect(fields[0] == name)
            try #require(numbers.count == row.count)
            for (a, b) in zip(row, numbers) { #expect(abs(a - b) < 1e-3, "\(name): \(a), golden \(b)") }
        }
    }
}
