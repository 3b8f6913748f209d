// FEFF10's sequential modules, as separate programs, in the order in which a calculation of XES or XANES runs them.

package enum FEFFModule: String, CaseIterable, Sendable {
    case rdinp, atomic, pot, screen, opconsat, xsph, fms, mkgtr, path, genfmt, ff2x, sfconv

    /// Up to the self-consistent potential, which fixes the Fermi level and so the energy grid.
    package static let potential: [FEFFModule] = [.rdinp, .atomic, .pot]
    /// From a new feff.inp with the grid placed to the first polarization's spectrum.
    package static let spectrum: [FEFFModule] =
        [.rdinp, .screen, .opconsat, .xsph, .fms, .mkgtr, .path, .genfmt, .ff2x, .sfconv]

    /// For each further polarization. Polarization enters after the multiple scattering is solved (mkgtr); paths
    /// and the many-body convolution are empty unless their cards were set.
    static func tail(withPaths: Bool, withConvolution: Bool) -> [FEFFModule] {
        [.rdinp, .mkgtr] + (withPaths ? [.path, .genfmt] : []) + [.ff2x] + (withConvolution ? [.sfconv] : [])
    }

    /// The others end without a word.
    var saysDone: Bool {
        switch self {
        case .rdinp, .screen, .opconsat, .sfconv: false
        default: true
        }
    }
}
