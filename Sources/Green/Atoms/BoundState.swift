// Bound states of a spherical potential: scalar-relativistic radial equations, real energies.
//
//     dP/dr = P/r + 2 M Q,  dQ/dr = -Q/r + [l(l+1)/(2 M r^2) + V - E] P,  M = 1 + (E - V)/(2 c^2)
//
// P = r g; the small component is Q/c; int P^2 + (Q/c)^2 dr = 1 (Koelling and Harmon, J. Phys. C 10, 3107 (1977),
// without spin-orbit terms). A large c gives Schroedinger's equation.

import Foundation

struct BoundState: Sendable {
    let energy: Double
    /// On the whole mesh, zero beyond the practical infinity.
    let p: [Double]
    let q: [Double]
}

/// Solves for one state after another in one potential.
struct BoundStateSolver {
    let mesh: RadialMesh
    let potential: [Double]
    let nuclearCharge: Double
    let speedOfLight: Double

    /// - Parameter guess: an energy near the state's.
    /// - Returns: nil where the potential does not bind it.
    func state(n: Int, l: Int, guess: Double) -> BoundState? {
        var trial = Trial(points: mesh.count)
        var energy = min(guess, -1e-4)
        var low = -nuclearCharge * nuclearCharge * 0.6 - 10, high = -1e-6
        for _ in 0..<300 {
            let (match, end) = reach(energy, l), nodes = outward(energy, l, to: match, &trial.p, &trial.q)
            if nodes > n - l - 1 {
                high = energy
                energy = 0.5 * (energy + low)
                continue
            }
            if nodes < n - l - 1 {
                low = energy
                energy = 0.5 * (energy + high)
                if high - low < 1e-9 { return nil }
                continue
            }
            guard let change = join(&trial, energy, l, at: match, end: end) else { return nil }
            if change < 0 { high = min(high, energy) } else { low = max(low, energy) }
            let next = energy + change
            if abs(change) < 1e-12 * max(1, abs(energy)) || high - low < 1e-14 * max(1, abs(energy)) {
                return trial.state(energy)
            }
            energy = next > low && next < high ? next : 0.5 * (low + high)
        }
        return nil
    }

    /// A solution that may have a kink, and its norm.
    private struct Trial {
        var p: [Double]
        var q: [Double]
        var norm = 0.0

        init(points: Int) {
            p = [Double](repeating: 0, count: points)
            q = p
        }

        func state(_ energy: Double) -> BoundState {
            let f = 1 / norm.squareRoot() * (p[2] < 0 ? -1 : 1)
            return BoundState(energy: energy, p: p.map { $0 * f }, q: q.map { $0 * f })
        }
    }

    /// Where the two solutions meet, the outermost classical turning point, and the practical infinity, where the decay
    /// beyond it reaches e^-40.
    private func reach(_ energy: Double, _ l: Int) -> (match: Int, end: Int) {
        let r = mesh.r, v = potential, count = mesh.count, centrifugal = 0.5 * Double(l * (l + 1))
        var turning = count / 2
        for i in stride(from: count - 1, through: 0, by: -1)
        where v[i] + centrifugal / (r[i] * r[i]) < energy {
            turning = i
            break
        }
        let match = min(max(turning, 60), count - 60)
        var decay = 0.0, end = match
        while end < count - 1, decay < 40 || end < match + 30 {
            let k = 2 * (v[end] + centrifugal / (r[end] * r[end]) - energy)
            if k > 0 { decay += k.squareRoot() * r[end] * mesh.step }
            end += 1
        }
        return (match, end)
    }

    /// Adds the solution from outside and makes P continuous.
    /// - Returns: the change of the energy that the jump of Q asks for; nil where P vanishes at the meeting point.
    private func join(_ trial: inout Trial, _ energy: Double, _ l: Int, at match: Int, end: Int) -> Double? {
        let pOut = trial.p[match], qOut = trial.q[match]
        inward(energy, l, from: end, to: match, &trial.p, &trial.q)
        let scale = pOut / trial.p[match]
        guard scale.isFinite, scale != 0 else { return nil }
        for i in match...end {
            trial.p[i] *= scale
            trial.q[i] *= scale
        }
        let qIn = trial.q[match]
        trial.q[match] = qOut
        for i in stride(from: end + 1, to: mesh.count, by: 1) {
            trial.p[i] = 0
            trial.q[i] = 0
        }
        let c = speedOfLight
        var norm = 0.0
        for i in 0...end {
            norm += (trial.p[i] * trial.p[i] + trial.q[i] * trial.q[i] / (c * c)) * mesh.r[i]
        }
        trial.norm = norm * mesh.step
        return -pOut * (qIn - qOut) / trial.norm
    }

