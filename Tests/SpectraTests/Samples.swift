// Spectra made of Gaussians, whose integrals are known in closed form.

import Basics
import Crystal
import Foundation
import Spectra

enum Sample {
    static func grid(_ from: Double, _ to: Double, _ step: Double) -> [Double] {
        (0...Int(((to - from) / step).rounded())).map { from + Double($0) * step }
    }

    static func gaussian(_ energies: [Double], at centre: Double, sigma: Double, area: Double) -> [Double] {
        energies.map { area / (sigma * (2 * Double.pi).squareRoot()) * exp(-pow(($0 - centre) / sigma, 2) / 2) }
    }

    /// A tensor without symmetry: three bands, each with a dipole direction of its own, and an isotropic background.
    static func tensor(_ energies: [Double]) -> TensorCurves {
        let bands: [(Vector3, Double, Double, Double)] = [
            ([1, 0.2, 0.1], -6, 1.2, 1.0), ([-0.3, 1, 0.4], -3.5, 0.9, 0.8), ([0.2, -0.5, 1], -18, 1.5, 0.5),
        ]
        var c = [[Double]](repeating: [Double](repeating: 0, count: energies.count), count: 6)
        for (direction, centre, sigma, area) in bands {
            let e = direction.normalized
            let weights = [e.x * e.x, e.y * e.y, e.z * e.z, e.x * e.y, e.x * e.z, e.y * e.z]
            let curve = gaussian(energies, at: centre, sigma: sigma, area: area)
            for k in 0..<6 { for i in energies.indices { c[k][i] += weights[k] * curve[i] } }
        }
        for k in 0..<3 { for i in energies.indices { c[k][i] += 0.01 } }
        return TensorCurves(xx: c[0], yy: c[1], zz: c[2], xy: c[3], xz: c[4], yz: c[5])
    }

    static func spectrum(axes: Matrix3 = .identity) throws -> PolarizedSpectrum {
        let energies = grid(-40, 5, 0.1)
        return try PolarizedSpectrum(
            energies: energies, response: .tensor(tensor(energies)), axes: axes,
            details: .init(engine: "test", fermiLevel: -8.25, emissionOffset: 8338.5, window: .standard))
    }

    static func rotation(_ a: Double, _ b: Double, _ c: Double) -> Matrix3 {
        func z(_ t: Double) -> Matrix3 { Matrix3(rows: [cos(t), -sin(t), 0], [sin(t), cos(t), 0], [0, 0, 1]) }
        let x = Matrix3(rows: [1, 0, 0], [0, cos(b), -sin(b)], [0, sin(b), cos(b)])
        return z(a) * x * z(c)
    }
}
