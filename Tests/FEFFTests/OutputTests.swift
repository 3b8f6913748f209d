// Reading what FEFF wrote: numbers, files, real failures, folders computed elsewhere.

import Basics
import Crystal
import FEFF
import Foundation
import Processes
import Spectra
import TestSupport
import Testing

@Suite struct FEFFReferenceOutputTests {
    @Test func spectrum() throws {
        let file = try XmuFile(text: Reference.text("nio_0_raw/xmu_x.dat"), name: "xmu_x.dat")
        #expect(file.energies.count == 451)
        #expect(file.energies[0] == -52.378)
        #expect(file.mu[0] == 8.7604699885e-2)
        #expect(abs(file.photonOffset - 8350.7824671505) < 1e-9)
        #expect(file.header.version == "FEFF 10.0.0")
        #expect(file.header.fermiLevel == -12.38)
        #expect(file.header.coreHoleWidth == 1.576)
        #expect(file.header.interstitialPotential == -21.7)
        #expect(file.header.normaliser == 1.4017e-4)
        #expect(file.header.absorberZ == 28)
    }

    @Test func potential() throws {
        let log = PotentialLog(text: try Reference.text("nio_0_raw/log1.dat"))
        #expect(log.ending == .converged(iterations: 16))
        #expect(log.fermiHistory.count == 17)
        #expect(log.fermiHistory.first == -3.04)
        #expect(log.fermiHistory.last == -12.378)
        #expect(log.normanRadii == [1.37846, 1.38455, 1.06267])
        #expect(log.muffinTinRadii == [1.31881, 1.32375, 1.01611])
        #expect(log.chargeTransfers == [-0.126, -0.128, 0.138])
        #expect(log.electrons == [[0.48, 0.644, 9.75, 0], [0.479, 0.644, 8.749, 0], [1.846, 4.208, 0.084, 0]])
        let same = PotentialLog(text: try Reference.text("nio_0_raw/stdout.pot"))
        #expect(same == log)
    }

    @Test func convergence() throws {
        let history = SCFIteration.history(text: try Reference.text("nio_0_raw/convergence.scf"))
        #expect(history.count == 17)
        let last = try #require(history.last)
        #expect(last.number == 16 && last.isConverged)
        #expect(last.fermiLevel == -12.378 && last.chargeDistance == 0.0001 && last.partialChargeDistance == 0.0001)
        #expect(SCFIteration.history(text: try Reference.text("nio_0_raw/convergence.scf.fine")).last == history.last)
        let form = try AtomicFormFactor(text: Reference.text("nio_0_raw/fpf0.dat"), name: "fpf0.dat")
        #expect(form.atomicNumber == 28)
        #expect(form.f0.first == 28)
        #expect(form.q[1] == 0.5)
    }

    @Test func realFailures() throws {
        let chromium = PotentialLog(text: try Reference.text("failure_crn/log1.dat"))
        #expect(chromium.ending == .open)
        #expect(chromium.foundBadCounts)
        let titanate = PotentialLog(text: try Reference.text("failure_srtio3/log1.dat"))
        #expect(titanate.ending == .open)
        #expect(!titanate.isConverged)
        let report = ModuleReport(
            module: .pot, end: .exited(0), output: try Reference.text("failure_crn/log1.dat"),
            errors: try Reference.text("failure_crn/stderr.pot"), leftErrorFile: true)
        #expect(report.failure?.status == .badCounts)
    }

