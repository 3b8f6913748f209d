// Paths in the upper half plane along which the occupied Green's function is integrated.
//
// At a temperature: an arc from b, below the valence bands, to E_F - 7 kT + i y0, a line above the axis to E_F + 10 kT
// with the Fermi function on it, and the two poles of that function below the line (Zeller, Deutz, Dederichs, Solid
// State Commun. 44, 993 (1982); Wildberger et al., Phys. Rev. B 52, 11502 (1995)). Without: an arc from b to E_F.
//
//     int_b^(E_F) f G dE = sum w G(z), of which the imaginary part counts states.

import ComplexModule
import Foundation

struct FermiContour {
    struct Node {
        let z: Complex64
        let weight: Complex64
    }

    let nodes: [Node]
    /// The node nearest to the Fermi level: minus its imaginary part is a density of states there.
    let nearest: Int

    /// - Parameters:
    ///   - bottom: b, hartree.
    ///   - temperature: kT, hartree; 0 for a sharp cut.
    ///   - arc: how many nodes the arc has.
    init(from bottom: Double, to fermi: Double, temperature: Double, arc: Int) {
        guard temperature > 0 else {
            nodes = Self.arc(from: Complex64(bottom), to: Complex64(fermi), arc)
            nearest = arc - 1
            return
        }
        let height = 4 * Double.pi * temperature
        var nodes = Self.arc(from: Complex64(bottom), to: Complex64(fermi - 7 * temperature, height), arc)
        let line = GaussLegendre(9)
        for (x, w) in zip(line.nodes, line.weights) {
            let e = (17 * x - 7) * temperature
            nodes.append(Node(z: Complex64(fermi + e, height),
                              weight: Complex64(17 * temperature * w / (1 + exp(e / temperature)))))
        }
        nearest = nodes.count
        for n in 0..<2 {
            nodes.append(Node(z: Complex64(fermi, Double.pi * temperature * Double(2 * n + 1)),
                              weight: Complex64(0, -2 * Double.pi * temperature)))
        }
        self.nodes = nodes
    }

    /// z = c + R exp(i pi (1 - u)^2): the square crowds the nodes at the end.
    private static func arc(from a: Complex64, to b: Complex64, _ count: Int) -> [Node] {
        let rule = GaussLegendre(count), centre = (a + b) * Complex64(0.5), radius = (b - a) * Complex64(0.5)
        return zip(rule.nodes, rule.weights).map { u, w in
            let angle = Double.pi * (1 - u) * (1 - u), slope = -2 * Double.pi * (1 - u) * w
            let turn = Complex64(cos(angle), sin(angle))
            return Node(z: centre + radius * turn, weight: radius * turn * Complex64(0, slope))
        }
    }
}
