// Clusters cut from a structure: the closest n atoms, all within a radius, or the atoms of another cluster.

import Basics

extension Structure {
    /// Distances that differ by less (angstrom) belong to one shell when the closest n atoms are taken.
    public static let shellTolerance = 0.02
    private static let largestCluster = 100_000

    /// The `count` atoms closest to a site.
    ///
    /// - Parameters:
    ///   - site: from 0.
    ///   - wholeShells: with the rest of the last shell (within 0.02 angstrom of the last atom); a cubic site stays
    ///     cubic. False for exactly `count` atoms.
    ///   - finder: prepared for this structure, where many clusters are cut.
    public func cluster(
        site: Int, atoms count: Int, wholeShells: Bool = true,
        finder: NeighborFinder? = nil
    ) throws -> Cluster {
        try checkSite(site)
        guard (1...Self.largestCluster).contains(count) else {
            throw SparError("a cluster of \(count) atoms was asked for; it has 1 to \(Self.largestCluster)")
        }
        let found = (finder ?? NeighborFinder(self)).closest(count, around: cartesian(site), shell: Self.shellTolerance)
        return cluster(site, found, keeping: wholeShells ? found.count : min(count, found.count))
    }

    /// All atoms at 0 < r <= `radius` angstrom of a site.
    public func cluster(site: Int, radius: Double, finder: NeighborFinder? = nil) throws -> Cluster {
        try checkSite(site)
        let expected = Double(sites.count) / lattice.volume * 4.19 * radius * radius * radius
        guard radius > 0, radius.isFinite, expected < Double(Self.largestCluster) else {
            throw SparError(
                "the radius of the cluster is \(shortNumber(radius)); it is above zero, in angstrom, and "
                    + "holds at most \(Self.largestCluster) atoms")
        }
        let found = (finder ?? NeighborFinder(self)).neighbors(around: cartesian(site), radius: radius)
            .sortedByDistance()
        return cluster(site, found, keeping: found.count)
    }

    /// The same atoms (site and image) as those of a cluster of another structure, where they are in this one. A sweep
    /// over strains takes the set from the undistorted structure, so that it does not jump when a shell splits.
    ///
    /// - Parameter reference: a cluster of a structure with the same sites.
    public func cluster(like reference: Cluster) throws -> Cluster {
        guard let site = reference.site else {
            throw SparError("the cluster to be followed comes from no structure, so its atoms have no sites here")
        }
        try checkSite(site)
        guard sites[site].element == reference.absorber else {
            throw SparError(
                "\(name(ofSite: site)) is \(sites[site].element.symbol), but the absorber of the cluster to "
                    + "be followed is \(reference.absorber.symbol)")
        }
        let atoms = try reference.atoms.map { atom in
            guard sites.indices.contains(atom.site) else {
                throw SparError(
                    "the cluster to be followed has site \(atom.site + 1), but this structure has only "
                        + "\(sites.count)")
            }
            return clusterAtom(atom.site, atom.image, from: site)
        }
        return Cluster(absorber: sites[site].element, charge: sites[site].oxidation, site: site, atoms: atoms)
    }

    private func cluster(_ site: Int, _ found: Neighbors, keeping count: Int) -> Cluster {
        let atoms = (0..<count).map { clusterAtom(Int(found.sites[$0]), found.images[$0], from: site) }
        return Cluster(absorber: sites[site].element, charge: sites[site].oxidation, site: site, atoms: atoms)
    }

    private func clusterAtom(_ j: Int, _ image: SIMD3<Int32>, from i: Int) -> ClusterAtom {
        let shift = Vector3(Double(image.x), Double(image.y), Double(image.z))
        return ClusterAtom(
            element: sites[j].element, position: lattice.cartesian(sites[j].frac + shift - sites[i].frac),
            charge: sites[j].oxidation, occupancy: sites[j].occupancy, site: j, image: image)
    }
}
