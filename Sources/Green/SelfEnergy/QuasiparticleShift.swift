// By how much the potential that an electron feels differs from the ground state's, at one energy: the self-energy of
// the local density there less that at the Fermi level, where the ground state's exchange and correlation stay.

import ComplexModule
import Foundation

/// Which exchange and correlation an electron above the Fermi level feels.
enum ExcitedExchange: String, Sendable, CaseIterable {
    /// The ground state's, at every energy.
    case ground
    /// Hedin and Lundqvist's, by the local density.
    case hedinLundqvist = "hedin-lundqvist"
}

/// Complex potentials to be added, hartree.
struct QuasiparticleShift {
    /// By type, on the meshes of the potential to the muffin tins.
    let inside: [[Complex64]]
    /// Between the spheres.
    let outside: Complex64
}

/// The densities of one potential, and what electrons of any energy feel in them.
final class SelfEnergy {
    /// ln rs, equally spaced.
    private static let first = log(0.02), step = 0.1, points = 66
    private let gases: [PlasmonPole]
    /// At the Fermi level.
    private let ground: [Complex64]
    /// ln rs on the meshes, and between the spheres.
    private let local: [[Double]]
    private let between: Double

    init(_ potential: ClusterPotential) {
        gases = (0..<Self.points).map { PlasmonPole(rs: exp(Self.first + Self.step * Double($0))) }
        ground = gases.map { $0.energy(above: 0) }
        local = potential.meshes.indices.map { t in
            potential.density[t][...potential.muffinTin[t]].map(Self.logRadius)
        }
        between = Self.logRadius(potential.interstitialDensity)
    }

    private static func logRadius(_ density: Double) -> Double { log(cbrt(3 / (4 * .pi * max(density, 1e-12)))) }

    /// - Parameter excess: above the Fermi level, hartree; 0 below it.
    func shift(above excess: Double) -> QuasiparticleShift {
        guard excess > 0 else {
            return QuasiparticleShift(inside: local.map { $0.map { _ in .zero } }, outside: .zero)
        }
        let values = zip(gases, ground).map { $0.energy(above: excess) - $1 }
        let re = UniformSpline(from: Self.first, step: Self.step, values.map(\.real))
        let im = UniformSpline(from: Self.first, step: Self.step, values.map(\.imaginary))
        // Near a threshold the spline may overshoot.
        func value(_ x: Double) -> Complex64 { Complex64(re.value(at: x), min(im.value(at: x), 0)) }
        return QuasiparticleShift(inside: local.map { $0.map(value) }, outside: value(between))
    }
}
