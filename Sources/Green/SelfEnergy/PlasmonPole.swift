// The self-energy of an electron in a homogeneous gas, in the GW approximation with one plasmon pole: Lundqvist, Phys.
// Kondens. Mater. 6, 206 (1967); Hedin and Lundqvist, Solid State Phys. 23, 1 (1969); its use for fast electrons in
// solids, with the local density, is Hedin and Lundqvist's, J. Phys. C 4, 2064 (1971).
//
//     Sigma = -(kF/pi) [1 + (kF^2 - k^2)/(2 k kF) ln|(k + kF)/(k - kF)|]
//           + wp^2/(2 pi k) int dq/(q wq) [ int_occ p dp/(E - p^2/2 + wq) + int_empty p dp/(E - p^2/2 - wq) ]
//
// with p between |k - q| and k + q, wq^2 = wp^2 + (4/3) (kF q)^2/4 + (q^2/2)^2 and E = k^2/2, hartree. The first line is
// the bare exchange. Above a threshold near wp the electron can give a plasmon its energy: the imaginary part, negative.
// One pole leaves out that slower ones lift others out of the Fermi sea; their life time is Quinn's, Phys. Rev. 126, 1453
// (1962), Eq. 7, whose limit at high density is Quinn's and Ferrell's, 1/tau = sqrt(3) pi^2/128 wp (k^2/kF^2 - 1)^2. The
// imaginary part of the energy is half of 1/tau. The shorter life counts.

import ComplexModule
import Foundation

struct PlasmonPole {
    /// Fermi wave number, 1/bohr.
    let fermi: Double
    /// Plasma frequency, hartree.
    let plasma: Double

    private static let rule = GaussLegendre(20)

    /// - Parameter rs: the radius that holds one electron, bohr.
    init(rs: Double) {
        fermi = cbrt(9 * .pi / 4) / rs
        plasma = (3 / (rs * rs * rs)).squareRoot()
    }

    /// On the energy shell.
    /// - Parameter excess: kinetic energy above the Fermi level, hartree.
    func energy(above excess: Double) -> Complex64 {
        // At the Fermi surface itself the logarithm of the exchange is 0 times infinity.
        let k = max((fermi * fermi + 2 * excess).squareRoot(), fermi * (1 + 1e-9))
        let exchange =
            -fermi / .pi * (1 + (fermi * fermi - k * k) / (2 * k * fermi) * log(abs((k + fermi) / (k - fermi))))
        return Complex64(exchange + correlation(k), -max(plasmonRate(k), pairRate(k)) / 2)
    }

    /// 1/tau by excitation of plasmons, hartree: wp^2/k int dq/(q wq) over the wave numbers that an electron can give.
    private func plasmonRate(_ k: Double) -> Double {
        guard let given = kinematic(k), let last = exclusive(k) else { return 0 }
        let high = min(last, given.high)
        guard high > given.low else { return 0 }
        return plasma * plasma / k * (integral(high) - integral(given.low))
    }

    /// Between which wave numbers a plasmon can be given, wq <= k q - q^2/2; nil where none can.
    private func kinematic(_ k: Double) -> (low: Double, high: Double)? {
        // Squared: (k^2 - kF^2/3) q^2 - k q^3 >= wp^2, greatest at `middle`.
        let a = k * k - fermi * fermi / 3, middle = 2 * a / (3 * k)
        func room(_ q: Double) -> Double { (a - k * q) * q * q - plasma * plasma }
        guard room(middle) > 0 else { return nil }
        return (Self.root(room, negative: 0, positive: middle), Self.root(room, negative: a / k, positive: middle))
    }

    /// Up to which wave number the electron is still above the Fermi level when it has given a plasmon, wq <= (k^2 -
    /// kF^2)/2; nil where it cannot be.
    private func exclusive(_ k: Double) -> Double? {
        // q^4/4 + kF^2 q^2/3 <= left^2 - wp^2.
        let left = (k * k - fermi * fermi) / 2, rest = left * left - plasma * plasma, b = 2 * fermi * fermi / 3
        return rest > 0 ? ((b * b + 4 * rest).squareRoot() - b).squareRoot() : nil
    }

    /// Of dq/(q wq).
    private func integral(_ q: Double) -> Double {
        let x = q * q, b = fermi * fermi / 3, w = (plasma * plasma + b * x + x * x / 4).squareRoot()
        return -log((2 * plasma * plasma + b * x + 2 * plasma * w) / x) / (2 * plasma)
    }

    /// Where a function is zero between a place where it is negative and one where it is positive.
    private static func root(_ f: (Double) -> Double, negative: Double, positive: Double) -> Double {
        var n = negative, p = positive
        for _ in 0..<60 {
            let middle = (n + p) / 2
            if f(middle) > 0 { p = middle } else { n = middle }
        }
        return (n + p) / 2
    }

    /// 1/tau by excitation of pairs, hartree. The formula holds below the energy of a plasmon at Ferrell's cut-off wave
    /// number, and is rounded off there over 0.3 of that energy, as FEFF10 does.
    private func pairRate(_ k: Double) -> Double {
        let level = fermi * fermi / 2, x = k / fermi, w = plasma / level
        let cutoff = (1 + w).squareRoot() - 1
        let last = level + plasma * (1 + 1.2 * cutoff * cutoff / (w * w))
        let rounding = 1 / (1 + exp((level * x * x - last) / (0.3 * last)))
        return pairStrength * (x * x - 1) * (x * x - 1) / x * rounding
    }

    /// Quinn's factor of (k^2/kF^2 - 1)^2 kF/k in 1/tau, hartree.
    var pairStrength: Double {
        // alpha rs = 1/kF.
        let a = 1 / fermi
        let screening = atan((.pi / a).squareRoot()) + (a / .pi).squareRoot() / (1 + a / .pi)
        return Double.pi.squareRoot() / (32 * a * a.squareRoot()) * screening
    }

    /// The real part of what goes with the pole.
    private func correlation(_ k: Double) -> Double {
        var edges = [0, k - fermi, k + fermi, 2 * (k + fermi), 6 * (k + fermi), 40 * (k + fermi)]
        // Where a logarithm of the integrand is infinite.
        if let given = kinematic(k) { edges += [given.low, given.high] }
        if let last = exclusive(k) { edges.append(last) }
        edges.sort()
        var sum = 0.0
        for (low, high) in zip(edges, edges.dropFirst()) where high > low {
            // Nodes crowd at both ends of a part: q = low + (high - low)(3 u^2 - 2 u^3).
            for (u, w) in zip(Self.rule.nodes, Self.rule.weights) {
                let q = low + (high - low) * u * u * (3 - 2 * u), weight = w * (high - low) * 6 * u * (1 - u)
                sum += weight * integrand(k, q)
            }
        }
        return plasma * plasma / (2 * .pi * k) * sum
    }

    private func integrand(_ k: Double, _ q: Double) -> Double {
        let w = (plasma * plasma + fermi * fermi * q * q / 3 + q * q * q * q / 4).squareRoot()
        let from = abs(k - q), to = k + q
        var sum = 0.0
        if from < fermi { sum += part(k, w, from, min(to, fermi)) }
        if to > fermi { sum += part(k, -w, max(from, fermi), to) }
        return sum / (q * w)
    }

    /// The principal value of int p dp/(k^2/2 + w - p^2/2) from a to b.
    private func part(_ k: Double, _ w: Double, _ a: Double, _ b: Double) -> Double {
        let centre = k * k / 2 + w
        return log(abs((centre - a * a / 2) / (centre - b * b / 2)))
    }
}
