// The engine's numbers, pinned: golden results of crystals of high and low symmetry, and FEFF10's as an anchor.
//
// SPAR_UPDATE_GOLDEN=1 writes Golden/engine.csv anew, for a new physics version only.

import Basics
import Crystal
import Foundation
import Spectra
import Testing
@testable import Green

@Suite struct PinnedNumbersTests {
    /// A result in few numbers: SAMS (1/sqrt(eV)) in the site's axes, the Fermi level and the level between the spheres
    /// (eV), and the xx, yy, zz, xy, xz, yz components every 2.5 eV from -20 eV, in units of the largest.
    struct Summary {
        var sams: Double
        var fermi: Double
        var interstitial: Double
        var spectrum: [Double]

        init(_ result: SiteResult, axes: Matrix3) throws {
            let spectrum = try PolarizedSpectrum(
                energies: result.energies, response: .tensor(result.tensor), axes: axes)
            sams = try spectrum.sams(EnergyWindow.standard)
            fermi = result.fermiLevel
            interstitial = result.electronic.interstitialPotential ?? .nan
            let places = stride(from: 200, through: 425, by: 25)
            let top = result.tensor.components.reduce(0) { max($0, $1[200...].max() ?? 0) }
            self.spectrum = result.tensor.components.flatMap { c in places.map { c[$0] / top } }
        }

        init(row: [Substring]) throws {
            let numbers = row.compactMap { Double($0) }
            try #require(numbers.count == row.count && numbers.count == 63)
            (sams, fermi, interstitial, spectrum) = (numbers[0], numbers[1], numbers[2], Array(numbers[3...]))
        }

        var row: String {
            ([sams, fermi, interstitial] + spectrum).map { NumberText.fixed($0, decimals: 6) }.joined(separator: ",")
        }
    }

    static let here = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    static let structures = here.appendingPathComponent("../../examples/structures").standardizedFileURL.path

    /// The crystals: a file, the metal, and a strain along c that lowers the symmetry.
    static let cases: [(name: String, file: String, metal: String, strain: Double)] = [
        ("NiO stretched by 4 %", "NiO", "Ni", 0.04), ("CuO", "CuO", "Cu", 0), ("V2O5", "V2O5", "V", 0),
        ("anatase", "TiO2_anatase", "Ti", 0), ("pyrite", "FeS2", "Fe", 0), ("ZnO", "ZnO", "Zn", 0),
        ("Cr2O3 compressed by 2 %", "Cr2O3", "Cr", -0.02),
    ]

    static func plan(_ file: String, _ metal: String, strain: Double) throws -> SpectralPlan {
        var structure = try Structure(contentsOf: "\(structures)/\(file).cif")
        if strain != 0 { structure = try structure.strained(c: strain) }
        return try SpectralRequest(structure: structure, metal: EngineTests.element(metal)).plan(
            engine: GreenEngine().identity())
    }

    static func compute(_ job: SpectralJob) throws -> SiteResult {
        try GreenEngine().compute(job, limits: JobLimits(), scratch: "/tmp", isCancelled: { false })
    }

    static var golden: String { here.appendingPathComponent("Golden/engine.csv").path }

