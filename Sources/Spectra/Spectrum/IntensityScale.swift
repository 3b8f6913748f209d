// One scale of intensity for all engines: the isotropic average of a site integrates to 1 over the upper valence band,
// -13 to +3 eV about the Fermi level, so that intensities are in 1/eV.
//
// Engines count differently: green gives a dipole strength; FEFF10 gives multiples of its free atom's absorption at the
// Fermi level, a number that varies by a third from one crystal of a metal to the next (NiO 1.40e-4, K2NiF4 1.93e-4)
// and that older stored results did not keep. By area spectra of two engines, of two crystals, and measured ones lie on
// each other. The valence band is taken since ligand s states and 3p levels below it are not in every grid. SAM does
// not depend on the scale. Results are stored as the engine gave them, and scaled when a crystal's spectrum is made of
// them.

import Basics

enum IntensityScale {
    /// The factor that brings a spectrum about the Fermi level onto the scale; nil where there is no valence band in
    /// it.
    static func factor(_ energies: [Double], _ tensor: TensorCurves) -> Double? {
        guard let spectrum = try? PolarizedSpectrum(energies: energies, response: .tensor(tensor)),
            let quadrature = try? Quadrature(spectrum, .valence)
        else { return nil }
        let area = quadrature.integral(quadrature.restricted(spectrum.average))
        return area > 0 && area.isFinite && (1 / area).isFinite ? 1 / area : nil
    }

    /// Whether a grid holds all of the band.
    static func isCovered(by energies: [Double]) -> Bool {
        guard let first = energies.first, let last = energies.last else { return false }
        return first < EnergyWindow.valence.from + 0.5 && last > EnergyWindow.valence.to - 0.5
    }
}

extension TensorCurves {
    func scaled(by factor: Double) -> TensorCurves {
        TensorCurves(components: components.map { $0.map { factor * $0 } })
    }
}
