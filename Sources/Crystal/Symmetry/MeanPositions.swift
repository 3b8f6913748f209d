// Equivalent sites as they stand in files differ by a rounding or a relaxation's tolerance. A quantity computed for one
// of them and carried to the others would then depend on which is listed first. The mean over all operations of the
// group does not: it is the structure's projection onto its symmetry.

extension Structure {
    /// Each site at the mean of the places to which the operations carry the sites of its orbit.
    ///
    /// - Parameter symmetry: of this structure.
    /// - Returns: the structure, its lattice and the order of its sites unchanged, and how far the atoms moved at most,
    ///   angstrom, a motion of all together left out.
    public func atMeanPositions(of symmetry: Symmetry) -> (structure: Structure, largestMove: Double) {
        var sums = [Vector3](repeating: .zero, count: sites.count)
        var counts = [Double](repeating: 0, count: sites.count)
        let orbits = Dictionary(grouping: sites.indices) { symmetry.equivalentSites[$0] }
        for operation in symmetry.operations {
            for orbit in orbits.values {
                for i in orbit {
                    let image = operation.apply(sites[i].frac)
                    var nearest: (site: Int, step: Vector3, distance: Double)?
                    for j in orbit where sites[j].element == sites[i].element {
                        let difference = image - sites[j].frac
                        let step = difference - difference.rounded(.toNearestOrEven)
                        let distance = lattice.cartesian(step).length
                        if distance < nearest?.distance ?? 3 * symmetry.symprec { nearest = (j, step, distance) }
                    }
                    guard let nearest else { continue }
                    sums[nearest.site] += nearest.step
                    counts[nearest.site] += 1
                }
            }
        }
        let steps = sites.indices.map { counts[$0] > 0 ? sums[$0] / counts[$0] : .zero }
        // The origin that spglib finds for the operations is uncertain as well; it moves all atoms alike.
        let common = steps.reduce(.zero, +) / Double(max(steps.count, 1))
        var settled = sites
        for i in sites.indices { settled[i].frac += steps[i] - common }
        let largest = steps.map { lattice.cartesian($0 - common).length }.max() ?? 0
        return (Structure(lattice: lattice, sites: settled, notes: notes), largest)
    }
}
