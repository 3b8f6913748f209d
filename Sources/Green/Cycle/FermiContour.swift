// The path in the upper half plane along which the occupied Green's function is integrated at zero temperature.
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

    /// An arc from b, below the valence bands, to the Fermi level: z = c + R exp(i pi (1 - u)^2). The square crowds the
    /// nodes at the end, where the path meets the axis.
    /// - Parameters:
    ///   - bottom: b, hartree.
    ///   - count: how many nodes the arc has.
    init(from bottom: Double, to fermi: Double, nodes count: Int) {
        let rule = GaussLegendre(count), centre = Complex64(0.5 * (bottom + fermi)),
            radius = Complex64(0.5 * (fermi - bottom))
        nodes = zip(rule.nodes, rule.weights).map { u, w in
            let angle = Double.pi * (1 - u) * (1 - u), slope = -2 * Double.pi * (1 - u) * w
            let turn = Complex64(cos(angle), sin(angle))
            return Node(z: centre + radius * turn, weight: radius * turn * Complex64(0, slope))
        }
    }
}
