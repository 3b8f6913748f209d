// The plan of a crystal: which of its sites are alike, the surroundings of each distinct one, the axes of all.

import Anisotropy
import Basics
import Crystal

extension CrystalSubject {
    /// Sites count as symmetry-equivalent within the first of these, angstrom, that moves no atom further than
    /// `largestMove`: what lies further from its symmetry is meant, and its sites differ.
    private static let symprecs = [Symmetry.usualTolerance, 0.001]
    /// angstrom; moves up to `exactMove` are rounding, and the structure is taken as it is; those above `toldMove` are
    /// said.
    private static let largestMove = 0.002, exactMove = 1e-5, toldMove = 1e-4
    /// Atoms within this distance of the absorber are listed, angstrom, and those within `listMargin` of the
    /// outermost scattering one.
    private static let listRadius = 9.0, listMargin = 2.5

    /// - Throws: as `SpectralRequest.plan` does.
    func plan(_ request: SpectralRequest, engine: EngineIdentity) throws -> SpectralPlan {
        guard (1...500).contains(neighbours) else {
            throw SparError(
                "atoms = \(neighbours): the number of scattering atoms is between 1 and 500 (the "
                    + "paper's is \(SpectralRequest.standardNeighbours))")
        }
        if let radius, !(radius > 0 && radius <= 20) {
            throw SparError(
                "radius = \(NumberText.short(radius)): the distance within which atoms scatter is above 0 and at "
                    + "most 20 angstrom")
        }
        if case .given(let m) = request.frame, !((m.transpose * m - .identity).maxAbs < 1e-6) {
            throw SparError(
                "frame must be \"site\", \"mean\", \"crystal\" or three perpendicular unit vectors as "
                    + "columns")
        }
        for (i, site) in structure.sites.enumerated() where site.occupancy < 1 - 1e-6 {
            throw SparError(
                "site \(i + 1) (\(site.label)) is occupied by "
                    + "\(NumberText.short(site.occupancy, digits: 4)): a spectrum needs an ordered structure, every "
                    + "site full")
        }
        let (symmetry, settled, move) = try settled()
        var plan = try settled.plan(request, engine: engine, symmetry: symmetry)
        if move > Self.toldMove {
            plan.assembly.notes.append(
                "The atoms stand at the mean of their equivalent sites, up to "
                    + "\(NumberText.fixed(move, decimals: 4)) angstrom from where they are given.")
        }
        return plan
    }

    /// The symmetry by which sites are equivalent, and the request with the structure at the mean of its equivalent
    /// sites:
    /// what is computed for the first of them is then the same whichever is listed first.
    private func settled() throws -> (Symmetry, CrystalSubject, move: Double) {
        var symmetry = try Symmetry(of: structure, symprec: Self.symprecs[0])
        var mean = structure.atMeanPositions(of: symmetry)
        for finer in Self.symprecs.dropFirst() where mean.largestMove > Self.largestMove {
            symmetry = try Symmetry(of: structure, symprec: finer)
            mean = structure.atMeanPositions(of: symmetry)
        }
        var settled = self
        if mean.largestMove > Self.exactMove { settled.structure = mean.structure }
        return (symmetry, settled, mean.largestMove)
    }

    private func plan(_ request: SpectralRequest, engine: EngineIdentity, symmetry: Symmetry) throws -> SpectralPlan {
        _ = try structure.absorbers(metal, symmetry: symmetry)
        let members = structure.sites.indices.filter { structure.sites[$0].element == metal }
        let finder = NeighborFinder(structure), likeFinder = like.map { NeighborFinder($0) }

        var jobs: [SpectralJob] = [], jobOfSite: [Int: Int] = [:]
        for site in members where symmetry.equivalentSites[site] == site {
            let cluster = try spectralCluster(site, finder, likeFinder)
            let job = try SpectralJob(engine: engine, cluster: cluster, settings: request.settings)
            // Sites that differ by a translation of a finer lattice have the same surroundings.
            if let known = jobs.firstIndex(of: job) {
                jobOfSite[site] = known
            } else {
                jobOfSite[site] = jobs.count
                jobs.append(job)
            }
        }
        let (axes, notes) = frames(request.frame, members, symmetry)
        var sites: [Assembly.Site] = []
        for (n, site) in members.enumerated() {
            let representative = symmetry.equivalentSites[site]
            let multiplicity = members.count { symmetry.equivalentSites[$0] == representative }
            sites.append(
                Assembly.Site(
                    index: site, multiplicity: multiplicity, job: jobOfSite[representative] ?? 0,
                    rotation: try rotation(from: representative, to: site, symmetry), axes: axes[n]))
        }
        let assembly = Assembly(
            sites: sites, frame: request.frame.frame, window: request.window,
            notes: notes + semicoreNotes(request), spectroscopy: request.settings.spectroscopy,
            lattice: structure.lattice.matrix)
        return SpectralPlan(jobs: jobs, assembly: assembly)
    }

