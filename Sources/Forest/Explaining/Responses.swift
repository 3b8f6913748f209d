// What a forest would answer if one feature of a row had other values: the common part of permutation importance and
// partial dependence.
//
// A tree seen as a function of one feature, the others held, is a step function. So a row goes down a tree once; where
// it first meets a feature, all substitutes of that feature go on from there together, as a range of an ascending list
// that each threshold on the feature cuts in two. What a row never meets cannot matter and costs nothing. At a leaf
// the whole range gets its value, as a difference at the range's two ends, summed up once all trees are through.

import Basics

/// Which rows and features are asked about, and what to do with the answers. Closures are called from worker threads.
struct ResponseQuery: Sendable {
    let matrix: FeatureMatrix
    /// Features of the model, by index.
    let features: [Int]
    /// Substitutes of each row and feature.
    let count: Int
    /// Leaves out trees for a row, as for out-of-bag values.
    var skips: (@Sendable (_ tree: Int, _ row: Int) -> Bool)?
    /// Writes `count` ascending values for the row and the index in `features`.
    let substitutes: @Sendable (_ row: Int, _ index: Int, _ into: UnsafeMutablePointer<Double>) -> Void
    /// Takes the prediction for the row as it is and with each of the substitutes, in their ascending order; not
    /// called for a row that all trees skip. Calls for one block come from one thread in the order of rows and
    /// features.
    let answer:
        @Sendable (
            _ block: Int, _ row: Int, _ index: Int, _ base: Double, _ responses: UnsafePointer<Double>
        ) -> Void
}

extension RandomForest {
    /// Rows a thread takes through all trees together; the blocks are the same for any number of threads.
    static let responseBlock = 32

    func respond(to query: ResponseQuery, threads: Int, progress: Progress? = nil) throws {
        let columns = try columns(in: query.matrix)
        let pieces = blocks(of: Self.responseBlock, in: query.matrix.rowCount)
        try runInParallel(count: pieces.count, threads: threads, progress: progress) {
            let worker = ResponseWorker(trees, query, columns: columns)
            return { piece in worker.run(piece, rows: pieces[piece]) }
        }
    }
}

/// One thread's workspace.
private final class ResponseWorker {
    private let trees: Trees
    private let query: ResponseQuery
    private let columns: [Int]
    private let count: Int
    /// The row's own values, `values[row in block * features of the model + feature]`.
    private let values: UnsafeMutablePointer<Double>
    /// `substitutes[(row in block * asked features + index) * count + i]`, ascending.
    private let substitutes: UnsafeMutablePointer<Double>
    /// Differences of neighbouring answers, one more than substitutes.
    private let steps: UnsafeMutablePointer<Double>
    private let sums: UnsafeMutablePointer<Double>
    private let treesUsed: UnsafeMutablePointer<Int>
    /// The index in `query.features` of each feature of the model, or -1.
    private let indexOf: [Int]
    private let stack: UnsafeMutablePointer<Pending>
    /// The number of the descent in which each feature was last met.
    private let lastMet: UnsafeMutablePointer<Int>
    private var descents = 0

    private struct Pending {
        var node: Int
        var low: Int
        var high: Int
    }

    init(_ trees: Trees, _ query: ResponseQuery, columns: [Int]) {
        self.trees = trees
        self.query = query
        self.columns = columns
        count = query.count
        var indexOf = [Int](repeating: -1, count: trees.featureCount)
        for (index, feature) in query.features.enumerated() { indexOf[feature] = index }
        self.indexOf = indexOf
        let cells = RandomForest.responseBlock * query.features.count
        values = .allocate(capacity: RandomForest.responseBlock * trees.featureCount)
        substitutes = .allocate(capacity: cells * query.count)
        steps = .allocate(capacity: cells * (query.count + 1))
        sums = .allocate(capacity: RandomForest.responseBlock)
        treesUsed = .allocate(capacity: RandomForest.responseBlock)
        stack = .allocate(capacity: (trees.depths.max() ?? 0) + 1)
        lastMet = .allocate(capacity: trees.featureCount)
        lastMet.initialize(repeating: 0, count: trees.featureCount)
    }

    deinit {
        values.deallocate()
        substitutes.deallocate()
        steps.deallocate()
        sums.deallocate()
        treesUsed.deallocate()
        stack.deallocate()
        lastMet.deallocate()
    }

