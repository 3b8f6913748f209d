// The largest SAMS over all orientations of the polarization axes.
//
// With axes u, v, w the curve s_u - s_v is a linear form in S with the traceless matrix u u^T - v v^T, so that the
// integral of its square is a quadratic form with a 6 x 6 Gram matrix of the components, computed once. What remains
// is a function on SO(3) that costs a few hundred flops: sampled evenly, then climbed from the best samples.

import Basics
import Crystal
import Foundation

/// The largest SAMS and where it is reached.
public struct MaximumAnisotropy: Equatable, Sendable {
    /// eV^(-1/2).
    public let value: Double
    /// Columns are the best axes in the crystal's frame: right-handed, and of the 24 equal choices (order and signs)
    /// the one closest to the crystal's axes.
    public let axes: Matrix3
}

extension PolarizedSpectrum {
    /// The largest SAMS that any three perpendicular polarizations can show. Needs the tensor.
    public func maxSAMS(_ window: EnergyWindow? = nil) throws -> MaximumAnisotropy {
        try OrientationSearch([(1, self)], window: window).maximum()
    }
}

/// The mean over several tensors of SAMS in one common frame, as a function of that frame.
struct OrientationSearch {
    /// Row-major 6 x 6 for each tensor, divided by the squared isotropic integral; weights folded into `shares`.
    private let grams: [[Double]]
    private let shares: [Double]

    init(_ spectra: [(share: Double, spectrum: PolarizedSpectrum)], window: EnergyWindow?) throws {
        var grams: [[Double]] = []
        for (_, spectrum) in spectra {
            guard let tensor = spectrum.tensor else {
                throw SparError(
                    "the largest SAMS needs the whole tensor; only three polarizations of this spectrum "
                        + "are known")
            }
            let quadrature = try Quadrature(spectrum, window)
            let norm = try spectrum.isotropicIntegral(quadrature)
            // The trace drops out of every difference; without it the quadratic form loses no digits to it.
            let third = quadrature.restricted(spectrum.average)
            let s = tensor.components.enumerated().map { c, component in
                let nodes = quadrature.restricted(component)
                return c < 3 ? nodes.indices.map { nodes[$0] - third[$0] } : nodes
            }
            var gram = [Double](repeating: 0, count: 36)
            for a in 0..<6 {
                for b in 0...a {
                    var sum = 0.0
                    for (k, w) in quadrature.weights.enumerated() { sum += w * s[a][k] * s[b][k] }
                    gram[6 * a + b] = sum / (norm * norm)
                    gram[6 * b + a] = gram[6 * a + b]
                }
            }
            grams.append(gram)
        }
        self.grams = grams
        shares = spectra.map(\.share)
    }

    /// The mean SAMS in the frame of the rotation's columns.
    func value(_ axes: Matrix3) -> Double {
        let (u, v, w) = (axes.column(0), axes.column(1), axes.column(2))
        var total = 0.0
        for (gram, share) in zip(grams, shares) {
            total += share * (norm(gram, u, v) + norm(gram, v, w) + norm(gram, u, w))
        }
        return total
    }

    private func norm(_ gram: [Double], _ u: Vector3, _ v: Vector3) -> Double {
        let m = (
            u.x * u.x - v.x * v.x, u.y * u.y - v.y * v.y, u.z * u.z - v.z * v.z,
            2 * (u.x * u.y - v.x * v.y), 2 * (u.x * u.z - v.x * v.z), 2 * (u.y * u.z - v.y * v.z)
        )
        var sum = 0.0
        gram.withUnsafeBufferPointer { g in
            func row(_ r: Int) -> Double {
                g[r] * m.0 + g[r + 1] * m.1 + g[r + 2] * m.2 + g[r + 3] * m.3 + g[r + 4] * m.4 + g[r + 5] * m.5
            }
            sum = m.0 * row(0) + m.1 * row(6) + m.2 * row(12) + m.3 * row(18) + m.4 * row(24) + m.5 * row(30)
        }
        return max(0, sum).squareRoot()
    }

