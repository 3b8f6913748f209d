// Grows one exact CART regression tree (Breiman et al. 1984; squared error) on weighted rows.
//
// A row drawn k times has weight k but counts once in the limits of leaves and splits. In each node features are drawn
// without replacement until max_features have been drawn; while all drawn ones are constant in the node, more are
// drawn. The threshold is the midpoint of two neighbouring values of the node, and x <= threshold goes left. Nodes are
// grown depth first, left before right, from the tree's own random stream.
//
// A tree on more than 65,536 rows soon has nodes of fewer. What grows from such a node grows apart, on rows numbered
// anew: its columns have 16 bits and lie in the caches, where the whole table's do not. The tree is the same.
//
// Of equally good splits (SplitSearch.swift) the one on the feature that comes first in the table is taken. Leaf values
// are means of the targets themselves.

import Basics

private struct PendingNode {
    var node: Int
    var start: Int
    var end: Int
    var depth: Int
    var moments: SIMD2<Double>
}

/// Grows trees one after another on one thread's memory.
final class TreeGrower<Index: RowIndex> {
    /// Nil where a column has not been asked for yet.
    private let columns: UnsafeMutablePointer<RankedColumn<Index>?>
    private let keys: UnsafeMutablePointer<ColumnKeys<Index>?>
    private let makeColumn: (Int) -> RankedColumn<Index>
    private let featureCount: Int
    private let target: [Double]
    private let stepped: SteppedTarget
    private let parameters: ForestParameters
    private let maxDepth: Int
    private let featuresPerNode: Int
    private let minSamplesSplit: Int
    private let rowCount: Int
    /// The rows of the table that these rows are; nil where each is its own.
    private let tableRows: [UInt32]?

    private let search: SplitSearch<Index>
    private let moments: UnsafeMutablePointer<SIMD2<Double>>
    /// The rows of the bag; each node has a range of it, in the order of the table.
    private let rows: UnsafeMutablePointer<Index>
    private let tree: GrowingTree
    private let pending: UnsafeMutablePointer<PendingNode>

    /// Of a whole table.
    convenience init(
        _ columns: [RankedColumn<Index>], target: [Double], stepped: SteppedTarget, parameters: ForestParameters
    ) {
        let mostLeaves = max(1, target.count / parameters.minSamplesLeaf)
        self.init(
            columns.count, { columns[$0] }, rowCount: target.count, tableRows: nil, target, stepped, parameters,
            GrowingTree(features: columns.count, mostLeaves: mostLeaves))
    }

    private init(
        _ featureCount: Int, _ makeColumn: @escaping (Int) -> RankedColumn<Index>, rowCount: Int, tableRows: [UInt32]?,
        _ target: [Double], _ stepped: SteppedTarget, _ parameters: ForestParameters, _ tree: GrowingTree
    ) {
        columns = .allocate(capacity: featureCount)
        columns.initialize(repeating: nil, count: featureCount)
        keys = .allocate(capacity: featureCount)
        keys.initialize(repeating: nil, count: featureCount)
        self.makeColumn = makeColumn
        self.featureCount = featureCount
        self.rowCount = rowCount
        self.tableRows = tableRows
        self.target = target
        self.stepped = stepped
        self.parameters = parameters
        self.tree = tree
        maxDepth = parameters.maxDepth ?? .max
        featuresPerNode = parameters.maxFeatures.count(of: featureCount)
        minSamplesSplit = max(parameters.minSamplesSplit, 2 * parameters.minSamplesLeaf)
        search = SplitSearch(rowCount: rowCount, minSamplesLeaf: parameters.minSamplesLeaf)
        moments = search.moments
        rows = .allocate(capacity: rowCount)
        pending = .allocate(capacity: max(1, rowCount / parameters.minSamplesLeaf) + 1)
    }

    deinit {
        columns.deinitialize(count: featureCount)
        columns.deallocate()
        keys.deallocate()
        rows.deallocate()
        pending.deallocate()
    }

    func grow(counts: [UInt16], random: inout SeededRandom) -> [TreeNode] {
        for feature in 0..<featureCount {
            tree.drawOrder[feature] = feature
            tree.decreases[feature] = 0
        }
        tree.nodeCount = 1
        grow(from: fillBag(counts), random: &random)
        return Array(UnsafeBufferPointer(start: tree.nodes, count: tree.nodeCount))
    }

    private func grow(from root: PendingNode, random: inout SeededRandom) {
        var waiting = 1, nodeCount = tree.nodeCount
        pending[0] = root
        while waiting > 0 {
            waiting -= 1
            let node = pending[waiting]
            if rowCount > 1 << 16, (Self.fewestApart...1 << 16).contains(node.end - node.start) {
                tree.nodeCount = nodeCount
                growApart(node, random: &random)
                nodeCount = tree.nodeCount
                continue
            }
            guard let best = bestSplit(of: node, random: &random) else {
                makeLeaf(node)
                continue
            }
            partition(node, best)
            let left = nodeCount
            nodeCount += 2
            makeSplit(node, best, left: left)
            let middle = node.start + best.count
            pending[waiting] = PendingNode(
                node: left + 1, start: middle, end: node.end, depth: node.depth + 1,
                moments: node.moments - best.moments)
            pending[waiting + 1] = PendingNode(
                node: left, start: node.start, end: middle, depth: node.depth + 1,
                moments: best.moments)
            waiting += 2
        }
        tree.nodeCount = nodeCount
    }

    /// In a table of more than 65,536 rows, smaller nodes than this are not worth numbering anew.
    private static var fewestApart: Int { 256 }

