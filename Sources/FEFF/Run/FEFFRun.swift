// One job with FEFF: the potential (with its retries), one multiple scattering, six polarizations.
//
// The folder is clean at the start of each attempt and the run stops at the first module that fails, since modules
// after a failed one "succeed" on old files. What a tail must write anew is deleted before it.

import Basics
import Foundation
import Processes
import Spectra

struct FEFFRun {
    let installation: FEFFInstallation
    let input: FEFFInput
    let identity: EngineIdentity
    let folder: ScratchFolder
    let isCancelled: () -> Bool
    /// Seconds on the monotonic clock at which the job's time is up.
    let deadline: Double

    private var attempts: [String] = []
    private var cpu: [FEFFModule: Double] = [:]
    private var moduleWall = 0.0
    private var logs: [String] = []

    init(
        installation: FEFFInstallation, input: FEFFInput, identity: EngineIdentity, folder: ScratchFolder,
        seconds: Double, isCancelled: @escaping () -> Bool
    ) {
        self.installation = installation
        self.input = input
        self.identity = identity
        self.folder = folder
        self.isCancelled = isCancelled
        deadline = Machine.clock() + seconds
    }

    /// - Throws: `JobFailure`.
    mutating func result() throws -> SiteResult {
        let start = Machine.clock()
        let (log, fermiLevel, mixing) = try selfConsistentPotential()
        let spectra = try polarizations(fermiLevel: fermiLevel, mixing: mixing)
        let reference = spectra[0]
        for (polarization, spectrum) in zip(Polarization.allCases, spectra)
        where spectrum.energies != reference.energies || spectrum.photonOffset != reference.photonOffset {
            throw failure(.incompleteOutput, "FEFF gave polarization \(polarization.rawValue) on other energies than x")
        }
        let mu = spectra.map(\.mu)
        let tensor = TensorCurves(x: mu[0], y: mu[1], z: mu[2], diagonalXY: mu[3], diagonalXZ: mu[4], diagonalYZ: mu[5])
        let retries = attempts.count - 1
        return SiteResult(
            status: retries == 0 ? .ok : .okAfterRetries(retries), energies: reference.energies.map { $0 - fermiLevel },
            tensor: tensor, fermiLevel: fermiLevel, emissionOffset: reference.photonOffset + fermiLevel,
            electronic: electronic(log, reference.header), notes: notes(log),
            provenance: provenance(wall: Machine.clock() - start),
            input: input.text(fermiLevel: fermiLevel, mixing: mixing), log: logs.suffix(6).joined(separator: "\n"),
            edgeStep: input.settings.spectroscopy.process == .absorption ? reference.edgeStep : nil)
    }

    // MARK: The potential

    private mutating func selfConsistentPotential() throws -> (PotentialLog, fermiLevel: Double, SCFMixing) {
        var ladder: [SCFMixing]?
        var mixing = SCFMixing.standard
        while true {
            attempts.append(mixing.phrase)
            do {
                let (log, level) = try potential(mixing)
                return (log, level, mixing)
            } catch let failed as JobFailure where failed.status == .unconverged || failed.status == .badCounts {
                if ladder == nil {
                    ladder =
                        input.options.retries && input.isSelfConsistent
                        ? (failed.status == .badCounts ? RetryLadder.afterBadCounts : RetryLadder.afterUnconverged) : []
                }
                guard var rest = ladder, !rest.isEmpty else { throw givingUp(after: failed) }
                mixing = rest.removeFirst()
                // A potential that broke down is no place to start from.
                if failed.status == .badCounts { rest.removeAll(where: \.restarts) }
                ladder = rest
            }
        }
    }

    private func givingUp(after failed: JobFailure) -> JobFailure {
        let tries =
            attempts.count == 1
            ? "; other mixing was not tried" : "; \(attempts.count) settings of the mixing were tried, none converged"
        return JobFailure(
            status: failed.status,
            message: failed.message + tries
                + ". The card SCF of feff.cards sets others", log: failed.log, attempts: attempts)
    }

