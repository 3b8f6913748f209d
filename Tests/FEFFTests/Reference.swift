// Reference cases computed with FEFF10, where the folder `shared` lies beside the repository.

import Basics
import Crystal
import FEFF
import Foundation
import Spectra

/// One case folder: its feff_x.inp as a cluster, and the spectra of its first site.
struct Reference {
    static let folder: String = {
        let environment = ProcessInfo.processInfo.environment["SPAR_SHARED"]
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        return (environment ?? root.appendingPathComponent("shared").path) + "/reference/feff10"
    }()
    static let isThere = FileManager.default.fileExists(atPath: folder + "/summary.csv")
    static let slowCases = (ProcessInfo.processInfo.environment["SPAR_SLOW_TESTS"] ?? "nio_c_p00,cr2o3_c_p00")
        .split(separator: ",").map(String.init)

    let cluster: SpectralCluster
    let fermiLevel: Double
    let inputText: String
    let x: [Double], y: [Double], z: [Double]

    static func text(_ path: String) throws -> String {
        String(decoding: try FileBytes.read(folder + "/" + path), as: UTF8.self)
    }

    init(_ name: String) throws {
        inputText = try Self.text(name + "/feff_x.inp")
        let file = try FEFFInputFile(text: inputText, name: name)
        let radius = inputText.split(separator: "\n").first { $0.hasPrefix("FMS ") }
            .flatMap { NumberText.parse($0.split(separator: " ")[1]) } ?? 0
        cluster = try SpectralCluster(
            absorber: file.absorber ?? Element("Ni")!,
            neighbours: file.atoms.filter { $0.potential > 0 }.map { atom in
                (Element(atomicNumber: file.atomicNumbers[atom.potential] ?? 0)!, atom.position,
                 atom.position.length <= radius)
            })
        let json = try JSON.parse(Self.text(name + "/case.json"))
        guard case .array(let sites)? = json["absorber_sites"], case .number(let fermi)? = sites[0]["electronic"]?["EF_eV"]
        else { throw SparError("case.json of \(name) is not as expected") }
        fermiLevel = fermi
        let spectrum = try PolarizedSpectrum.read(Self.folder + "/" + name + "/spectra.csv")
        (x, y, z) = spectrum.polarizations
    }
}
