// feff.inp: golden text, the user's cards, and agreement with the reference inputs.
// SPAR_UPDATE_GOLDEN=1 writes the golden files anew.

import Basics
import Crystal
import FEFF
import Foundation
import Spectra
import Testing

private func message(_ body: () throws -> some Any) -> String {
    do {
        _ = try body()
        return "no error"
    } catch {
        return "\(error)"
    }
}

struct FEFFInputTests {
    private let identity = EngineIdentity(name: "feff", version: "test")

    @Test func goldenText() throws {
        let ni = try #require(Element("Ni")), o = try #require(Element("O"))
        let places: [Vector3] = [[0, 0, 0], [0, 0.5, 0.5], [0.5, 0, 0.5], [0.5, 0.5, 0]]
        let nio = Structure(
            lattice: Lattice(matrix: Matrix3(diagonal: [4.178, 4.178, 4.178])),
            sites: places.map { Site(element: ni, frac: $0) }
                + places.map { Site(element: o, frac: $0 + [0.5, 0.5, 0.5]) })
        let plan = try SpectralRequest(structure: nio, metal: ni).plan(engine: identity)
        let input = try FEFFInput(plan.jobs[0])
        #expect(input.radius == 4.198)
        try compare(input.text(.x, fermiLevel: -12.378065), with: "NiO.inp")
        let octahedron = try FEFFInput(StubFEFF.octahedron(identity, stretch: 1.05))
        try compare(octahedron.text(.xz), with: "NiO6_before_fermi_level.inp")
        let absorption = try FEFFInput(StubFEFF.octahedron(identity, spectroscopy: .kAbsorption))
        try compare(absorption.text(.z), with: "NiO6_XANES.inp")
        #expect(absorption.text(.z) == absorption.text(.z, fermiLevel: -12))
    }

    private func compare(_ text: String, with name: String) throws {
        if ProcessInfo.processInfo.environment["SPAR_UPDATE_GOLDEN"] != nil {
            let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Golden")
            try AtomicFile.write(text, to: folder.appendingPathComponent(name).path)
            return
        }
        let path = try #require(Bundle.module.path(forResource: "Golden/" + name, ofType: nil))
        #expect(text == String(decoding: try FileBytes.read(path), as: UTF8.self))
    }

    /// Absorption makes its potential with the nearest thirty atoms and the rest of their shell.
    @Test func smallerSelfConsistency() throws {
        let ni = try #require(Element("Ni")), o = try #require(Element("O"))
        let neighbours = (0..<40).map { k in (o, Vector3(0, 0, 2 + Double(min(k, 30) / 2)), true) }
        let cluster = try SpectralCluster(absorber: ni, neighbours: neighbours)
        #expect(cluster.radius == 17.02)
        let emission = try FEFFInput(cluster: cluster, settings: SpectralSettings(.kEmission))
        #expect(emission.selfConsistencyRadius == 17.02)
        let absorption = try FEFFInput(cluster: cluster, settings: SpectralSettings(.kAbsorption))
        #expect(abs(absorption.selfConsistencyRadius - 16.02) < 1e-9)
        #expect(absorption.text().contains("FMS 17.02000 0\nSCF 16.02000 0\n"))
        #expect(absorption.text().contains("\nXANES 4.0 0.05 0.0\n"))
    }