    /// Grows what is below a node on its rows alone.
    private func growApart(_ node: PendingNode, random: inout SeededRandom) {
        let own = UnsafeBufferPointer(start: rows + node.start, count: node.end - node.start)
        let part = TreeGrower<UInt16>(
            featureCount, { RankedColumn(self.column($0), own) }, rowCount: own.count,
            tableRows: own.map { UInt32(inTable($0)) }, target, stepped, parameters, tree)
        for (row, other) in own.enumerated() {
            part.moments[row] = moments[Int(other)]
            part.rows[row] = UInt16(truncatingIfNeeded: row)
        }
        var root = node
        (root.start, root.end) = (0, own.count)
        part.grow(from: root, random: &random)
    }

    private func column(_ feature: Int) -> RankedColumn<Index> {
        if let known = columns[feature] { return known }
        let made = makeColumn(feature)
        columns[feature] = made
        keys[feature] = made.keys
        return made
    }

    @inline(__always)
    private func keys(of feature: Int) -> ColumnKeys<Index> { keys[feature] ?? column(feature).keys }

    @inline(__always)
    private func inTable(_ row: Index) -> Int { Int(tableRows?[Int(row)] ?? UInt32(row)) }

    var impurityDecrease: [Double] { Array(UnsafeBufferPointer(start: tree.decreases, count: featureCount)) }

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
        tree.nodes[node.node] = TreeNode(
            number: threshold(node, best), left: UInt32(truncatingIfNeeded: left),
            feature: UInt32(truncatingIfNeeded: best.feature))
        tree.decreases[best.feature] += best.gain * node.moments.y
    }

    /// The midpoint, or the lower value where the midpoint rounds to the upper one.
    private func threshold(_ node: PendingNode, _ best: NodeSplit<Index>) -> Double {
        let column = column(best.feature)
        let below: Double, above: Double
        if column.keys.hasFewValues {
            below = column.highest[Int(best.lastKey)]
            above = column.lowest[Int(best.nextKey)]
        } else {
            let next = best.nextRow ?? firstRow(node.start + best.count..<node.end, column.keys)
            below = column.value(best.lastRow)
            above = column.value(next)
        }
        let middle = below / 2 + above / 2
        return middle < above ? middle : below
    }

    /// The first in the column's order of the rows that went right.
    private func firstRow(_ right: Range<Int>, _ column: ColumnKeys<Index>) -> Index {
        let key = column.key
        var smallest = Index.max
        for i in right { smallest = min(smallest, key[Int(rows[i])]) }
        return column.rowAt?[Int(smallest)] ?? rows[right.lowerBound]
    }

    private func isPure(_ node: PendingNode) -> Bool {
        let first = moments[Int(rows[node.start])]
        for i in node.start + 1..<node.end {
            // Equal targets give equal products: both are the same number, rounded.
            let other = moments[Int(rows[i])]
            if other.x * first.y != first.x * other.y { return false }
        }
        return true
    }

    private func makeLeaf(_ node: PendingNode) {
        var sum = 0.0
        target.withUnsafeBufferPointer { target in
            if let tableRows {
                for i in node.start..<node.end {
                    sum += moments[Int(rows[i])].y * target[Int(tableRows[Int(rows[i])])]
                }
            } else {
                for i in node.start..<node.end { sum += moments[Int(rows[i])].y * target[Int(rows[i])] }
            }
        }
        tree.nodes[node.node] = TreeNode(
            number: sum / node.moments.y, left: UInt32(truncatingIfNeeded: node.node),
            feature: UInt32(truncatingIfNeeded: featureCount))
    }

    /// Moves the rows that go left to the front, keeping the order on both sides.
    private func partition(_ node: PendingNode, _ best: NodeSplit<Index>) {
        let key = keys(of: best.feature).key, limit = best.lastKey, rightRows = search.scratch
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
        for drawn in 0..<featuresPerNode { draw(drawn, &random) }
        sortByDecrease()
        var varying = 0
        for index in 0..<featuresPerNode where look(at: tree.lookOrder[index], all, &best) { varying += 1 }
        var drawn = featuresPerNode
        while varying == 0, drawn < featureCount {
            draw(drawn, &random)
            if look(at: tree.drawOrder[drawn], all, &best) { varying += 1 }
            drawn += 1
        }
        return best.feature >= 0 ? best : nil
    }

    /// Draws one more feature, after the first `drawn` of `drawOrder`.
    @inline(__always)
    private func draw(_ drawn: Int, _ random: inout SeededRandom) {
        let pick = drawn + random.integer(below: featureCount - drawn)
        let feature = tree.drawOrder[pick]
        tree.drawOrder[pick] = tree.drawOrder[drawn]
        tree.drawOrder[drawn] = feature
    }

    /// Puts the drawn features into `lookOrder`, those that have helped this tree most first: a good split found early
    /// spares most of the work on the others. What is found does not depend on it.
    @inline(__always)
    private func sortByDecrease() {
        let order = tree.lookOrder, decreases = tree.decreases
        for index in 0..<featuresPerNode {
            let feature = tree.drawOrder[index]
            var place = index
            while place > 0, decreases[order[place - 1]] < decreases[feature] {
                order[place] = order[place - 1]
                place -= 1
            }
            order[place] = feature
        }
    }

    /// Takes the feature's best split where it is better than the best so far; false where the feature is constant.
    @inline(__always)
    private func look(at feature: Int, _ node: NodeRows<Index>, _ best: inout NodeSplit<Index>) -> Bool {
        var candidate = NodeSplit<Index>()
        candidate.feature = feature
        guard search.search(node, keys(of: feature), bar: best.gain, &candidate) else { return false }
        guard candidate.gain >= 0 else { return true }
        let tie = SplitSearch<Index>.tolerance * max(best.gain, candidate.gain)
        if candidate.gain > best.gain + tie || (candidate.gain >= best.gain - tie && feature < best.feature) {
            best = candidate
        }
        return true
    }
}
