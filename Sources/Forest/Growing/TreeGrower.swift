// Grows one exact CART regression tree (Breiman et al. 1984) on weighted rows.
//
// A row drawn k times has weight k but counts once in the limits of leaves and splits. In each node features are drawn
// without replacement until max_features have been drawn; while all drawn ones are constant in the node, more are
// drawn. The threshold is the midpoint of two neighbouring values of the node, and x <= threshold goes left. Nodes are
// grown depth first, left before right, from the tree's own random stream.
//
// A tree on more than 65,536 rows soon has nodes of fewer. What grows from such a node grows apart, on rows numbered
// anew: its columns have 16 bits and lie in the caches, where the whole table's do not. The tree is the same.
//
// Of equally good splits (NodeSplit.swift) the one on the feature that comes first in the table is taken. Leaf values
// are means of the targets themselves.

import Basics

private struct PendingNode: BitwiseCopyable {
    var node: Int
    var start: Int
    var end: Int
    var depth: Int
    var moments: Moments
}

/// The tree as far as it has grown.
private final class GrowingTree {
    let nodes: OwnedMemory<TreeNode>
    let draw: FeatureDraw
    /// What a split has to decrease the impurity by, times weight.
    var leastDecrease = 0.0
    /// Counted apart while a grower is at work.
    var nodeCount = 1

    init(features: Int, mostLeaves: Int) {
        nodes = OwnedMemory(count: 2 * mostLeaves)
        draw = FeatureDraw(features: features)
    }
}

/// Grows trees one after another on one thread's memory.
final class TreeGrower<Index: RowIndex, Gain: SplitGain> {
    /// Nil where a column has not been asked for yet.
    private let columns: UnsafeMutablePointer<RankedColumn<Index>?>
    private let orders: OwnedMemory<ColumnOrder<Index>?>
    private let makeColumn: (Int) -> RankedColumn<Index>
    private let featureCount: Int
    private let target: [Double]
    private let stepped: SteppedTarget
    private let parameters: ForestParameters
    private let maxDepth: Int
    private let featuresPerNode: Int
    private let minSamplesLeaf, minSamplesSplit: Int
    private let unit: Double
    private let rowCount: Int
    /// The rows of the table that these rows are; nil where each is its own.
    private let tableRows: [UInt32]?