    @Test func gridOfAbsorption() throws {
        let ni = try #require(Element("Ni")), o = try #require(Element("O"))
        let cluster = try SpectralCluster(absorber: ni, neighbours: [(o, [2, 0, 0], true)])
        func text(_ from: Double, _ to: Double) throws -> String {
            try FEFFInput(
                cluster: cluster,
                settings: SpectralSettings(.kAbsorption, energies: EnergyGrid(from: from, to: to, step: 1))
            ).text()
        }
        #expect(try text(-5, 100).contains("XANES 6.0 0.05 0.0\n"))
        #expect(try text(-5, 100).contains("EGRID\ne_grid -5.0000 100.0000 1.0000\nPOLARIZATION"))
        #expect(
            message { try text(5, 40) }
                == "energy = { from, to, step } of absorption by FEFF must reach from below the Fermi level to above it; "
                + "this is from 5 to 40 eV")
    }

    @Test func noMinusZeroAndNoExponents() throws {
        let ni = try #require(Element("Ni")), o = try #require(Element("O"))
        let cluster = try SpectralCluster(
            absorber: ni, neighbours: [(o, [2, -1e-9, -3e-17], true), (o, [-2, 1e-8, 0], true)])
        let text = try FEFFInput(cluster: cluster, settings: SpectralSettings()).text(fermiLevel: 1e-9)
        #expect(!text.contains("-0.000000"))
        #expect(!text.split(separator: "\n").dropFirst().contains { $0.contains("e-") })
        #expect(text.contains("XES -40.0000 5.0000 0.1000\n"))
    }

    /// Deuterium is hydrogen to FEFF, and has a potential of its own beside the absorber's.
    @Test func deuterium() throws {
        let ni = try #require(Element("Ni")), d = try #require(Element("D"))
        let cluster = try SpectralCluster(absorber: ni, neighbours: [(d, [1.6, 0, 0], true)])
        let text = try FEFFInput(cluster: cluster, settings: SpectralSettings()).text()
        #expect(text.contains("   1    1 H    -1 -1 1\n"))
        #expect(text.contains("     1.600000      0.000000      0.000000   1  H       1.60000\n"))
    }

    @Test func cards() throws {
        func text(_ cards: [FEFFCard], coreHole: Bool = true) throws -> String {
            let options = try FEFFOptions(cards: cards)
            let job = try StubFEFF.octahedron(identity, options: options)
            var settings = job.settings
            settings.coreHole = coreHole
            #expect(try FEFFOptions(json: options.json) == options)
            return try FEFFInput(cluster: job.cluster, settings: settings).text()
        }
        let changed = try text([
            FEFFCard("exchange", "5 0 0"), FEFFCard("RPATH", nil), FEFFCard("S02", "0.9"),
            FEFFCard("COREHOLE", "RPA"),
        ])
        #expect(changed.contains("EDGE K\nCOREHOLE RPA\nEXCHANGE 5 0 0\nXES"))
        #expect(!changed.contains("RPATH"))
        #expect(changed.contains("SCF 2.10900 0\nS02 0.9\nPOLARIZATION"))
        #expect(try text([], coreHole: false).contains("COREHOLE NONE\n"))
        #expect(FEFFOptions.standard.json == .object([:]))
    }

    @Test(arguments: [
        ("EXCHANG", "1", "no error"),
        ("SFC", "4", "feff.cards: FEFF10 has no card SFC; did you mean SCF?"),
        (
            "XES", "0 1",
            "feff.cards: XES is written by Spar itself; the option energy = { from, to, step } sets its "
                + "range about the Fermi level"
        ),
        (
            "ELLIPTICITY", "1",
            "feff.cards: ELLIPTICITY is not possible here: the tensor of a site follows from six "
                + "linear polarizations only in the dipole approximation without spin"
        ),
        (
            "XANES", "4",
            "feff.cards: XANES is written by Spar itself; the option energy = { from, to, step } sets its range about "
                + "the Fermi level"
        ),
        ("EXAFS", "20", "feff.cards: EXAFS asks FEFF for another spectroscopy; Spar computes XES and XANES"),
        ("SCF", "4\n5", "feff.cards: the value of SCF must be one line of at most 100 plain characters"),
    ])
    func cardMessages(_ name: String, _ value: String, _ expected: String) {
        #expect(message { try FEFFCard(name, value) } == expected)
    }

    @Test func limits() throws {
        let job = try StubFEFF.octahedron(identity)
        var settings = job.settings
        settings.energies = try EnergyGrid(from: -40, to: 5, step: 0.01)
        #expect(
            message { try FEFFInput(cluster: job.cluster, settings: settings) }
                == "energy = { from, to, step } gives 4501 points, but FEFF holds at most 1900; take a larger step")
    }

    @Test func twice() {
        #expect(
            message { try FEFFOptions(cards: [FEFFCard("SCF", "4"), FEFFCard("scf", "5")]) }
                == "feff.cards: SCF is given twice")
    }

    /// Every reference input is written again from its own atoms: the same cards, potentials and atoms.
    @Test(arguments: Reference.cases)
    func referenceInputs(_ name: String) throws {
        let reference = try Reference(name)
        let input = try FEFFInput(cluster: reference.cluster, settings: SpectralSettings())
        /// Cards and rows without titles, comments, blanks and the tag and distance of atoms.
        func essence(_ text: String) -> [String] {
            text.split(separator: "\n").map { line in
                let words = line.split(separator: " ").map { $0 == "-0.000000" ? "0.000000" : String($0) }
                let isAtom = words.count >= 6 && NumberText.parse(words[0]) != nil && words[0].contains(".")
                return (isAtom ? words.prefix(4) : words[...]).joined(separator: " ")
            }.filter { !$0.isEmpty && !$0.hasPrefix("TITLE") && !$0.hasPrefix("*") }
        }
        // The radius follows from coordinates that the reference rounds once more; SrTiO3 has the mixing 0.05 there.
        func isRadius(_ line: String) -> Bool { line.hasPrefix("SCF ") || line.hasPrefix("FMS ") }
        let ours = essence(input.text(.x, fermiLevel: reference.fermiLevel)), theirs = essence(reference.inputText)
        #expect(Set(ours.filter { !isRadius($0) }) == Set(theirs.filter { !isRadius($0) }))
        #expect(ours.count == theirs.count)
        #expect(abs(input.radius - reference.radius) < 1.01e-4)
    }
}
