// Spectra that FEFF computed elsewhere: one folder, or a tree of folders, of whoever's making.
//
// Runs about the same surroundings are one site. Six independent polarizations give the tensor, three perpendicular ones
// a spectrum along them. Frames are those of the feff.inp files.

import Basics
import Crystal
import Foundation
import Spectra

public enum FEFFDirectory {
    /// Reads all sites below a folder, in the order of the folders' names.
    /// - Throws: `SparError` naming what is missing.
    public static func read(_ path: String) throws -> CrystalSpectrum {
        let (runs, problems) = try FEFFFolder.runs(below: path)
        guard !runs.isEmpty else {
            throw SparError(
                problems.first ?? "\(path) holds no xmu.dat, nor do the folders in it; "
                    + "FEFF writes it when its run is complete")
        }
        if let other = runs.first(where: { $0.process != runs[0].process }) {
            throw SparError(
                "\(runs[0].path) is of \(runs[0].process.rawValue) and \(other.path) of \(other.process.rawValue); read "
                    + "their folders one after the other")
        }
        var sites: [[FEFFSpectrumFile]] = []
        for run in runs {
            if let i = sites.firstIndex(where: { $0[0].surroundings == run.surroundings }) {
                sites[i].append(run)
            } else {
                sites.append([run])
            }
        }
        let spectra = try sites.enumerated().map { i, runs in
            SiteSpectrum(index: i, multiplicity: 1, spectrum: try spectrum(runs, path: path, problems: problems))
        }
        return try CrystalSpectrum(sites: spectra, frame: .crystal)
    }

    // MARK: One site

    private static func spectrum(_ runs: [FEFFSpectrumFile], path: String, problems: [String]) throws
        -> PolarizedSpectrum
    {
        let first = runs[0]
        var notes: [String] = []
        for note in runs.flatMap(\.notes) where !notes.contains(note) { notes.append(note) }
        for run in runs.dropFirst() where abs(run.xmu.photonOffset - first.xmu.photonOffset) > 0.01 {
            throw SparError(
                "\(run.path) and \(first.path) have different photon energies; they are not runs of one "
                    + "site")
        }
        let energies = first.xmu.energies.map { $0 - first.fermiLevel }
        let curves = try runs.map { try curve($0, on: energies, of: first) }
        let directions = runs.map { $0.polarization.normalized }
        let spectroscopy = Spectroscopy(first.process, .k), window = spectroscopy.window
        var details = PolarizedSpectrum.Details(
            engine: "feff", fermiLevel: first.fermiLevel, emissionOffset: first.xmu.photonOffset + first.fermiLevel,
            window: window, notes: notes,
            provenance: [ProvenanceLine("engine", first.xmu.header.version ?? "FEFF")]
                + runs.map { ProvenanceLine("read from", $0.path) },
            spectroscopy: spectroscopy, edgeStep: first.process == .absorption ? first.xmu.edgeStep : nil)
        if energies[0] > window.from {
            details.window = nil
            details.notes.append(
                "The grid starts at \(NumberText.fixed(energies[0], decimals: 1)) eV, above the "
                    + "default window's lower end; SAM is taken over the whole grid.")
        }
        if let tensor = PolarizationFit.tensor(directions, curves) {
            return try PolarizedSpectrum(energies: energies, response: .tensor(tensor), details: details)
        }
        if let (chosen, axes) = PolarizationFit.perpendicular(directions) {
            details.frame = (axes - .identity).maxAbs < 1e-6 ? .crystal : .given
            return try PolarizedSpectrum(
                energies: energies,
                response: .polarizations(x: curves[chosen[0]], y: curves[chosen[1]], z: curves[chosen[2]]), axes: axes,
                details: details)
        }
        throw SparError(missing(directions, path: path, problems: problems))
    }

    /// A run's curve on the energies of the site's first run, which its own must cover to 1 eV.
    private static func curve(_ run: FEFFSpectrumFile, on energies: [Double], of first: FEFFSpectrumFile) throws
        -> [Double]
    {
        if run.xmu.energies == first.xmu.energies { return run.xmu.mu }
        let own = try PolarizedSpectrum(
            energies: run.xmu.energies.map { $0 - run.fermiLevel },
            response: .polarizations(x: run.xmu.mu, y: run.xmu.mu, z: run.xmu.mu))
        guard let low = own.energies.first, let high = own.energies.last, abs(low - energies[0]) < 1,
            abs(high - energies[energies.count - 1]) < 1
        else { throw SparError("\(run.path) covers other energies than \(first.path)") }
        return try own.on(energies.map { min(max($0, low), high) }.strictlyAscending()).polarizations.x
    }

    private static func missing(_ directions: [Vector3], path: String, problems: [String]) -> String {
        func text(_ v: Vector3) -> String {
            "(\(NumberText.short(v.x, digits: 4)), \(NumberText.short(v.y, digits: 4)), "
                + "\(NumberText.short(v.z, digits: 4)))"
        }
        let axes: [(name: String, v: Vector3)] = [("x", [1, 0, 0]), ("y", [0, 1, 0]), ("z", [0, 0, 1])]
        let absent = axes.filter { axis in !directions.contains { abs($0.dot(axis.v)) > 1 - 1e-6 } }.map(\.name)
        let found = directions.map(text).joined(separator: ", ")
        let lacking =
            absent.count == 3
            ? "three perpendicular ones are needed"
            : "the polarization\(absent.count == 1 ? "" : "s") \(absent.joined(separator: " and ")) "
                + "\(absent.count == 1 ? "is" : "are") missing"
        return "\(path) has the polarization\(directions.count == 1 ? "" : "s") \(found) of a site; \(lacking)"
            + (problems.isEmpty ? "" : " (\(problems.joined(separator: "; ")))")
    }
}

extension [Double] {
    /// Equal neighbours, made so by clamping, are nudged apart.
    fileprivate func strictlyAscending() -> [Double] {
        var out = self
        for k in indices.dropFirst() where out[k] <= out[k - 1] { out[k] = out[k - 1].nextUp }
        return out
    }
}