    func maximum() -> MaximumAnisotropy {
        // The 24 orders and signs of the axes give equal values, so 4,000 samples are some 6 degrees apart.
        let samples = Self.samples
        let ranked = samples.indices.map { (value(samples[$0]), $0) }
            .sorted { $0.0 != $1.0 ? $0.0 > $1.0 : $0.1 < $1.1 }
        var best = (value: value(.identity), axes: Matrix3.identity)
        for (_, start) in ranked.prefix(24) {
            let top = climbed(from: samples[start], step: 0.08, until: 2e-3)
            // A gain below what the coarse steps leave must not decide between equal maxima.
            if top.value > best.value * (1 + 1e-5) + 1e-15 { best = top }
        }
        best = climbed(from: best.axes, step: 2e-3, until: 1e-8)
        return MaximumAnisotropy(
            value: best.value < PolarizedSpectrum.rounding ? 0 : best.value,
            axes: Rotations.closestEquivalent(best.axes))
    }

    private static let samples = Rotations.evenlySpread(4000)

    /// Pattern search: turns about the three axes in steps that halve whenever none of them climbs.
    private func climbed(from start: Matrix3, step first: Double, until last: Double) -> (value: Double, axes: Matrix3)
    {
        var axes = start, current = value(start), step = first
        while step > last {
            var gained = false
            for axis in 0..<3 {
                for sign in [1.0, -1.0] {
                    let trial = axes * Rotations.about(axis: axis, angle: sign * step)
                    let v = value(trial)
                    if v > current {
                        (axes, current, gained) = (trial, v, true)
                        break
                    }
                }
            }
            if !gained { step /= 2 }
        }
        return (current, axes)
    }
}

/// Rotation matrices for the search.
enum Rotations {
    /// `count` rotations spread evenly and always the same (a super-Fibonacci spiral: Alexa, CVPR 2022).
    static func evenlySpread(_ count: Int) -> [Matrix3] {
        let phi = 2.0.squareRoot(), psi = 1.533_751_168_755_204_288_118_041
        return (0..<count).map { i in
            let s = Double(i) + 0.5
            let t = s / Double(count), d = 2 * Double.pi * s
            let r = t.squareRoot(), q = (1 - t).squareRoot()
            let alpha = d / phi, beta = d / psi
            return matrix(quaternion: (r * sin(alpha), r * cos(alpha), q * sin(beta), q * cos(beta)))
        }
    }

    static func matrix(quaternion q: (Double, Double, Double, Double)) -> Matrix3 {
        let (a, b, c, d) = q
        return Matrix3(
            rows: [a * a + b * b - c * c - d * d, 2 * (b * c - a * d), 2 * (b * d + a * c)],
            [2 * (b * c + a * d), a * a - b * b + c * c - d * d, 2 * (c * d - a * b)],
            [2 * (b * d - a * c), 2 * (c * d + a * b), a * a - b * b - c * c + d * d])
    }

    static func about(axis: Int, angle: Double) -> Matrix3 {
        let (c, s) = (cos(angle), sin(angle))
        switch axis {
        case 0: return Matrix3(rows: [1, 0, 0], [0, c, -s], [0, s, c])
        case 1: return Matrix3(rows: [c, 0, s], [0, 1, 0], [-s, 0, c])
        default: return Matrix3(rows: [c, -s, 0], [s, c, 0], [0, 0, 1])
        }
    }

    /// Of the 24 orders and signs that keep the set of axes and its handedness, the one with the largest trace.
    static func closestEquivalent(_ m: Matrix3) -> Matrix3 {
        let columns = [m.column(0), m.column(1), m.column(2)]
        var best = m, bestTrace = -Double.infinity
        for (i, j) in [(0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1)] {
            for signs in 0..<4 {
                let a = signs & 1 == 0 ? columns[i] : -columns[i]
                let b = signs & 2 == 0 ? columns[j] : -columns[j]
                let candidate = Matrix3(columns: a, b, a.cross(b))
                if candidate.trace > bestTrace + 1e-9 { (best, bestTrace) = (candidate, candidate.trace) }
            }
        }
        return best
    }
}
