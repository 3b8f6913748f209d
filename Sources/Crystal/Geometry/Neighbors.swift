// Periodic neighbours: every atom within a radius of a point, and the closest n atoms.
//
// Lengths in angstrom; sites from 0. The image of a neighbour counts whole lattice vectors of the structure's own
// cell, added to the fractional coordinates as the structure gives them. A vector points from the centre to the atom.

import Basics
import Foundation

/// Atoms about a centre, as parallel flat arrays. A value can be filled again and again without allocating.
public struct Neighbors: Sendable {
    public internal(set) var sites: [Int32] = []
    public internal(set) var images: [SIMD3<Int32>] = []
    /// From the centre to the atom, Cartesian, angstrom.
    public internal(set) var vectors: [Vector3] = []
    /// The lengths of `vectors`.
    public internal(set) var distances: [Double] = []

    public init() {}
    public var count: Int { sites.count }

    mutating func removeAll() {
        sites.removeAll(keepingCapacity: true)
        images.removeAll(keepingCapacity: true)
        vectors.removeAll(keepingCapacity: true)
        distances.removeAll(keepingCapacity: true)
    }

    /// Nearest first. Distances that differ by less than `tie` count as equal, and are ordered by site, then image.
    public func sortedByDistance(tie: Double = 1e-6) -> Neighbors {
        let byDistance = (0..<count).sorted { (distances[$0], $0) < (distances[$1], $1) }
        // Only a gap ends a run of equal distances: a comparison "equal within tie" would not be an ordering.
        var run = 0
        var rank = [Int](repeating: 0, count: count)
        for (n, i) in byDistance.enumerated() {
            if n > 0, distances[i] - distances[byDistance[n - 1]] > tie { run = n }
            rank[i] = run
        }
        func key(_ i: Int) -> (Int, Int32, Int32, Int32, Int32) {
            (rank[i], sites[i], images[i].x, images[i].y, images[i].z)
        }
        let order = byDistance.sorted { key($0) < key($1) }
        var sorted = Neighbors()
        sorted.sites = order.map { sites[$0] }
        sorted.images = order.map { images[$0] }
        sorted.vectors = order.map { vectors[$0] }
        sorted.distances = order.map { distances[$0] }
        return sorted
    }
}

/// Finds neighbours in one structure; prepared once, asked for many centres.
///
/// The lattice is reduced first (short, nearly orthogonal vectors), and turned so that the reduced vectors form a
/// triangular matrix. The images inside a sphere are then found by three nested ranges, each exact for what the outer
/// ones left over, so that hardly a candidate is looked at that lies outside, whatever the shape of the cell.
public struct NeighborFinder: Sendable {
    /// An atom this much outside the radius still counts as inside, so that a shell exactly at the limit is neither
    /// split nor lost to rounding.
    public static let radiusTolerance = 1e-7
    /// What is closer to the centre than this shares its place (itself, or the other kinds of a mixed site).
    public static let samePlace = Structure.placeTolerance

    private let lattice: Lattice
    /// Reduced lattice vectors, the shortest last, and what they are in the structure's own vectors.
    private let reduced: (Vector3, Vector3, Vector3)
    private let reducedImages: (SIMD3<Int32>, SIMD3<Int32>, SIMD3<Int32>)
    /// Orthonormal axes: w along the spacing of planes of the last two vectors, u along the last one.
    private let axes: (u: Vector3, v: Vector3, w: Vector3)
    /// Triangular coefficients: reduced.0 = (c.x, c.y, c.z), reduced.1 = (b.x, b.y, 0), reduced.2 = (a, 0, 0) on u, v,
    /// w.
    private let first: Vector3
    private let second: SIMD2<Double>
    private let third: Double
    private let positions: [Vector3]

    public init(_ structure: Structure) {
        lattice = structure.lattice
        positions = structure.sites.map { structure.lattice.cartesian($0.frac) }
        let rows = structure.lattice.matrix.rows
        let (basis, images) = Lattice.reducedBasis(structure.lattice.matrix)
        let order = [0, 1, 2].sorted { basis[$0].dot(basis[$0]) > basis[$1].dot(basis[$1]) }
        // Summing whole multiples of the given vectors anew leaves no rounding from the reduction.
        let exact = order.map { i in
            Double(images[i].x) * rows.0 + Double(images[i].y) * rows.1 + Double(images[i].z) * rows.2
        }
        reduced = (exact[0], exact[1], exact[2])
        reducedImages = (images[order[0]], images[order[1]], images[order[2]])
        let u = exact[2].normalized
        let w = exact[1].cross(exact[2]).normalized
        let v = w.cross(u)
        axes = (u, v, w)
        first = [exact[0].dot(u), exact[0].dot(v), exact[0].dot(w)]
        second = [exact[1].dot(u), exact[1].dot(v)]
        third = exact[2].dot(u)
    }

