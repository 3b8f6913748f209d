// Spectra that FEFF computed elsewhere: one folder, or a tree of folders, of whoever's making.
//
// A run is a folder with xmu.dat; its polarization is that of the POLARIZATION card of the feff.inp beside it. One
// folder may hold several spectra as xmu_x.dat, xmu_y.dat, xmu_z.dat and, for the tensor, xmu_xy.dat, xmu_xz.dat,
// xmu_yz.dat. Runs about the same surroundings are one site. Six independent polarizations give the tensor, three
// perpendicular ones a spectrum along them. Frames are those of the feff.inp files.

import Basics
import Crystal
import Foundation
import Spectra

public enum FEFFDirectory {
    /// One spectrum with the polarization it belongs to.
    struct Run {
        let path: String
        let polarization: Vector3
        let xmu: XmuFile
        let fermiLevel: Double
        let surroundings: [String]
        let notes: [String]
    }

    /// Reads all sites below a folder, in the order of the folders' names.
    /// - Throws: `SparError` naming what is missing.
    public static func read(_ path: String) throws -> CrystalSpectrum {
        let (runs, problems) = try self.runs(below: path)
        guard !runs.isEmpty else {
            throw SparError(
                problems.first ?? "\(path) holds no xmu.dat, nor do the folders in it; "
                    + "FEFF writes it when its run is complete")
        }
        var sites: [[Run]] = []
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

    private static func spectrum(_ runs: [Run], path: String, problems: [String]) throws -> PolarizedSpectrum {
        let first = runs[0]
        var notes: [String] = []
        for note in runs.flatMap(\.notes) where !notes.contains(note) { notes.append(note) }
        for run in runs.dropFirst() where abs(run.xmu.photonOffset - first.xmu.photonOffset) > 0.01 {
            throw SparError(
                "\(run.path) and \(first.path) have different photon energies; they are not runs of one "
                    + "site")
        }
        let energies = first.xmu.energies.map { $0 - first.fermiLevel }
        let curves = try runs.map { run -> [Double] in
            if run.xmu.energies == first.xmu.energies { return run.xmu.mu }
            let own = try PolarizedSpectrum(
                energies: run.xmu.energies.map { $0 - run.fermiLevel },
                response: .polarizations(x: run.xmu.mu, y: run.xmu.mu, z: run.xmu.mu))
            guard let low = own.energies.first, let high = own.energies.last, abs(low - energies[0]) < 1,
                abs(high - energies[energies.count - 1]) < 1
            else { throw SparError("\(run.path) covers other energies than \(first.path)") }
            return try own.on(energies.map { min(max($0, low), high) }.strictlyAscending()).polarizations.x
        }
        let directions = runs.map { $0.polarization.normalized }
        let window = first.xmu.energies.count > 1 ? EnergyWindow.standard : nil
        var details = PolarizedSpectrum.Details(
            engine: "feff", fermiLevel: first.fermiLevel, emissionOffset: first.xmu.photonOffset + first.fermiLevel,
            window: window, notes: notes,
            provenance: [ProvenanceLine("engine", first.xmu.header.version ?? "FEFF")]
                + runs.map { ProvenanceLine("read from", $0.path) })
        if energies[0] > EnergyWindow.standard.from {
            details.window = nil
            details.notes.append(
                "The grid starts at \(NumberText.fixed(energies[0], decimals: 1)) eV, above the "
                    + "default window's lower end; SAM is taken over the whole grid.")
        }
        if let tensor = tensor(directions, curves) {
            return try PolarizedSpectrum(energies: energies, response: .tensor(tensor), details: details)
        }
        // Three perpendicular directions, those nearest to x, y, z first.
        for i in directions.indices {
            for j in directions.indices where j != i && abs(directions[i].dot(directions[j])) < 1e-3 {
                for k in directions.indices
                where k != i && k != j && abs(directions[i].dot(directions[k])) < 1e-3
                    && abs(directions[j].dot(directions[k])) < 1e-3
                    && directions[i].x.magnitude >= directions[j].x.magnitude
                    && directions[j].y.magnitude >= directions[k].y.magnitude
                {
                    // Perpendicular to the files' digits; the axes must be so exactly.
                    let x = directions[i]
                    let y = (directions[j] - directions[j].dot(x) * x).normalized
                    let z = x.cross(y).dot(directions[k]) < 0 ? -x.cross(y) : x.cross(y)
                    details.frame = (Matrix3(columns: x, y, z) - .identity).maxAbs < 1e-6 ? .crystal : .given
                    return try PolarizedSpectrum(
                        energies: energies, response: .polarizations(x: curves[i], y: curves[j], z: curves[k]),
                        axes: Matrix3(columns: x, y, z), details: details)
                }
            }
        }
        throw SparError(missing(directions, path: path, problems: problems))
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

    /// The tensor from six or more polarizations by least squares; nil where they do not fix it.
    private static func tensor(_ directions: [Vector3], _ curves: [[Double]]) -> TensorCurves? {
        guard directions.count >= 6 else { return nil }
        let rows = directions.map { e in
            [e.x * e.x, e.y * e.y, e.z * e.z, 2 * e.x * e.y, 2 * e.x * e.z, 2 * e.y * e.z]
        }
        var normal = [[Double]](repeating: [Double](repeating: 0, count: 6), count: 6)
        for row in rows { for a in 0..<6 { for b in 0..<6 { normal[a][b] += row[a] * row[b] } } }
        guard let inverse = inverted(normal) else { return nil }
        // components = inverse * rows^T * curves
        let weights = (0..<6).map { a in rows.map { row in (0..<6).reduce(0) { $0 + inverse[a][$1] * row[$1] } } }
        let c = weights.map { w in curves[0].indices.map { k in w.indices.reduce(0) { $0 + w[$1] * curves[$1][k] } } }
        return TensorCurves(xx: c[0], yy: c[1], zz: c[2], xy: c[3], xz: c[4], yz: c[5])
    }

    /// Gauss-Jordan with pivoting; nil where singular.
    private static func inverted(_ matrix: [[Double]]) -> [[Double]]? {
        let n = matrix.count
        var m = matrix.enumerated().map { i, row in row + (0..<n).map { $0 == i ? 1.0 : 0 } }
        for c in 0..<n {
            guard let p = (c..<n).max(by: { abs(m[$0][c]) < abs(m[$1][c]) }), abs(m[p][c]) > 1e-6 else { return nil }
            m.swapAt(c, p)
            let pivot = m[c][c]
            for k in 0..<2 * n { m[c][k] /= pivot }
            for r in 0..<n where r != c && m[r][c] != 0 {
                let factor = m[r][c]
                for k in 0..<2 * n { m[r][k] -= factor * m[c][k] }
            }
        }
        return m.map { Array($0[n...]) }
    }

    // MARK: Finding runs

    private static func runs(below path: String) throws -> ([Run], problems: [String]) {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw SparError("\(path) is not there; feff.read needs a folder that FEFF ran in")
        }
        let root = isFolder.boolValue ? path : FilePath.folder(of: path)
        var runs: [Run] = [], problems: [String] = []
        for folder in folders(below: root.isEmpty ? "." : root, depth: 4) {
            do {
                runs += try self.runs(in: folder)
            } catch let error as SparError {
                problems.append(error.description)
            }
        }
        return (runs, problems)
    }

    private static func folders(below path: String, depth: Int) -> [String] {
        guard depth > 0 else { return [path] }
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
        return [path]
            + names.filter { !$0.hasPrefix(".") }.flatMap { name -> [String] in
                var isFolder: ObjCBool = false
                let inner = path + "/" + name
                guard FileManager.default.fileExists(atPath: inner, isDirectory: &isFolder), isFolder.boolValue
                else { return [] }
                return folders(below: inner, depth: depth - 1)
            }
    }

    private static func runs(in folder: String) throws -> [Run] {
        func text(_ name: String) -> String? {
            (try? FileBytes.read(folder + "/" + name)).map { String(decoding: $0, as: UTF8.self) }
        }
        let named = Polarization.allCases.filter {
            FileManager.default.fileExists(atPath: "\(folder)/xmu_\($0.rawValue).dat")
        }
        let plain = named.isEmpty && FileManager.default.fileExists(atPath: folder + "/xmu.dat")
        guard plain || !named.isEmpty else {
            if let input = text("feff.inp"), input.contains("POLA") || input.contains("XES") {
                throw SparError("\(folder) has a feff.inp but no xmu.dat: the run did not finish")
            }
            return []
        }
        if !(text(".feff.error") ?? "").isEmpty {
            throw SparError(
                "\(folder) holds .feff.error: its last module did not end well, and its xmu.dat may be "
                    + "an old one")
        }
        var notes: [String] = []
        let log = PotentialLog(text: text("log1.dat") ?? "")
        if log.ending == .outOfIterations {
            notes.append("The self-consistency of \(folder) did not converge; its spectrum is not to be trusted.")
        }
        let inputText = text("feff.inp")
        let input = try inputText.map { try FEFFInputFile(text: $0, name: folder + "/feff.inp") }
        if let input, !input.isXES {
            throw SparError("\(folder)/feff.inp has no XES card: this is not an emission spectrum")
        }
        if input?.hasEllipticity == true {
            throw SparError("\(folder)/feff.inp has an ELLIPTICITY card; only linear polarizations make a tensor")
        }
        func run(_ file: String, _ polarization: Vector3) throws -> Run {
            let xmu = try XmuFile(text: text(file) ?? "", name: folder + "/" + file)
            guard
                let fermi = chemicalPotential(text: text("chemical.dat") ?? "") ?? log.fermiHistory.last
                    ?? xmu.header.fermiLevel
            else { throw SparError("\(folder)/\(file) does not name the Fermi level, and chemical.dat is not there") }
            return Run(
                path: folder + "/" + file, polarization: polarization, xmu: xmu, fermiLevel: fermi,
                surroundings: input?.surroundings ?? [folder], notes: notes)
        }
        if !named.isEmpty { return try named.map { try run("xmu_\($0.rawValue).dat", $0.vector) } }
        guard let input else {
            throw SparError("\(folder) has xmu.dat but no feff.inp, which would tell its polarization")
        }
        guard let polarization = input.polarization else {
            throw SparError("\(folder)/feff.inp has no POLARIZATION card: its spectrum is an average over directions")
        }
        return [try run("xmu.dat", polarization)]
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