    func run(_ block: Int, rows: Range<Int>) {
        let asked = query.features.count
        for (i, row) in rows.enumerated() {
            for (feature, column) in columns.enumerated() {
                values[i * trees.featureCount + feature] = query.matrix[row, column]
            }
            for index in 0..<asked { query.substitutes(row, index, substitutes + (i * asked + index) * count) }
            sums[i] = 0
            treesUsed[i] = 0
        }
        steps.update(repeating: 0, count: rows.count * asked * (count + 1))
        trees.nodes.withUnsafeBufferPointer { all in
            for tree in 0..<trees.count {
                let nodes = all.baseAddress.unsafelyUnwrapped + trees.starts[tree]
                for (i, row) in rows.enumerated() {
                    if let skips = query.skips, skips(tree, row) { continue }
                    treesUsed[i] += 1
                    descend(nodes, i)
                }
            }
        }
        for (i, row) in rows.enumerated() where treesUsed[i] > 0 {
            let number = Double(treesUsed[i])
            for index in 0..<asked {
                let step = steps + (i * asked + index) * (count + 1)
                var sum = sums[i]
                for k in 0..<count {
                    sum += step[k]
                    step[k] = sum / number
                }
                query.answer(block, row, index, sums[i] / number, step)
            }
        }
    }

    /// Takes one row down one tree.
    @inline(__always)
    private func descend(_ nodes: UnsafePointer<TreeNode>, _ i: Int) {
        let asked = query.features.count
        let x = values + i * trees.featureCount
        let leafMark = UInt32(truncatingIfNeeded: trees.featureCount)
        // The value of the leaf is needed at the features met on the way, so the way is gone first.
        var node = 0
        while nodes[node].feature != leafMark {
            let here = nodes[node]
            node = Int(here.left) + (x[Int(here.feature)] > here.number ? 1 : 0)
        }
        let own = nodes[node].number
        sums[i] += own
        node = 0
        descents += 1
        while nodes[node].feature != leafMark {
            let here = nodes[node]
            let feature = Int(here.feature)
            let index = indexOf[feature]
            if index >= 0, lastMet[feature] != descents {
                lastMet[feature] = descents
                let cell = i * asked + index
                branch(
                    nodes, from: node, here.feature, x, substitutes + cell * count, own,
                    steps + cell * (count + 1))
            }
            node = Int(here.left) + (x[feature] > here.number ? 1 : 0)
        }
    }

    /// Sends all substitutes of a feature on from a node, adding what they change against the row's own leaf.
    @inline(__always)
    private func branch(
        _ nodes: UnsafePointer<TreeNode>, from start: Int, _ feature: UInt32, _ x: UnsafePointer<Double>,
        _ ascending: UnsafePointer<Double>, _ own: Double, _ step: UnsafeMutablePointer<Double>
    ) {
        let leafMark = UInt32(truncatingIfNeeded: trees.featureCount)
        var waiting = 1
        stack[0] = Pending(node: start, low: 0, high: count)
        while waiting > 0 {
            waiting -= 1
            let part = stack[waiting]
            var node = part.node, high = part.high
            let low = part.low
            while true {
                let here = nodes[node]
                if here.feature == feature {
                    let cut = Self.atMost(here.number, ascending, low, high)
                    if cut == high {
                        node = Int(here.left)
                    } else if cut == low {
                        node = Int(here.left) + 1
                    } else {
                        stack[waiting] = Pending(node: Int(here.left) + 1, low: cut, high: high)
                        waiting += 1
                        node = Int(here.left)
                        high = cut
                    }
                } else if here.feature == leafMark {
                    let change = here.number - own
                    step[low] += change
                    step[high] -= change
                    break
                } else {
                    node = Int(here.left) + (x[Int(here.feature)] > here.number ? 1 : 0)
                }
            }
        }
    }

    /// The first index in low..<high whose value is above the threshold, or high.
    @inline(__always)
    private static func atMost(
        _ threshold: Double, _ ascending: UnsafePointer<Double>, _ low: Int, _ high: Int
    ) -> Int {
        var low = low, length = high - low
        while length > 1 {
            let half = length >> 1
            low = ascending[low + half - 1] <= threshold ? low + half : low
            length -= half
        }
        return length == 1 && ascending[low] <= threshold ? low + 1 : low
    }
}
