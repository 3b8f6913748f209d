// How the operations of a group carry the sites of a cluster into each other.

struct SiteOrbits {
    /// The first site of each orbit; the centre, site 0, is an orbit of its own and left out.
    let representatives: [Int]
    /// The sites of each of these orbits.
    let members: [[Int]]
    /// For each site the operation that takes its orbit's representative to it.
    let carriers: [Int]
    /// For each site the operations that leave it where it is.
    let stabilisers: [[Int]]

    init(_ operations: [ClusterSymmetry.Operation], sites: Int) {
        var orbit = [Int](repeating: -1, count: sites), carriers = orbit, firsts: [Int] = []
        for s in 0..<sites where orbit[s] < 0 {
            firsts.append(s)
            for (g, operation) in operations.enumerated() where orbit[operation.images[s]] < 0 {
                orbit[operation.images[s]] = s
                carriers[operation.images[s]] = g
            }
        }
        let outer = firsts.filter { $0 != 0 }
        representatives = outer
        members = outer.map { s in (0..<sites).filter { orbit[$0] == s } }
        self.carriers = carriers
        stabilisers = (0..<sites).map { s in operations.indices.filter { operations[$0].images[s] == s } }
    }
}
