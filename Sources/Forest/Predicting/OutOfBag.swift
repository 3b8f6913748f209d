// Out-of-bag predictions: each training row predicted by the trees that have not seen it.
//
// Which rows a tree has seen is drawn again from the forest's seed (see Bootstrap); bags are never stored.

import Basics

/// Which rows are in the bag of each tree: one bit a row and tree.
struct Bags: Sendable {
    private let words: [UInt64]
    private let wordsPerTree: Int

    init(_ forest: RandomForest) {
        let rows = forest.trainingRowCount
        let bootstrap = Bootstrap(parameters: forest.parameters, rowCount: rows)
        wordsPerTree = (rows + 63) / 64
        var words = [UInt64](repeating: 0, count: wordsPerTree * forest.treeCount)
        var counts = [UInt16](repeating: 0, count: rows)
        for tree in 0..<forest.treeCount {
            bootstrap.fill(tree: tree, &counts)
            let base = tree * wordsPerTree
            for row in 0..<rows where counts[row] > 0 { words[base + row >> 6] |= 1 << UInt64(row & 63) }
        }
        self.words = words
    }

    @inline(__always)
    func holds(tree: Int, row: Int) -> Bool {
        words[tree * wordsPerTree + row >> 6] >> UInt64(row & 63) & 1 == 1
    }
}

/// Out-of-bag predictions and their scores.
public struct OutOfBag: Equatable, Sendable {
    /// For each training row the mean over the trees that have not seen it; nil where every tree has.
    public let prediction: [Double?]
    /// Scores over the rows that have a prediction; nil where none has.
    public let scores: Scores?
}

extension RandomForest {
    /// - Throws: `SparError` where the forest was grown without bootstrap or has no training set.
    public func outOfBag(threads: Int = 1) throws -> OutOfBag {
        let data = try trainingSet(for: "out-of-bag predictions")
        try requireBootstrap()
        let bags = Bags(self)
        var sums = [Double](repeating: 0, count: data.rowCount)
        var counts = [Int](repeating: 0, count: data.rowCount)
        try sums.withUnsafeMutableBufferPointer { sums in
            try counts.withUnsafeMutableBufferPointer { counts in
                let sums = SharedBuffer(sums), counts = SharedBuffer(counts)
                try forEachLeaf(of: data.features, threads: threads) { tree, rows, leaves in
                    let base = trees.starts[tree]
                    for (i, row) in rows.enumerated() where !bags.holds(tree: tree, row: row) {
                        sums[row] += trees.nodes[base + Int(leaves[i])].number
                        counts[row] += 1
                    }
                }
            }
        }
        let known = counts.indices.filter { counts[$0] > 0 }
        return OutOfBag(
            prediction: counts.indices.map { counts[$0] > 0 ? sums[$0] / Double(counts[$0]) : nil },
            scores: known.isEmpty
                ? nil
                : try Scores(
                    target: known.map { data.target[$0] }, prediction: known.map { sums[$0] / Double(counts[$0]) }))
    }

    func trainingSet(for purpose: String) throws -> TrainingData {
        guard let training else {
            throw SparError(
                "\(purpose) need the training set, which this model file was written without; "
                    + "train again or save it with the training set")
        }
        return training
    }

    func requireBootstrap() throws {
        guard parameters.bootstrap else {
            throw SparError("there are no out-of-bag rows: the forest was grown with bootstrap = false")
        }
    }
}
