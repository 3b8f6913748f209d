// One site from geometry to spectrum: free atoms, overlap, ground state, core hole, emission.

import ComplexModule
import Foundation
import Spectra

/// What a calculation found, in atomic units.
struct GreenOutcome {
    var fermi: Double
    /// The final potential, the absorber its first type.
    var potential: ClusterPotential
    /// Electrons of each type, valence only.
    var electrons: [SphereElectrons]
    var valence: [Double]
    var history: [CycleRound]
    var holeHistory: [Double]
    var tensor: TensorCurves
    /// s, p and d of the absorber, per eV.
    var densitiesOfStates: [[Double]]
    var notes: [String]
    var solves: Int
}

struct GreenCalculation {
    /// As given: the atoms that scatter in the spectrum.
    private let given: ClusterGeometry
    /// What potentials and self-consistency are made with.
    private let geometry: ClusterGeometry
    let options: GreenOptions
    let hasCoreHole: Bool
    /// hartree, about the Fermi level.
    let energies: [Double]
    let isCancelled: () -> Bool
    let cycle: CycleSettings

    init(geometry: ClusterGeometry, options: GreenOptions, hasCoreHole: Bool, energies: [Double],
         isCancelled: @escaping () -> Bool, cycle: CycleSettings = CycleSettings()) {
        given = geometry
        self.geometry = options.movesHydrogen ? geometry.withHydrogenMoved() : geometry
        self.options = options
        self.hasCoreHole = hasCoreHole
        self.energies = energies
        self.isCancelled = isCancelled
        self.cycle = cycle
    }

    /// hartree.
    private var width: Double {
        (options.width ?? CoreHoleWidth.standard(geometry.types[0].z)) / AtomicUnits.hartree
    }

    /// Without self-consistency, atoms of the functional that scatters are the better start.
    private func functional(_ z: Int) -> ExchangeCorrelation { options.isSelfConsistent ? .freeAtom(z) : .vonBarthHedin }

    private func atom(_ z: Int, hole: Bool) throws -> FreeAtom {
        var configuration = Configuration(overlapping: z)
        if hole { configuration.openCoreHole(z) }
        return try FreeAtomCache.shared.atom(.init(z: z, configuration: configuration, functional: functional(z)))
    }

    /// The ground state of the surroundings, the absorber one of its kind where it is.
    private struct Host {
        var geometry: ClusterGeometry
        var isMerged: Bool
        var atoms: [FreeAtom]
        var radii: SphereRadii
    }

    private func host() throws -> (host: Host, allRadii: SphereRadii, neutral: [FreeAtom]) {
        let neutral = try geometry.types.map { try atom($0.z, hole: false) }
        let withHole = try geometry.types.map { try atom($0.z, hole: hasCoreHole && $0.isAbsorber) }
        let radii = try SphereRadii(OverlappedAtoms(geometry, atoms: withHole))
        let (merged, isMerged) = geometry.withoutAbsorber()
        guard isMerged else {
            return (Host(geometry: geometry, isMerged: false, atoms: neutral, radii: radii), radii, neutral)
        }
        let fewer = SphereRadii(norman: Array(radii.norman.dropFirst()), muffinTin: Array(radii.muffinTin.dropFirst()))
        return (Host(geometry: merged, isMerged: true, atoms: Array(neutral.dropFirst()), radii: fewer), radii, neutral)
    }

    func run() throws -> GreenOutcome {
        options.isSelfConsistent ? try selfConsistent() : try screening()
    }

