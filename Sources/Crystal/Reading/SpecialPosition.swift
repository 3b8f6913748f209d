// The special position that a listed atom lies on, or near enough.
//
// Images of the atom that meet it (a chain of steps below 0.1 angstrom) make one place. Farther ones, to 0.5 angstrom,
// count where the multiplicity that the file states says so, or where two atoms so close are impossible and the move
// stays within the last digits of the coordinates: 0.33 0.67 in a cell of 18 angstrom is 0.1 angstrom off the axis at
// 1/3 2/3.
//
// A partly occupied atom that is off its special position by more than its digits explain is split: the images are
// parts of one atom, and their occupancies add. An atom within its digits has the occupancy of the special position.

import Basics

struct SpecialPosition {
    /// Where the atom belongs: the mean of the images that meet, or the point as listed.
    private(set) var frac: Vector3
    /// How many distinct images meet.
    private(set) var parts = 1
    /// How far the atom was moved, angstrom.
    private(set) var shift = 0.0
    /// The largest distance between two of the images that meet, angstrom.
    private(set) var reach = 0.0
    private(set) var isSplit = false

    /// Images farther than this (angstrom) never meet.
    private static let farthest = 0.5
    /// Cutting 2/3 to 0.66 moves by 0.67 of the last digit's unit; 0.51 is no rounded half.
    private static let roundedUnits = 0.8
    /// Moves below this (angstrom) are rounding, whatever the digits: no refinement splits an atom so little.
    private static let rounded = 0.02

    init(general frac: Vector3) { self.frac = frac }

    /// - Parameter operations: closed.
    init(of entry: ListedSite, _ operations: [SymmetryOperation], _ lattice: Lattice) {
        let start = entry.site.frac
        frac = start
        var near: [(step: Vector3, distance: Double, operation: SymmetryOperation)] = []
        for operation in operations {
            var step = operation.apply(start) - start
            step -= step.rounded(.toNearestOrEven)
            let distance = lattice.cartesian(step).length
            if distance < Self.farthest { near.append((step, distance, operation)) }
        }
        guard near.count > 1, near.contains(where: { $0.distance > 1e-9 }) else { return }
        near.sort { $0.distance < $1.distance }

        /// The place of a set of images, where they are all that meet there: their operations fix the mean.
        func place(_ members: [Int]) -> SpecialPosition? {
            guard members.count > 1, operations.count % members.count == 0 else { return nil }
            let mean = start + members.reduce(Vector3.zero) { $0 + near[$1].step } / Double(members.count)
            let areFixed = members.allSatisfy { lattice.shortDistance(near[$0].operation.apply(mean), mean) < 1e-6 }
            guard areFixed else { return nil }
            var result = SpecialPosition(general: mean)
            var images: [Vector3] = []
            for k in members where !images.contains(where: { lattice.cartesian($0 - near[k].step).length < 1e-3 }) {
                images.append(near[k].step)
            }
            result.parts = images.count
            result.reach = images.reduce(0) { far, p in
                images.reduce(far) { max($0, lattice.cartesian($1 - p).length) }
            }
            result.shift = lattice.cartesian(mean - start).length
            let move = mean - start
            let isWithinDigits = (0..<3).allSatisfy { abs(move[$0]) <= Self.roundedUnits * entry.unit[$0] + 1e-9 }
            let count = operations.count / members.count
            // What the file counts decides, then how far off it is.
            switch entry.multiplicity {
            case count * images.count where images.count > 1: result.isSplit = true
            case count: result.isSplit = false
            default: result.isSplit = images.count > 1 && result.shift > Self.rounded && !isWithinDigits
            }
            result.isWithinDigits = isWithinDigits
            result.multiplicity = count
            return result
        }

        // Steps below the tolerance from one image to the next, and, where that is no place, from the atom alone.
        let direct = near.indices.filter { near[$0].distance < SiteExpansion.tolerance }
        var chain = direct, isIn = near.indices.map { near[$0].distance < SiteExpansion.tolerance }, next = 0
        while next < chain.count {
            for k in near.indices where !isIn[k] {
                let gap = lattice.cartesian(near[k].step - near[chain[next]].step).length
                guard gap < SiteExpansion.tolerance else { continue }
                isIn[k] = true
                chain.append(k)
            }
            next += 1
        }
        var best = place(chain) ?? place(direct)
        if entry.multiplicity == nil || entry.multiplicity != best?.multiplicity {
            for count in 2...near.count {
                let isWhole = count == near.count || near[count].distance > near[count - 1].distance + 1e-6
                guard isWhole, count > chain.count, let wider = place(Array(0..<count)) else { continue }
                if let stated = entry.multiplicity {
                    if stated == wider.multiplicity { best = wider }
                } else if wider.isWithinDigits, Double(wider.parts) * entry.site.occupancy > 1.05 || wider.isSimple {
                    best = wider
                }
            }
        }
        guard let best else { return }
        self = best
    }

    private var isWithinDigits = false
    private var multiplicity = 1

    /// Whether the coordinates are multiples of 1/24, as those of points are that no operation leaves free.
    private var isSimple: Bool {
        (0..<3).allSatisfy { abs(frac[$0] * 24 - (frac[$0] * 24).rounded()) < 1e-6 }
    }
}