    /// Fills `found` with every atom at 0 < r <= `radius` of a Cartesian point, in no particular order; r counts as 0
    /// below `samePlace`.
    public func find(around center: Vector3, radius: Double, into found: inout Neighbors) {
        found.removeAll()
        guard radius > 0, radius.isFinite else { return }
        let outer = radius + Self.radiusTolerance
        let outer2 = outer * outer
        let same2 = Self.samePlace * Self.samePlace
        // The ranges are a trifle wider than the sphere; the distance itself decides.
        let reach2 = (outer + 1e-6) * (outer + 1e-6)
        for (site, position) in positions.enumerated() {
            let d = position - center
            let (x, y, z) = (d.dot(axes.u), d.dot(axes.v), d.dot(axes.w))
            Self.forEach(offset: z, step: first.z, within: reach2) { i in
                let h = z + Double(i) * first.z
                let left = reach2 - h * h
                let y1 = y + Double(i) * first.y, x1 = x + Double(i) * first.x
                let plane = d + Double(i) * reduced.0
                let planeImage = Int32(i) &* reducedImages.0
                Self.forEach(offset: y1, step: second.y, within: left) { j in
                    let g = y1 + Double(j) * second.y
                    let x2 = x1 + Double(j) * second.x
                    let line = plane + Double(j) * reduced.1
                    let lineImage = planeImage &+ Int32(j) &* reducedImages.1
                    Self.forEach(offset: x2, step: third, within: left - g * g) { k in
                        let r = line + Double(k) * reduced.2
                        let r2 = r.dot(r)
                        if r2 <= outer2, r2 > same2 {
                            found.sites.append(Int32(site))
                            found.images.append(lineImage &+ Int32(k) &* reducedImages.2)
                            found.vectors.append(r)
                            found.distances.append(r2.squareRoot())
                        }
                    }
                }
            }
        }
    }

    /// Calls `body` with every whole n for which (offset + n step)^2 <= within.
    @inline(__always)
    private static func forEach(offset: Double, step: Double, within: Double, _ body: (Int) -> Void) {
        guard within >= 0 else { return }
        let half = within.squareRoot()
        let a = (-half - offset) / step, b = (half - offset) / step
        var n = Int(min(a, b).rounded(.up))
        let last = Int(max(a, b).rounded(.down))
        while n <= last {
            body(n)
            n += 1
        }
    }

    /// Every atom at 0 < r <= `radius` of a Cartesian point, in no particular order.
    public func neighbors(around center: Vector3, radius: Double) -> Neighbors {
        var found = Neighbors()
        find(around: center, radius: radius, into: &found)
        return found
    }

    /// The `count` atoms closest to a Cartesian point and every other one whose distance is within `shell` of the
    /// last of them (whole shells), nearest first.
    public func closest(_ count: Int, around center: Vector3, shell: Double = 1e-3) -> Neighbors {
        guard count > 0, !positions.isEmpty else { return Neighbors() }
        // The radius of a ball that holds that many atoms at the structure's mean density, grown until it does.
        let volume = lattice.volume * Double(count + 1) / Double(positions.count)
        var radius = max(1, cbrt(3 * volume / (4 * .pi)))
        var found = Neighbors()
        while true {
            find(around: center, radius: radius, into: &found)
            if found.count >= count {
                let last = found.distances.sorted()[count - 1] + shell
                if last > radius { find(around: center, radius: last, into: &found) }
                return found.filtered(within: last).sortedByDistance()
            }
            radius *= 1.25
        }
    }
}

extension Neighbors {
    /// Those at most `radius` away, in the same order.
    public func filtered(within radius: Double) -> Neighbors {
        var kept = Neighbors()
        for i in 0..<count where distances[i] <= radius {
            kept.sites.append(sites[i])
            kept.images.append(images[i])
            kept.vectors.append(vectors[i])
            kept.distances.append(distances[i])
        }
        return kept
    }
}
