// The rows that one tree sees.
//
// Tree t draws from stream 2t of the forest's seed, and grows from stream 2t + 1: which rows are in a tree's bag can be
// found again from the seed alone, without keeping the bags.

import Basics

/// How often each row is in the bag of one tree.
struct Bootstrap {
    let seed: UInt64
    let rowCount: Int
    /// Rows drawn with replacement; nil takes every row once.
    let draws: Int?

    init(parameters: ForestParameters, rowCount: Int) {
        seed = parameters.seed
        self.rowCount = rowCount
        draws = parameters.bootstrap ? parameters.maxSamples.count(of: rowCount) : nil
    }

    /// Writes the count of each row into `counts`.
    func fill(tree: Int, _ counts: inout [UInt16]) {
        guard let draws else {
            for row in counts.indices { counts[row] = 1 }
            return
        }
        for row in counts.indices { counts[row] = 0 }
        var random = SeededRandom(seed: seed, stream: UInt64(2 * tree))
        counts.withUnsafeMutableBufferPointer { counts in
            // A row drawn more than 65,535 times cannot happen: it would take as many rows in the table, all of one
            // kind.
            for _ in 0..<draws { counts[random.integer(below: rowCount)] &+= 1 }
        }
    }

    static func growth(seed: UInt64, tree: Int) -> SeededRandom {
        SeededRandom(seed: seed, stream: UInt64(2 * tree + 1))
    }
}