    private mutating func potential(_ mixing: SCFMixing) throws -> (PotentialLog, fermiLevel: Double) {
        folder.clear(keeping: mixing.restarts ? ["pot.bin"] : [])
        try write(input.text(mixing: mixing))
        for module in FEFFModule.potential { try run(module) }
        let log = PotentialLog(text: folder.text("log1.dat") ?? "")
        if input.isSelfConsistent {
            switch log.ending {
            case .converged: break
            case .outOfIterations:
                throw failure(
                    .unconverged,
                    "FEFF's self-consistency ran out of iterations "
                        + "(\(max(0, log.fermiHistory.count - 1)), with \(mixing.phrase))")
            case .open:
                throw failure(.incompleteOutput, "FEFF's pot ended without saying whether it converged")
            }
        }
        guard let level = chemicalPotential(text: folder.text("chemical.dat") ?? "") else {
            throw failure(.incompleteOutput, "FEFF's pot left no readable Fermi level in chemical.dat")
        }
        guard abs(level) < 100 else {
            throw failure(
                .unconverged,
                "FEFF's Fermi level came out at \(NumberText.fixed(level, decimals: 1)) eV, "
                    + "which cannot be")
        }
        return (log, level)
    }

    // MARK: The spectra

    private mutating func polarizations(fermiLevel: Double, mixing: SCFMixing) throws -> [XmuFile] {
        let tail = FEFFModule.tail(
            withPaths: input.options.card("RPATH") != nil, withConvolution: input.options.card("SFCONV") != nil)
        return try Polarization.allCases.map { polarization in
            try write(input.text(polarization, fermiLevel: fermiLevel, mixing: mixing))
            folder.delete("xmu.dat", "gtr.dat", "global.inp")
            for module in polarization == .x ? FEFFModule.spectrum : tail { try run(module) }
            return try spectrum(polarization, fermiLevel: fermiLevel)
        }
    }

    private func spectrum(_ polarization: Polarization, fermiLevel: Double) throws -> XmuFile {
        guard let text = folder.text("xmu.dat") else {
            throw failure(.incompleteOutput, "FEFF wrote no xmu.dat for polarization \(polarization.rawValue)")
        }
        let file: XmuFile
        do {
            file = try XmuFile(text: text, name: "xmu.dat of polarization \(polarization.rawValue)")
        } catch {
            throw failure(.incompleteOutput, "\(error)")
        }
        let grid = input.settings.energies, first = file.energies[0] - fermiLevel
        let last = file.energies[file.energies.count - 1] - fermiLevel
        guard abs(file.energies.count - grid.count) <= 1, abs(first - grid.from) < 2 * grid.step,
            abs(last - grid.to) < 2 * grid.step
        else {
            throw failure(
                .incompleteOutput,
                "xmu.dat of polarization \(polarization.rawValue) has "
                    + "\(file.energies.count) rows from \(NumberText.fixed(first, decimals: 1)) to "
                    + "\(NumberText.fixed(last, decimals: 1)) eV about the Fermi level; \(grid.count) rows from "
                    + "\(NumberText.short(grid.from)) to \(NumberText.short(grid.to)) eV were asked for")
        }
        return file
    }

    // MARK: Modules

    private func write(_ text: String) throws {
        do {
            try AtomicFile.write(text, to: folder.file("feff.inp"))
        } catch {
            throw failure(.killed, "feff.inp could not be written: \(error)")
        }
    }

