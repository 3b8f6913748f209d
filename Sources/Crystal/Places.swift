// Places: the points of the cell that one atom, or the kinds of a mixed site, occupy.
//
// Sites that are only partly occupied and closer than `placeTolerance` share a place; a fully occupied site has
// a place of its own. Indices count from 0.

import Basics

extension Structure {
    /// Partly occupied sites closer than this (angstrom) share a place; fully occupied ones may not come as close.
    public static let placeTolerance = 0.1

    /// The sites of each place, in the order of their first site.
    public var places: [[Int]] {
        var result: [[Int]] = []
        result.reserveCapacity(sites.count)
        for i in sites.indices {
            if sites[i].occupancy < 1,
                let p = result.firstIndex(where: { sites[$0[0]].occupancy < 1 && shareAPlace($0[0], i) })
            {
                result[p].append(i)
            } else {
                result.append([i])
            }
        }
        return result
    }

    private func shareAPlace(_ i: Int, _ j: Int) -> Bool {
        lattice.shortDistance(sites[i].frac, sites[j].frac) < Self.placeTolerance
    }

    /// The two sites that are closest to each other, among those nearer than `limit` (angstrom) that do not share
    /// a place: an overlap that no real crystal has.
    public func overlap(closerThan limit: Double) -> (first: Int, second: Int, distance: Double)? {
        let wrapped = sites.map { Lattice.wrapped($0.frac) }
        let order = sites.indices.sorted { (wrapped[$0].x, $0) < (wrapped[$1].x, $1) }
        // Points within `limit` differ along a by at most limit over the spacing of the bc planes.
        let reach = limit * lattice.inverse.column(0).length
        var best: (first: Int, second: Int, distance: Double)?
        for s in order.indices {
            for step in 1..<max(1, order.count) {
                let t = s + step, i = order[s], j = order[t < order.count ? t : t - order.count]
                let gap = wrapped[j].x - wrapped[i].x + (t < order.count ? 0 : 1)
                if gap > reach { break }
                let d = lattice.shortDistance(wrapped[i], wrapped[j])
                guard d < limit, sites[i].occupancy + sites[j].occupancy > 1.005 || sites[i].element == sites[j].element
                else { continue }
                // Of thousands of atoms in one place there are millions of pairs: one says enough.
                if let best, best.distance < 1e-9, s > 100 { return best }
                let pair = (min(i, j), max(i, j))
                if let best, (best.distance, best.first, best.second) <= (d, pair.0, pair.1) { continue }
                best = (pair.0, pair.1, d)
            }
        }
        return best
    }
}

extension Lattice {
    /// Fractional coordinates moved into [0, 1); what lies within 1e-9 below 1 becomes 0.
    static func wrapped(_ frac: Vector3) -> Vector3 {
        var f = frac - frac.rounded(.down)
        for k in 0..<3 where f[k] >= 1 - 1e-9 { f[k] = 0 }
        return f
    }

    /// The distance of two points (fractional) through the nearest periodic image, exact where it is shorter than
    /// half the smallest spacing of lattice planes; never too small.
    public func shortDistance(_ p: Vector3, _ q: Vector3) -> Double {
        let d = p - q
        return cartesian(d - d.rounded(.toNearestOrEven)).length
    }
}
