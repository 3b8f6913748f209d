// Electrons at a temperature, from few energies in the upper half plane, with a Fermi level that may still move.
//
// The path goes from b, below the valence bands, by an arc to E_0 - 7 kT + i y0, then parallel to the axis with the
// Fermi function on it; the two poles of that function below the path are added (Zeller, Deutz, Dederichs, Solid State
// Commun. 44, 993 (1982); Wildberger et al., Phys. Rev. B 52, 11502 (1995)):
//
//     int_b f(E - E_F) G dE = arc + line - 2 pi i kT sum_n G(E_F + i pi kT (2n + 1)),   y0 = 4 pi kT
//
// The line takes three nodes, zeros of the third polynomial that is orthogonal under the Fermi function. The nodes are
// laid about a level E_0. For another level E_F the same values of G serve: the line's weights follow E_F, and G at the
// shifted poles is interpolated from the poles and the line. The nearer E_F is to E_0, the more exact; at E_0 it is a
// Gauss rule. So a round of self-consistency finds its level without further solutions, and in the end, where the level
// no longer moves, nothing is approximated by it. Levels 3 eV and more above b are counted to 2.5e-4 electrons (b 25 eV
// deep) to 1e-3 (75 eV).

import ComplexModule
import Foundation

struct OccupationRule {
    let energies: [Complex64]
    /// E_0, hartree.
    let level: Double
    private let temperature: Double
    private let arc: [Complex64]
    private let isLine: Range<Int>
    private let isPole: Range<Int>

    /// E - E_0 of the line's nodes, in kT.
    private static let line = [-5.87924748, -2.16671782, 2.02733194]
    /// How far below E_0 the line begins, in kT.
    private static let reach = 7.0
    private static let poles = 2

    /// - Parameters:
    ///   - bottom: b, hartree.
    ///   - level: E_0, hartree.
    ///   - temperature: kT, hartree.
    init(from bottom: Double, level: Double, temperature: Double) {
        self.level = level
        self.temperature = temperature
        let height = 2 * .pi * temperature * Double(Self.poles)
        let depth = (level - bottom) * AtomicUnits.hartree
        let rule = GaussLegendre(max(8, 8 + Int(((depth - 15) / 10).rounded(.up))))
        let start = Complex64(bottom), end = Complex64(level - Self.reach * temperature, height)
        let centre = Complex64(0.5) * (start + end), radius = Complex64(0.5) * (end - start)
        var energies: [Complex64] = [], arc: [Complex64] = []
        for (u, w) in zip(rule.nodes, rule.weights) {
            let angle = Double.pi * (1 - u), turn = Complex64(cos(angle), sin(angle))
            energies.append(centre + radius * turn)
            arc.append(radius * turn * Complex64(0, -Double.pi * w))
        }
        self.arc = arc
        isLine = energies.count..<energies.count + Self.line.count
        energies += Self.line.map { Complex64(level + $0 * temperature, height) }
        isPole = energies.count..<energies.count + Self.poles
        energies += (0..<Self.poles).map { Complex64(level, Double.pi * temperature * Double(2 * $0 + 1)) }
        self.energies = energies
    }

    /// Weights of the energies for a Fermi level.
    func weights(at fermi: Double) -> [Complex64] {
        var weights = arc
        // int f x^k over the line, x = (E - E_0)/kT: exact for parabolas.
        let shift = (fermi - level) / temperature
        let moments = Self.moments(shift)
        for (j, x) in Self.line.enumerated() {
            let others = Self.line.indices.filter { $0 != j }.map { Self.line[$0] }
            let scale = (x - others[0]) * (x - others[1])
            let w = (moments[2] - (others[0] + others[1]) * moments[1] + others[0] * others[1] * moments[0]) / scale
            weights.append(Complex64(temperature * w))
        }
        weights += isPole.map { _ in Complex64.zero }
        let known = Array(isLine) + Array(isPole)
        for pole in isPole {
            let z = energies[pole] + Complex64(fermi - level)
            for j in known {
                var share = Complex64(0, -2 * Double.pi * temperature)
                for i in known where i != j { share *= (z - energies[i]) / (energies[j] - energies[i]) }
                weights[j] += share
            }
        }
        return weights
    }

    /// int_(-reach)^inf x^k / (1 + exp(x - d)) dx for k = 0, 1, 2.
    private static func moments(_ d: Double) -> [Double] {
        var sums = [0.0, 0.0, 0.0]
        let middle = max(d, -reach)
        for (from, to) in [(-reach, middle), (middle, middle + 40)] where to > from {
            for (u, w) in zip(quadrature.nodes, quadrature.weights) {
                let x = from + (to - from) * u, f = (to - from) * w / (1 + exp(x - d))
                sums[0] += f
                sums[1] += f * x
                sums[2] += f * x * x
            }
        }
        return sums
    }

    private static let quadrature = GaussLegendre(40)
}
