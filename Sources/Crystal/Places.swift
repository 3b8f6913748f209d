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
               let p = result.firstIndex(where: { sites[$0[0]].occupancy < 1 && shareAPlace($0[0], i) }) {
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
        closePairs(sites.map(\.frac), in: lattice, limit: limit)
            .filter { sites[$0.first].occupancy + sites[$0.second].occupancy > 1.005
                || sites[$0.first].element == sites[$0.second].element }
            .min { $0.distance < $1.distance }
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
