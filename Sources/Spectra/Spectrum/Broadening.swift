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
    /// - Throws: `SparError` for a width that is negative or not finite, or a list of widths of the wrong length.
    public func broadened(gaussian: BroadeningWidth? = nil, lorentzian: BroadeningWidth? = nil) throws
        -> PolarizedSpectrum
    {
        var result = self
        if let lorentzian { result = try result.convolved(LorentzianKernel.self, lorentzian, name: "lorentzian") }
        if let gaussian { result = try result.convolved(GaussianKernel.self, gaussian, name: "gaussian") }
        return result
    }

    private func convolved<K: BroadeningKernel>(_: K.Type, _ width: BroadeningWidth, name: String) throws
        -> PolarizedSpectrum
    {
        let widths: [Double]
        switch width {
        case .constant(let w): widths = [Double](repeating: w, count: energies.count)
        case .each(let list):
            guard list.count == energies.count else {
                throw SparError("the \(name) broadening has \(list.count) widths for the spectrum's "
                    + "\(energies.count) energies")
            }
            widths = list
        }
        for w in widths where !(w >= 0 && w.isFinite) {
            throw SparError("the \(name) broadening is a full width at half maximum in eV, zero or more; "
                + "\(NumberText.shortest(w)) is none")
        }
        guard widths.contains(where: { $0 > 0 }) else { return self }
        let spread = Convolution<K>(energies: energies, widths: widths)
        return PolarizedSpectrum(valid: energies, response.map(spread.applied), axes, details)
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

/// The linear map from a curve to its convolution, as a dense matrix.
private struct Convolution<K: BroadeningKernel> {
    /// Row-major: out[i] = sum_j matrix[i][j] curve[j].
    private let matrix: [Double]
    private let count: Int

    init(energies: [Double], widths: [Double]) {
        let n = energies.count
        var m = [Double](repeating: 0, count: n * n)
        for j in 0..<n - 1 {
            // One segment: the curve is y_j (e_{j+1} - x)/h + y_{j+1} (x - e_j)/h on it.
            let a = energies[j], b = energies[j + 1], h = b - a, width = (widths[j] + widths[j + 1]) / 2
            let kernel = K(fwhm: max(width, 1e-9))
            for i in 0..<n {
                let e = energies[i]
                let mass = kernel.cumulative(e - a) - kernel.cumulative(e - b)
                let moment = e * mass - (kernel.firstMoment(e - a) - kernel.firstMoment(e - b))
                m[i * n + j] += (b * mass - moment) / h
                m[i * n + j + 1] += (moment - a * mass) / h
            }
        }
        let left = K(fwhm: max(widths[0], 1e-9)), right = K(fwhm: max(widths[n - 1], 1e-9))
        for i in 0..<n {
            m[i * n] += 1 - left.cumulative(energies[i] - energies[0])
            m[i * n + n - 1] += right.cumulative(energies[i] - energies[n - 1])
        }
        matrix = m
        count = n
    }

    func applied(_ curve: [Double]) -> [Double] {
        (0..<count).map { i in
            var sum = 0.0
            for j in 0..<count { sum += matrix[i * count + j] * curve[j] }
            return sum
        }
    }
}
