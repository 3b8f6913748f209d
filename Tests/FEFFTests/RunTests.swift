// The driver against the stub: the whole protocol, and each thing that can go wrong.

import Basics
import Crystal
import FEFF
import Foundation
import Spectra
import Testing

struct FEFFRunTests {
    @Test func tensorFromSixTails() throws {
        let stub = try StubFEFF(), result = try stub.run()
        #expect(result.status == .ok)
        #expect(result.energies.count == 36)
        #expect(abs(result.fermiLevel + 12.378065072192690) < 1e-12)
        #expect(abs((result.emissionOffset ?? 0) - (8350.75 - 12.378065072192690)) < 1e-9)
        for (k, e) in result.energies.enumerated() {
            let g = 1 / (1 + (e + result.fermiLevel + 18) * (e + result.fermiLevel + 18))
            let expected = [g, 2 * g, 3 * g, 0.1, 0.2, 0.3]
            for (c, value) in expected.enumerated() { #expect(abs(result.tensor.components[c][k] - value) < 1e-9) }
        }
        #expect(result.electronic.potentials.map(\.element) == ["Ni", "O"])
        #expect(result.electronic.potentials.map(\.atoms) == [1, 6])
        #expect(result.electronic.potentials.map(\.chargeTransfer) == [-0.126, 0.138])
        #expect(result.electronic.potentials[0].electrons == [0.48, 0.644])
        #expect(result.electronic.iterations == 2)
        #expect(result.electronic.coreHoleWidth == 1.576)
        #expect(result.electronic.interstitialPotential == -21.7)
        #expect(result.input.contains("XES -42.3780 -7.3780 1.0000\n"))
        #expect(result.provenance.first == ProvenanceLine("engine", try stub.installation().identity().version))
        #expect(try SiteResult(encoded: result.encoded(job: "k"), job: "k") == result)
    }

    /// The same modules; the grid is about the Fermi level, and the header's number is the edge step.
    @Test func absorption() throws {
        let result = try StubFEFF().run(.kAbsorption)
        #expect(result.energies.count == 51)
        #expect(abs(result.energies[0] + 10) < 1e-9)
        #expect(abs((result.edgeStep ?? 0) - 0.014017) < 1e-9)
        #expect(abs((result.emissionOffset ?? 0) - (8350.75 - 12.378065072192690)) < 1e-9)
        #expect(result.input.contains("EGRID\ne_grid -10.0000 40.0000 1.0000\n"))
        let k = 20, e = result.energies[k] + result.fermiLevel
        #expect(abs(result.tensor.zz[k] - 3 / (1 + (e + 18) * (e + 18))) < 1e-9)
        #expect(try StubFEFF().run().edgeStep == nil)
        #expect(try SiteResult(encoded: result.encoded(job: "k"), job: "k") == result)
    }

    @Test(arguments: [
        ("rdinp stop", JobStatus.badInput, "FEFF did not accept feff.inp: Something is not as it should be. / STUB-1"),
        ("atomic abort", .crashed(module: "atomic"), "FEFF's module atomic crashed (signal 6, Aborted)"),
        ("pot segv", .crashed(module: "pot"), "FEFF's module pot crashed (signal 11, Segmentation fault)"),
        (
            "fms sigkill", .killed,
            "FEFF's module fms was killed from outside (signal 9, Killed), perhaps because "
                + "memory ran out; the next run tries it again"
        ),
        (
            "xsph exit", .crashed(module: "xsph"),
            "FEFF's module xsph ended with exit status 2: Fortran runtime "
                + "error: End of file"
        ),
        (
            "screen stop", .crashed(module: "screen"),
            "FEFF's module screen stopped with an error: Something is not "
                + "as it should be. / STUB-1"
        ),
        ("mkgtr nodone", .incompleteOutput, "FEFF's module mkgtr ended without its closing line"),
        (
            "fms diskfull", .crashed(module: "fms"),
            "FEFF's module fms could not write: the disk of its scratch "
                + "folder is full; make room or set TMPDIR to another disk"
        ),
        ("pot open", .incompleteOutput, "FEFF's pot ended without saying whether it converged"),
        ("pot nofermi", .incompleteOutput, "FEFF's pot left no readable Fermi level in chemical.dat"),
        ("ff2x noxmu", .incompleteOutput, "FEFF wrote no xmu.dat for polarization x"),
        (
            "ff2x nan", .incompleteOutput,
            "xmu.dat of polarization x:10: \"8311.3720000000 -39.3780000000 "
                + "0.0000000000 NaN 0.0000000...\" holds a number that is not finite"
        ),
        (
            "ff2x stars", .incompleteOutput,
            "xmu.dat of polarization x:10: \"8311.3720000000 -39.3780000000 0.0000000000 "
                + "*************...\" holds something that is not a number"
        ),
        (
            "ff2x truncated", .incompleteOutput,
            "xmu.dat of polarization x:42: 1 numbers where xmu.dat has six; the "
                + "file was cut short"
        ),
        (
            "ff2x garbage", .incompleteOutput,
            "xmu.dat of polarization x:43: \"the quick brown fox\" holds something "
                + "that is not a number"
        ),
        (
            "ff2x short", .incompleteOutput,
            "xmu.dat of polarization x has 18 rows from -30.0 to -13.0 eV about the "
                + "Fermi level; 36 rows from -30 to 5 eV were asked for"
        ),
    ])
    func failures(_ play: String, _ status: JobStatus, _ message: String) throws {
        let failure = try #require(try StubFEFF(play: play).failure())
        #expect(failure.status == status)
        #expect(failure.message == message)
    }

    @Test func everyModuleMayCrash() throws {
        for module in StubFEFF.modules where module != "rdinp" {
            let failure = try #require(try StubFEFF(play: "\(module) segv").failure())
            #expect(failure.status == .crashed(module: module))
        }
    }

    @Test(arguments: ["hang", "hangchild"]) func timeLimit(_ play: String) throws {
        let failure = try #require(try StubFEFF(play: "fms \(play)").failure(seconds: 1))
        #expect(failure.status == .timeout)
        #expect(
            failure.message == "FEFF's module fms was still running when the job's time was up and was stopped; "
                + "give more with timeout = seconds")
    }