    /// The surroundings of a site: all atoms to the list radius, the scattering ones marked.
    private func spectralCluster(_ site: Int, _ finder: NeighborFinder, _ likeFinder: NeighborFinder?) throws
        -> SpectralCluster
    {
        let chosen: Cluster
        // Those of the first `neighbours` atoms; the rest of a shell kept whole lies within the margin beyond them.
        let counted: [ClusterAtom]
        if let like {
            guard like.sites.count == structure.sites.count,
                zip(like.sites, structure.sites).allSatisfy({ $0.element == $1.element })
            else {
                throw SparError(
                    "like = must be a structure with the same sites in the same order: it has "
                        + "\(like.sites.count) sites, this one \(structure.sites.count)")
            }
            let model = try scatterers(of: like, site, likeFinder)
            chosen = try structure.cluster(like: model)
            let first = Set(model.atoms.prefix(radius == nil ? neighbours : model.atoms.count).map(Place.init))
            counted = chosen.atoms.filter { first.contains(Place($0)) }
        } else {
            chosen = try scatterers(of: structure, site, finder)
            counted = radius == nil ? Array(chosen.atoms.prefix(neighbours)) : chosen.atoms
        }
        var scatteringRadius = (counted.map(\.r).max() ?? 0) + SpectralCluster.radiusMargin
        // The next atom may lie just beyond a radius that was asked for.
        if let radius { scatteringRadius = max(radius, chosen.radius + 1e-4) }
        if scatteringRadius < chosen.radius { scatteringRadius = chosen.radius + SpectralCluster.radiusMargin }
        let listRadius = max(Self.listRadius, chosen.radius + Self.listMargin)
        let listed = try structure.cluster(site: site, radius: listRadius, finder: finder)
        let scattering = Set(chosen.atoms.map(Place.init))
        return try SpectralCluster(
            absorber: metal,
            neighbours: listed.atoms.map { ($0.element, $0.position, scattering.contains(Place($0))) },
            radius: scatteringRadius)
    }

    private func scatterers(of structure: Structure, _ site: Int, _ finder: NeighborFinder?) throws -> Cluster {
        guard let radius else { return try structure.cluster(site: site, atoms: neighbours, finder: finder) }
        let cluster = try structure.cluster(site: site, radius: radius, finder: finder)
        guard !cluster.atoms.isEmpty else {
            let nearest = try structure.cluster(site: site, atoms: 1, finder: finder).radius
            throw SparError(
                "radius = \(NumberText.short(radius)): no atom lies within it of site \(site + 1); the nearest is at "
                    + "\(NumberText.short(nearest, digits: 5)) angstrom")
        }
        return cluster
    }

    /// Which atom of the crystal: a site and a lattice vector.
    private struct Place: Hashable {
        let site: Int
        let image: SIMD3<Int32>

        init(_ atom: ClusterAtom) {
            site = atom.site
            image = atom.image
        }
    }

    /// The Cartesian rotation that carries one site's surroundings to another's.
    private func rotation(from a: Int, to b: Int, _ symmetry: Symmetry) throws -> Matrix3 {
        if a == b { return .identity }
        let start = structure.sites[a].frac, end = structure.sites[b].frac
        var best: (distance: Double, rotation: Matrix3)?
        for operation in symmetry.operations {
            let distance = structure.lattice.shortDistance(operation.apply(start), end)
            // The first of equally good ones: which symmetry of the site comes after it makes no difference.
            if distance < (best?.distance ?? 3 * symmetry.symprec) - 1e-6 {
                best = (distance, operation.cartesianRotation(in: structure.lattice))
            }
        }
        guard let best else {
            throw SparError(
                "no symmetry operation was found that takes site \(a + 1) to site \(b + 1) of the "
                    + "structure")
        }
        return best.rotation.nearestRotation
    }

    private func frames(_ frame: FrameChoice, _ members: [Int], _ symmetry: Symmetry) -> (
        axes: [Matrix3], notes: [String]
    ) {
        switch frame {
        case .crystal: return (members.map { _ in .identity }, [])
        case .given(let m): return (members.map { _ in m }, [])
        case .site, .mean: break
        }
        let charges = Charges(of: structure) { symmetry.orbits }
        let environments = AbsorberEnvironment.all(of: metal, in: structure, charges: charges)
        let axes: [Matrix3], restsOnRule: Bool
        if case .mean = frame {
            let common = MeanFrame(environments)
            (axes, restsOnRule) = (environments.map { _ in common.axes }, common.restsOnRule)
        } else {
            let principal = environments.map { PrincipalAxes($0.moments) }
            (axes, restsOnRule) = (principal.map(\.axes), principal.contains(where: \.restsOnRule))
        }
        var notes = charges.notes
        if restsOnRule { notes.append(SpectralRequest.restsOnRule) }
        return (axes, notes)
    }

    /// Where a semicore level of the absorber lies in or near the window its emission swells SAM's denominator.
    private func semicoreNotes(_ request: SpectralRequest) -> [String] {
        let spectroscopy = request.settings.spectroscopy, window = request.window
        guard spectroscopy.process == .emission, window.scale == .fermiLevel,
            let level = spectroscopy.edge.semicoreLevel(metal), -level.energy > window.from - 10
        else { return [] }
        return [
            "The \(level.name) level of \(metal.symbol), about \(NumberText.fixed(level.energy, decimals: 0)) eV below "
                + "the Fermi level, lies in or near the window: its strong emission swells the denominator of SAM. "
                + "window = \"paper\" or \"valence\" leaves it out."
        ]
    }
}
