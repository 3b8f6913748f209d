// The most likely oxidation states of a composition, from how often each ion occurs in known crystals.
//
// The ranking is that of pymatgen's `oxi_state_guesses` (Jain et al., APL Materials 1, 011002 (2013)): each atom takes
// a state of its element's list; the total charge must be zero; the score is the sum over atoms of the number of times
// that ion occurs in the ICSD; the largest score wins. Enumerating the choices takes exponential time. Here the best
// score for each sum of charges comes from a knapsack over the atoms of an element, then over the elements, in
// polynomial time and with the same winner. Equal scores go to the choice that the enumeration meets first: choices of
// the first element are compared first, and of two multisets of one element the one with more atoms in the first state
// of the list, then in the second, and so on. Charges in e; a state of an element is the mean over its atoms.

/// Which states an atom may take in a guess.
public enum AllowedStates: Sendable {
    /// Those frequent in the ICSD, else the common ones.
    case usual
    /// Every known state.
    case all
}

/// One oxidation state for each element: the mean over its atoms, so it may be fractional (Fe 8/3 in Fe3O4).
public struct OxidationStates: Equatable, Sendable {
    public let elements: [Element]
    public let states: [Double]

    public init(elements: [Element], states: [Double]) {
        self.elements = elements
        self.states = states
    }

    /// The state of an element; nil where it is not part of the composition.
    public subscript(element: Element) -> Double? { elements.firstIndex(of: element).map { states[$0] } }
}

extension Composition {
    /// A composition of more atoms than this is guessed for its reduced formula, and not at all if that has more.
    static let largestGuess = 4000

    /// The best charge-neutral choice; nil where there is none. A pure element gets 0. Fractional amounts (partly
    /// occupied places) are scaled to whole atoms first, by the smallest factor up to 100 that makes them whole.
    public func oxidationStates(allowing allowed: AllowedStates = .usual) -> OxidationStates? {
        if elements.count == 1 { return OxidationStates(elements: elements, states: [0]) }
        guard let amounts = atomsToAssign else { return nil }
        var sums: [StateSums] = []
        for (element, amount) in zip(elements, amounts) {
            let states = allowed == .all ? element.allOxidationStates : element.usualOxidationStates
            guard !states.isEmpty else { return nil }
            sums.append(StateSums(element: element, states: states, atoms: amount))
        }
        guard let chosen = neutralChoice(of: sums) else { return nil }
        return OxidationStates(elements: elements, states: zip(chosen, amounts).map { Double($0) / Double($1) })
    }

    private var atomsToAssign: [Int]? {
        var amounts: [Int]?
        for factor in 1...100 {
            let scaled = Composition(zip(elements, self.amounts).map { ($0, $1 * Double(factor)) })
            // Files give occupancies to three or four digits.
            let off = scaled.amounts.map { abs($0 - $0.rounded()) }.max() ?? 0
            if off < (factor == 1 ? Self.tolerance : 1e-3 * Double(factor).squareRoot()),
                scaled.amounts.allSatisfy({ $0 >= 0.5 && $0 < 1e9 })
            {
                amounts = scaled.amounts.map { Int($0.rounded()) }
                break
            }
        }
        guard var amounts else { return nil }
        if amounts.reduce(0, +) > Self.largestGuess {
            let divisor = max(1, amounts.reduce(0, greatestCommonDivisor))
            amounts = amounts.map { $0 / divisor }
        }
        return amounts.reduce(0, +) <= Self.largestGuess ? amounts : nil
    }
}

/// A score that no choice reaches. Reached scores are never negative; two of these can be added without overflow.
private let unreachable = Int32.min / 2

/// For one element: the best score for every sum of charges over its atoms.
private struct StateSums {
    let states: [Int]
    let atoms: Int
    /// The lowest and highest sum.
    let lowest: Int, highest: Int
    /// `scores[s - lowest]`.
    let scores: [Int32]

    init(element: Element, states: [Int], atoms: Int) {
        self.states = states
        self.atoms = atoms
        let low = states.min() ?? 0, high = states.max() ?? 0
        lowest = low * atoms
        highest = high * atoms
        let range = high - low
        var single = [Int32](repeating: unreachable, count: range + 1)
        for state in states { single[state - low] = Int32(IonStatistics.count(of: element, state: state)) }
        let steps = single.indices.filter { single[$0] >= 0 }

        // Binary powers: double the number of atoms, or add one. A multiset of 2m states, sorted and dealt out in
        // turn, falls into halves whose sums differ by at most `range`, so only those halves need be tried.
        var scores = single
        for bit in String(atoms, radix: 2).dropFirst() {
            var doubled = [Int32](repeating: unreachable, count: 2 * scores.count - 1)
            for total in doubled.indices {
                let first = max(0, total - (scores.count - 1), (total - range + 1) / 2)
                var best = unreachable
                var a = first
                while 2 * a <= total {
                    best = max(best, scores[a] &+ scores[total - a])
                    a += 1
                }
                doubled[total] = best < 0 ? unreachable : best
            }
            scores = doubled
            if bit == "1" {
                var longer = [Int32](repeating: unreachable, count: scores.count + range)
                for (sum, score) in scores.enumerated() where score >= 0 {
                    for step in steps { longer[sum + step] = max(longer[sum + step], score + single[step]) }
                }
                scores = longer
            }
        }
        self.scores = scores
    }

