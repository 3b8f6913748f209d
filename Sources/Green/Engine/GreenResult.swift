// A calculation's outcome as the result of a job: eV and angstrom, with everything that is known about it.

import Basics
import Crystal
import Spectra

struct GreenResult {
    let site: SiteResult

    init(_ job: SpectralJob, _ options: GreenOptions, _ outcome: GreenOutcome, status: JobStatus, attempts: [String])
        throws
    {
        let ev = AtomicUnits.hartree, angstrom = AtomicUnits.bohr
        let energies = job.settings.energies.energies, edge = job.settings.spectroscopy.edge
        guard outcome.tensor.components.allSatisfy({ $0.allSatisfy(\.isFinite) }) else {
            throw GreenFailure("the spectrum holds numbers that are not finite", status: .incompleteOutput)
        }
        let types = outcome.potential.geometry.types
        let potentials = types.indices.map { t in
            let electrons = outcome.electrons[t]
            return ElectronicQuantities.Potential(
                element: Element(atomicNumber: types[t].z)?.symbol ?? "", atoms: types[t].count,
                muffinTinRadius: outcome.potential.radii.muffinTin[t] * angstrom,
                normanRadius: outcome.potential.radii.norman[t] * angstrom,
                chargeTransfer: electrons.total - outcome.valence[t],
                electrons: (0..<4).map { electrons.count[$0] })
        }
        let width = options.width ?? edge.width(job.cluster.absorber)
        let electronic = ElectronicQuantities(
            potentials: potentials, converged: options.isSelfConsistent, iterations: outcome.history.count,
            fermiHistory: outcome.history.map { $0.fermi * ev }, coreHoleWidth: width,
            interstitialPotential: outcome.potential.constant * ev, radius: job.cluster.radius)
        var provenance = [
            ProvenanceLine("engine", "green \(GreenEngine.physicsVersion)"),
            ProvenanceLine("radius_A", NumberText.fixed(job.cluster.radius, decimals: 4)),
            ProvenanceLine("rounds", "\(outcome.history.count)"),
            ProvenanceLine("solves", "\(outcome.solves)"),
        ]
        for (n, attempt) in attempts.enumerated() {
            provenance.append(ProvenanceLine("attempt \(n + 1)", attempt + ": not converged"))
        }
        var log = ""
        for (n, round) in outcome.history.enumerated() {
            log +=
                "round \(n + 1): Fermi level \(NumberText.fixed(round.fermi * ev, decimals: 3)) eV, largest change "
                + "\(NumberText.fixed(round.residual, decimals: 4)) electrons\n"
        }
        let symbol = job.cluster.absorber.symbol
        site = SiteResult(
            status: status, energies: energies, tensor: outcome.tensor, fermiLevel: outcome.fermi * ev,
            emissionOffset: edge.energy(job.cluster.absorber), electronic: electronic,
            densitiesOfStates: zip(["s", "p", "d"], outcome.densitiesOfStates).map {
                DensityOfStates(label: "\(symbol) \($0)", values: $1)
            },
            notes: outcome.notes, provenance: provenance, log: log,
            edgeStep: outcome.edgeStep.map { $0 * angstrom * angstrom * 100 })
    }
}
