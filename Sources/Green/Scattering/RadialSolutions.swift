// Regular and irregular solutions of one site's well at a complex energy, and its t matrix.
//
// R_l = j_l + t_l h_l and H_l = h_l at the muffin-tin radius and beyond, with k = sqrt(2 (E - V0)), Im k >= 0. Inside,
// P = r R and Q = r^2 R' / (2 M r) solve the scalar-relativistic equations (see BoundState). R is integrated outwards,
// H inwards; the Wronskian P_R Q_H - Q_R P_H = i/(2k) holds at every radius. t_l = (exp(2 i delta_l) - 1)/2 for a real
// energy. Lanes l = 0...3 are always all computed.

import ComplexModule
import Foundation

/// Room for the solutions of one site, used again and again.
final class RadialSolver {
    private let mesh: RadialMesh
    private let muffinTin: Int
    private let startP: [SIMD4<Double>]
    private let startSlopes: [SIMD4<Double>]

    /// t_l.
    private(set) var t = ComplexLanes.zero
    /// P and Q of R and H on the whole mesh; Q only inside the muffin tin.
    let regularP: UnsafeMutablePointer<ComplexLanes>
    let regularQ: UnsafeMutablePointer<ComplexLanes>
    let irregularP: UnsafeMutablePointer<ComplexLanes>
    let irregularQ: UnsafeMutablePointer<ComplexLanes>
    /// b = 2 M r; the centrifugal part 1/(2 M r) and the rest (V - E) r of c.
    private let b: UnsafeMutablePointer<Complex64>
    private let centrifugal: UnsafeMutablePointer<Complex64>
    private let rest: UnsafeMutablePointer<Complex64>
    private let slopeP: UnsafeMutablePointer<ComplexLanes>
    private let slopeQ: UnsafeMutablePointer<ComplexLanes>

    private static let ll = SIMD4<Double>(0, 2, 6, 12)
    private static let first = AdamsMoulton.history
    /// int_0^j over six equally spaced nodes, for j = 1...5: what starts the inward integration.
    private static let startWeights = (1...5).map { Quadrature.lagrange(nodes: 5, from: 0, to: Double($0)) }

    init(z: Int, mesh: RadialMesh, muffinTin: Int) {
        self.mesh = mesh
        self.muffinTin = muffinTin
        let ratio = Double(z) / AtomicUnits.speedOfLight
        let gamma = SIMD4((0..<4).map { (Double($0 * ($0 + 1)) + 1 - ratio * ratio).squareRoot() })
        // Near the nucleus V = -Z/r, and P'/P = sqrt(gamma^2 - 2 Z r)/r to first order in r, with and without
        // relativity.
        startP = (0..<Self.first).map { i in
            SIMD4(
                (0..<4).map { exp(gamma[$0] * mesh.step * Double(i) - Double(z) * (mesh.r[i] - mesh.r[0]) / gamma[$0]) }
            )
        }
        startSlopes = (0..<Self.first).map { i in (gamma * gamma - 2 * Double(z) * mesh.r[i]).squareRoot() - 1 }
        let n = mesh.count
        func lanes() -> UnsafeMutablePointer<ComplexLanes> {
            let p = UnsafeMutablePointer<ComplexLanes>.allocate(capacity: n)
            p.initialize(repeating: .zero, count: n)
            return p
        }
        func scalars() -> UnsafeMutablePointer<Complex64> {
            let p = UnsafeMutablePointer<Complex64>.allocate(capacity: n)
            p.initialize(repeating: .zero, count: n)
            return p
        }
        (regularP, regularQ, irregularP, irregularQ) = (lanes(), lanes(), lanes(), lanes())
        (slopeP, slopeQ) = (lanes(), lanes())
        (b, centrifugal, rest) = (scalars(), scalars(), scalars())
    }

    deinit {
        for p in [regularP, regularQ, irregularP, irregularQ, slopeP, slopeQ] { p.deallocate() }
        for p in [b, centrifugal, rest] { p.deallocate() }
    }

