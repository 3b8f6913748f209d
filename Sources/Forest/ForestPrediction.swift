// Predictions: the mean over trees of the leaf that a row falls into.
//
// Rows are taken in blocks, stored row after row with one more column of -infinity (see Trees), and eight rows go down a
// tree side by side: their steps do not wait for each other, and there is no branch to predict.

import Basics

extension RandomForest {
    /// Predicts one row, its values in the order of `featureNames`.
    ///
    /// - Throws: `SparError` where the count differs or a value is NaN or infinite.
    public func predict(row: [Double]) throws -> Double {
        guard row.count == featureNames.count else {
            throw SparError("the row has \(row.count) values, but the model has \(featureNames.count) features")
        }
        for (value, name) in zip(row, featureNames) where !value.isFinite {
            throw SparError(FeatureMatrix.refusal(value, row: 0, column: name))
        }
        var sum = 0.0
        for tree in 0..<treeCount {
            let base = trees.starts[tree]
            var node = trees.nodes[base]
            while Int(node.feature) != trees.featureCount {
                node = trees.nodes[base + Int(node.left) + (row[Int(node.feature)] > node.number ? 1 : 0)]
            }
            sum += node.number
        }
        return sum / Double(treeCount)
    }

    /// Predicts every row; columns are found by name, further ones ignored.
    ///
    /// - Throws: `SparError` where a feature is not there.
    public func predict(_ matrix: FeatureMatrix, threads: Int = 1) throws -> [Double] {
        let columns = try columns(in: matrix)
        var result = [Double](repeating: 0, count: matrix.rowCount)
        let pieces = blocks(of: RowBlock.rowsAtMost, in: matrix.rowCount)
        try result.withUnsafeMutableBufferPointer { result in
            let result = SharedBuffer(result)
            try runInParallel(count: pieces.count, threads: threads) {
                let block = RowBlock(featureCount: trees.featureCount)
                return { piece in
                    let range = pieces[piece]
                    block.load(matrix, columns: columns, rows: range)
                    block.clearSums()
                    for tree in 0..<treeCount {
                        block.descend(trees, tree)
                        block.addLeaves(trees, tree)
                    }
                    for row in range { result[row] = block.sum(row - range.lowerBound) / Double(treeCount) }
                }
            }
        }
        return result
    }

    /// The position in `matrix` of each of the model's features.
    func columns(in matrix: FeatureMatrix) throws -> [Int] {
        try featureNames.map { name in
            guard let index = matrix.names.firstIndex(of: name) else {
                throw SparError("the model needs feature '\(name)', but the table has only "
                    + matrix.names.map { "'\($0)'" }.joined(separator: ", "))
            }
            return index
        }
    }
}

/// One thread's workspace for sending rows down trees.
final class RowBlock {
    /// A multiple of eight; with nine features the rows and one tree stay in the nearest caches.
    static let rowsAtMost = 512

    private let stride: Int
    private let values: UnsafeMutablePointer<Double>
    private let leaves: UnsafeMutablePointer<Int>
    private let sums: UnsafeMutablePointer<Double>
    private(set) var count = 0

    init(featureCount: Int) {
        stride = featureCount + 1
        values = .allocate(capacity: Self.rowsAtMost * stride)
        values.initialize(repeating: -.infinity, count: Self.rowsAtMost * stride)
        leaves = .allocate(capacity: Self.rowsAtMost)
        leaves.initialize(repeating: 0, count: Self.rowsAtMost)
        sums = .allocate(capacity: Self.rowsAtMost)
        sums.initialize(repeating: 0, count: Self.rowsAtMost)
    }

    deinit {
        values.deallocate()
        leaves.deallocate()
        sums.deallocate()
    }

    /// Copies rows; what is left of the last eight keeps whatever was there before and is never read out.
    func load(_ matrix: FeatureMatrix, columns: [Int], rows: Range<Int>) {
        count = rows.count
        matrix.values.withUnsafeBufferPointer { source in
            for (feature, column) in columns.enumerated() {
                let base = column * matrix.rowCount + rows.lowerBound
                for i in 0..<count { values[i * stride + feature] = source[base + i] }
            }
        }
    }

    func clearSums() { sums.update(repeating: 0, count: Self.rowsAtMost) }

    func sum(_ row: Int) -> Double { sums[row] }

    /// The leaf that a row of the block has reached, counted from the tree's root.
    func leaf(_ row: Int) -> Int { leaves[row] }

    /// Sends all rows of the block to their leaves in one tree.
    func descend(_ trees: Trees, _ tree: Int) {
        let depth = trees.depths[tree]
        trees.nodes.withUnsafeBufferPointer { all in
            let nodes = all.baseAddress.unsafelyUnwrapped + trees.starts[tree]
            var first = 0
            while first < count {
                descendEight(nodes, depth, first)
                first += 8
            }
        }
    }

    @inline(__always)
    private func descendEight(_ nodes: UnsafePointer<TreeNode>, _ depth: Int, _ first: Int) {
        let x0 = values + first * stride
        let x1 = x0 + stride, x2 = x1 + stride, x3 = x2 + stride
        let x4 = x3 + stride, x5 = x4 + stride, x6 = x5 + stride, x7 = x6 + stride
        var n0 = 0, n1 = 0, n2 = 0, n3 = 0, n4 = 0, n5 = 0, n6 = 0, n7 = 0
        for _ in 0..<depth {
            n0 = Self.step(nodes, n0, x0)
            n1 = Self.step(nodes, n1, x1)
            n2 = Self.step(nodes, n2, x2)
            n3 = Self.step(nodes, n3, x3)
            n4 = Self.step(nodes, n4, x4)
            n5 = Self.step(nodes, n5, x5)
            n6 = Self.step(nodes, n6, x6)
            n7 = Self.step(nodes, n7, x7)
        }
        let out = leaves + first
        out[0] = n0; out[1] = n1; out[2] = n2; out[3] = n3
        out[4] = n4; out[5] = n5; out[6] = n6; out[7] = n7
    }

    @inline(__always)
    private static func step(_ nodes: UnsafePointer<TreeNode>, _ node: Int, _ x: UnsafeMutablePointer<Double>) -> Int {
        let here = nodes + node
        return Int(here.pointee.left) &+ (x[Int(here.pointee.feature)] > here.pointee.number ? 1 : 0)
    }

    func addLeaves(_ trees: Trees, _ tree: Int) {
        trees.nodes.withUnsafeBufferPointer { all in
            let nodes = all.baseAddress.unsafelyUnwrapped + trees.starts[tree]
            for row in 0..<count { sums[row] += nodes[leaves[row]].number }
        }
    }
}
