// Finding what FEFF left behind: a run is a folder with xmu.dat; its polarization is that of the POLARIZATION card of the
// feff.inp beside it. One folder may hold several spectra as xmu_x.dat, xmu_y.dat, xmu_z.dat and, for the tensor,
// xmu_xy.dat, xmu_xz.dat, xmu_yz.dat.

import Basics
import Crystal
import Foundation
import Spectra

/// One spectrum with the polarization it belongs to.
struct FEFFSpectrumFile {
    let path: String
    let polarization: Vector3
    let xmu: XmuFile
    let fermiLevel: Double
    let process: Spectroscopy.Process
    let surroundings: [String]
    let notes: [String]
}

enum FEFFFolder {
    /// All runs in a folder and those below it, and a sentence for each folder whose run cannot be used.
    static func runs(below path: String) throws -> ([FEFFSpectrumFile], problems: [String]) {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw SparError("\(path) is not there; feff.read needs a folder that FEFF ran in")
        }
        let root = isFolder.boolValue ? path : FilePath.folder(of: path)
        var runs: [FEFFSpectrumFile] = [], problems: [String] = []
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

    private static func runs(in folder: String) throws -> [FEFFSpectrumFile] {
        func text(_ name: String) -> String? {
            (try? FileBytes.read(folder + "/" + name)).map { String(decoding: $0, as: UTF8.self) }
        }
        let named = Polarization.allCases.filter {
            FileManager.default.fileExists(atPath: "\(folder)/xmu_\($0.rawValue).dat")
        }
        let plain = named.isEmpty && FileManager.default.fileExists(atPath: folder + "/xmu.dat")
        guard plain || !named.isEmpty else {
            if let input = text("feff.inp"), ["POLA", "XES", "XANES"].contains(where: input.contains) {
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
        if let input, input.process == nil {
            throw SparError(
                "\(folder)/feff.inp has no card XES or XANES: this is no spectrum of emission or of absorption")
        }
        if input?.hasEllipticity == true {
            throw SparError("\(folder)/feff.inp has an ELLIPTICITY card; only linear polarizations make a tensor")
        }
        func run(_ file: String, _ polarization: Vector3) throws -> FEFFSpectrumFile {
            let xmu = try XmuFile(text: text(file) ?? "", name: folder + "/" + file)
            guard
                let fermi = chemicalPotential(text: text("chemical.dat") ?? "") ?? log.fermiHistory.last
                    ?? xmu.header.fermiLevel
            else { throw SparError("\(folder)/\(file) does not name the Fermi level, and chemical.dat is not there") }
            return FEFFSpectrumFile(
                path: folder + "/" + file, polarization: polarization, xmu: xmu, fermiLevel: fermi,
                process: input?.process ?? .emission, surroundings: input?.surroundings ?? [folder], notes: notes)
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