    /// Integrates from the nucleus to `end`. - Returns: the nodes of P.
    private func outward(_ e: Double, _ l: Int, to end: Int, _ p: inout [Double], _ q: inout [Double]) -> Int {
        let z = nuclearCharge, c = speedOfLight, r = mesh.r
        let isRelativistic = c < 1e4
        let gamma = isRelativistic ? (Double(l * (l + 1)) + 1 - (z / c) * (z / c)).squareRoot() : Double(l + 1)
        for i in 0..<AdamsMoulton.history {
            let m = 1 + (e - potential[i]) / (2 * c * c)
            // Near the nucleus P = r^gamma; without relativity P = r^(l+1) (1 - Z r/(l+1)).
            let slope = isRelativistic ? 0 : z / Double(l + 1)
            p[i] = pow(r[i] / r[0], gamma) * (1 - slope * r[i])
            let derivative = gamma * p[i] / r[i] - slope * pow(r[i] / r[0], gamma)
            q[i] = (derivative - p[i] / r[i]) / (2 * m)
        }
        integrate(e, l, from: 0, to: end, by: 1, &p, &q)
        var nodes = 0
        for i in AdamsMoulton.history..<end where p[i] * p[i + 1] < 0 { nodes += 1 }
        return nodes
    }

    private func inward(_ e: Double, _ l: Int, from start: Int, to end: Int, _ p: inout [Double], _ q: inout [Double]) {
        // Decay of the WKB form; what is wrong with it dies out on the way in.
        var exponent = 0.0
        let r = mesh.r
        for k in 0..<AdamsMoulton.history {
            let i = start - k
            let w = max(2 * (potential[i] + 0.5 * Double(l * (l + 1)) / (r[i] * r[i]) - e), 1e-8).squareRoot()
            if k > 0 { exponent += w * r[i] * mesh.step }
            p[i] = 1e-17 * exp(exponent)
            q[i] = 0.5 * (-w - 1 / r[i]) * p[i]
        }
        integrate(e, l, from: start, to: end, by: -1, &p, &q)
    }

    /// The first `AdamsMoulton.history` values are given.
    private func integrate(
        _ e: Double, _ l: Int, from start: Int, to end: Int, by sign: Int, _ p: inout [Double], _ q: inout [Double]
    ) {
        typealias A = AdamsMoulton
        let c2 = 2 * speedOfLight * speedOfLight, h = mesh.step * Double(sign), centrifugal = Double(l * (l + 1))
        let n = abs(end - start) + 1
        guard n > A.history else { return }
        mesh.r.withUnsafeBufferPointer { r in
            potential.withUnsafeBufferPointer { v in
                p.withUnsafeMutableBufferPointer { p in
                    q.withUnsafeMutableBufferPointer { q in
                        func coefficients(_ i: Int) -> (b: Double, c: Double) {
                            let m = 1 + (e - v[i]) / c2
                            return (2 * m * r[i], centrifugal / (2 * m * r[i]) + (v[i] - e) * r[i])
                        }
                        func derivatives(_ i: Int) -> (Double, Double) {
                            let (b, c) = coefficients(i)
                            return (p[i] + b * q[i], c * p[i] - q[i])
                        }
                        var i = start
                        var (p5, q5) = derivatives(i), (p4, q4) = derivatives(i + sign)
                        var (p3, q3) = derivatives(i + 2 * sign), (p2, q2) = derivatives(i + 3 * sign)
                        var (p1, q1) = derivatives(i + 4 * sign), (p0, q0) = derivatives(i + 5 * sign)
                        i += A.history * sign
                        let g = h * A.implicit
                        for _ in A.history..<n {
                            let (b, c) = coefficients(i)
                            let rp =
                                p[i - sign] + h
                                * (A.w0 * p0 + A.w1 * p1 + A.w2 * p2 + A.w3 * p3 + A.w4 * p4 + A.w5 * p5)
                            let rq =
                                q[i - sign] + h
                                * (A.w0 * q0 + A.w1 * q1 + A.w2 * q2 + A.w3 * q3 + A.w4 * q4 + A.w5 * q5)
                            // (1 - g) P - g b Q = rp;  -g c P + (1 + g) Q = rq
                            let det = 1 - g * g - g * g * b * c
                            let pi = ((1 + g) * rp + g * b * rq) / det, qi = ((1 - g) * rq + g * c * rp) / det
                            p[i] = pi
                            q[i] = qi
                            (p5, p4, p3, p2, p1, p0) = (p4, p3, p2, p1, p0, pi + b * qi)
                            (q5, q4, q3, q2, q1, q0) = (q4, q3, q2, q1, q0, c * pi - qi)
                            i += sign
                        }
                    }
                }
            }
        }
    }
}
