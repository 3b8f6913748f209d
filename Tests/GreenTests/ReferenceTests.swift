// Against FEFF10: radii of the overlapped start, and anisotropy of a few crystals.

import Basics
import Crystal
import Foundation
import Spectra
import TestSupport
import Testing
@testable import Green

@Suite struct ReferenceTests {
    /// The cluster of a feff.inp, its SAMS over -30...5 eV as FEFF10 gives it, and the printed radii (angstrom).
    private func reference(_ name: String) throws -> (cluster: SpectralCluster, sams: Double, norman: [Double]) {
        let text = try References.text("feff10/\(name)/feff_x.inp")
        var elements: [Int: Element] = [:], atoms: [EngineTests.Neighbour] = [], radius = 0.0, section = ""
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ").map(String.init)
            guard let first = words.first, !first.hasPrefix("*") else { continue }
            if first == "FMS" { radius = try #require(Double(words[1])) }
            if Int(first) == nil, Double(first) == nil {
                section = first
            } else if section == "POTENTIALS" {
                let type = try #require(Int(first)), z = try #require(Int(words[1]))
                elements[type] = Element(atomicNumber: z)
            } else if section == "ATOMS", words[3] != "0" {
                let v = words[0..<3].compactMap(Double.init), p = Vector3(v[0], v[1], v[2])
                let type = try #require(Int(words[3]))
                atoms.append((try #require(elements[type]), p, p.length <= radius))
            }
        }
        let json = try References.json("feff10/\(name)/case.json")
        guard case .array(let sites)? = json["absorber_sites"], let full = sites[0]["SAMS"]?["full"],
            let radii = sites[0]["electronic"]?["norman_radius_A"], case .number(let sams) = full
        else { throw SparError("\(name)/case.json is not readable") }
        let norman = (0..<elements.count).compactMap { index -> Double? in
            if case .number(let r)? = radii["\(index)"] { return r }
            return nil
        }
        return (
            try SpectralCluster(absorber: try #require(elements[0]), neighbours: atoms, radius: radius), sams, norman
        )
    }

    @Test(arguments: ["nio_c_p02", "nio_c_p10", "tio2_rutile", "cr2o3_c_p04", "zno", "k2nif4", "crcl3"])
    func anisotropyIsFEFFs(_ name: String) throws {
        let (cluster, sams, norman) = try reference(name)
        let job = try SpectralJob(engine: GreenEngine().identity(), cluster: cluster, settings: SpectralSettings())
        let result = try GreenEngine().compute(job, limits: JobLimits(), scratch: "/tmp", isCancelled: { false })
        for (potential, printed) in zip(result.electronic.potentials, norman) {
            #expect(abs((potential.normanRadius ?? 0) - printed) < 0.013, "\(name): \(potential.element)")
        }
        let spectrum = try PolarizedSpectrum(energies: result.energies, response: .tensor(result.tensor))
        let ours = try spectrum.sams(EnergyWindow(from: -30, to: 5))
        // K2NiF4's Fermi level lies on a steep flank: half an eV in it is worth a tenth of SAMS.
        #expect(abs(ours / sams - 1) < (name == "k2nif4" ? 0.13 : 0.06), "\(name): \(ours), FEFF10 \(sams)")
    }
}