    /// The first module that fails in each sample, and how it is called.
    @Test func samples() throws {
        let expected: [String: JobStatus?] = [
            "success": nil, "feff_inp_missing": .badInput, "unknown_card": .badInput, "card_not_a_number": .badInput,
            "no_potentials": .badInput, "atom_with_undefined_potential": .crashed(module: "atomic"),
            "no_atom_with_potential_0": .badInput, "scf_out_of_iterations": nil, "zero_polarization": .badInput,
            "atoms_without_end_of_file_newline": nil, "pot_killed_sigterm": .killed, "pot_killed_sigkill": .killed,
        ]
        guard case .array(let samples) = try JSON.parse(Reference.text("failure_samples.json")) else { return }
        var seen = 0
        for sample in samples {
            guard case .string(let name)? = sample["scenario"], case .array(let modules)? = sample["modules"]
            else { continue }
            let reports = modules.compactMap { row -> ModuleReport? in
                guard case .string(let text)? = row["module"], let module = FEFFModule(rawValue: text),
                    case .integer(let code)? = row["returncode"], case .string(let output)? = row["stdout"],
                    case .string(let errors)? = row["stderr"], case .bool(let left)? = row["feff_error_file_left"]
                else { return nil }
                return ModuleReport(
                    module: module, end: code < 0 ? .signalled(Int32(-code)) : .exited(Int32(code)),
                    output: output, errors: errors, leftErrorFile: left)
            }
            #expect(reports.count == modules.count)
            guard let status = expected[name] else { continue }
            seen += 1
            #expect(reports.lazy.compactMap(\.failure).first?.status == status, "\(name)")
        }
        #expect(seen == expected.count)
    }

    /// The raw folder has x, y, z of one run; without y the sentence says so.
    @Test func rawFolder() throws {
        let spectrum = try FEFFDirectory.read(References.path("feff10/nio_0_raw"))
        #expect(spectrum.sites.count == 1)
        #expect(spectrum.average.details.emissionOffset.map { abs($0 - 8338.4044) < 1e-3 } == true)
        #expect(try spectrum.sams() < 3e-6)
        #expect(spectrum.average.tensor == nil)
    }
}

struct FEFFOutputTests {
    @Test(arguments: [
        ("", "f holds no spectrum"),
        ("# header only\n", "f holds no spectrum"),
        (" 8300.0 -50.0 0 1.0 1.0 0\n", "f holds one point of a spectrum"),
        (" 8300.0 -50.0 0 1.0 1.0 0\n 8300.1 -49.9 0 1.0-103 1.0D+00 0\n", "no error"),
        (" 8300.0 -50.0 0 1.0 1.0 0\n 8300.1 -50.1 0 1 1 0\n", "f:2: the energies must ascend, but -50.1 follows -50"),
        (
            " 8300.0 -50.0 0 1.0 1.0 0\n 8310.1 -49.9 0 1 1 0\n",
            "f: the photon energy does not follow the energy at "
                + "-49.9 eV; this is no emission or absorption spectrum of FEFF"
        ),
    ])
    func xmuMessages(_ text: String, _ expected: String) {
        do {
            let file = try XmuFile(text: text, name: "f")
            #expect(expected == "no error")
            #expect(file.mu[1] == 1.0e-103)
        } catch {
            #expect("\(error)" == expected)
        }
    }

