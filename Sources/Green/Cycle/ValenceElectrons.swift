// Which shells are frozen in the core and which take part in bonds.

import Foundation

struct ValenceElectrons: Sendable {
    /// Electrons of each type outside the frozen core.
    let counts: [Double]
    /// Frozen shells' electrons per bohr^3, on each type's mesh.
    let core: [[Double]]
    /// Where integration over energy begins, hartree: between the core and the valence levels.
    let bottom: Double

    /// Levels above this are valence, eV, and those below it that lie within `gap` of one. 4f shells stay frozen
    /// whatever their energy, as in FEFF.
    private static let cut = -60.0
    private static let gap = 15.0
    /// In the cluster, where core and valence are parted, no level may come nearer to another than this, eV: during
    /// self-consistency levels wander by some eV, and none may cross the foot of the contour.
    private static let parting = 14.0
    /// The foot lies at most so far below the valence levels, eV.
    private static let depth = 12.0

    /// The energy above which levels of the atoms are valence, hartree.
    private static func threshold(_ atoms: [FreeAtom]) -> Double {
        let energies = atoms.flatMap(\.levels).filter { $0.shell.l < 3 }.map(\.state.energy).sorted(by: >)
        var limit = cut / AtomicUnits.hartree
        for (above, below) in zip(energies, energies.dropFirst())
        where above > limit && below <= limit && above - below < gap / AtomicUnits.hartree {
            limit = below - 1e-9
        }
        return limit
    }

    /// A shell of one type.
    private struct Label: Hashable {
        let type: Int
        let n: Int
        let l: Int
    }

    /// Where the atom's levels lie in the cluster's potential, to first order, hartree.
    static func energies(_ atom: FreeAtom, _ potential: ClusterPotential, _ type: Int) -> [Double] {
        let mesh = potential.meshes[type],
            spline = UniformSpline(from: log(mesh.r[0]), step: mesh.step, potential.potential[type])
        let difference = atom.mesh.r.enumerated().map { i, r in
            let v = r < mesh.r[0] ? nil : r > mesh.r[mesh.count - 1] ? potential.constant : spline.value(at: log(r))
            return v.map { $0 - atom.potential[i] } ?? 0
        }
        return atom.levels.map { level in
            let density = atom.radialDensity(level)
            let shift =
                (0..<density.count).reduce(0) { $0 + density[$1] * difference[$1] * atom.mesh.r[$1] } * atom.mesh.step
            return level.state.energy + shift / max(level.shell.electrons, 1e-9)
        }
    }

    /// - Parameters:
    ///   - atoms: one of each type.
    ///   - neutral: the atoms without a core hole, which decide what shells are valence.
    ///   - potential: the cluster's at the start.
    init(_ atoms: [FreeAtom], neutral: [FreeAtom], _ potential: ClusterPotential) {
        let threshold = Self.threshold(neutral)
        var valence: Set<Label> = []
        for (t, atom) in neutral.enumerated() {
            for level in atom.levels where level.shell.l < 3 && level.state.energy > threshold {
                valence.insert(Label(type: t, n: level.shell.n, l: level.shell.l))
            }
        }
        // A shell that only the core hole fills is valence.
        for (t, atom) in atoms.enumerated() {
            for shell in atom.levels.map(\.shell)
            where !neutral[t].levels.contains(where: { $0.shell.n == shell.n && $0.shell.l == shell.l }) {
                valence.insert(Label(type: t, n: shell.n, l: shell.l))
            }
        }
        // From the top: core levels too near below the valence levels join them.
        let placed = atoms.enumerated().flatMap { t, atom in
            zip(atom.levels, Self.energies(atom, potential, t)).filter { $0.0.shell.l < 3 && $0.0.shell.electrons > 0 }
                .map {
                    (label: Label(type: t, n: $0.0.shell.n, l: $0.0.shell.l), energy: $0.1)
                }
        }.sorted { $0.energy > $1.energy }
        var lowest = placed.filter { valence.contains($0.label) }.map(\.energy).min() ?? 0, highest = -Double.infinity
        for level in placed where !valence.contains(level.label) {
            if level.energy > lowest - Self.parting / AtomicUnits.hartree {
                valence.insert(level.label)
                lowest = min(lowest, level.energy)
            } else {
                highest = level.energy
                break
            }
        }
        bottom = max(0.5 * (lowest + highest), lowest - Self.depth / AtomicUnits.hartree)
        var counts: [Double] = [], core: [[Double]] = []
        for (t, atom) in atoms.enumerated() {
            var count = 0.0, frozen = [Double](repeating: 0, count: atom.mesh.count)
            for level in atom.levels {
                if valence.contains(Label(type: t, n: level.shell.n, l: level.shell.l)) {
                    count += level.shell.electrons
                } else {
                    for (i, rho) in atom.radialDensity(level).enumerated() { frozen[i] += rho }
                }
            }
            counts.append(count)
            // The spline is of r n, which is smooth at the nucleus.
            let mesh = potential.meshes[t]
            core.append(
                atom.resampled(zip(frozen, atom.mesh.r).map { $0 / (4 * .pi * $1) }, on: mesh)
                    .enumerated().map { $1 / mesh.r[$0] })
        }
        self.counts = counts
        self.core = core
    }
}
