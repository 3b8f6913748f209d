// Predictions: the mean over trees of the leaf that a row falls into.
//
// Sums over trees run in the order of the trees, so one row alone, a row in a table and any number of threads give the
// same bytes.

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
            sum += trees.nodes[trees.starts[tree] + trees.leaf(of: tree) { row[$0] }].number
        }
        return sum / Double(treeCount)
    }

    /// Predicts every row; columns are found by name, further ones ignored.
    ///
    /// - Throws: `SparError` where a feature is not there.
    public func predict(_ matrix: FeatureMatrix, threads: Int = 1) throws -> [Double] {
        var result = [Double](repeating: 0, count: matrix.rowCount)
        try result.withUnsafeMutableBufferPointer { result in
            let result = SharedBuffer(result)
            try forEachBlock(of: matrix, threads: threads) { block, rows in
                let sums = block.sumOfLeaves()
                for (i, row) in rows.enumerated() { result[row] = sums[i] / Double(treeCount) }
            }
        }
        return result
    }

    /// Calls `visit(tree, rows, leaves)` for all trees and blocks of rows, where `leaves[i]` is the leaf of the i-th
    /// row of the block counted from the tree's root. A row is visited in the order of the trees, from one thread only.
    func forEachLeaf(
        of matrix: FeatureMatrix, threads: Int, visit: @Sendable (Int, Range<Int>, UnsafePointer<UInt32>) -> Void
    ) throws {
        try forEachBlock(of: matrix, threads: threads) { block, rows in
            for tree in 0..<treeCount { visit(tree, rows, block.descend(tree)) }
        }
    }

    /// Calls `visit` with each block of rows, loaded and ready to go down the trees.
    private func forEachBlock(
        of matrix: FeatureMatrix, threads: Int, visit: @Sendable (RowBlock, Range<Int>) -> Void
    ) throws {
        let columns = try columns(in: matrix)
        let pieces = blocks(of: RowBlock.rowsAtMost, in: matrix.rowCount)
        // Packing costs as much as some hundred rows.
        let packed = matrix.rowCount >= 128 ? PackedTrees(trees) : nil
        try withoutActuallyEscaping(visit) { visit in
            try runInParallel(count: pieces.count, threads: threads) {
                let block = RowBlock(trees, packed, matrix, columns: columns)
                return { piece in
                    block.load(pieces[piece])
                    visit(block, pieces[piece])
                }
            }
        }
    }

    /// The position in `matrix` of each of the model's features.
    func columns(in matrix: FeatureMatrix) throws -> [Int] {
        try featureNames.map { name in
            guard let index = matrix.names.firstIndex(of: name) else {
                throw SparError(
                    "the model needs feature '\(name)', but the table has only "
                        + matrix.names.map { "'\($0)'" }.joined(separator: ", "))
            }
            return index
        }
    }
}
