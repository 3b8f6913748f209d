// An ordered structure in place of one with partly occupied sites.
//
// Numbers first: for each kind of place (the same label and contents) whole numbers of atoms that come nearest to its
// occupancies, then changed one by one until the cell's amounts of each element come as near as whole atoms can. Then
// places: the rarest first, each where it forbids the fewest others, far from its like. With a seed the places are
// drawn.

import Basics

extension Structure {
    /// Every site full or left out.
    ///
    /// - Parameter seed: nil for the likeliest choice, spread out evenly; a seed for one of the others.
    /// - Returns: the structure itself where it is ordered. A note says where its composition had to change.
    public func ordered(seed: UInt64? = nil) throws -> Structure {
        guard sites.contains(where: { $0.occupancy < Self.fullOccupancy }) else { return self }
        let choice = OrderedChoice(self, seed: seed)
        let kept = choice.sites
        guard !kept.isEmpty else {
            throw SparError(
                "ordering leaves no atom: all sites are mostly empty; order a supercell, which has room for "
                    + "some")
        }
        let result = kept.map { i in
            var site = sites[i]
            site.occupancy = 1
            return site
        }
        // What was said of sites that are gone is no longer true.
        let split = splitSiteNote
        var notes = notes.filter { $0 != split }
        let before = composition, after = Composition(result.map { ($0.element, 1) })
        let changed = before.elements.filter { abs(before[$0] - after[$0]) > 0.01 }
        if !changed.isEmpty {
            notes.append(
                "ordering changed "
                    + changed.map {
                        "\($0.symbol) from \(shortNumber((before[$0] * 1e4).rounded() / 1e4)) to "
                            + "\(shortNumber(after[$0]))"
                    }.joined(separator: ", ") + " in the cell; a supercell comes closer")
        }
        return Structure(lattice: lattice, sites: result, notes: notes)
    }
}

/// The sites that an ordered structure keeps.
private struct OrderedChoice {
    /// Indices in their order.
    let sites: [Int]

    /// Places of equal contents, which fill up together.
    private struct Kind {
        /// For each species the site on each place.
        var members: [[Int]]
        /// Occupancies of the species.
        let shares: [Double]
        /// How many places each species gets.
        var counts: [Int]
        var placeCount: Int { members[0].count }
        /// What is left empty.
        var vacant: Int { placeCount - counts.reduce(0, +) }
    }

    init(_ structure: Structure, seed: UInt64?) {
        var kinds = Self.kinds(structure)
        Self.balance(&kinds, structure)
        let demands = kinds.flatMap { kind in zip(kind.members, kind.counts).map { (sites: $0, count: $1) } }
            .filter { $0.count > 0 }
        var rivals = [[Int]](repeating: [], count: structure.sites.count)
        var isForbidden = [Bool](repeating: false, count: structure.sites.count)
        let full = structure.sites.map { $0.occupancy >= Structure.fullOccupancy }
        for (i, j, _) in structure.exclusions() {
            if full[i] { isForbidden[j] = true } else if full[j] { isForbidden[i] = true }
            rivals[i].append(j)
            rivals[j].append(i)
        }
        var best: (chosen: [Int], missing: Int)?
        // Greedy choices can end in a corner; drawn ones get out of it.
        for attempt in 0..<60 {
            var random: SeededRandom?
            if seed != nil || attempt > 1 { random = SeededRandom(seed: seed ?? 0, stream: UInt64(attempt)) }
            let careful = seed == nil ? attempt < 2 || attempt % 2 == 0 : attempt > 20
            let made = Self.place(
                demands, rivals, isForbidden, structure, random: &random, isCareful: careful,
                rarestFirst: attempt != 1)
            if best.map({ made.missing < $0.missing }) ?? true { best = made }
            if made.missing == 0 { break }
        }
        let chosen = Set(best?.chosen ?? [])
        sites = structure.sites.indices.filter { full[$0] || chosen.contains($0) }
    }

    private static func kinds(_ structure: Structure) -> [Kind] {
        struct Content: Hashable {
            let label: String, species: [SIMD2<Int>]
        }
        var kinds: [Kind] = []
        var known: [Content: Int] = [:]
        for place in structure.places where structure.sites[place[0]].occupancy < Structure.fullOccupancy {
            let members = place.sorted { (structure.sites[$1].occupancy, $0) < (structure.sites[$0].occupancy, $1) }
            let shares = members.map { structure.sites[$0].occupancy }
            let species = zip(members, shares).map { SIMD2(structure.sites[$0].element.key, Int(($1 * 1e6).rounded())) }
            let content = Content(label: structure.sites[place[0]].label, species: species)
            if let k = known[content] {
                for (s, site) in members.enumerated() { kinds[k].members[s].append(site) }
            } else {
                known[content] = kinds.count
                kinds.append(Kind(members: members.map { [$0] }, shares: shares, counts: []))
            }
        }
        for k in kinds.indices { kinds[k].counts = wholeNumbers(kinds[k].shares, of: kinds[k].placeCount) }
        return kinds
    }

