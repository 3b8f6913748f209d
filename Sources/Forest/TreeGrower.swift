// Grows one exact CART regression tree (Breiman et al. 1984; squared error) on weighted rows.
//
// A row drawn k times has weight k but counts once in the limits of leaves and splits. In each node features are drawn
// without replacement until max_features have been drawn; while all drawn ones are constant in the node, more are
// drawn. Each is sorted and every place between two different values is tried; the threshold is their midpoint, and
// x <= threshold goes left. Nodes are grown depth first, left before right, from the tree's own random stream.
//
// Ties: gains that differ by less than one part in 10^12 are equal. Of equal splits the one on the feature that comes
// first in the table is taken, and within a feature the one with the smallest threshold. To make that exact, targets
// are rounded to multiples of a step that doubles add without rounding (deviations from the mean in some 40 bits for ten
// thousand rows), so that sums do not depend on the order of the rows. Leaf values are means of the targets themselves.

import Basics

/// The target in whole steps, shared by all trees of a forest.
struct SteppedTarget: Sendable {
    /// Whole numbers; any sum of them with the weights of a tree is below 2^52.
    let values: [Double]

    /// `totalWeight` is the largest sum of weights a tree may see.
    init(_ target: [Double], totalWeight: Int) {
        let mean = target.reduce(0) { $0 + $1 / Double(target.count) }
        let largest = target.reduce(0) { max($0, abs($1 - mean)) }
        let scale = Double(UInt64(1) << UInt64(51 - (Int.bitWidth - totalWeight.leadingZeroBitCount)))
        values = target.map { largest > 0 ? (($0 - mean) / largest * scale).rounded() : 0 }
    }
}

/// One thread's workspace for growing trees.
final class TreeGrower {
    private let ranked: RankedFeatures
    private let target: [Double]
    private let stepped: SteppedTarget
    private let maxDepth: Int
    private let featuresPerNode: Int
    private let minSamplesLeaf: Int
    private let minSamplesSplit: Int
    private let rowCount: Int
    private let featureCount: Int

    private let sorter: SortedPlaces
    private let rows: UnsafeMutablePointer<UInt32>
    private let rightRows: UnsafeMutablePointer<UInt32>
    private let sorted: UnsafeMutablePointer<UInt32>
    /// Of each row: weight times stepped target, and weight.
    private let moments: UnsafeMutablePointer<SIMD2<Double>>
    /// Sums of the moments of sorted[0..<i].
    private let prefix: UnsafeMutablePointer<SIMD2<Double>>
    private let gains: UnsafeMutablePointer<Double>
    private let bins: UnsafeMutablePointer<Bin>
    private var drawOrder: [Int]
    private var pending: [PendingNode] = []
    private var nodes: [TreeNode] = []
    private(set) var impurityDecrease: [Double]

    private struct Bin {
        var moments = SIMD2<Double>.zero
        var count = 0
    }

    private struct PendingNode {
        var node: Int
        var start: Int
        var end: Int
        var depth: Int
        var moments: SIMD2<Double>
    }

    /// The best split found so far: squared deviation of the left sum over the product of the weights.
    private struct Candidate {
        var gain = -1.0
        var feature = -1
        /// Rows whose place is at most this go left.
        var lastPlace: UInt32 = 0
        var nextPlace: UInt32 = 0
        var count = 0
        var moments = SIMD2<Double>.zero
    }

    init(ranked: RankedFeatures, target: [Double], stepped: SteppedTarget, parameters: ForestParameters) {
        self.ranked = ranked
        self.target = target
        self.stepped = stepped
        rowCount = target.count
        featureCount = ranked.features.columnCount
        maxDepth = parameters.maxDepth ?? .max
        featuresPerNode = parameters.maxFeatures.count(of: featureCount)
        minSamplesLeaf = parameters.minSamplesLeaf
        minSamplesSplit = max(parameters.minSamplesSplit, 2 * parameters.minSamplesLeaf)
        sorter = SortedPlaces(rowCount: rowCount)
        rows = .allocate(capacity: rowCount)
        rightRows = .allocate(capacity: rowCount)
        sorted = .allocate(capacity: rowCount + 1)
        moments = .allocate(capacity: rowCount)
        prefix = .allocate(capacity: rowCount + 2)
        gains = .allocate(capacity: rowCount + 2)
        bins = .allocate(capacity: RankedFeatures.binLimit)
        bins.initialize(repeating: Bin(), count: RankedFeatures.binLimit)
        drawOrder = Array(0..<featureCount)
        impurityDecrease = [Double](repeating: 0, count: featureCount)
    }

    deinit {
        rows.deallocate()
        rightRows.deallocate()
        sorted.deallocate()
        moments.deallocate()
        prefix.deallocate()
        gains.deallocate()
        bins.deallocate()
    }

