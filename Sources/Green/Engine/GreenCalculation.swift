// One site from geometry to spectrum: free atoms, overlap, self-consistency, emission.

import ComplexModule
import Crystal
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
    var tensor: TensorCurves
    /// Of absorption: what the unit of the tensor is, bohr^2 an atom.
    var edgeStep: Double?
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
    private let spectroscopy: Spectroscopy
    private let hasCoreHole: Bool
    /// hartree, about the Fermi level.
    private let energies: [Double]
    let isCancelled: () -> Bool
    let cycle: CycleSettings

    init(
        geometry: ClusterGeometry, options: GreenOptions, settings: SpectralSettings,
        isCancelled: @escaping () -> Bool, cycle: CycleSettings = CycleSettings()
    ) {
        given = geometry
        let near = settings.spectroscopy.selfConsistencyAtoms.map { geometry.nearest($0) } ?? geometry
        self.geometry = options.movesHydrogen ? near.withHydrogenMoved() : near
        self.options = options
        spectroscopy = settings.spectroscopy
        hasCoreHole = settings.coreHole
        energies = settings.energies.energies.map { $0 / AtomicUnits.hartree }
        self.isCancelled = isCancelled
        self.cycle = cycle
    }

    /// hartree.
    private var width: Double {
        let natural = Element(atomicNumber: geometry.types[0].z).map(spectroscopy.edge.width)
        return (options.width ?? natural ?? 0) / AtomicUnits.hartree
    }

    /// Without self-consistency, atoms of the functional that scatters are the better start.
    private var exchange: AtomicExchange { options.isSelfConsistent ? .exact : .functional(.vonBarthHedin) }

    private func atom(_ z: Int, hole: Bool) throws -> FreeAtom {
        var configuration = Configuration(overlapping: z)
        if hole { configuration.openCoreHole(z) }
        return try FreeAtomCache.shared.atom(.init(z: z, configuration: configuration, exchange: exchange))
    }

    /// The atoms of all types, the absorber with its hole where there is one, and the same without.
    private func atoms(of geometry: ClusterGeometry) throws -> (atoms: [FreeAtom], neutral: [FreeAtom]) {
        (
            try geometry.types.map { try atom($0.z, hole: hasCoreHole && $0.isAbsorber) },
            try geometry.types.map { try atom($0.z, hole: false) }
        )
    }

    func run() throws -> GreenOutcome {
        options.isSelfConsistent ? try selfConsistent() : try screening()
    }

    /// The final-state rule: the emission is that of electrons that see the core hole. All of the cluster is made
    /// self-consistent about it, as in FEFF: the atoms that stand for their kind are the hole's neighbours and help to
    /// screen it.
    private func selfConsistent() throws -> GreenOutcome {
        let geometry = hasCoreHole ? geometry : geometry.withoutAbsorber()
        let (atoms, neutral) = try atoms(of: geometry), overlap = OverlappedAtoms(geometry, atoms: atoms)
        let start = try ClusterPotential(overlap, radii: SphereRadii(overlap), functional: .vonBarthHedin)
        let valence = ValenceElectrons(atoms, neutral: neutral, start)
        var state = SelfConsistency(
            start, valence: valence, green: SiteGreenFunctions(start, lmax: 2),
            isCancelled: isCancelled)
        state.setFermiLevel(start.constant + 8 / AtomicUnits.hartree)
        try state.converge(cycle)
        guard state.isConverged else {
            throw GreenFailure(
                "self-consistency was not reached in \(state.history.count) rounds", status: .unconverged,
                log: state.historyText)
        }
        return try outcome(state, core: atoms[0])
    }

    /// The overlapped start as it is, the Fermi level by count.
    private func screening() throws -> GreenOutcome {
        let (atoms, neutral) = try atoms(of: geometry), overlap = OverlappedAtoms(geometry, atoms: atoms)
        let potential = try ClusterPotential(overlap, radii: SphereRadii(overlap), functional: .vonBarthHedin)
        let valence = ValenceElectrons(atoms, neutral: neutral, potential)
        var state = SelfConsistency(
            potential, valence: valence, green: SiteGreenFunctions(potential, lmax: 2),
            isCancelled: isCancelled)
        try state.findFermiLevel(
            from: potential.constant + 8 / AtomicUnits.hartree, tolerance: 0.1 / AtomicUnits.hartree, cycle)
        var result = try outcome(state, core: atoms[0])
        result.notes.append("screening: the potential is that of overlapped free atoms, not self-consistent")
        return result
    }

    private func outcome(_ state: SelfConsistency, core: FreeAtom) throws -> GreenOutcome {
        let potential = state.potential, green = state.green, fermi = state.fermi
        let level = spectroscopy.edge.level, p = core.level(level.n, level.l)?.state.p ?? []
        let placed = spectral(potential),
            isSame = options.lmax == green.lmax && placed.geometry.isSame(as: potential.geometry)
        let spectral = isSame ? green : SiteGreenFunctions(placed, lmax: options.lmax)
        let dipole = DipoleTensor(potential: placed, green: spectral, core: core.resampled(p, on: placed.meshes[0]))
        let spectrum = try spectrum(dipole, fermi)
        return GreenOutcome(
            fermi: fermi, potential: potential, electrons: state.electrons, valence: state.valence.counts,
            history: state.history, tensor: spectrum.tensor, edgeStep: spectrum.edgeStep,
            densitiesOfStates: spectrum.line.densitiesOfStates.map { $0.map { $0 / AtomicUnits.hartree } }, notes: [],
            solves: green.solves + (isSame ? 0 : spectral.solves))
    }

    private func spectrum(_ dipole: DipoleTensor, _ fermi: Double) throws
        -> (tensor: TensorCurves, edgeStep: Double?, line: DipoleLine)
    {
        let grid = energies.map { fermi + $0 }, bottom = fermi + Spectroscopy.kEmission.grid.from / AtomicUnits.hartree
        switch spectroscopy.process {
        case .emission:
            let line = try DipoleLine(dipole, grid, from: bottom, to: fermi, width: width, isCancelled: isCancelled)
            return (DipoleEmission.tensor(line), nil, line)
        case .absorption:
            var dipole = dipole
            dipole.accuracy = .single
            let selfEnergy = options.exchange == .ground ? nil : SelfEnergy(dipole.potential)
            func shift(_ energy: Double) -> QuasiparticleShift? { selfEnergy?.shift(above: energy - fermi) }
            let line = try DipoleLine(
                dipole, grid, from: bottom, to: fermi, width: width, isCancelled: isCancelled, shift: shift)
            let step = fermi + DipoleAbsorption.stepEnergy
            let absorption = DipoleAbsorption(
                line, fermi: fermi, atom: dipole.embeddedAtom(at: Complex64(step, width / 2), shift(step)),
                photon: photon)
            return (absorption.tensor, absorption.edgeStep, line)
        }
    }

    /// The photon's energy at the Fermi level, hartree.
    private var photon: Double? {
        Element(atomicNumber: geometry.types[0].z).flatMap(spectroscopy.edge.energy).map { $0 / AtomicUnits.hartree }
    }

    /// The potential that the spectrum scatters off: of all atoms that scatter, where they are, though hydrogen was moved
    /// and only the nearest atoms seen for the self-consistency. Without a hole the absorber may have been merged with its
    /// like; it is so then too.
    private func spectral(_ potential: ClusterPotential) -> ClusterPotential {
        let isHydrogenMoved = options.movesHydrogen && geometry.types.contains { $0.z == 1 }
        guard isHydrogenMoved || given.scattering.count > geometry.scattering.count else { return potential }
        let isMerged = potential.geometry.types.count < given.types.count
        return potential.placed(in: isMerged ? given.withAbsorberMerged() : given)
    }
}
