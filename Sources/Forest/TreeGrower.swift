// Grows one exact CART regression tree (Breiman et al. 1984; squared error) on weighted rows.
//
// A row drawn k times has weight k but counts once in the limits of leaves and splits. In each node features are drawn
// without replacement until max_features have been drawn; while all drawn ones are constant in the node, more are
// drawn. The threshold is the midpoint of two neighbouring values of the node, and x <= threshold goes left. Nodes are
// grown depth first, left before right, from the tree's own random stream.
//
// Of equally good splits (SplitSearch.swift) the one on the feature that comes first in the table is taken. Leaf values
// are means of the targets themselves.

import Basics

/// Grows trees one after another, on one thread. Closures over a known type, so that the compiler makes code for 16 and
/// for 32 bits instead of one slow one for both.
struct Grower {
    /// Grows a tree on the rows whose count is not 0.
    let grow: (_ counts: [UInt16], _ random: inout SeededRandom) -> [TreeNode]
    /// The weighted decrease of the squared error of the tree grown last through each feature, in whole steps of the
    /// target, squared.
    let impurityDecrease: () -> [Double]

    init(ranked: RankedFeatures, target: [Double], stepped: SteppedTarget, parameters: ForestParameters) {
        switch ranked.columns {
        case .narrow(let columns):
            let grower = TreeGrower(columns, target: target, stepped: stepped, parameters: parameters)
            grow = { grower.grow(counts: $0, random: &$1) }
            impurityDecrease = { grower.impurityDecrease }
        case .wide(let columns):
            let grower = TreeGrower(columns, target: target, stepped: stepped, parameters: parameters)
            grow = { grower.grow(counts: $0, random: &$1) }
            impurityDecrease = { grower.impurityDecrease }
        }
    }
}

private struct PendingNode {
    var node: Int
    var start: Int
    var end: Int
    var depth: Int
    var moments: SIMD2<Double>
}

private final class TreeGrower<Index: RowIndex> {
    private let columns: [RankedColumn<Index>]
    private let target: [Double]
    private let stepped: SteppedTarget
    private let maxDepth: Int
    private let featuresPerNode: Int
    private let minSamplesSplit: Int
    private let rowCount: Int

    private let search: SplitSearch<Index>
    private let moments: UnsafeMutablePointer<SIMD2<Double>>
    /// The rows of the bag; each node has a range of it, in the order of the table.
    private let rows: UnsafeMutablePointer<Index>
    // Plain memory, as all that the inner loops touch: arrays in a class are checked at each access.
    private let drawOrder: UnsafeMutablePointer<Int>
    private let decreases: UnsafeMutablePointer<Double>
    private let nodes: UnsafeMutablePointer<TreeNode>
    private let pending: UnsafeMutablePointer<PendingNode>

    init(
        _ columns: [RankedColumn<Index>], target: [Double], stepped: SteppedTarget, parameters: ForestParameters
    ) {
        self.columns = columns
        self.target = target
        self.stepped = stepped
        rowCount = target.count
        maxDepth = parameters.maxDepth ?? .max
        featuresPerNode = parameters.maxFeatures.count(of: columns.count)
        minSamplesSplit = max(parameters.minSamplesSplit, 2 * parameters.minSamplesLeaf)
        search = SplitSearch(rowCount: rowCount, minSamplesLeaf: parameters.minSamplesLeaf)
        moments = search.moments
        rows = .allocate(capacity: rowCount)
        drawOrder = .allocate(capacity: columns.count)
        decreases = .allocate(capacity: columns.count)
        decreases.initialize(repeating: 0, count: columns.count)
        let mostLeaves = max(1, rowCount / parameters.minSamplesLeaf)
        nodes = .allocate(capacity: 2 * mostLeaves)
        pending = .allocate(capacity: mostLeaves + 1)
    }

    deinit {
        rows.deallocate()
        drawOrder.deallocate()
        decreases.deallocate()
        nodes.deallocate()
        pending.deallocate()
    }

    func grow(counts: [UInt16], random: inout SeededRandom) -> [TreeNode] {
        var nodeCount = 1, waiting = 1
        pending[0] = fillBag(counts)
        for feature in columns.indices {
            drawOrder[feature] = feature
            decreases[feature] = 0
        }
        while waiting > 0 {
            waiting -= 1
            let node = pending[waiting]
            guard let best = bestSplit(of: node, random: &random) else {
                makeLeaf(node)
                continue
            }
            partition(node, best)
            makeSplit(node, best, left: nodeCount)
            let middle = node.start + best.count
            pending[waiting] = PendingNode(node: nodeCount + 1, start: middle, end: node.end, depth: node.depth + 1,
                                           moments: node.moments - best.moments)
            pending[waiting + 1] = PendingNode(node: nodeCount, start: node.start, end: middle, depth: node.depth + 1,
                                               moments: best.moments)
            nodeCount += 2
            waiting += 2
        }
        return Array(UnsafeBufferPointer(start: nodes, count: nodeCount))
    }

