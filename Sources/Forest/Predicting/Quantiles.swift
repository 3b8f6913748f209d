// Quantile regression forests (Meinshausen, J. Mach. Learn. Res. 7, 983, 2006).
//
// A training row's weight for a new row is the mean over trees of its share of the leaf that the new row falls into;
// rows count as often as they are in the tree's bag, so that the weighted mean is the forest's prediction. The
// q-quantile is the smallest training target at which the summed weight reaches q: always a target that was seen.

import Basics

/// The training rows in each leaf of each tree, as ranks of their targets.
private struct LeafMembers: Sendable {
    /// `starts[node]..<starts[node + 1]` of `ranks` belongs to that node of the forest.
    var starts: [Int]
    var ranks: [UInt32] = []
    var shares: [Float64] = []
}

extension RandomForest {
    /// Quantiles of the target for each row: `result[q][row]` for `quantiles[q]`.
    ///
    /// While it runs it holds twelve bytes for each training row of each tree.
    /// - Throws: `SparError` for a quantile outside 0...1, a missing feature, or a model without its training set.
    public func predictQuantiles(
        _ matrix: FeatureMatrix, _ quantiles: [Double], threads: Int = 1
    ) throws -> [[Double]] {
        for q in quantiles where !(q >= 0 && q <= 1) {
            throw SparError("a quantile is a number from 0 to 1, not \(NumberText.shortest(q))")
        }
        let data = try trainingSet(for: "quantiles")
        let columns = try columns(in: matrix)
        let order = ascendingOrder(of: data.target)
        let ascending = order.map { data.target[Int($0)] }
        let members = try leafMembers(data, order: order)
        var result = [[Double]](repeating: [Double](repeating: 0, count: matrix.rowCount), count: quantiles.count)
        var flat = [Double](repeating: 0, count: matrix.rowCount * quantiles.count)
        try flat.withUnsafeMutableBufferPointer { flat in
            let flat = SharedBuffer(flat)
            try runInParallel(count: matrix.rowCount, threads: threads) {
                var weights = [Double](repeating: 0, count: data.rowCount)
                return { row in
                    for index in weights.indices { weights[index] = 0 }
                    for tree in 0..<treeCount {
                        let leaf = trees.starts[tree] + trees.leaf(of: tree) { matrix[row, columns[$0]] }
                        for member in members.starts[leaf]..<members.starts[leaf + 1] {
                            weights[Int(members.ranks[member])] += members.shares[member]
                        }
                    }
                    for (index, q) in quantiles.enumerated() {
                        flat[index * matrix.rowCount + row] = Self.quantile(q, ascending, weights)
                    }
                }
            }
        }
        for index in quantiles.indices {
            result[index] = Array(flat[index * matrix.rowCount..<(index + 1) * matrix.rowCount])
        }
        return result
    }

    /// The interval that holds the middle `level` of the target's distribution for each row.
    public func predictInterval(
        _ matrix: FeatureMatrix, level: Double = 0.9, threads: Int = 1
    ) throws -> (lower: [Double], upper: [Double]) {
        guard level > 0, level < 1 else {
            throw SparError("the level of an interval lies between 0 and 1, not at \(NumberText.shortest(level))")
        }
        let bounds = try predictQuantiles(matrix, [(1 - level) / 2, (1 + level) / 2], threads: threads)
        return (bounds[0], bounds[1])
    }

    private static func quantile(_ q: Double, _ ascending: [Double], _ weights: [Double]) -> Double {
        let total = weights.reduce(0, +)
        // Sums of weights that ought to reach q exactly may fall short by rounding.
        let goal = q * total - 1e-12 * total
        var sum = 0.0, last = ascending[0]
        for (target, weight) in zip(ascending, weights) where weight > 0 {
            sum += weight
            last = target
            if sum >= goal { return target }
        }
        return last
    }

    private func leafMembers(_ data: TrainingData, order: [UInt32]) throws -> LeafMembers {
        var rank = [UInt32](repeating: 0, count: data.rowCount)
        for (index, row) in order.enumerated() { rank[Int(row)] = UInt32(index) }
        let bootstrap = Bootstrap(parameters: parameters, rowCount: data.rowCount)
        let packed = PackedTrees(trees)
        let block = RowBlock(trees, packed, data.features, columns: Array(0..<featureNames.count))
        let pieces = blocks(of: RowBlock.rowsAtMost, in: data.rowCount)
        var counts = [UInt16](repeating: 0, count: data.rowCount)
        var leafOf = [UInt32](repeating: 0, count: data.rowCount)
        var members = LeafMembers(starts: [0])
        for tree in 0..<treeCount {
            bootstrap.fill(tree: tree, &counts)
            for piece in pieces {
                block.load(piece)
                let leaves = block.descend(tree)
                for (i, row) in piece.enumerated() { leafOf[row] = leaves[i] }
            }
            let nodeCount = trees.starts[tree + 1] - trees.starts[tree]
            var first = [Int](repeating: 0, count: nodeCount + 1)
            var weight = [Double](repeating: 0, count: nodeCount)
            for row in 0..<data.rowCount where counts[row] > 0 {
                first[Int(leafOf[row]) + 1] += 1
                weight[Int(leafOf[row])] += Double(counts[row])
            }
            for node in 0..<nodeCount { first[node + 1] += first[node] }
            let base = members.ranks.count
            members.ranks += [UInt32](repeating: 0, count: first[nodeCount])
            members.shares += [Double](repeating: 0, count: first[nodeCount])
            members.starts += first.dropFirst().map { base + $0 }
            for row in 0..<data.rowCount where counts[row] > 0 {
                let leaf = Int(leafOf[row])
                members.ranks[base + first[leaf]] = rank[row]
                members.shares[base + first[leaf]] = Double(counts[row]) / weight[leaf]
                first[leaf] += 1
            }
        }
        return members
    }
}
