// Spherical Bessel and Hankel functions of complex argument.

import ComplexModule
import Foundation

enum SphericalBessel {
    /// h_l = j_l + i y_l for l = 0...lmax; upward recursion is stable for it.
    static func hankel(_ z: Complex64, lmax: Int) -> [Complex64] {
        var h = [Complex64](repeating: .zero, count: lmax + 1)
        h.withUnsafeMutableBufferPointer { hankel(z, lmax: lmax, into: $0.baseAddress!) }
        return h
    }

    @inline(__always)
    static func hankel(_ z: Complex64, lmax: Int, into h: UnsafeMutablePointer<Complex64>) {
        let size = exp(-z.imaginary)
        let wave = Complex64(size * cos(z.real), size * sin(z.real))
        let scale = 1 / (z.real * z.real + z.imaginary * z.imaginary)
        let inverse = Complex64(z.real * scale, -z.imaginary * scale)
        // h_0 = -i e^(iz)/z, h_1 = -(1/z + i/z^2) e^(iz).
        h[0] = Complex64(wave.imaginary, -wave.real) * inverse
        if lmax == 0 { return }
        h[1] = h[0] * inverse - wave * inverse
        for l in 1..<max(lmax, 1) where l < lmax {
            h[l + 1] = Complex64(Double(2 * l + 1)) * inverse * h[l] - h[l - 1]
        }
    }

    /// j_l for l = 0...lmax: its power series where |z| is small, else from the two Hankel functions.
    static func bessel(_ z: Complex64, lmax: Int) -> [Complex64] {
        if z.length < 6 {
            let half = Complex64(-0.5) * z * z
            var lead = Complex64(1)
            return (0...lmax).map { l in
                if l > 0 { lead = lead * z / Complex64(Double(2 * l + 1)) }
                var term = Complex64(1), sum = term
                for k in 1..<60 {
                    term = term * half / Complex64(Double(k * (2 * l + 2 * k + 1)))
                    sum += term
                    if term.length < 1e-17 * sum.length { break }
                }
                return lead * sum
            }
        }
        let outgoing = hankel(z, lmax: lmax), incoming = hankel(-z, lmax: lmax)
        // j_l(z) = [h_l(z) + (-1)^l h_l(-z)] / 2.
        return (0...lmax).map { l in
            Complex64(0.5) * (outgoing[l] + (l % 2 == 0 ? incoming[l] : -incoming[l]))
        }
    }
}