    /// Grows a tree on the rows whose count is not 0. `impurityDecrease` then holds, for each feature, the weighted
    /// decrease of the squared error in units of the fixed-point target.
    func grow(counts: [UInt16], random: inout SeededRandom) -> [TreeNode] {
        var rowsInBag = 0
        var total = PendingNode(node: 0, start: 0, end: 0, depth: 0, moments: .zero)
        counts.withUnsafeBufferPointer { counts in
            stepped.values.withUnsafeBufferPointer { values in
                for row in 0..<rowCount {
                    let weight = Double(counts[row])
                    moments[row] = SIMD2(weight * values[row], weight)
                    rows[rowsInBag] = UInt32(truncatingIfNeeded: row)
                    rowsInBag += counts[row] == 0 ? 0 : 1
                    total.moments += moments[row]
                }
            }
        }
        total.end = rowsInBag
        for feature in 0..<featureCount {
            drawOrder[feature] = feature
            impurityDecrease[feature] = 0
        }
        nodes.removeAll(keepingCapacity: true)
        nodes.append(TreeNode(number: 0, left: 0, feature: 0))
        pending.append(total)
        while let node = pending.popLast() { divide(node, random: &random) }
        return nodes
    }

    /// Makes the node a split with two pending children, or a leaf.
    private func divide(_ node: PendingNode, random: inout SeededRandom) {
        let count = node.end - node.start
        guard count >= minSamplesSplit, node.depth < maxDepth, !isPure(node) else { return makeLeaf(node) }
        let best = bestSplit(of: node, random: &random)
        guard best.feature >= 0 else { return makeLeaf(node) }

        partition(node, best)
        let base = best.feature * rowCount
        let left = nodes.count
        nodes[node.node] = TreeNode(
            number: threshold(below: value(base, best.lastPlace, best.feature),
                              above: value(base, best.nextPlace, best.feature)),
            left: UInt32(left), feature: UInt32(best.feature))
        let unset = TreeNode(number: 0, left: 0, feature: 0)
        nodes.append(unset)
        nodes.append(unset)
        impurityDecrease[best.feature] += best.gain * node.moments.y
        let middle = node.start + best.count
        pending.append(PendingNode(node: left + 1, start: middle, end: node.end, depth: node.depth + 1,
                                   moments: node.moments - best.moments))
        pending.append(PendingNode(node: left, start: node.start, end: middle, depth: node.depth + 1,
                                   moments: best.moments))
    }

    private func value(_ base: Int, _ place: UInt32, _ feature: Int) -> Double {
        ranked.features[Int(ranked.rowAt[base + Int(place)]), feature]
    }

    /// The midpoint, or the lower value where the midpoint rounds to the upper one.
    private func threshold(below: Double, above: Double) -> Double {
        let middle = below / 2 + above / 2
        return middle < above ? middle : below
    }

    private func isPure(_ node: PendingNode) -> Bool {
        stepped.values.withUnsafeBufferPointer { values in
            let first = values[Int(rows[node.start])]
            for i in node.start + 1..<node.end where values[Int(rows[i])] != first { return false }
            return true
        }
    }

    private func makeLeaf(_ node: PendingNode) {
        var sum = 0.0
        for i in node.start..<node.end {
            let row = Int(rows[i])
            sum += moments[row].y * target[row]
        }
        nodes[node.node] = TreeNode(number: sum / node.moments.y, left: UInt32(node.node),
                                    feature: UInt32(featureCount))
    }

    /// Moves the rows that go left to the front, keeping the order on both sides.
    private func partition(_ node: PendingNode, _ best: Candidate) {
        let limit = best.lastPlace
        ranked.place.withUnsafeBufferPointer { places in
            let place = places.baseAddress.unsafelyUnwrapped + best.feature * rowCount
            var left = node.start, right = 0
            for i in node.start..<node.end {
                let row = rows[i]
                // Both sides are written and one of them kept: no branch to predict.
                rows[left] = row
                rightRows[right] = row
                let goesLeft = place[Int(row)] <= limit ? 1 : 0
                left += goesLeft
                right += 1 - goesLeft
            }
            (rows + left).update(from: rightRows, count: right)
        }
    }

    // MARK: - The search

    private func bestSplit(of node: PendingNode, random: inout SeededRandom) -> Candidate {
        var best = Candidate()
        var drawn = 0, constant = 0
        while drawn < featureCount, drawn < featuresPerNode || drawn == constant {
            let pick = drawn + random.integer(below: featureCount - drawn)
            drawOrder.swapAt(drawn, pick)
            let feature = drawOrder[drawn]
            drawn += 1
            var candidate = Candidate()
            candidate.feature = feature
            let varies = ranked.distinctCount[feature] <= min(RankedFeatures.binLimit, node.end - node.start)
                ? searchBins(node, feature, &candidate) : searchSorted(node, feature, &candidate)
            guard varies else {
                constant += 1
                continue
            }
            guard candidate.gain >= 0 else { continue }
            let tie = 1e-12 * max(best.gain, candidate.gain)
            if candidate.gain > best.gain + tie
                || (candidate.gain >= best.gain - tie && feature < best.feature) {
                best = candidate
            }
        }
        return best
    }