    private func selfConsistent() throws -> GreenOutcome {
        let (host, radii, neutral) = try host()
        let start = try ClusterPotential(OverlappedAtoms(host.geometry, atoms: host.atoms), radii: host.radii,
                                         functional: .vonBarthHedin)
        let valence = ValenceElectrons(host.atoms, neutral: host.atoms, start)
        var state = SelfConsistency(start, valence: valence, green: SiteGreenFunctions(start, lmax: 2),
                                    isCancelled: isCancelled)
        state.setFermiLevel(start.constant + 8 / AtomicUnits.hartree)
        try state.converge(cycle)
        guard state.isConverged else {
            throw GreenFailure("self-consistency was not reached in \(state.history.count) rounds", status: .unconverged,
                               log: state.historyText)
        }
        guard hasCoreHole else {
            return try outcome(state.potential, green: state.green, fermi: state.fermi, core: neutral[0], valence,
                               electrons: state.electrons, state, hole: [])
        }
        // The absorber alone, its hole opened.
        let hollow = try atom(geometry.types[0].z, hole: true)
        var potential = try ClusterPotential(OverlappedAtoms(geometry, atoms: neutral), radii: radii,
                                             functional: .vonBarthHedin)
        var density = potential.overlappedDensity
        let shift = host.isMerged ? 1 : 0
        for t in density.indices where t >= shift { density[t] = state.potential.density[t - shift] }
        let opened = neutral[0].resampled(zip(hollow.density, neutral[0].density).map { $0 - $1 }, on: potential.meshes[0])
        if host.isMerged {
            // The change since the overlapped start is the metal's; its mesh is nearly the absorber's.
            let mesh = state.potential.meshes[0]
            let change = UniformSpline(from: log(mesh.r[0]), step: mesh.step,
                                       zip(state.potential.density[0], start.overlappedDensity[0]).map { $0 - $1 })
            for (i, r) in potential.meshes[0].r.enumerated() { density[0][i] += change.value(at: log(r)) }
        }
        for i in opened.indices { density[0][i] = max(density[0][i] + opened[i], 1e-12) }
        potential.update(density)
        let holeValence = ValenceElectrons([hollow] + neutral.dropFirst(), neutral: neutral, potential)
        let green = SiteGreenFunctions(potential, lmax: 2)
        var hole = CoreHole(potential, valence: holeValence, green: green, fermi: state.fermi, isCancelled: isCancelled)
        try hole.converge(cycle)
        guard hole.isConverged else {
            throw GreenFailure("the absorber with its core hole did not converge in \(hole.history.count) rounds",
                               status: .unconverged, log: state.historyText)
        }
        let electrons = [hole.electrons] + state.electrons.dropFirst(1 - shift)
        return try outcome(hole.potential, green: green, fermi: state.fermi, core: hollow, holeValence, electrons: electrons,
                           state, hole: hole.history)
    }

    /// The overlapped start as it is, the Fermi level by count.
    private func screening() throws -> GreenOutcome {
        let atoms = try geometry.types.map { try atom($0.z, hole: hasCoreHole && $0.isAbsorber) }
        let neutral = try geometry.types.map { try atom($0.z, hole: false) }
        let overlap = OverlappedAtoms(geometry, atoms: atoms)
        let potential = try ClusterPotential(overlap, radii: try SphereRadii(overlap), functional: .vonBarthHedin)
        let valence = ValenceElectrons(atoms, neutral: neutral, potential)
        let green = SiteGreenFunctions(potential, lmax: 2)
        var state = SelfConsistency(potential, valence: valence, green: green, isCancelled: isCancelled)
        try state.findFermiLevel(from: potential.constant + 8 / AtomicUnits.hartree, tolerance: 0.1 / AtomicUnits.hartree, cycle)
        var result = try outcome(potential, green: green, fermi: state.fermi, core: atoms[0], valence,
                                 electrons: state.electrons, state, hole: [])
        result.notes.append("screening: the potential is that of overlapped free atoms, not self-consistent")
        return result
    }

    private func outcome(_ potential: ClusterPotential, green: SiteGreenFunctions, fermi: Double, core: FreeAtom,
                         _ valence: ValenceElectrons, electrons: [SphereElectrons], _ state: SelfConsistency,
                         hole: [Double]) throws -> GreenOutcome {
        let p = core.level(1, 0)?.state.p ?? []
        // The spectrum scatters off atoms where they are.
        let isMoved = options.movesHydrogen && potential.geometry.types.contains { $0.z == 1 }
        let isMerged = potential.geometry.types.count < given.types.count
        let placed = isMoved ? potential.placed(in: isMerged ? given.withAbsorberMerged() : given) : potential
        let spectral = options.lmax == green.lmax && !isMoved ? green : SiteGreenFunctions(placed, lmax: options.lmax)
        let emission = DipoleEmission(potential: placed, green: spectral, core: core.resampled(p, on: placed.meshes[0]))
        let bottom = fermi - 40 / AtomicUnits.hartree
        let (tensor, states) = try emission.spectrum(energies.map { fermi + $0 }, from: bottom, to: fermi, width: width,
                                           isCancelled: isCancelled)
        return GreenOutcome(fermi: fermi, potential: potential, electrons: electrons, valence: valence.counts,
                            history: state.history, holeHistory: hole, tensor: tensor,
                            densitiesOfStates: states.map { $0.map { $0 / AtomicUnits.hartree } }, notes: [],
                            solves: state.green.solves + (green === state.green ? 0 : green.solves)
                                + (spectral === green ? 0 : spectral.solves))
    }
}
