// Convolution with a Gaussian, a Lorentzian, or one after the other.
//
// Widths are full widths at half maximum (FWHM), eV; a Gaussian's sigma is FWHM / 2.3548. The curve is taken as linear
// between the grid points, constant beyond the ends, and the integrals are exact: a width far below the grid step
// returns the curve itself, one width leaves a constant constant. A width that depends on the energy is that of the
// emitting state, not of the place it is spread to, so that the area of a band is kept.

import Basics
import Crystal
import Foundation

/// A full width at half maximum, eV.
public enum BroadeningWidth: Equatable, Sendable {
    case constant(Double)
    /// One width for each energy of the spectrum.
    case each([Double])
}

extension PolarizedSpectrum {
    /// The spectrum convolved first with the Lorentzian, then with the Gaussian.
    /// - Parameter check: called now and then; what it throws ends the work.
    /// - Throws: `SparError` for a width that is negative or not finite, a list of widths of the wrong length, or more
    ///   energies than `mostBroadened`.
    public func broadened(
        gaussian: BroadeningWidth? = nil, lorentzian: BroadeningWidth? = nil,
        check: () throws -> Void = {}
    ) throws -> PolarizedSpectrum {
        var result = self
        if let lorentzian {
            result = try result.convolved(LorentzianKernel.self, lorentzian, name: "lorentzian", check)
        }
        if let gaussian { result = try result.convolved(GaussianKernel.self, gaussian, name: "gaussian", check) }
        return result
    }

    /// The work goes with the square of the number of energies.
    public static let mostBroadened = 50_000

    private func convolved<K: BroadeningKernel>(
        _: K.Type, _ width: BroadeningWidth, name: String, _ check: () throws -> Void
    )
        throws -> PolarizedSpectrum
    {
        guard energies.count <= Self.mostBroadened else {
            throw SparError(
                "a spectrum of \(energies.count) energies is not broadened; \(Self.mostBroadened) are the most: put "
                    + "it on fewer first, with sp:on")
        }
        let widths: [Double]
        switch width {
        case .constant(let w): widths = [Double](repeating: w, count: energies.count)
        case .each(let list):
            guard list.count == energies.count else {
                throw SparError(
                    "the \(name) broadening has \(list.count) widths for the spectrum's "
                        + "\(energies.count) energies")
            }
            widths = list
        }
        for w in widths where !(w >= 0 && w.isFinite) {
            throw SparError(
                "the \(name) broadening is a full width at half maximum in eV, zero or more; "
                    + "\(NumberText.shortest(w)) is none")
        }
        guard widths.contains(where: { $0 > 0 }) else { return self }
        let curves: [[Double]] =
            switch response {
            case .tensor(let tensor): tensor.components
            case .polarizations(let x, let y, let z): [x, y, z]
            }
        let spread = try Convolution<K>(energies: energies, widths: widths).applied(to: curves, check)
        let broadened: Response =
            switch response {
            case .tensor: .tensor(TensorCurves(components: spread))
            case .polarizations: .polarizations(x: spread[0], y: spread[1], z: spread[2])
            }
        return PolarizedSpectrum(valid: energies, broadened, axes, details)
    }
}

/// A normalised line shape with the integrals that a piecewise linear curve needs.
private protocol BroadeningKernel {
    init(fwhm: Double)
    /// The integral of the kernel from minus infinity to t.
    func cumulative(_ t: Double) -> Double
    /// An antiderivative of t times the kernel.
    func firstMoment(_ t: Double) -> Double
}

private struct GaussianKernel: BroadeningKernel {
    let sigma: Double
    init(fwhm: Double) { sigma = fwhm / (8 * log(2.0)).squareRoot() }
    func cumulative(_ t: Double) -> Double { 0.5 * erfc(-t / (sigma * 2.0.squareRoot())) }
    func firstMoment(_ t: Double) -> Double {
        -sigma * exp(-t * t / (2 * sigma * sigma)) / (2 * Double.pi).squareRoot()
    }
}

private struct LorentzianKernel: BroadeningKernel {
    let half: Double
    init(fwhm: Double) { half = fwhm / 2 }
    func cumulative(_ t: Double) -> Double { 0.5 + atan(t / half) / .pi }
    func firstMoment(_ t: Double) -> Double { half / (2 * .pi) * log(t * t + half * half) }
}

/// The linear map from curves to their convolutions, a row at a time: the whole matrix would grow with the square.
private struct Convolution<K: BroadeningKernel> {
    let energies: [Double]
    let widths: [Double]

    func applied(to curves: [[Double]], _ check: () throws -> Void) throws -> [[Double]] {
        let n = energies.count
        let segments = (0..<n - 1).map { K(fwhm: max((widths[$0] + widths[$0 + 1]) / 2, 1e-9)) }
        let left = K(fwhm: max(widths[0], 1e-9)), right = K(fwhm: max(widths[n - 1], 1e-9))
        var out = curves.map { _ in [Double](repeating: 0, count: n) }
        var row = [Double](repeating: 0, count: n)
        for i in 0..<n {
            try check()
            for j in 0..<n { row[j] = 0 }
            let e = energies[i]
            for j in 0..<n - 1 {
                // One segment: the curve is y_j (e_{j+1} - x)/h + y_{j+1} (x - e_j)/h on it.
                let a = energies[j], b = energies[j + 1], h = b - a, kernel = segments[j]
                let mass = kernel.cumulative(e - a) - kernel.cumulative(e - b)
                let moment = e * mass - (kernel.firstMoment(e - a) - kernel.firstMoment(e - b))
                row[j] += (b * mass - moment) / h
                row[j + 1] += (moment - a * mass) / h
            }
            row[0] += 1 - left.cumulative(e - energies[0])
            row[n - 1] += right.cumulative(e - energies[n - 1])
            for (k, curve) in curves.enumerated() {
                var sum = 0.0
                for j in 0..<n { sum += row[j] * curve[j] }
                out[k][i] = sum
            }
        }
        return out
    }
}
