// Oxidation states from bond lengths: bond-valence sums and the most probable neutral assignment.
//
// The valence of a bond between elements i and j at distance d is exp((R_ij - d) / 0.31) (Brown and Altermatt, Acta
// Cryst. B41, 244 (1985)); R_ij follows from a size r and an electronegativity c of each element (O'Keeffe and Brese,
// J. Am. Chem. Soc. 113, 3226 (1991)), and only pairs with one of their electronegative elements count. A sum is
// positive where the partners are more electronegative. The probability of a state given the sum is a Gaussian about
// the mean that the ICSD shows for that ion, times how often the ion occurs there (see `IonStatistics`): the maximum a
// posteriori method of pymatgen's BVAnalyzer, with its cut-offs. Distances in angstrom, charges in e.

import Foundation

/// The bond-valence method and its constants.
public enum BondValence {
    /// Atoms farther apart form no bond.
    static let radius = 4.0
    /// Distances are multiplied by this first: BVAnalyzer's default, meant for cells relaxed with a gradient-corrected
    /// functional, as those of the Materials Project are.
    static let distanceScale = 1.015
    static let softness = 0.31
    /// States less probable than this fraction of a site's best one are not tried.
    static let leastProbability = 0.01

    /// The length at which a bond has valence 1; nil where the pair forms none or has no parameters.
    static func bondLength(_ a: Element, _ b: Element) -> Double? {
        guard a.atomicNumber != b.atomicNumber, let p = parameters[a.atomicNumber], let q = parameters[b.atomicNumber],
            electronegative.contains(a.atomicNumber) || electronegative.contains(b.atomicNumber)
        else { return nil }
        let difference = p.c.squareRoot() - q.c.squareRoot()
        return p.r + q.r - p.r * q.r * difference * difference / (p.c * p.r + q.c * q.r)
    }

    static func hasParameters(_ element: Element) -> Bool { parameters[element.atomicNumber] != nil }

    private static let electronegative = Set(
        ["H", "B", "C", "Si", "N", "P", "As", "Sb", "O", "S", "Se", "Te", "F", "Cl", "Br", "I"]
            .compactMap { Element($0)?.atomicNumber })

    /// Size r and electronegativity c (dimensionless, Allred-Rochow), indexed by atomic number.
    private static let parameters: [(r: Double, c: Double)?] = {
        var table = [(r: Double, c: Double)?](repeating: nil, count: Element.symbols.count)
        for word in text.split(separator: " ") {
            let parts = word.split(separator: ":")
            guard parts.count == 3, let element = Element(String(parts[0])), let r = Double(parts[1]),
                let c = Double(parts[2])
            else { continue }
            table[element.atomicNumber] = (r, c)
        }
        return table
    }()

    /// Symbol:r:c.
    private static let text = """
        H:0.38:0.89 Li:1:0.97 Be:0.81:1.47 B:0.79:1.6 C:0.78:2 N:0.72:2.61 O:0.63:3.15 F:0.58:3.98 Na:1.36:1.01 \
        Mg:1.21:1.23 Al:1.13:1.47 Si:1.12:1.58 P:1.09:1.96 S:1.03:2.35 Cl:0.99:2.74 K:1.73:0.91 Ca:1.5:1.04 \
        Sc:1.34:1.2 Ti:1.27:1.32 V:1.21:1.45 Cr:1.16:1.56 Mn:1.17:1.6 Fe:1.16:1.64 Co:1.09:1.7 Ni:1.04:1.75 \
        Cu:0.87:1.75 Zn:1.07:1.66 Ga:1.14:1.82 Ge:1.21:1.51 As:1.21:2.23 Se:1.18:2.51 Br:1.13:2.58 Rb:1.84:0.89 \
        Sr:1.66:0.99 Y:1.52:1.11 Zr:1.43:1.22 Nb:1.4:1.23 Mo:1.37:1.3 Ru:1.21:1.42 Rh:1.18:1.54 Pd:1.11:1.35 \
        Ag:1.12:1.42 Cd:1.28:1.46 In:1.34:1.49 Sn:1.37:1.72 Sb:1.41:1.72 Te:1.4:2.72 I:1.33:2.38 Cs:2.05:0.86 \
        Ba:1.88:0.97 La:1.71:1.08 Ce:1.68:1.08 Pr:1.66:1.07 Nd:1.64:1.07 Sm:1.61:1.07 Eu:1.62:1.01 Gd:1.58:1.11 \
        Tb:1.56:1.1 Dy:1.54:1.1 Ho:1.53:1.1 Er:1.51:1.11 Tm:1.5:1.11 Yb:1.49:1.06 Lu:1.47:1.14 Hf:1.42:1.23 \
        Ta:1.39:1.33 W:1.38:1.4 Re:1.37:1.46 Ir:1.37:1.55 Hg:1.32:1.44 Tl:1.62:1.44 Pb:1.53:1.55 Bi:1.54:1.67 \
        Th:1.7:1.11 U:1.59:1.22
        """
}

extension Structure {
    /// The bond-valence sum of a site, in units of charge, negative for anions.
    public func bondValenceSum(ofSite site: Int) -> Double {
        var found = Neighbors()
        return bondValenceSum(ofSite: site, finder: NeighborFinder(self), found: &found)
    }

