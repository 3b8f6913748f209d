// Absorption: the core electron goes to the empty p states, all of them less the occupied.
//
// The cross-section grows with the photon's energy w: sigma = 4 pi^2 alpha w times the density of dipole strength. Values
// are multiples of the edge step, what the absorber alone in its potential absorbs 50 eV above the Fermi level (FEFF's
// own unit): the fine structure goes about 1 there.

import ComplexModule
import Spectra

struct DipoleAbsorption {
    /// Where the edge step is taken, hartree above the Fermi level.
    static let stepEnergy = 50 / AtomicUnits.hartree

    let tensor: TensorCurves
    /// The edge step of an atom, bohr^2: the unit of `tensor`; nil where the photon's energy is not known.
    let edgeStep: Double?

    /// - Parameters:
    ///   - atom: a component of the absorber alone at `stepEnergy`.
    ///   - photon: the photon's energy at the Fermi level, hartree; nil where it is not known, and its growth is left out.
    init(_ line: DipoleLine, fermi: Double, atom: Complex64, photon: Double?) {
        let step = -atom.imaginary / .pi
        var components = [[Double]](repeating: [], count: 6)
        for (i, energy) in line.energies.enumerated() {
            let occupied = line.occupied(i), all = line.values[i]
            let growth = photon.map { ($0 + energy - fermi) / ($0 + Self.stepEnergy) } ?? 1
            for c in 0..<6 { components[c].append(growth / step * -(all[c] - occupied[c]).imaginary / .pi) }
        }
        tensor = TensorCurves(components: components)
        // Both electrons of the 1s level; the tensor's component along the polarization, harmonics normalised to 4 pi / 3.
        edgeStep = photon.map {
            4 * .pi * .pi / AtomicUnits.speedOfLight * ($0 + Self.stepEnergy) * 2 * step / 3
        }
    }
}