    private mutating func run(_ module: FEFFModule) throws {
        let left = max(0.01, deadline - Machine.clock())
        var command = Command(installation.program(module), directory: folder.path, timeout: left)
        // One thread: numbers must not depend on how many there are. The C locale: Fortran runtimes obey it.
        for name in ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"] { command.environment[name] = "1" }
        command.environment["LC_ALL"] = "C"
        let begun = Machine.clock()
        let outcome: Outcome
        do {
            outcome = try command.run(isCancelled: isCancelled)
        } catch {
            throw failure(FEFFEngine.missing, "FEFF's module \(module.rawValue) cannot be run: \(error)")
        }
        moduleWall += Machine.clock() - begun
        cpu[module, default: 0] += outcome.cpuSeconds
        let report = ModuleReport(
            module: module, end: outcome.end, output: outcome.outputText, errors: outcome.errorText,
            leftErrorFile: !(folder.text(".feff.error") ?? "").isEmpty)
        if module == .pot || module == .fms { logs.append(report.tail) }
        if let failed = report.failure {
            throw JobFailure(status: failed.status, message: failed.message, log: failed.log, attempts: attempts)
        }
    }

    private func failure(_ status: JobStatus, _ message: String) -> JobFailure {
        JobFailure(status: status, message: message, log: logs.suffix(2).joined(separator: "\n"), attempts: attempts)
    }

    // MARK: What is kept

    private func electronic(_ log: PotentialLog, _ header: XmuFile.Header) -> ElectronicQuantities {
        func entry<T>(_ list: [T], _ i: Int) -> T? { i < list.count ? list[i] : nil }
        var iterations = 0
        if case .converged(let n) = log.ending { iterations = n }
        return ElectronicQuantities(
            potentials: input.potentials.enumerated().map { i, p in
                .init(
                    element: p.element.symbol, atoms: p.atoms, muffinTinRadius: entry(log.muffinTinRadii, i),
                    normanRadius: entry(log.normanRadii, i), chargeTransfer: entry(log.chargeTransfers, i),
                    electrons: entry(log.electrons, i) ?? [])
            },
            converged: log.isConverged, iterations: iterations, fermiHistory: log.fermiHistory,
            coreHoleWidth: header.coreHoleWidth, interstitialPotential: header.interstitialPotential,
            radius: input.radius)
    }

    private func notes(_ log: PotentialLog) -> [String] {
        var notes = log.warnings
        if input.unwantedScatterers > 0 {
            notes.append(
                "FEFF chooses the scattering atoms by a radius: within "
                    + "\(NumberText.fixed(input.radius, decimals: 4)) angstrom it takes \(input.unwantedScatterers) "
                    + "more than were chosen.")
        }
        if attempts.count > 1 {
            notes.append(
                "FEFF's self-consistency needed \(attempts.count - 1) "
                    + "\(attempts.count == 2 ? "retry" : "retries") (\(attempts.last ?? "")).")
        }
        return notes
    }

    private func provenance(wall: Double) -> [ProvenanceLine] {
        func seconds(_ x: Double) -> String { NumberText.fixed(x, decimals: 2) }
        var lines = [ProvenanceLine("engine", identity.version)]
        for (i, attempt) in attempts.enumerated() { lines.append(ProvenanceLine("attempt \(i + 1)", attempt)) }
        lines.append(ProvenanceLine("radius_A", NumberText.fixed(input.radius, decimals: 4)))
        if input.selfConsistencyRadius != input.radius {
            lines.append(ProvenanceLine("scf_radius_A", NumberText.fixed(input.selfConsistencyRadius, decimals: 4)))
        }
        lines.append(ProvenanceLine("wall_s", seconds(wall)))
        lines.append(ProvenanceLine("cpu_s", seconds(cpu.values.reduce(0, +))))
        for module in FEFFModule.allCases where (cpu[module] ?? 0) >= 0.005 {
            lines.append(ProvenanceLine("cpu_\(module.rawValue)_s", seconds(cpu[module] ?? 0)))
        }
        lines.append(ProvenanceLine("outside_modules_s", NumberText.fixed(wall - moduleWall, decimals: 3)))
        lines.append(ProvenanceLine("node", Machine.name))
        return lines
    }
}