    private func bondValenceSum(ofSite site: Int, finder: NeighborFinder, found: inout Neighbors) -> Double {
        finder.find(around: cartesian(site), radius: BondValence.radius, into: &found)
        let element = sites[site].element
        var sum = 0.0
        for n in 0..<found.count {
            let other = sites[Int(found.sites[n])]
            guard let length = BondValence.bondLength(element, other.element) else { continue }
            let distance = found.distances[n] * BondValence.distanceScale
            let attracts = (element.electronegativity ?? 0) < (other.element.electronegativity ?? 0)
            sum += (attracts ? 1 : -1) * exp((length - distance) / BondValence.softness) * other.occupancy
        }
        return sum
    }

    /// The most probable charge-neutral assignment, as the mean state of each element; nil where an element has no
    /// parameters, a site has no state of any probability, no assignment is neutral, or places are partly occupied.
    ///
    /// Equivalent sites get equal states, and the states of an element differ by at most 1. Among assignments that
    /// fulfil this, one for each sum of charges of an element is kept, the most probable, and then one for each sum
    /// over elements: the exact maximum, in time that grows with the square of the number of sites.
    /// - Parameter orbits: for each site the first site that is equivalent to it.
    public func bondValenceStates(orbits: [Int]) -> OxidationStates? {
        let elements = composition.elements
        guard elements.allSatisfy(BondValence.hasParameters), sites.allSatisfy({ $0.occupancy == 1 }) else {
            return nil
        }
        let finder = NeighborFinder(self)
        var found = Neighbors()
        var best = BestBySum(lowest: 0, logs: [0])
        var perElement: [BestBySum] = [], totals: [BestBySum] = [best]
        for element in elements {
            var members: [(states: [(state: Int, log: Double)], count: Int)] = []
            for first in sites.indices where sites[first].element == element && orbits[first] == first {
                let sum = bondValenceSum(ofSite: first, finder: finder, found: &found)
                let states = Self.likelyStates(of: element, sum: sum)
                if states.isEmpty { return nil }
                members.append((states, orbits.count { $0 == first }))
            }
            guard let own = BestBySum(members: members) else { return nil }
            perElement.append(own)
            best = best.combined(with: own)
            totals.append(best)
        }
        guard best.log(0) > -.infinity else { return nil }
        // Walk back: which sum each element contributed to the neutral total.
        var total = 0
        var states = [Double](repeating: 0, count: elements.count)
        for e in stride(from: elements.count - 1, through: 0, by: -1) {
            let own = perElement[e], before = totals[e]
            let sums = own.lowest..<(own.lowest + own.logs.count)
            let sum = sums.max { own.log($0) + before.log(total - $0) < own.log($1) + before.log(total - $1) } ?? 0
            states[e] = Double(sum) / Double(sites.count { $0.element == elements[e] })
            total -= sum
        }
        return OxidationStates(elements: elements, states: states)
    }

    /// States with the logarithm of their probability, without those of less than a hundredth of the best.
    private static func likelyStates(of element: Element, sum: Double) -> [(state: Int, log: Double)] {
        var found: [(state: Int, probability: Double)] = []
        for ion in IonStatistics.ions(of: element) where ion.state != 0 {
            guard let (mean, deviation) = ion.bondValence, deviation > 0 else { continue }
            let x = (sum - mean) / deviation
            found.append((ion.state, exp(-x * x / 2) / deviation * Double(ion.count)))
        }
        let total = found.reduce(0) { $0 + $1.probability }
        let limit = (found.map(\.probability).max() ?? 0) * BondValence.leastProbability
        return found.filter { $0.probability > limit }.map { ($0.state, log($0.probability / total)) }
    }
}

/// For every sum of charges the largest log probability of the choices that have it.
private struct BestBySum {
    let lowest: Int
    /// `logs[sum - lowest]`; minus infinity where no choice has that sum.
    let logs: [Double]

    init(lowest: Int, logs: [Double]) {
        self.lowest = lowest
        self.logs = logs
    }

    func log(_ sum: Int) -> Double {
        let i = sum - lowest
        return i < 0 || i >= logs.count ? -.infinity : logs[i]
    }

    func combined(with other: BestBySum) -> BestBySum {
        var sums = [Double](repeating: -.infinity, count: logs.count + other.logs.count - 1)
        for (i, a) in logs.enumerated() where a > -.infinity {
            for (j, b) in other.logs.enumerated() { sums[i + j] = max(sums[i + j], a + b) }
        }
        return BestBySum(lowest: lowest + other.lowest, logs: sums)
    }

    /// All sites of one element, whose states may be v and v + 1, for every v; nil where no v suits all of them.
    init?(members: [(states: [(state: Int, log: Double)], count: Int)]) {
        var candidates: [BestBySum] = []
        for v in Set(members.flatMap { $0.states.map(\.state) }).sorted() {
            var sums: BestBySum? = BestBySum(lowest: 0, logs: [0])
            for member in members {
                let pair = member.states.filter { $0.state == v || $0.state == v + 1 }
                if pair.isEmpty {
                    sums = nil
                    break
                }
                var own = [Double](repeating: -.infinity, count: member.count + 1)
                for (state, log) in pair { own[(state - v) * member.count] = log }
                sums = sums?.combined(with: BestBySum(lowest: v * member.count, logs: own))
            }
            if let sums { candidates.append(sums) }
        }
        guard let low = candidates.map(\.lowest).min(),
            let high = candidates.map({ $0.lowest + $0.logs.count - 1 }).max()
        else { return nil }
        lowest = low
        logs = (low...high).map { sum in candidates.map { $0.log(sum) }.max() ?? -.infinity }
    }
}
