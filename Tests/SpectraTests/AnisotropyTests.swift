// SAM, SAMS and their maximum: closed forms, invariances, and brute force.

import Basics
import Crystal
import Foundation
import Spectra
import Testing

struct SpectralAnisotropyTests {
    /// Two Gaussians of equal width s and area A, d apart: the square of their difference integrates to
    /// A^2 / (s sqrt(pi)) (1 - exp(-d^2 / 4 s^2)), and their sum to 2 A.
    @Test func twoGaussians() throws {
        let e = Sample.grid(-40, 5, 0.05)
        let a = Sample.gaussian(e, at: -12, sigma: 1.5, area: 2), b = Sample.gaussian(e, at: -10, sigma: 1.5, area: 2)
        let spectrum = try PolarizedSpectrum(energies: e, response: .polarizations(x: a, y: a, z: b))
        let sam = try spectrum.sam(.standard)
        let expected = (4 / (1.5 * Double.pi.squareRoot()) * (1 - exp(-4 / (4 * 2.25)))).squareRoot() / 2
        #expect(sam[0][1] == 0)
        #expect(abs(sam[0][2] - expected) < 1e-10)
        #expect(abs(sam[1][2] - expected) < 1e-10)
        #expect(sam == sam.transpose)
        #expect(abs(try spectrum.sams(.standard) - 2 * expected) < 1e-10)
    }

    /// Scale-free, and blind to the order and sense of the axes.
    @Test func invariances() throws {
        let s = try Sample.spectrum(axes: Sample.rotation(0.3, 0.7, -0.4))
        let sams = try s.sams()
        guard case .tensor(let t) = s.response else { return }
        let scaled = TensorCurves(
            xx: t.xx.map { 7 * $0 }, yy: t.yy.map { 7 * $0 }, zz: t.zz.map { 7 * $0 }, xy: t.xy.map { 7 * $0 },
            xz: t.xz.map { 7 * $0 }, yz: t.yz.map { 7 * $0 })
        let seven = try PolarizedSpectrum(
            energies: s.energies, response: .tensor(scaled), axes: s.axes,
            details: s.details)
        #expect(abs(try seven.sams() - sams) < 1e-12 * sams)
        let turned = Matrix3(columns: s.axes.column(2), -s.axes.column(0), s.axes.column(1))
        #expect(abs(try s.inFrame(turned, .given).sams() - sams) < 1e-12 * sams)
    }

    /// A crystal turned as a whole, its axes with it, has the same spectra.
    @Test func rotatedCrystal() throws {
        let s = try Sample.spectrum(axes: Sample.rotation(0.3, 0.7, -0.4)), r = Sample.rotation(1.1, 2.0, 0.3)
        let tensor = try #require(s.tensor)
        let turned = try PolarizedSpectrum(
            energies: s.energies, response: .tensor(tensor.rotated(by: r)), axes: r * s.axes, details: s.details)
        #expect(abs(try turned.sams() - s.sams()) < 1e-12)
        let inversion = tensor.rotated(by: -1 * Matrix3.identity)
        #expect(inversion == tensor)
    }

    /// V^T S V by components against the matrix product at each energy; polarizations against e^T S e.
    @Test func tensorAlgebraByTwoRoutes() throws {
        let v = Sample.rotation(0.5, 1.2, 2.2)
        let s = try Sample.spectrum(axes: v), t = try #require(s.tensor), own = try #require(s.tensorInFrame)
        let e: Vector3 = [1, -2, 0.5]
        let along = try s.along(e)
        for k in stride(from: 0, to: t.count, by: 37) {
            #expect(((v.transpose * t.tensor(k) * v) - own.tensor(k)).maxAbs < 1e-14)
            #expect(abs(along[k] - e.normalized.dot(t.tensor(k) * e.normalized)) < 1e-14)
            #expect(abs(s.polarizations.y[k] - own.yy[k]) < 1e-14)
            #expect(abs(s.average[k] - (own.xx[k] + own.yy[k] + own.zz[k]) / 3) < 1e-14)
        }
    }

