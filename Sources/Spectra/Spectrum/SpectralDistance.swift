// How far two polarized spectra are from each other, whatever their scales and, if wished, their energy zeros.
//
// distance = || s b(E - dE) - a || / || a ||, the norm over the three polarizations and the window, the scale s chosen
// best; with alignment also the rigid shift dE. It is 0 for equal shapes and 1 for orthogonal ones, and since the
// scale is the best one it is the same from either side.

import Basics
import Crystal

/// A distance between two spectra.
public struct SpectralDistance: Equatable, Sendable {
    /// Between 0 and 1.
    public let value: Double
    /// The second spectrum was moved by this much, eV.
    public let shift: Double
    /// Whether the best shift is the largest that was tried: a better one may lie beyond.
    public let isAtLimit: Bool

    /// eV; two engines, or an engine and a measured emission, are nearer than that.
    public static let usualRange = 4.0
    static let largestRange = 50.0
    private static let step = 0.05

    /// - Parameters:
    ///   - window: nil for the first spectrum's own.
    ///   - range: the best rigid shift is looked for so far either way, eV; 0 for none.
    /// - Throws: `SparError` where a spectrum vanishes in the window, the range is not one, or one is of emission and one
    ///   of absorption.
    public init(
        _ a: PolarizedSpectrum, _ b: PolarizedSpectrum, window: EnergyWindow? = nil, within range: Double = usualRange
    ) throws {
        guard (0...Self.largestRange).contains(range) else {
            throw SparError(
                "a shift within \(NumberText.short(range)) eV: from 0 to \(NumberText.short(Self.largestRange)) are "
                    + "possible")
        }
        if let p = a.details.spectroscopy?.process, let q = b.details.spectroscopy?.process, p != q {
            throw SparError("one of these spectra is of \(p.rawValue) and one of \(q.rawValue)")
        }
        let quadrature = try Quadrature(a, window)
        let p = a.polarizations, q = b.polarizations
        let reference = [p.x, p.y, p.z].map(quadrature.restricted), other = [q.x, q.y, q.z]

        /// 1 - cos^2 of the angle between the curves as vectors; the smaller the closer.
        func residual(_ shift: Double) -> Double {
            var aa = 0.0, ab = 0.0, bb = 0.0
            for (k, w) in quadrature.weights.enumerated() {
                let place = InterpolationPoint(quadrature.energies[k] - shift, in: b.energies)
                for c in 0..<3 {
                    let u = reference[c][k], v = place.value(of: other[c])
                    aa += w * u * u
                    ab += w * u * v
                    bb += w * v * v
                }
            }
            guard aa > 0, bb > 0 else { return .nan }
            return max(0, 1 - max(0, ab) * max(0, ab) / (aa * bb))
        }

        var best = (shift: 0.0, residual: residual(0))
        guard !best.residual.isNaN else {
            throw SparError("one of these spectra is zero throughout the window; their distance has no meaning")
        }
        let steps = Int((range / Self.step).rounded())
        if steps > 0 {
            for k in -steps...steps where k != 0 {
                let shift = Double(k) * Self.step, r = residual(shift)
                if r < best.residual { best = (shift, r) }
            }
            // Golden section between the neighbours of the best coarse shift.
            let golden = (5.0.squareRoot() - 1) / 2
            var low = max(-range, best.shift - Self.step), high = min(range, best.shift + Self.step)
            while high - low > 1e-7 {
                let left = high - golden * (high - low), right = low + golden * (high - low)
                if residual(left) <= residual(right) { high = right } else { low = left }
            }
            let middle = (low + high) / 2, r = residual(middle)
            if r < best.residual { best = (middle, r) }
        }
        value = best.residual.squareRoot()
        shift = best.shift
        isAtLimit = range > 0 && abs(best.shift) > range - Self.step / 2
    }
}
