// Exchange-correlation potentials and energies of the homogeneous electron gas, hartree.

import Foundation

enum ExchangeCorrelation: Hashable, Sendable {
    /// von Barth and Hedin, J. Phys. C 5, 1629 (1972), unpolarised; the correlation of Hedin's form with 30 and 0.0252.
    case vonBarthHedin
    /// Vosko, Wilk and Nusair, Can. J. Phys. 58, 1200 (1980), as in NIST's atomic reference data.
    case voskoWilkNusair

    /// - Parameter density: electrons per bohr^3.
    func potential(_ density: Double) -> Double { values(density).potential }

    /// The potential, and the energy an electron.
    func values(_ density: Double) -> (potential: Double, energy: Double) {
        let n = max(density, 1e-30)
        let exchange = -cbrt(3 / .pi * n)
        let rs = cbrt(3 / (4 * .pi * n))
        switch self {
        case .vonBarthHedin:
            let x = rs / 30
            let f = x > 50 ? Self.largeX(x) : (1 + x * x * x) * log1p(1 / x) + x / 2 - x * x - 1.0 / 3
            return (exchange - 0.0252 * log1p(30 / rs), 0.75 * exchange - 0.0252 * f)
        case .voskoWilkNusair:
            let (e, slope) = Self.voskoWilkNusair(rs)
            return (exchange + e - rs / 3 * slope, 0.75 * exchange + e)
        }
    }

    /// (1 + x^3) ln(1 + 1/x) + x/2 - x^2 - 1/3 loses its digits for large x: its asymptotic series.
    private static func largeX(_ x: Double) -> Double { 3 / (4 * x) - 3 / (10 * x * x) + 1 / (6 * x * x * x) }

    /// The paramagnetic correlation energy and its derivative by rs.
    private static func voskoWilkNusair(_ rs: Double) -> (Double, Double) {
        let a = 0.0310907, x0 = -0.10498, b = 3.72744, c = 12.9352
        let x = sqrt(rs), q = sqrt(4 * c - b * b)
        let big = x * x + b * x + c, big0 = x0 * x0 + b * x0 + c
        let atan = Foundation.atan(q / (2 * x + b))
        let e =
            a
            * (log(x * x / big) + 2 * b / q * atan
                - b * x0 / big0 * (log((x - x0) * (x - x0) / big) + 2 * (b + 2 * x0) / q * atan))
        // d/dx of each term; d atan(q/(2x+b))/dx = -2q/((2x+b)^2 + q^2) = -q/(2 big).
        let dAtan = -q / (2 * big), dLogBig = (2 * x + b) / big
        let dx =
            a
            * (2 / x - dLogBig + 2 * b / q * dAtan
                - b * x0 / big0 * (2 / (x - x0) - dLogBig + 2 * (b + 2 * x0) / q * dAtan))
        return (e, dx / (2 * x))
    }
}