    /// Of XANES the header's number is the edge step, and the window is the edge's.
    @Test func absorptionIsRead() throws {
        let root = NSTemporaryDirectory() + "/spar-read-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: root) }
        func write(_ folder: String, _ card: String, _ polarization: String, mu: Double) throws {
            let path = root + "/" + folder
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            try AtomicFile.write(
                "\(card)\nPOLARIZATION \(polarization)\nPOTENTIALS\n 0 22 Ti\n 1 8 O\nATOMS\n 0 0 0 0\n 2 0 0 1\nEND\n",
                to: path + "/feff.inp")
            try AtomicFile.write("0 0 -12.5\n", to: path + "/chemical.dat")
            let rows = (0...50).map { k in
                let e = -22.5 + Double(k)
                return " \(e + 4978.5) \(e) 0.0 \(mu * Double(k)) 1.0 0.0"
            }
            try AtomicFile.write(
                "#  xsedge+ 50, used to normalize mu           4.6897E-04\n" + rows.joined(separator: "\n") + "\n",
                to: path + "/xmu.dat")
        }
        for (k, direction) in ["1 0 0", "0 1 0", "0 0 1"].enumerated() {
            try write("p\(k)", "XANES 4.0", direction, mu: Double(k + 1))
        }
        let spectrum = try FEFFDirectory.read(root).sites[0].spectrum
        #expect(spectrum.details.spectroscopy == .kAbsorption)
        #expect(spectrum.details.window == .edge)
        #expect(spectrum.energies[0] == -10)
        #expect(abs((spectrum.details.emissionOffset ?? 0) - 4966) < 1e-9)
        #expect(abs((spectrum.details.edgeStep ?? 0) - 0.046897) < 1e-12)
        #expect(spectrum.polarizations.z[10] == 30)
        try write("q", "XES -50 -40 1", "0 0 1", mu: 1)
        #expect(
            throws: SparError(
                "\(root)/p0/xmu.dat is of absorption and \(root)/q/xmu.dat of emission; read their folders one after the "
                    + "other")
        ) { try FEFFDirectory.read(root) }
        try write("q", "EXAFS 20", "0 0 1", mu: 1)
        #expect(
            throws: SparError(
                "\(root)/q/feff.inp has no card XES or XANES: this is no spectrum of emission or of absorption")
        ) { try FEFFDirectory.read(root + "/q") }
    }

    /// Folders as other drivers leave them: one for each polarization, two sites.
    @Test func treeOfRuns() throws {
        let root = NSTemporaryDirectory() + "/spar-read-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: root) }
        func write(_ folder: String, _ polarization: String, shift: Double, mu: Double, xmu: Bool = true) throws {
            let path = root + "/" + folder
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            try AtomicFile.write(
                """
                TITLE test
                XES -50 -40 1
                POLARIZATION \(polarization)
                POTENTIALS
                 0 28 Ni
                 1 8 O
                ATOMS
                 0 0 0 0 Ni 0
                 \(2 + shift) 0 0 1 O 2
                END
                """, to: path + "/feff.inp")
            try AtomicFile.write("0 0 -12.5\n", to: path + "/chemical.dat")
            let rows = (0...10).map { k in
                let e = -50.0 + Double(k)
                return " \(e + 8350) \(e) 0.0 \(mu * Double(k)) 1.0 0.0"
            }
            guard xmu else { return }
            try AtomicFile.write("# FEFF 10.0.0\n" + rows.joined(separator: "\n") + "\n", to: path + "/xmu.dat")
        }
        for (site, shift) in [("a", 0.0), ("b", 0.1)] {
            try write(site + "/p1", "1 0 0", shift: shift, mu: 1)
            try write(site + "/p2", "0 2 0", shift: shift, mu: 2)
            try write(site + "/p3", "0 0 1", shift: shift, mu: 3)
        }
        let spectrum = try FEFFDirectory.read(root)
        #expect(spectrum.sites.count == 2)
        #expect(spectrum.sites[0].spectrum.energies[0] == -37.5)
        #expect(spectrum.average.polarizations.y[1] == 2)
        for (direction, mu) in [("1 1 0", 1.6), ("1 0 1", 2.0), ("0 1 1", 2.5)] {
            try write("a/d" + direction.filter { $0 != " " }, direction, shift: 0, mu: mu)
        }
        #expect(
            throws: SparError(
                "some sites of this crystal have the whole tensor and some only three "
                    + "polarizations; they cannot be averaged")
        ) { try FEFFDirectory.read(root) }
        let tensor = try #require(try FEFFDirectory.read(root + "/a").average.tensor)
        for (c, value) in [1, 2, 3, 0.1, 0.0, 0].enumerated() { #expect(abs(tensor.components[c][1] - value) < 1e-12) }
        try FileManager.default.removeItem(atPath: root + "/b/p2/xmu.dat")
        let missing = SparError(
            "\(root)/b has the polarizations (1, 0, 0), (0, 0, 1) of a site; the polarization y "
                + "is missing (\(root)/b/p2 has a feff.inp but no xmu.dat: the run did not finish)")
        #expect(throws: missing) { try FEFFDirectory.read(root + "/b") }
        #expect(throws: SparError("\(root)/c is not there; feff.read needs a folder that FEFF ran in")) {
            try FEFFDirectory.read(root + "/c")
        }
    }
}