    /// Largest remainders: whole numbers that add up to at most `total`, nearest to the shares; ties go to the first.
    private static func wholeNumbers(_ shares: [Double], of total: Int) -> [Int] {
        let exact = shares.map { $0 * Double(total) } + [max(0, 1 - shares.reduce(0, +)) * Double(total)]
        var counts = exact.map { Int(($0 + 1e-6).rounded(.down)) }
        let order = exact.indices.sorted {
            let a = exact[$0] - Double(counts[$0]), b = exact[$1] - Double(counts[$1])
            return abs(a - b) > 1e-6 ? a > b : $0 < $1
        }
        for k in order.prefix(max(0, total - counts.reduce(0, +))) { counts[k] += 1 }
        return Array(counts.dropLast())
    }

    /// Exchanges single atoms for others of their place, or for nothing, while the amounts of the elements come nearer.
    private static func balance(_ kinds: inout [Kind], _ structure: Structure) {
        func element(_ kind: Kind, _ s: Int) -> Element { structure.sites[kind.members[s][0]].element }
        var excess: [Element: Double] = [:]
        for kind in kinds {
            for s in kind.shares.indices {
                let wanted = kind.shares[s] * Double(kind.placeCount)
                excess[element(kind, s), default: 0] += Double(kind.counts[s]) - wanted
            }
        }
        for _ in 0..<10_000 {
            var best: (gain: Double, kind: Int, from: Int?, to: Int?)?
            for (k, kind) in kinds.enumerated() {
                let choices = kind.shares.indices.map { Optional($0) } + [nil]
                for from in choices where from.map({ kind.counts[$0] > 0 }) ?? (kind.vacant > 0) {
                    for to in choices where to != from {
                        func cost(_ s: Int?, _ change: Double) -> Double {
                            guard let s else { return 0 }
                            let off = excess[element(kind, s)] ?? 0
                            let own = Double(kind.counts[s]) - kind.shares[s] * Double(kind.placeCount)
                            // The cell's amounts first, then those of the kind of place.
                            func growth(_ x: Double) -> Double { (x + change) * (x + change) - x * x }
                            return growth(off) + 1e-3 * growth(own)
                        }
                        let isSame = from.map { element(kind, $0) } == to.map { element(kind, $0) } && from != nil
                        let gain = isSame ? 0 : -(cost(from, -1) + cost(to, 1))
                        if gain > (best?.gain ?? 1e-9) { best = (gain, k, from, to) }
                    }
                }
            }
            guard let best else { return }
            if let from = best.from {
                kinds[best.kind].counts[from] -= 1
                excess[element(kinds[best.kind], from), default: 0] -= 1
            }
            if let to = best.to {
                kinds[best.kind].counts[to] += 1
                excess[element(kinds[best.kind], to), default: 0] += 1
            }
        }
    }

    /// One way to give each demand its number of sites, none of which exclude each other.
    /// - Parameter isCareful: whether the site that forbids the fewest others is taken.
    private static func place(
        _ demands: [(sites: [Int], count: Int)], _ rivals: [[Int]], _ isForbidden: [Bool], _ structure: Structure,
        random: inout SeededRandom?, isCareful: Bool, rarestFirst: Bool
    ) -> (chosen: [Int], missing: Int) {
        var isOut = isForbidden, isWanted = [Bool](repeating: false, count: isForbidden.count)
        for demand in demands { for site in demand.sites { isWanted[site] = true } }
        var left = demands.map(\.count), chosen: [Int] = [], missing = 0
        var own = [[Int]](repeating: [], count: demands.count)
        while true {
            let open = demands.indices.filter { left[$0] > 0 }
            // Rarest first, or the one with the least room.
            guard
                let d = open.min(by: { a, b in
                    func rank(_ d: Int) -> Int {
                        rarestFirst ? demands[d].count : demands[d].sites.filter { !isOut[$0] }.count - left[d]
                    }
                    return (rank(a), a) < (rank(b), b)
                })
            else { break }
            var candidates = demands[d].sites.filter { !isOut[$0] }
            guard !candidates.isEmpty else {
                missing += left[d]
                left[d] = 0
                continue
            }
            if isCareful {
                let losses = candidates.map { site in rivals[site].filter { isWanted[$0] && !isOut[$0] }.count }
                let least = losses.min() ?? 0
                candidates = zip(candidates, losses).filter { $0.1 == least }.map(\.0)
            }
            let site: Int
            if random != nil {
                site = candidates[random?.integer(below: candidates.count) ?? 0]
            } else {
                site = farthest(candidates, from: own[d], structure)
            }
            chosen.append(site)
            own[d].append(site)
            left[d] -= 1
            isOut[site] = true
            for rival in rivals[site] { isOut[rival] = true }
        }
        return (chosen, missing)
    }

    /// The candidate whose nearest of `others` is farthest; the first of equals.
    private static func farthest(_ candidates: [Int], from others: [Int], _ structure: Structure) -> Int {
        guard !others.isEmpty, candidates.count * others.count < 100_000 else { return candidates[0] }
        let distances = candidates.map { c in
            others.map { structure.lattice.shortDistance(structure.sites[c].frac, structure.sites[$0].frac) }.min() ?? 0
        }
        let most = (distances.max() ?? 0) - 1e-6
        return candidates[distances.firstIndex { $0 >= most } ?? 0]
    }
}
