// Which shells are frozen in the core and which take part in bonds.

struct ValenceElectrons: Sendable {
    /// Electrons of each type outside the frozen core.
    let counts: [Double]
    /// Frozen shells' electrons per bohr^3, on each type's mesh.
    let core: [[Double]]
    /// Where integration over energy begins, hartree: between the core and the valence levels.
    let bottom: Double

    /// Levels above this are valence, eV, and those below it that lie within `gap` of one: where core and valence are
    /// parted, no level may come near, and in the cluster levels lie some eV above those of the atoms that begin it. 4f
    /// shells stay frozen whatever their energy, as in FEFF.
    private static let cut = -60.0
    private static let gap = 15.0

    /// The energy above which levels are valence, hartree.
    private static func threshold(_ atoms: [FreeAtom]) -> Double {
        let energies = atoms.flatMap(\.levels).filter { $0.shell.l < 3 }.map(\.state.energy).sorted(by: >)
        var limit = cut / AtomicUnits.hartree
        for (above, below) in zip(energies, energies.dropFirst())
        where above > limit && below <= limit && above - below < gap / AtomicUnits.hartree {
            limit = below - 1e-9
        }
        return limit
    }

    /// - Parameters:
    ///   - atoms: one of each type.
    ///   - shells: which of an atom's shells are valence: decided by the atom without a core hole.
    init(_ atoms: [FreeAtom], neutral: [FreeAtom], meshes: [RadialMesh]) {
        let threshold = Self.threshold(neutral)
        func isValence(_ level: FreeAtom.Level) -> Bool { level.shell.l < 3 && level.state.energy > threshold }
        var counts: [Double] = [], core: [[Double]] = []
        var highestCore = -Double.infinity, lowestValence = Double.infinity
        for (t, atom) in atoms.enumerated() {
            let valence = Set(neutral[t].levels.filter(isValence).map { [$0.shell.n, $0.shell.l] })
            for level in neutral[t].levels where level.shell.l < 3 {
                if isValence(level) {
                    lowestValence = min(lowestValence, level.state.energy)
                } else {
                    highestCore = max(highestCore, level.state.energy)
                }
            }
            var count = 0.0, frozen = [Double](repeating: 0, count: atom.mesh.count)
            for level in atom.levels {
                // A shell that only the core hole fills is valence.
                let isNew = !neutral[t].levels.contains { $0.shell.n == level.shell.n && $0.shell.l == level.shell.l }
                if valence.contains([level.shell.n, level.shell.l]) || isNew {
                    count += level.shell.electrons
                } else {
                    for (i, rho) in atom.radialDensity(level).enumerated() { frozen[i] += rho }
                }
            }
            counts.append(count)
            // The spline is of r n, which is smooth at the nucleus.
            core.append(atom.resampled(zip(frozen, atom.mesh.r).map { $0 / (4 * .pi * $1) }, on: meshes[t])
                .enumerated().map { $1 / meshes[t].r[$0] })
        }
        self.counts = counts
        self.core = core
        let half = 0.5 * (lowestValence + highestCore), most = 12 / AtomicUnits.hartree
        bottom = max(half, lowestValence - most)
    }
}