    /// Numbers that move without a new physics version fail here; so does a new version without new numbers.
    @Test func numbersStayAsThePhysicsVersionHasThem() throws {
        let computed = try Self.cases.map { name, file, metal, strain in
            let plan = try Self.plan(file, metal, strain: strain)
            return (name, try Summary(Self.compute(plan.jobs[0]), axes: plan.assembly.sites[0].axes))
        }
        if ProcessInfo.processInfo.environment["SPAR_UPDATE_GOLDEN"] != nil {
            let text =
                "physics version \(GreenEngine.physicsVersion)\n" + computed.map { "\($0.0),\($0.1.row)\n" }.joined()
            try text.write(toFile: Self.golden, atomically: true, encoding: .utf8)
        }
        let lines = try String(contentsOfFile: Self.golden, encoding: .utf8).split(separator: "\n")
        #expect(
            lines[0] == "physics version \(GreenEngine.physicsVersion)",
            "the golden numbers are of another physics version: write them anew and look at what moved")
        for ((name, summary), line) in zip(computed, lines.dropFirst()) {
            let fields = line.split(separator: ",")
            #expect(fields[0] == name)
            let expected = try Summary(row: Array(fields[1...]))
            #expect(
                abs(summary.sams / expected.sams - 1) < 1e-3, "\(name): SAMS \(summary.sams), golden \(expected.sams)")
            #expect(abs(summary.fermi - expected.fermi) < 5e-3, "\(name): Fermi level \(summary.fermi)")
            #expect(abs(summary.interstitial - expected.interstitial) < 5e-3, "\(name): \(summary.interstitial)")
            for (a, b) in zip(summary.spectrum, expected.spectrum) { #expect(abs(a - b) < 1e-3, "\(name)") }
        }
        #expect(lines.count == Self.cases.count + 1)
    }

    /// SAMS as FEFF10 10.0.0 gives it for the same clusters (computed by us; the rest in
    /// examples/data/figures_feff10.spar).
    @Test(arguments: [
        ("NiO", "Ni", [(0.02, 0.05838), (0.06, 0.16231), (0.10, 0.24943)]),
        ("Cr2O3", "Cr", [(-0.08, 0.10762), (-0.02, 0.06352), (0.0, 0.05468), (0.04, 0.04846), (0.08, 0.05273)]),
    ])
    func sweepsStayNearFEFF10(_ file: String, _ metal: String, _ points: [(strain: Double, feff: Double)]) throws {
        let rest = try Structure(contentsOf: "\(Self.structures)/\(file).cif"), element = try #require(Element(metal))
        for (strain, feff) in points {
            let request = SpectralRequest(structure: try rest.strained(c: strain), metal: element, like: rest)
            let plan = try request.plan(engine: GreenEngine().identity()), result = try Self.compute(plan.jobs[0])
            let axes = plan.assembly.sites[0].axes
            let spectrum = try PolarizedSpectrum(
                energies: result.energies, response: .tensor(result.tensor), axes: axes)
            let sams = try spectrum.sams(EnergyWindow.standard)
            #expect(abs(sams / feff - 1) < 0.04, "\(file) at \(strain): \(sams), FEFF10 \(feff)")
        }
    }

    /// Keys are what the run store knows results by: a change here loses everybody's results.
    @Test func keysStay() throws {
        let cluster = try SpectralCluster(absorber: try EngineTests.element("Fe"), neighbours: EngineTests.crooked())
        let job = try SpectralJob(
            engine: EngineIdentity(name: "green", version: "1"), cluster: cluster, settings: SpectralSettings())
        let plain = job.key
        #expect(plain == "bd8217120b9f8c986843739174ce26231180587f3605d6f13e62cdd060c707a2")
        let other = try SpectralJob(
            engine: EngineIdentity(name: "green", version: "2"), cluster: cluster,
            settings: SpectralSettings(
                energies: try EnergyGrid(from: -20, to: 5, step: 0.5), coreHole: false,
                engineOptions: try GreenOptions(scf: false, checkedLmax: 3, width: 1.5).json()))
        let special = other.key
        #expect(special == "569e307f3f88e9719e1a340fc36cdbd14dc3cd2f94a7e590042bcef41739bef5")
        let nio = try Structure(contentsOf: "\(Self.structures)/NiO.cif")
        let request = SpectralRequest(structure: nio, metal: try EngineTests.element("Ni"))
        let plan = try request.key(engine: EngineIdentity(name: "green", version: "1"))
        #expect(plan == "c8ef832496ba683dcff2ec6a2ad5f87387ae446d2e48ccfb459bcd0b7d5ed17a")
    }
}