    @Test func cancelling() throws {
        let stub = try StubFEFF(play: "fms hang")
        #expect { try stub.run(isCancelled: { true }) } throws: { ($0 as? JobFailure)?.status == .killed }
    }

    /// The first retry starts from the potential reached, with the mixing that the authors advise.
    @Test func unconvergedIsRetried() throws {
        let result = try StubFEFF(play: "pot unconverged until 100 0.05").run()
        #expect(result.status == .okAfterRetries(1))
        #expect(result.input.contains("SCF 2.10900 0 100 0.05\n"))
        #expect(result.input.contains("RESTART\n"))
        #expect(
            result.notes.contains(
                "FEFF's self-consistency needed 1 retry (restart from the potential reached, "
                    + "mixing 0.05)."))
        #expect(result.log.contains("started from pot.bin"))
        let later = try StubFEFF(play: "pot unconverged until 100 0.05 5").run()
        #expect(later.status == .okAfterRetries(7))
        #expect(!later.input.contains("RESTART"))
    }

    @Test func badCountsAreRetriedFromScratch() throws {
        let result = try StubFEFF(play: "pot badcounts until 100 0.02").run()
        #expect(result.status == .okAfterRetries(2))
        #expect(result.input.contains("SCF 2.10900 0 100 0.02\n"))
        #expect(!result.input.contains("RESTART"))
    }

    @Test func givingUp() throws {
        let failure = try #require(try StubFEFF(play: "pot unconverged until never").failure())
        #expect(failure.status == .unconverged)
        #expect(
            failure.message == "FEFF's self-consistency ran out of iterations (2, with mixing 0.05, nmix 10); 9 "
                + "settings of the mixing were tried, none converged. The card SCF of feff.cards sets others")
        #expect(failure.attempts.count == 9)
        let once = try #require(try StubFEFF(play: "pot badcounts until never").failure(retries: false))
        #expect(once.status == .badCounts)
        #expect(
            once.message == "FEFF's module pot found bad electron counts and gave up: New Fermi level: mu= "
                + "-12.378 eV Charge distance= 0.0001 (partial c.d.= 0.0001) / Found bad counts. / CORVAL-1; other "
                + "mixing was not tried. The card SCF of feff.cards sets others")
        let absurd = try #require(try StubFEFF(play: "pot absurd").failure(retries: false))
        #expect(absurd.status == .unconverged)
    }

    @Test func otherBuildThanTheJobs() throws {
        let stub = try StubFEFF(), here = FEFFEngine(try stub.installation())
        let job = try StubFEFF.octahedron(EngineIdentity(name: "feff", version: "FEFF 10.0.1 build ff"))
        #expect { try here.compute(job, limits: JobLimits(), scratch: stub.folder) { false } } throws: { error in
            (error as? JobFailure)?.message.hasPrefix(
                "this job asks for FEFF 10.0.1 build ff, but FEFF 10.0.0 "
                    + "build ") == true
        }
    }
}