    /// - Parameters:
    ///   - v: V0 + f on the mesh.
    ///   - shift: a complex potential that is added to it inside the muffin tin; nil for none.
    ///   - withIrregular: whether H and everything beyond the muffin-tin radius is wanted, not t alone.
    func solve(
        _ energy: Complex64, k: Complex64, _ v: [Double], shift: [Complex64]? = nil, withIrregular: Bool
    ) {
        let last = muffinTin, r = mesh.r
        let c2 = 1 / (2 * AtomicUnits.speedOfLight * AtomicUnits.speedOfLight)
        for i in 0...last {
            let energy = shift.map { energy - $0[i] } ?? energy
            let m = Complex64(1 + (energy.real - v[i]) * c2, energy.imaginary * c2)
            b[i] = Complex64(2 * m.real * r[i], 2 * m.imaginary * r[i])
            let scale = 1 / (b[i].real * b[i].real + b[i].imaginary * b[i].imaginary)
            centrifugal[i] = Complex64(b[i].real * scale, -b[i].imaginary * scale)
            rest[i] = Complex64((v[i] - energy.real) * r[i], -energy.imaginary * r[i])
        }
        // r P' - P = b Q.
        for i in 0..<Self.first {
            regularP[i] = ComplexLanes(re: startP[i], im: .zero)
            regularQ[i] = ComplexLanes(re: startSlopes[i] * startP[i], im: .zero) * ComplexLanes(centrifugal[i])
        }
        integrate(regularP, regularQ, from: 0, to: last, by: 1)

        let x = k * Complex64(r[last])
        let h = SphericalBessel.hankel(x, lmax: 4), j = SphericalBessel.bessel(x, lmax: 4)
        var scale = ComplexLanes.zero, irregularStart = (p: ComplexLanes.zero, q: ComplexLanes.zero)
        let inverseX = Complex64(1) / x, radius = Complex64(r[last])
        for l in 0..<4 {
            let dj = k * (Complex64(Double(l)) * inverseX * j[l] - j[l + 1])
            let dh = k * (Complex64(Double(l)) * inverseX * h[l] - h[l + 1])
            // R'/R inside.
            let value = regularP[last][l], a = b[last] * regularQ[last][l] / (radius * value)
            let tl = -(dj - a * j[l]) / (dh - a * h[l])
            t[l] = tl
            scale[l] = (j[l] + tl * h[l]) * radius / value
            irregularStart.p[l] = h[l] * radius
            irregularStart.q[l] = dh * radius * radius * centrifugal[last]
        }
        guard withIrregular else { return }
        for i in 0...last {
            regularP[i] = regularP[i] * scale
            regularQ[i] = regularQ[i] * scale
        }
        startInward(irregularStart.p, irregularStart.q)
        integrate(irregularP, irregularQ, from: last, to: 0, by: -1)
        for i in stride(from: last + 1, to: mesh.count, by: 1) {
            let x = k * Complex64(r[i])
            let h = SphericalBessel.hankel(x, lmax: 3), j = SphericalBessel.bessel(x, lmax: 3)
            for l in 0..<4 {
                regularP[i][l] = (j[l] + t[l] * h[l]) * Complex64(r[i])
                irregularP[i][l] = h[l] * Complex64(r[i])
            }
        }
    }

    /// The factor that `solve` gave the regular solution is known only at its end: R without `withIrregular` is not
    /// normalised.
    private func coefficients(_ i: Int) -> (ComplexLanes, ComplexLanes) {
        let c = ComplexLanes(
            re: Self.ll * centrifugal[i].real + rest[i].real,
            im: Self.ll * centrifugal[i].imaginary + rest[i].imaginary)
        return (ComplexLanes(b[i]), c)
    }

    /// Six values inwards from the muffin-tin radius: the integral equation on the mesh, by iteration.
    private func startInward(_ p0: ComplexLanes, _ q0: ComplexLanes) {
        let last = muffinTin, h = -mesh.step
        for j in 0..<Self.first {
            irregularP[last - j] = p0
            irregularQ[last - j] = q0
        }
        for _ in 0..<14 {
            for j in 0..<Self.first {
                let i = last - j, (b, c) = coefficients(i)
                slopeP[i] = irregularP[i] + b * irregularQ[i]
                slopeQ[i] = c * irregularP[i] - irregularQ[i]
            }
            for j in 1..<Self.first {
                let w = Self.startWeights[j - 1]
                var p = p0, q = q0
                for m in 0..<Self.first {
                    p = p + (h * w[m]) * slopeP[last - m]
                    q = q + (h * w[m]) * slopeQ[last - m]
                }
                irregularP[last - j] = p
                irregularQ[last - j] = q
            }
        }
    }

    /// Adams-Moulton steps; the first six values are there.
    private func integrate(
        _ p: UnsafeMutablePointer<ComplexLanes>, _ q: UnsafeMutablePointer<ComplexLanes>, from start: Int, to end: Int,
        by sign: Int
    ) {
        typealias A = AdamsMoulton
        let h = mesh.step * Double(sign), g = h * A.implicit
        for n in 0..<A.history {
            let i = start + n * sign, (b, c) = coefficients(i)
            slopeP[i] = p[i] + b * q[i]
            slopeQ[i] = c * p[i] - q[i]
        }
        @inline(__always) func sum(_ f: UnsafeMutablePointer<ComplexLanes>, _ i: Int) -> ComplexLanes {
            var re = A.w0 * f[i].re, im = A.w0 * f[i].im
            re += A.w1 * f[i - sign].re
            im += A.w1 * f[i - sign].im
            re += A.w2 * f[i - 2 * sign].re
            im += A.w2 * f[i - 2 * sign].im
            re += A.w3 * f[i - 3 * sign].re
            im += A.w3 * f[i - 3 * sign].im
            re += A.w4 * f[i - 4 * sign].re
            im += A.w4 * f[i - 4 * sign].im
            re += A.w5 * f[i - 5 * sign].re
            im += A.w5 * f[i - 5 * sign].im
            return ComplexLanes(re: h * re, im: h * im)
        }
        var i = start + A.history * sign
        while i != end + sign {
            let (b, c) = coefficients(i), before = i - sign
            let rp = p[before] + sum(slopeP, before), rq = q[before] + sum(slopeQ, before)
            // (1 - g) P - g b Q = rp;  -g c P + (1 + g) Q = rq
            let bc = b * c
            let det = ComplexLanes(re: 1 - g * g - g * g * bc.re, im: -g * g * bc.im).inverse
            let pi = ((1 + g) * rp + g * (b * rq)) * det, qi = ((1 - g) * rq + g * (c * rp)) * det
            p[i] = pi
            q[i] = qi
            slopeP[i] = pi + b * qi
            slopeQ[i] = c * pi - qi
            i += sign
        }
    }
}