    /// Tries every boundary of one sorted feature; false where the feature is constant in the node.
    private func searchSorted(_ node: PendingNode, _ feature: Int, _ best: inout Candidate) -> Bool {
        let count = node.end - node.start
        let base = feature * rowCount
        return ranked.place.withUnsafeBufferPointer { places in
            ranked.rowAt.withUnsafeBufferPointer { rowsAt in
                ranked.code.withUnsafeBufferPointer { codes in
                    let code = codes.baseAddress.unsafelyUnwrapped + base
                    sorter.sort(rows: rows + node.start, count: count,
                                place: places.baseAddress.unsafelyUnwrapped + base, into: sorted)
                    guard code[Int(sorted[0])] != code[Int(sorted[count - 1])] else { return false }
                    computeGains(node, count, rowsAt.baseAddress.unsafelyUnwrapped + base)
                    if ranked.distinctCount[feature] < rowCount {
                        for i in minSamplesLeaf...count - minSamplesLeaf
                        where code[Int(sorted[i - 1])] == code[Int(sorted[i])] { gains[i] = -1 }
                    }
                    pickFirstOfTheLargest(count, &best)
                    return true
                }
            }
        }
    }

    /// Sets gains[i] for a left side of sorted[0..<i], min_samples_leaf <= i <= count - min_samples_leaf.
    ///
    /// With the node's mean m, D = sum - weight m is minus the same of the right side, and the squared error decreases
    /// by D^2 (1/wl + 1/wr) = D^2 w/(wl wr); w is left out.
    @inline(__always)
    private func computeGains(_ node: PendingNode, _ count: Int, _ rowAt: UnsafePointer<UInt32>) {
        let first = minSamplesLeaf, last = count - minSamplesLeaf
        var sums = SIMD2<Double>.zero
        for i in 0..<last {
            prefix[i] = sums
            sums += moments[Int(rowAt[Int(sorted[i])])]
        }
        prefix[last] = sums
        prefix[last + 1] = sums
        let mean = SIMD2(repeating: node.moments.x / node.moments.y)
        let total = SIMD2(repeating: node.moments.y)
        var i = first
        while i <= last {
            let a = prefix[i], b = prefix[i + 1]
            let sum = SIMD2(a.x, b.x), weight = SIMD2(a.y, b.y)
            let deviation = sum - weight * mean
            let gain = deviation * deviation / (weight * (total - weight))
            gains[i] = gain.x
            gains[i + 1] = gain.y
            i += 2
        }
    }

    /// Takes the smallest threshold among the boundaries whose gain is the largest within the tolerance.
    @inline(__always)
    private func pickFirstOfTheLargest(_ count: Int, _ best: inout Candidate) {
        let first = minSamplesLeaf, last = count - minSamplesLeaf
        var largest = -1.0, other = -1.0
        var i = first
        while i < last {
            largest = gains[i] > largest ? gains[i] : largest
            other = gains[i + 1] > other ? gains[i + 1] : other
            i += 2
        }
        if i == last { largest = gains[i] > largest ? gains[i] : largest }
        largest = other > largest ? other : largest
        guard largest >= 0 else { return }
        let bar = largest * (1 - 1e-12)
        i = first
        while gains[i] < bar { i += 1 }
        best.gain = gains[i]
        best.lastPlace = sorted[i - 1]
        best.nextPlace = sorted[i]
        best.count = i
        best.moments = prefix[i]
    }

    /// The same for a feature with few distinct values: sums for each value, then boundaries between values.
    private func searchBins(_ node: PendingNode, _ feature: Int, _ best: inout Candidate) -> Bool {
        let base = feature * rowCount
        let binCount = ranked.distinctCount[feature]
        ranked.place.withUnsafeBufferPointer { places in
            ranked.code.withUnsafeBufferPointer { codes in
                let place = places.baseAddress.unsafelyUnwrapped + base
                let code = codes.baseAddress.unsafelyUnwrapped + base
                for i in node.start..<node.end {
                    let row = Int(rows[i])
                    let bin = bins + Int(code[Int(place[row])])
                    bin.pointee.moments += moments[row]
                    bin.pointee.count &+= 1
                }
            }
        }
        let mean = node.moments.x / node.moments.y
        let rowsInNode = node.end - node.start
        var sums = SIMD2<Double>.zero
        var count = 0, bar = -1.0, lastBin = -1, valuesSeen = 0
        for index in 0..<binCount {
            let bin = bins[index]
            guard bin.count > 0 else { continue }
            bins[index] = Bin()
            if count >= minSamplesLeaf, rowsInNode - count >= minSamplesLeaf {
                let deviation = sums.x - sums.y * mean
                let gain = deviation * deviation / (sums.y * (node.moments.y - sums.y))
                if gain > bar {
                    best.gain = gain
                    best.lastPlace = ranked.firstPlace[feature][lastBin + 1] - 1
                    best.nextPlace = ranked.firstPlace[feature][index]
                    best.count = count
                    best.moments = sums
                    bar = gain * (1 + 1e-12)
                }
            }
            sums += bin.moments
            count += bin.count
            lastBin = index
            valuesSeen += 1
        }
        return valuesSeen > 1
    }
}
