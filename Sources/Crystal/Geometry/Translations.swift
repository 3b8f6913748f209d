// How many primitive cells a cell holds, from its pure translations.

import Basics

extension Structure {
    /// The number of translations (the trivial one included) that carry every atom onto an atom of its own kind, to
    /// within `tolerance` angstrom: the number of primitive cells in this cell. The tolerance is tight on purpose, just
    /// above the rounding of four decimals: a cell that is only nearly a supercell counts as primitive.
    public func primitiveCellCount(tolerance: Double = 0.001) -> Int {
        struct Kind: Hashable {
            let element: Element, occupancy: Double
        }
        var members: [Kind: [Int]] = [:]
        for (i, site) in sites.enumerated() {
            members[Kind(element: site.element, occupancy: site.occupancy), default: []].append(i)
        }
        let divisor = members.values.reduce(0) { greatestCommonDivisor($0, $1.count) }
        guard divisor > 1 else { return 1 }
        // Sorted along a, so that the atom a translation leads to is found without looking at all of them.
        let wrapped = sites.map { Self.wrapped($0.frac) }
        let kinds = members.values.map { $0.sorted { wrapped[$0].x < wrapped[$1].x } }
        guard let rarest = kinds.min(by: { ($0.count, $0[0]) < ($1.count, $1[0]) }) else { return 1 }
        let reach = tolerance * lattice.inverse.column(0).length

        func isOccupied(_ target: Vector3, by kind: [Int]) -> Bool {
            var low = 0, high = kind.count
            let start = target.x - reach - (target.x - reach).rounded(.down)
            while low < high {
                let middle = (low + high) / 2
                if wrapped[kind[middle]].x < start { low = middle + 1 } else { high = middle }
            }
            for step in 0..<kind.count {
                let i = kind[(low + step) % kind.count]
                var d = wrapped[i] - target
                d -= d.rounded(.toNearestOrAwayFromZero)
                if d.x > reach { return false }
                if lattice.cartesian(d).length <= tolerance { return true }
            }
            return false
        }

        var count = 1
        for other in rarest.dropFirst() {
            let shift = wrapped[other] - wrapped[rarest[0]]
            let holds = kinds.allSatisfy { kind in
                kind.allSatisfy { isOccupied(Self.wrapped(wrapped[$0] + shift), by: kind) }
            }
            if holds { count += 1 }
        }
        return divisor % count == 0 ? count : 1
    }

    private static func wrapped(_ frac: Vector3) -> Vector3 { frac - frac.rounded(.down) }
}
