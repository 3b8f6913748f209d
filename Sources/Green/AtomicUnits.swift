// Hartree atomic units, used throughout this room: energies in hartree, lengths in bohr, E = k^2/2.
//
// Constants: CODATA 2018.

enum AtomicUnits {
    /// eV.
    static let hartree = 27.211386245988
    /// angstrom.
    static let bohr = 0.529177210903
    static let speedOfLight = 137.035999084
}
