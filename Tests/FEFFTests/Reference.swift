// Reference cases computed with FEFF10.

import Basics
import Crystal
import FEFF
import Foundation
import Spectra
import TestSupport

/// One case folder: its feff_x.inp as a cluster, and the spectra of its first site.
struct Reference {
    static let cases = References.cases(in: "feff10", holding: "feff_x.inp")
    static let slowCases = (ProcessInfo.processInfo.environment["SPAR_SLOW_TESTS"] ?? "nio_c_p00,cr2o3_c_p00")
        .split(separator: ",").map(String.init)

    let cluster: SpectralCluster
    let fermiLevel: Double
    let inputText: String
    let radius: Double
    let x: [Double], y: [Double], z: [Double]

    static func text(_ path: String) throws -> String { try References.text("feff10/" + path) }

    /// The cluster of a feff.inp.
    static func cluster(_ file: FEFFInputFile, radius: Double) throws -> SpectralCluster {
        guard let absorber = file.absorber else { throw SparError("no absorber") }
        let others = file.atoms.filter { $0.potential > 0 }
        return try SpectralCluster(
            absorber: absorber,
            neighbours: try others.map { atom in
                guard let element = Element(atomicNumber: file.atomicNumbers[atom.potential] ?? 0) else {
                    throw SparError("no such element")
                }
                return (element, atom.position, atom.position.length <= radius)
            }, radius: radius)
    }

    init(_ name: String) throws {
        inputText = try Self.text(name + "/feff_x.inp")
        let file = try FEFFInputFile(text: inputText, name: name)
        radius =
            inputText.split(separator: "\n").first { $0.hasPrefix("FMS ") }
            .flatMap { NumberText.parse($0.split(separator: " ")[1]) } ?? 0
        cluster = try Self.cluster(file, radius: radius)
        let json = try JSON.parse(Self.text(name + "/case.json"))
        guard case .array(let sites)? = json["absorber_sites"],
            case .number(let fermi)? = sites[0]["electronic"]?["EF_eV"]
        else { throw SparError("case.json of \(name) is not as expected") }
        fermiLevel = fermi
        let spectrum = try PolarizedSpectrum.read(References.path("feff10/\(name)/spectra.csv"))
        (x, y, z) = spectrum.polarizations
    }
}
