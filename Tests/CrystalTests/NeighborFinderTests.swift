// Neighbours in skewed, long and flat cells against a search over every image that could matter.

import Basics
import Crystal
import Testing

@Suite struct NeighborFinderTests {
    /// Every image within the radius, from ranges as wide as the spacing of the lattice planes demands.
    private func bruteForce(_ s: Structure, around site: Int, radius: Double) -> [(site: Int, r: Double)] {
        let reach = (0..<3).map { Int((radius * s.lattice.inverse.column($0).length).rounded(.up)) + 3 }
        var found: [(site: Int, r: Double)] = []
        for j in s.sites.indices {
            for x in -reach[0]...reach[0] {
                for y in -reach[1]...reach[1] {
                    for z in -reach[2]...reach[2] {
                        let shift = Vector3(Double(x), Double(y), Double(z))
                        let r = s.lattice.cartesian(s.sites[j].frac + shift - s.sites[site].frac).length
                        if r > 1e-6, r <= radius { found.append((j, r)) }
                    }
                }
            }
        }
        return found.sorted { ($0.r, $0.site) < ($1.r, $1.site) }
    }

    @Test(arguments: [
        Matrix3(rows: [4, 0, 0], [0, 4, 0], [0, 0, 4]),
        Matrix3(rows: [4, 0, 0], [11.3, 4.2, 0], [-7.1, 9.4, 3.9]),
        Matrix3(rows: [2.5, 0.1, 0], [0.2, 2.6, 0.3], [1.9, -14, 31]),
        Matrix3(rows: [-5, 3, 1], [4, 5.5, -2], [30, 20.5, 9]),
        Matrix3(rows: [0.3, 3.1, 0.2], [3.3, -0.2, 0.4], [0.1, 0.3, -3.7]),
    ])
    func agreesWithBruteForce(cell: Matrix3) throws {
        let fe = try element("Fe"), o = try element("O")
        let structure = Structure(
            lattice: Lattice(matrix: cell),
            sites: [
                Site(element: fe, frac: [0.02, -1.3, 0.4]), Site(element: o, frac: [0.51, 0.27, 2.83]),
            ])
        let finder = NeighborFinder(structure)
        for site in structure.sites.indices {
            for radius in [3.2, 7.7] {
                let expected = bruteForce(structure, around: site, radius: radius).filter { $0.r > 0.1 }
                let found = finder.neighbors(around: structure.cartesian(site), radius: radius).sortedByDistance()
                try #require(found.count == expected.count)
                for (n, one) in expected.enumerated() {
                    #expect(abs(found.distances[n] - one.r) < 1e-9)
                    // The image leads to the vector.
                    let image = found.images[n], j = Int(found.sites[n])
                    let shift = Vector3(Double(image.x), Double(image.y), Double(image.z))
                    let d = structure.lattice.cartesian(
                        structure.sites[j].frac + shift - structure.sites[site].frac)
                    #expect((d - found.vectors[n]).length < 1e-9)
                }
            }
        }
    }
}