    func score(_ sum: Int) -> Int32 { sum < lowest || sum > highest ? unreachable : scores[sum - lowest] }

    /// Of several sums the one whose first multiset comes first when multisets are enumerated in list order.
    func firstEnumerated(of sums: [Int]) -> Int {
        let low = states.min() ?? 0
        let steps = states.map { $0 - low }
        var left = sums.map { (sum: $0, rest: $0 - lowest) }
        var atomsLeft = atoms
        for (s, step) in steps.enumerated() where left.count > 1 {
            let reachable = ReachableSums(steps: Array(steps[(s + 1)...]), atoms: atomsLeft)
            // The more atoms in this state, the earlier.
            for count in stride(from: atomsLeft, through: 0, by: -1) {
                let kept = left.filter { reachable.contains($0.rest - count * step, atoms: atomsLeft - count) }
                if kept.isEmpty { continue }
                left = kept.map { ($0.sum, $0.rest - count * step) }
                atomsLeft -= count
                break
            }
        }
        return left[0].sum
    }
}

/// Which sums some number of atoms can have when each takes one of a few whole steps: a row of bits for each number.
private struct ReachableSums {
    private let words: Int
    private let limit: Int
    private var bits: [UInt64]

    init(steps: [Int], atoms: Int) {
        limit = (steps.max() ?? 0) * atoms
        words = limit / 64 + 1
        bits = [UInt64](repeating: 0, count: words * (atoms + 1))
        bits[0] = 1
        for n in stride(from: 1, through: atoms, by: 1) {
            let from = (n - 1) * words, to = n * words
            for step in steps {
                let (jump, shift) = (step / 64, UInt64(step % 64))
                for w in stride(from: jump, to: words, by: 1) {
                    var word = bits[from + w - jump] << shift
                    if shift > 0, w > jump { word |= bits[from + w - jump - 1] >> (64 - shift) }
                    bits[to + w] |= word
                }
            }
        }
    }

    func contains(_ sum: Int, atoms: Int) -> Bool {
        sum >= 0 && sum <= limit && bits[atoms * words + sum / 64] >> UInt64(sum % 64) & 1 == 1
    }
}

/// The sum of charges of each element in the neutral choice of the largest score; nil where none is neutral.
private func neutralChoice(of elements: [StateSums]) -> [Int]? {
    guard let tails = BestTails(elements), tails.score(0, 0) >= 0 else { return nil }
    var total = 0
    var chosen: [Int] = []
    for (i, element) in elements.enumerated() {
        let wanted = tails.score(i, total)
        let equal = (element.lowest...element.highest).filter {
            let own = element.score($0), others = tails.score(i + 1, total - $0)
            return own >= 0 && others >= 0 && own + others == wanted
        }
        let sum = equal.count == 1 ? equal[0] : element.firstEnumerated(of: equal)
        chosen.append(sum)
        total -= sum
    }
    return chosen
}

/// For each element the best score of it and those behind it, for each total that those before it can make up for.
private struct BestTails {
    private typealias Tail = (lowest: Int, scores: [Int32])
    private var tails: [Tail]

    /// Nil where no total can be made up for.
    init?(_ elements: [StateSums]) {
        let n = elements.count
        tails = [Tail](repeating: (0, [0]), count: n + 1)
        var highestBefore = [0], lowestBefore = [0]
        for e in elements {
            highestBefore.append(highestBefore[highestBefore.count - 1] + e.highest)
            lowestBefore.append(lowestBefore[lowestBefore.count - 1] + e.lowest)
        }
        for i in stride(from: n - 1, through: 0, by: -1) {
            let element = elements[i], after = tails[i + 1]
            let low = max(-highestBefore[i], element.lowest + after.lowest)
            let high = min(-lowestBefore[i], element.highest + after.lowest + after.scores.count - 1)
            guard low <= high else { return nil }
            tails[i] = Self.joined(element, after, low...high)
        }
    }

    func score(_ i: Int, _ total: Int) -> Int32 {
        let t = total - tails[i].lowest
        return t < 0 || t >= tails[i].scores.count ? unreachable : tails[i].scores[t]
    }

    private static func joined(_ element: StateSums, _ after: Tail, _ totals: ClosedRange<Int>) -> Tail {
        var scores = [Int32](repeating: unreachable, count: totals.count)
        scores.withUnsafeMutableBufferPointer { scores in
            after.scores.withUnsafeBufferPointer { behind in
                for (k, own) in element.scores.enumerated() where own >= 0 {
                    // The total is (element.lowest + k) + (after.lowest + j).
                    let shift = element.lowest + k + after.lowest - totals.lowerBound
                    var j = max(0, -shift)
                    let end = min(behind.count, scores.count - shift)
                    while j < end {
                        scores[j + shift] = max(scores[j + shift], behind[j] &+ own)
                        j += 1
                    }
                }
            }
        }
        for t in scores.indices where scores[t] < 0 { scores[t] = unreachable }
        return (totals.lowerBound, scores)
    }
}