    /// The tensor from six polarizations is the tensor they came from.
    @Test func tensorFromSixPolarizations() throws {
        let t = Sample.tensor(Sample.grid(-20, 0, 0.5))
        let back = TensorCurves(
            x: t.along([1, 0, 0]), y: t.along([0, 1, 0]), z: t.along([0, 0, 1]),
            diagonalXY: t.along([1, 1, 0]), diagonalXZ: t.along([1, 0, 1]),
            diagonalYZ: t.along([0, 1, 1]))
        for (a, b) in zip(t.components, back.components) { for (p, q) in zip(a, b) { #expect(abs(p - q) < 1e-14) } }
    }

    /// No frame of a brute-force grid beats the maximum, and one of them comes close.
    @Test func maximumAgainstBruteForce() throws {
        let s = try Sample.spectrum()
        let best = try s.maxSAMS()
        #expect(abs(try s.inFrame(best.axes, .given).sams() - best.value) < 1e-10)
        #expect(abs(best.axes.determinant - 1) < 1e-12)
        var highest = 0.0
        let steps = 24
        for a in 0..<steps {
            for b in 0...steps / 2 {
                for c in 0..<steps {
                    let turn = 2 * Double.pi / Double(steps)
                    let axes = Sample.rotation(Double(a) * turn / 2, Double(b) * turn / 2, Double(c) * turn / 2)
                    highest = max(highest, try s.inFrame(axes, .given).sams())
                }
            }
        }
        #expect(highest <= best.value + 1e-12)
        #expect(highest > 0.98 * best.value)
        let turned = try #require(s.tensor).rotated(by: Sample.rotation(0.9, 0.4, 1.3))
        let other = try PolarizedSpectrum(energies: s.energies, response: .tensor(turned), details: s.details)
        #expect(abs(try other.maxSAMS().value - best.value) < 1e-9)
    }

    /// A uniaxial tensor S = a + (b - a) z z^T: with u, v, w at heights h_i on z the pairs give |h_i^2 - h_j^2|, whose
    /// sum is largest (2) with one axis along z.
    @Test func uniaxialMaximum() throws {
        let e = Sample.grid(-30, 5, 0.1), zero = [Double](repeating: 0, count: e.count)
        let a = Sample.gaussian(e, at: -8, sigma: 2, area: 1), b = Sample.gaussian(e, at: -5, sigma: 2, area: 1)
        let s = try PolarizedSpectrum(
            energies: e, response: .tensor(TensorCurves(xx: a, yy: a, zz: b, xy: zero, xz: zero, yz: zero)))
        #expect(abs(try s.maxSAMS().value - s.sams()) < 1e-12)
    }

    @Test func sitesAreAveraged() throws {
        let one = try Sample.spectrum(), r = Matrix3(rows: [0, -1, 0], [1, 0, 0], [0, 0, 1])
        let tensor = try #require(one.tensor)
        let two = try PolarizedSpectrum(
            energies: one.energies, response: .tensor(tensor.rotated(by: r)), axes: r * one.axes, details: one.details)
        let both = try CrystalSpectrum(
            sites: [.init(index: 0, multiplicity: 2, spectrum: one), .init(index: 1, multiplicity: 2, spectrum: two)],
            frame: .site)
        // Each in its own axes: nothing is lost by averaging.
        #expect(abs(try both.sams() - one.sams()) < 1e-12)
        #expect(abs(try both.average.sams() - one.sams()) < 1e-12)
        #expect(abs(try both.maxSAMS().value - one.maxSAMS().value) < 1e-9)
        // The crystal as a whole has a fourfold axis: x and y are equal there.
        let crystal = try #require(both.crystalAverage)
        #expect(try crystal.sam()[0][1] < 1e-12)
        let fixed = try CrystalSpectrum(
            sites: try both.sites.map {
                .init(index: $0.index, multiplicity: 2, spectrum: try $0.spectrum.inFrame(.identity, .crystal))
            },
            frame: .crystal)
        #expect(abs(try fixed.sams() - (fixed.sites[0].spectrum.sams() + fixed.sites[1].spectrum.sams()) / 2) < 1e-15)
        #expect(try fixed.maxSAMS().value >= fixed.sams())
        #expect(fixed.average.average == crystal.average)
    }
}
