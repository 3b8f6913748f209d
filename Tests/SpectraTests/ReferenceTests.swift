// SAMS of FEFF10's reference spectra, where the folder `shared` lies beside the repository.

import Basics
import Crystal
import Foundation
import Spectra
import Testing

private let folder: String = {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
    return (ProcessInfo.processInfo.environment["SPAR_SHARED"] ?? root.appendingPathComponent("shared").path)
        + "/reference/feff10"
}()
private let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    .filter { FileManager.default.fileExists(atPath: "\(folder)/\($0)/case.json") }

@Suite(.enabled(if: !names.isEmpty, "the reference spectra are not there"))
struct ReferenceTests {
    /// The files have four decimals of energy, so that a point at a window's edge may fall on its other side.
    @Test(arguments: names) func sams(_ name: String) throws {
        let json = try JSON.parse(FileBytes.read("\(folder)/\(name)/case.json"), name: name)
        guard case .array(let sites)? = json["absorber_sites"] else { return }
        for site in sites {
            guard case .string(let suffix)? = site["files_suffix"], case .object(let windows)? = json["windows_eV_rel_EF"],
                case .number(let fermi)? = site["electronic"]?["EF_eV"]
            else { continue }
            let rounded = try PolarizedSpectrum.read("\(folder)/\(name)/spectra\(suffix).csv")
            // FEFF's own energies have three decimals: with the Fermi level's five they are recovered exactly.
            let energies = rounded.energies.map { (($0 + fermi) * 1000).rounded() / 1000 - fermi }
            let spectrum = try PolarizedSpectrum(energies: energies, response: rounded.response)
            for (window, ends) in windows where window != "occupied" {
                guard case .array(let pair) = ends, case .number(let from) = pair[0], case .number(let to) = pair[1],
                    case .number(let expected)? = site["SAM"]?[window]?["sum"]
                else { continue }
                let sams = try spectrum.sams(EnergyWindow(from: from, to: to))
                #expect(abs(sams - expected) < 2e-6 * expected + 1e-9, "\(name) \(window)")
            }
        }
    }
}
