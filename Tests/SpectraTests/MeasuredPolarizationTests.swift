// Measured spectra as one polarized spectrum, their normalisation, and what is written for others.

import Basics
import Crystal
import Foundation
import Testing

@testable import Spectra

struct MeasuredPolarizationTests {
    private func curve(_ values: [Double], _ polarization: MeasuredPolarization?, _ energies: [Double])
        -> MeasuredSpectrum
    {
        MeasuredSpectrum(
            energies: energies, curves: [.init(label: "mu", polarization: polarization, values: values)],
            processing: .normalized, edgeEnergy: 1010)
    }

    @Test func parallelAndPerpendicular() throws {
        let parts: [PolarizedSpectrum.MeasuredPart] = [
            ("parallel", curve([0, 1, 2], nil, [1000, 1010, 1020])),
            ("perpendicular", curve([0, 4, 8, 16], nil, [1005, 1010, 1015, 1020])),
        ]
        let spectrum = try PolarizedSpectrum(measured: parts)
        #expect(spectrum.energies == [0, 10] && spectrum.details.emissionOffset == 1010)
        #expect(spectrum.polarizations.z == [1, 2])
        #expect(spectrum.polarizations.x == [4, 16] && spectrum.polarizations.y == [4, 16])
        #expect(spectrum.details.spectroscopy == .kAbsorption)
    }

    /// Whatever their order, polarizations come out along the axes that they are nearest to.
    @Test func orderOfDirections() throws {
        let x: Vector3 = [1, 0, 0], y: Vector3 = [0, 1, 0], z: Vector3 = [0, 0, 1]
        for (directions, chosen) in [([z, y, x], [2, 1, 0]), ([z, x, y], [1, 2, 0]), ([x, y, z], [0, 1, 2])] {
            let fit = try #require(PolarizationFit.perpendicular(directions))
            #expect(fit.chosen == chosen)
            #expect(fit.axes == .identity)
        }
        #expect(PolarizationFit.perpendicular([x, z]) == nil)
    }

    @Test func powder() throws {
        let spectrum = try PolarizedSpectrum(measured: [(nil, curve([0, 1, 2], nil, [1000, 1010, 1020]))])
        #expect(spectrum.polarizations.y == [0, 1, 2])
        #expect(spectrum.details.notes == ["No polarization is named: the measured spectrum is taken as a powder's."])
    }

    @Test func sentences() {
        let a = curve([0, 1], nil, [1000, 1010])
        func made(_ names: [String?], _ spectra: [MeasuredSpectrum]) -> String {
            message { try PolarizedSpectrum(measured: zip(names, spectra).map { ($0, $1) }) }
        }
        #expect(
            made(["x", "z"], [a, a])
                == "the measured polarizations are (1, 0, 0), (0, 0, 1); three perpendicular ones are needed. Where x and y "
                + "are alike, name one \"parallel\" and one \"perpendicular\"")
        #expect(
            made(["w"], [a])
                == "\"w\" names no polarization; there are x, y, z, parallel, perpendicular, isotropic")
        #expect(
            made(["powder", "x"], [a, a]) == "a powder's spectrum stands for all directions; it goes with no others")
        #expect(
            made([nil, "x"], [a, a])
                == "of the measured curve \"mu\" no polarization is known; name it, as x, y, z, parallel, perpendicular"
        )
        #expect(
            made(["x", "y"], [a, curve([0, 1], nil, [2000, 2010])]) == "the measured spectra have no energies in common"
        )
        #expect(made([], []) == "no measured spectrum was given")
    }

    /// What is written is read again, digit by digit, with its directions: three axes, and the tensor.
    @Test func xdiRoundTrip() throws {
        let energies = [-10.0, -0.5, 0, 20]
        let tensor = TensorCurves(
            xx: [0, 0.1, 0.5, 1], yy: [0, 0.2, 0.6, 1.1], zz: [0.01, 0.3, 0.7, 1.2], xy: [0, 0.01, 0.02, 0.03],
            xz: [0, 0, 0.1, 0], yz: [0, 0, 0, -0.1])
        let details = PolarizedSpectrum.Details(
            engine: "green", emissionOffset: 4966, spectroscopy: .kAbsorption,
            lattice: Matrix3(diagonal: [4.6, 4.6, 2.96]))
        let theory = try PolarizedSpectrum(energies: energies, response: .tensor(tensor), details: details)
        let titanium = try #require(Element("Ti"))
        let text = try theory.xdi(element: titanium)
        #expect(text.contains("# Polarization.norm_xz: 0.707106781 0.000000000 0.707106781\n"))
        #expect(text.contains("# Crystal.norm_z: 0.000000000 0.000000000 1.000000000 (a b c)\n"))
        let read = try MeasuredSpectrum.parse(text)
        #expect(read.element == titanium && read.edge == "K" && read.edgeEnergy == 4966)
        #expect(read.processing == .normalized && read.curves.count == 6)
        let back = try PolarizedSpectrum(measured: [(nil, read)])
        #expect(back.energies == energies)
        for (a, b) in zip(try #require(back.tensor).components.joined(), tensor.components.joined()) {
            #expect(abs(a - b) < 1e-8)
        }
        var emission = details
        emission.spectroscopy = .kEmission
        #expect(
            message { try theory.with(emission).xdi(element: titanium) }
                == "XDI is a format of absorption, and this is a spectrum of emission; write it as CSV")
    }
}

struct MeasuredEdgeTests {
    /// A known background and step come off exactly, whatever their size.
    @Test(arguments: [(0.3, 1e-3, 1.7), (-2, -4e-4, 0.01), (0, 0, 5)])
    func recoversWhatWasPutIn(_ constant: Double, _ slope: Double, _ step: Double) throws {
        let energies = stride(from: 8800.0, through: 9400, by: 0.5).map { $0 }
        let e0 = 8979.0
        let mu = energies.map { constant + slope * ($0 - e0) + ($0 >= e0 ? step * (1 - 2e-4 * ($0 - e0)) : 0) }
        #expect(abs(MeasuredEdge.steepest(energies, mu) - e0) <= 0.5)
        let measured = MeasuredSpectrum(
            energies: energies, curves: [.init(label: "mu", polarization: nil, values: mu)], processing: .raw)
        let spectrum = try PolarizedSpectrum(measured: [(nil, measured)], edgeEnergy: e0)
        for (k, e) in spectrum.energies.enumerated() {
            #expect(abs(spectrum.polarizations.y[k] - (e >= 0 ? 1 : 0)) < 1e-6)
        }
        #expect(spectrum.details.notes.last == "Background and edge step were taken off, and the curves flattened.")
    }

    @Test func sentences() {
        let energies = (0..<100).map { 8960 + Double($0) }
        func flattened(_ mu: [Double], edge: Double) -> String {
            message { try MeasuredEdge.flattened(energies, mu, edge: edge, name: "f") }
        }
        #expect(
            flattened(energies, edge: 8965)
                == "f reaches from -5 to 94 eV about its edge; its background needs points from 10 eV before the edge down, "
                + "and 20 eV after it")
        #expect(
            flattened(energies.map { -abs($0 - 8990) }, edge: 8990)
                .hasPrefix("f: there is no edge at 8990 eV: the average steps by -"))
        #expect(flattened(energies, edge: 7000) == "the edge at 7000 eV lies outside f")
    }
}