struct FEFFInstallationTests {
    private func message(_ path: String?, _ environment: [String: String] = [:]) -> String {
        do {
            _ = try FEFFInstallation.find(path: path, environment: environment).identity()
            return "no error"
        } catch {
            return (error as? JobFailure).map { "\($0.status.text): \($0.message)" } ?? "\(error)"
        }
    }

    @Test func orderOfPlaces() throws {
        let a = try StubFEFF(), b = try StubFEFF(), c = try StubFEFF()
        let environment = ["SPAR_FEFF": b.folder, "PATH": "/nowhere:" + c.folder]
        func name(_ folder: String) -> String { (folder as NSString).lastPathComponent }
        #expect(name(try FEFFInstallation.find(path: a.folder, environment: environment).directory) == name(a.folder))
        let file = try FEFFInstallation.find(path: a.folder + "/pot", environment: environment)
        #expect(name(file.directory) == name(a.folder))
        #expect(name(try FEFFInstallation.find(environment: environment).directory) == name(b.folder))
        #expect(name(try FEFFInstallation.find(environment: ["PATH": c.folder]).directory) == name(c.folder))
    }

    @Test func identityIsOfTheBytes() throws {
        let a = try StubFEFF(), b = try StubFEFF()
        let first = try a.installation().identity()
        #expect(first.version.hasPrefix("FEFF 10.0.0 build "))
        #expect(try b.installation().identity() == first)
        let text = String(decoding: try FileBytes.read(b.folder + "/fms"), as: UTF8.self)
        try (text + "# changed\n").write(toFile: b.folder + "/fms", atomically: false, encoding: .utf8)
        #expect(try b.installation().identity() != first)
        let known = EngineIdentity(name: "feff", version: "kept"), c = try StubFEFF()
        FEFFInstallation.remember(known, fingerprint: try c.installation().fingerprint())
        #expect(try c.installation().identity() == known)
    }

    @Test func messages() throws {
        #expect(
            message(nil, ["PATH": "/nowhere"]) == "no FEFF: FEFF10 was not found: give the folder of its "
                + "programs (rdinp, pot, fms and so on) with --feff or SPAR_FEFF, or put it on PATH")
        #expect(
            message("/nowhere/at/all") == "no FEFF: --feff names /nowhere/at/all, where nothing is; it must be "
                + "the folder of FEFF10's programs (rdinp, pot, fms and so on)")
        let lacking = try StubFEFF()
        try FileManager.default.removeItem(atPath: lacking.folder + "/fms")
        #expect(
            message(nil, ["SPAR_FEFF": lacking.folder]) == "no FEFF: SPAR_FEFF names \(lacking.folder), but "
                + "\(lacking.folder) holds no fms; FEFF10's sequential programs are needed")
        let locked = try StubFEFF()
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: locked.folder + "/pot")
        #expect(
            message(locked.folder) == "no FEFF: --feff names \(locked.folder), but pot there is not executable "
                + "(chmod +x)")
        let old = try StubFEFF(play: "rdinp old")
        #expect(message(old.folder).hasPrefix("no FEFF: the programs in ") == true)
        #expect(message(old.folder).hasSuffix(" are FEFF 9.6.4; Spar drives FEFF 10") == true)
        let mute = try StubFEFF(play: "rdinp mute")
        #expect(
            message(mute.folder).hasSuffix(
                "does not name FEFF's version when it starts (exit status 0); Spar "
                    + "drives FEFF10"))
    }
}
