import Crystal
import Foundation
import Spectra
import Testing

@Suite struct EdgeNormalizationTests {
    /// An edge of height 3 at 100 eV on a sloping background that goes on above it with another slope; x higher by 0.3.
    static func measured() throws -> PolarizedSpectrum {
        let energies = stride(from: 0.0, through: 200, by: 0.5).map { $0 }
        func curve(_ extra: Double) -> [Double] {
            energies.map { e in
                let line = 5 - 0.01 * (e - 100), beyond = 3 - 0.004 * (e - 100)
                return e < 100 ? line : line + beyond + extra * exp(-(e - 100) / 5)
            }
        }
        return try PolarizedSpectrum(
            energies: energies, response: .polarizations(x: curve(0.3), y: curve(0), z: curve(0)))
    }

    @Test func stepIsOneAndFlatIsFlat() throws {
        let spectrum = try Self.measured()
        let edge = try EdgeNormalization(edge: 100, before: 10...90, beyond: 150...200).applied(to: spectrum)
        let flat = try EdgeNormalization(edge: 100, before: 10...90, beyond: 150...200, isFlattened: true)
            .applied(to: spectrum)
        let below = edge.polarizations.y[100], beyond = edge.polarizations.y[400]
        #expect(abs(below) < 1e-6)
        #expect(abs(beyond - (1 - 0.4 / 3)) < 1e-3)
        #expect(abs(flat.polarizations.y[400] - 1) < 1e-3)
        // Dichroism is kept: one step for all polarizations.
        let difference = edge.polarizations.x[202] - edge.polarizations.y[202]
        #expect(abs(difference - 0.3 * exp(-1.0 / 5) / 3) < 1e-3)
    }

    @Test func tensorsKeepTheirOtherComponents() throws {
        let (x, y, z) = try Self.measured().polarizations, none = x.map { _ in 0.6 }
        let tensor = try PolarizedSpectrum(
            energies: Self.measured().energies,
            response: .tensor(TensorCurves(xx: x, yy: y, zz: z, xy: none, xz: none, yz: none)))
        let edge = try EdgeNormalization(edge: 100, before: 10...90, beyond: 150...200).applied(to: tensor)
        #expect(abs((edge.tensor?.xy[10] ?? 0) - 0.2) < 1e-3)
    }

    /// Constants, noise and steps down are no edges, whatever rounding makes of them.
    @Test func curvesWithoutAnEdge() throws {
        let energies = stride(from: 0.0, through: 200, by: 0.5).map { $0 }
        for curve in [
            energies.map { _ in 1.0 }, energies.map { 1 + 1e-3 * sin(37 * $0 * $0) }, energies.map { $0 < 100 ? 2 : 1 },
        ] {
            let spectrum = try PolarizedSpectrum(
                energies: energies, response: .polarizations(x: curve, y: curve, z: curve))
            #expect {
                _ = try EdgeNormalization(edge: 100, before: 10...90, beyond: 150...200).applied(to: spectrum)
            } throws: { "\($0)".hasPrefix("there is no edge at 100 eV") }
        }
    }

    @Test func mistakes() throws {
        let spectrum = try Self.measured()
        #expect { try EdgeNormalization(edge: 100, before: 10...110, beyond: 150...200) } throws: {
            "\($0)".hasPrefix("the pre-edge ends below the edge at 100 eV")
        }
        #expect {
            try EdgeNormalization(edge: 100, before: 10...10.2, beyond: 150...200).applied(to: spectrum)
        } throws: {
            "\($0)".contains("the pre-edge, 10 to 10.2 eV, holds 1 points")
        }
        #expect { try spectrum.inMegabarn() } throws: { "\($0)".contains("is not known of this spectrum") }
    }
}