    private let search: SplitSearch<Index, Gain>
    /// Of each row.
    private let moments: OwnedMemory<Moments>
    /// The rows of the bag; each node has a range of it, in the order of the table.
    private let rows: OwnedMemory<Index>
    private let rightRows: OwnedMemory<Index>
    private let tree: GrowingTree
    private let pending: OwnedMemory<PendingNode>

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
        orders = OwnedMemory(repeating: nil, count: featureCount)
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
        minSamplesLeaf = parameters.minSamplesLeaf
        minSamplesSplit = max(parameters.minSamplesSplit, 2 * parameters.minSamplesLeaf)
        unit = Gain.unit(stepped.steps)
        search = SplitSearch(rowCount: rowCount)
        moments = OwnedMemory(count: rowCount)
        rows = OwnedMemory(count: rowCount)
        rightRows = OwnedMemory(count: rowCount)
        pending = OwnedMemory(count: max(1, rowCount / parameters.minSamplesLeaf) + 1)
    }

    deinit {
        columns.deinitialize(count: featureCount)
        columns.deallocate()
    }

    func grow(counts: [UInt16], random: inout SeededRandom) -> [TreeNode] {
        tree.draw.beginTree()
        tree.nodeCount = 1
        let root = fillBag(counts)
        tree.leastDecrease = parameters.minImpurityDecrease * root.moments.weight
        grow(from: root, random: &random)
        return Array(UnsafeBufferPointer(start: tree.nodes.start, count: tree.nodeCount))
    }

    var impurityDecrease: [Double] { tree.draw.impurityDecrease }

    private func grow(from root: PendingNode, random: inout SeededRandom) {
        let pending = pending.start
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
                node: left + 1, start: middle, end: node.end, depth: node.depth + 1, moments: node.moments - best.left)
            pending[waiting + 1] = PendingNode(
                node: left, start: node.start, end: middle, depth: node.depth + 1, moments: best.left)
            waiting += 2
        }
        tree.nodeCount = nodeCount
    }

    /// In a table of more than 65,536 rows, smaller nodes than this are not worth numbering anew.
    private static var fewestApart: Int { 256 }

    /// Grows what is below a node on its rows alone.
    private func growApart(_ node: PendingNode, random: inout SeededRandom) {
        let own = UnsafeBufferPointer(start: rows.start + node.start, count: node.end - node.start)
        let part = TreeGrower<UInt16, Gain>(
            featureCount, { RankedColumn(self.column($0), own) }, rowCount: own.count,
            tableRows: own.map { UInt32(inTable($0)) }, target, stepped, parameters, tree)
        for (row, other) in own.enumerated() {
            part.moments.start[row] = moments.start[Int(other)]
            part.rows.start[row] = UInt16(truncatingIfNeeded: row)
        }
        var root = node
        (root.start, root.end) = (0, own.count)
        part.grow(from: root, random: &random)
    }

    private func column(_ feature: Int) -> RankedColumn<Index> {
        if let known = columns[feature] { return known }
        let made = makeColumn(feature)
        columns[feature] = made
        orders.start[feature] = made.order
        return made
    }

    @inline(__always)
    private func order(of feature: Int) -> ColumnOrder<Index> { orders.start[feature] ?? column(feature).order }

    @inline(__always)
    private func inTable(_ row: Index) -> Int { Int(tableRows?[Int(row)] ?? UInt32(row)) }

    private func fillBag(_ counts: [UInt16]) -> PendingNode {
        let moments = moments.start, rows = rows.start
        var bag = PendingNode(node: 0, start: 0, end: 0, depth: 0, moments: .zero)
        counts.withUnsafeBufferPointer { counts in
            stepped.values.withUnsafeBufferPointer { values in
                for row in 0..<rowCount {
                    let weight = Double(counts[row])
                    moments[row] = Moments(sum: weight * values[row], weight: weight)
                    bag.moments += moments[row]
                    rows[bag.end] = Index(truncatingIfNeeded: row)
                    bag.end &+= counts[row] == 0 ? 0 : 1
                }
            }
        }
        return bag
    }

    // MARK: the split of a node

    /// Nil where the node is a leaf.
    private func bestSplit(of node: PendingNode, random: inout SeededRandom) -> NodeSplit<Index>? {
        let count = node.end - node.start
        guard count >= minSamplesSplit, node.depth < maxDepth, !isPure(node) else { return nil }
        let all = NodeRows(
            rows: UnsafePointer(rows.start + node.start), count: count, total: node.moments,
            gain: Gain(of: node.moments, stepped.steps), moments: UnsafePointer(moments.start),
            minSamplesLeaf: minSamplesLeaf)
        var best = NodeSplit<Index>(feature: -1)
        for drawn in 0..<featuresPerNode { _ = tree.draw.draw(after: drawn, &random) }
        let features = tree.draw.mostHelpfulFirst(featuresPerNode)
        var varying = 0
        for index in 0..<featuresPerNode where tryFeature(features[index], all, &best) { varying += 1 }
        var drawn = featuresPerNode
        while varying == 0, drawn < featureCount {
            if tryFeature(tree.draw.draw(after: drawn, &random), all, &best) { varying += 1 }
            drawn += 1
        }
        guard best.feature >= 0, all.gain.decrease(best.gain) * unit >= tree.leastDecrease else { return nil }
        return best
    }

    /// Takes the feature's best split where it is better than the best so far; false where the feature is constant.
    @inline(__always)
    private func tryFeature(
        _ feature: Int, _ node: NodeRows<Index, Gain>, _ best: inout NodeSplit<Index>
    ) -> Bool {
        var candidate = NodeSplit<Index>(feature: feature)
        guard search.search(node, order(of: feature), gainToBeat: best.gain, &candidate) else { return false }
        guard candidate.gain >= 0 else { return true }
        let tie = NodeSplit<Index>.tolerance * max(best.gain, candidate.gain)
        if candidate.gain > best.gain + tie || (candidate.gain >= best.gain - tie && feature < best.feature) {
            best = candidate
        }
        return true
    }

    private func isPure(_ node: PendingNode) -> Bool {
        let moments = moments.start, rows = rows.start
        let first = moments[Int(rows[node.start])]
        for i in node.start + 1..<node.end {
            // Equal targets give equal products: both are the same number, rounded.
            let other = moments[Int(rows[i])]
            if other.sum * first.weight != first.sum * other.weight { return false }
        }
        return true
    }

    /// Moves the rows that go left to the front, keeping the order on both sides.
    private func partition(_ node: PendingNode, _ best: NodeSplit<Index>) {
        let key = order(of: best.feature).key, limit = best.lastLeft
        let rows = rows.start, rightRows = rightRows.start
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

    // MARK: nodes of the tree

    /// Of a node whose rows have been divided.
    private func makeSplit(_ node: PendingNode, _ best: NodeSplit<Index>, left: Int) {
        tree.nodes.start[node.node] = TreeNode(
            number: threshold(node, best), left: UInt32(truncatingIfNeeded: left),
            feature: UInt32(truncatingIfNeeded: best.feature))
        tree.draw.add(Gain(of: node.moments, stepped.steps).decrease(best.gain), through: best.feature)
    }

    /// The midpoint, or the lower value where the midpoint rounds to the upper one.
    private func threshold(_ node: PendingNode, _ best: NodeSplit<Index>) -> Double {
        let below: Double, above: Double
        switch (column(best.feature), best.neighbours) {
        case (.coded(let column), .codes(let last, let next)): (below, above) = column.values(last, next)
        case (.placed(let column), .rows(let last, let next)):
            below = column.value(last)
            above = column.value(next ?? firstRow(node.start + best.count..<node.end, column.rows))
        default: preconditionFailure("a split of another kind of column")
        }
        let middle = below / 2 + above / 2
        return middle < above ? middle : below
    }

    /// The first in the column's order of the rows that went right.
    private func firstRow(_ right: Range<Int>, _ column: PlacedRows<Index>) -> Index {
        var smallest = Index.max
        for i in right { smallest = min(smallest, column.place[Int(rows.start[i])]) }
        return column.rowAt[Int(smallest)]
    }

    private func makeLeaf(_ node: PendingNode) {
        let moments = moments.start, rows = rows.start
        var sum = 0.0
        target.withUnsafeBufferPointer { target in
            if let tableRows {
                for i in node.start..<node.end {
                    sum += moments[Int(rows[i])].weight * target[Int(tableRows[Int(rows[i])])]
                }
            } else {
                for i in node.start..<node.end { sum += moments[Int(rows[i])].weight * target[Int(rows[i])] }
            }
        }
        tree.nodes.start[node.node] = TreeNode(
            number: sum / node.moments.weight, left: UInt32(truncatingIfNeeded: node.node),
            feature: UInt32(truncatingIfNeeded: featureCount))
    }
}