    var impurityDecrease: [Double] { Array(UnsafeBufferPointer(start: decreases, count: columns.count)) }

    private func fillBag(_ counts: [UInt16]) -> PendingNode {
        var total = PendingNode(node: 0, start: 0, end: 0, depth: 0, moments: .zero)
        counts.withUnsafeBufferPointer { counts in
            stepped.values.withUnsafeBufferPointer { values in
                for row in 0..<rowCount {
                    let weight = Double(counts[row])
                    let own = SIMD2(weight * values[row], weight)
                    moments[row] = own
                    total.moments += own
                    rows[total.end] = Index(truncatingIfNeeded: row)
                    total.end &+= counts[row] == 0 ? 0 : 1
                }
            }
        }
        return total
    }

    /// Of a node whose rows have been divided.
    private func makeSplit(_ node: PendingNode, _ best: NodeSplit<Index>, left: Int) {
        nodes[node.node] = TreeNode(number: threshold(node, best), left: UInt32(truncatingIfNeeded: left),
                                    feature: UInt32(truncatingIfNeeded: best.feature))
        decreases[best.feature] += best.gain * node.moments.y
    }

    /// The midpoint, or the lower value where the midpoint rounds to the upper one.
    private func threshold(_ node: PendingNode, _ best: NodeSplit<Index>) -> Double {
        let column = columns[best.feature]
        let below: Double, above: Double
        if column.hasFewValues {
            below = column.highest[Int(best.lastKey)]
            above = column.lowest[Int(best.nextKey)]
        } else {
            let next = best.nextRow ?? firstRow(node.start + best.count..<node.end, column)
            below = column.values[column.values.startIndex + Int(best.lastRow)]
            above = column.values[column.values.startIndex + Int(next)]
        }
        let middle = below / 2 + above / 2
        return middle < above ? middle : below
    }

    /// The first in the column's order of the rows that went right.
    private func firstRow(_ right: Range<Int>, _ column: RankedColumn<Index>) -> Index {
        let key = column.key
        var smallest = Index.max
        for i in right { smallest = min(smallest, key[Int(rows[i])]) }
        return column.rowAt?[Int(smallest)] ?? rows[right.lowerBound]
    }

    private func isPure(_ node: PendingNode) -> Bool {
        stepped.values.withUnsafeBufferPointer { values in
            let first = values[Int(rows[node.start])]
            for i in node.start + 1..<node.end where values[Int(rows[i])] != first { return false }
            return true
        }
    }

    private func makeLeaf(_ node: PendingNode) {
        let sum = target.withUnsafeBufferPointer { target in
            var sum = 0.0
            for i in node.start..<node.end {
                let row = Int(rows[i])
                sum += moments[row].y * target[row]
            }
            return sum
        }
        nodes[node.node] = TreeNode(number: sum / node.moments.y, left: UInt32(truncatingIfNeeded: node.node),
                                    feature: UInt32(truncatingIfNeeded: columns.count))
    }

    /// Moves the rows that go left to the front, keeping the order on both sides.
    private func partition(_ node: PendingNode, _ best: NodeSplit<Index>) {
        let key = columns[best.feature].key, limit = best.lastKey, rightRows = search.scratch
        var left = node.start, right = 0
        for i in node.start..<node.end {
            let row = rows[i]
            // Both sides are written and one of them kept: no branch to predict.
            rows[left] = row
            rightRows[right] = row
            let goesLeft = key[Int(row)] <= limit ? 1 : 0
            left &+= goesLeft
            right &+= 1 &- goesLeft
        }
        (rows + left).update(from: rightRows, count: right)
    }

    /// Nil where the node is a leaf.
    private func bestSplit(of node: PendingNode, random: inout SeededRandom) -> NodeSplit<Index>? {
        let all = NodeRows(rows: UnsafePointer(rows + node.start), count: node.end - node.start, moments: node.moments)
        guard all.count >= minSamplesSplit, node.depth < maxDepth, !isPure(node) else { return nil }
        var best = NodeSplit<Index>()
        var drawn = 0, constant = 0
        while drawn < columns.count, drawn < featuresPerNode || drawn == constant {
            let pick = drawn + random.integer(below: columns.count - drawn)
            let feature = drawOrder[pick]
            drawOrder[pick] = drawOrder[drawn]
            drawOrder[drawn] = feature
            drawn += 1
            var candidate = NodeSplit<Index>()
            candidate.feature = feature
            guard search.search(all, columns[feature], bar: best.gain, &candidate) else {
                constant += 1
                continue
            }
            guard candidate.gain >= 0 else { continue }
            let tie = SplitSearch<Index>.tolerance * max(best.gain, candidate.gain)
            if candidate.gain > best.gain + tie
                || (candidate.gain >= best.gain - tie && feature < best.feature) {
                best = candidate
            }
        }
        return best.feature >= 0 ? best : nil
    }
}
