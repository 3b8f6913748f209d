// Sending many rows down many trees: one thread takes a block of rows through all trees.

/// One thread's workspace; eight rows go down a tree side by side, so that their steps do not wait for each other.
final class RowBlock {
    /// A multiple of eight, and enough rows to make fetching each tree from memory worth while.
    static let rowsAtMost = 2048

    private let trees: Trees
    private let packed: PackedTrees?
    private let matrix: FeatureMatrix
    private let columns: [Int]
    private var rows = 0..<0
    /// `codes[(group * (features + 1) + feature) * 8 + row in group]`; the last column is 0.
    private let codes: UnsafeMutablePointer<UInt32>
    private let leaves: UnsafeMutablePointer<UInt32>
    private let sums: UnsafeMutablePointer<Double>

    /// `columns` says where the matrix has each feature; without packed trees rows are taken one by one.
    init(_ trees: Trees, _ packed: PackedTrees?, _ matrix: FeatureMatrix, columns: [Int]) {
        self.trees = trees
        self.packed = packed
        self.matrix = matrix
        self.columns = columns
        let size = Self.rowsAtMost * (trees.featureCount + 1)
        codes = .allocate(capacity: size)
        codes.initialize(repeating: 0, count: size)
        leaves = .allocate(capacity: Self.rowsAtMost)
        leaves.initialize(repeating: 0, count: Self.rowsAtMost)
        sums = .allocate(capacity: Self.rowsAtMost)
        sums.initialize(repeating: 0, count: Self.rowsAtMost)
    }

    deinit {
        codes.deallocate()
        leaves.deallocate()
        sums.deallocate()
    }

    /// Takes up to `rowsAtMost` rows.
    func load(_ rows: Range<Int>) {
        self.rows = rows
        guard let packed else { return }
        let group = 8 * (columns.count + 1)
        matrix.values.withUnsafeBufferPointer { values in
            for (feature, column) in columns.enumerated() {
                let base = column * matrix.rowCount + rows.lowerBound
                packed.scales[feature].withUnsafeBufferPointer { scale in
                    for i in 0..<rows.count {
                        let code = Self.below(values[base + i], scale)
                        codes[(i >> 3) * group + feature * 8 + (i & 7)] = UInt32(truncatingIfNeeded: code)
                    }
                }
            }
        }
    }

    /// Sends the block down one tree and returns the leaf of each of its rows, counted from the tree's root. The
    /// pointer holds until the next call; what fills up the last eight rows goes along and means nothing.
    func descend(_ tree: Int) -> UnsafePointer<UInt32> {
        guard let packed else {
            for (i, row) in rows.enumerated() {
                leaves[i] = UInt32(truncatingIfNeeded: trees.leaf(of: tree) { matrix[row, columns[$0]] })
            }
            return UnsafePointer(leaves)
        }
        let depth = trees.depths[tree]
        let group = 8 * (trees.featureCount + 1)
        packed.nodes.withUnsafeBufferPointer { all in
            let nodes = all.baseAddress.unsafelyUnwrapped + trees.starts[tree]
            for first in stride(from: 0, to: rows.count, by: 8) {
                Self.descendEight(nodes, depth, codes + (first >> 3) * group, leaves + first)
            }
        }
        return UnsafePointer(leaves)
    }

    /// The sums over all trees of the leaf values of the block's rows. The pointer holds until the next call.
    func sumOfLeaves() -> UnsafePointer<Double> {
        sums.update(repeating: 0, count: rows.count)
        for tree in 0..<trees.count {
            let leaves = descend(tree)
            let base = trees.starts[tree]
            if let packed {
                packed.values.withUnsafeBufferPointer { values in
                    let value = values.baseAddress.unsafelyUnwrapped + base
                    for i in 0..<rows.count { sums[i] += value[Int(leaves[i])] }
                }
            } else {
                for i in 0..<rows.count { sums[i] += trees.nodes[base + Int(leaves[i])].number }
            }
        }
        return UnsafePointer(sums)
    }

    /// How many of the ascending numbers are below x.
    @inline(__always)
    private static func below(_ x: Double, _ scale: UnsafeBufferPointer<Double>) -> Int {
        guard !scale.isEmpty else { return 0 }
        var low = 0, length = scale.count
        // Invariant: the answer lies in low...low + length. The step is a select, not a branch to be guessed.
        while length > 1 {
            let half = length >> 1
            low = scale[low &+ half &- 1] < x ? low &+ half : low
            length &-= half
        }
        return low + (scale[low] < x ? 1 : 0)
    }

    private static func descendEight(
        _ nodes: UnsafePointer<UInt64>, _ depth: Int, _ codes: UnsafePointer<UInt32>,
        _ leaves: UnsafeMutablePointer<UInt32>
    ) {
        var n0: UInt64 = 0, n1: UInt64 = 0, n2: UInt64 = 0, n3: UInt64 = 0
        var n4: UInt64 = 0, n5: UInt64 = 0, n6: UInt64 = 0, n7: UInt64 = 0
        for _ in 0..<depth {
            n0 = step(nodes, n0, codes, 0)
            n1 = step(nodes, n1, codes, 1)
            n2 = step(nodes, n2, codes, 2)
            n3 = step(nodes, n3, codes, 3)
            n4 = step(nodes, n4, codes, 4)
            n5 = step(nodes, n5, codes, 5)
            n6 = step(nodes, n6, codes, 6)
            n7 = step(nodes, n7, codes, 7)
        }
        leaves[0] = UInt32(truncatingIfNeeded: n0)
        leaves[1] = UInt32(truncatingIfNeeded: n1)
        leaves[2] = UInt32(truncatingIfNeeded: n2)
        leaves[3] = UInt32(truncatingIfNeeded: n3)
        leaves[4] = UInt32(truncatingIfNeeded: n4)
        leaves[5] = UInt32(truncatingIfNeeded: n5)
        leaves[6] = UInt32(truncatingIfNeeded: n6)
        leaves[7] = UInt32(truncatingIfNeeded: n7)
    }

    @inline(__always)
    private static func step(
        _ nodes: UnsafePointer<UInt64>, _ node: UInt64, _ codes: UnsafePointer<UInt32>, _ lane: Int
    ) -> UInt64 {
        let here = nodes[Int(truncatingIfNeeded: node)]
        let code = UInt64(codes[Int(truncatingIfNeeded: here & 0xFFFF) &+ lane])
        // The highest bit of the difference of two 32-bit numbers is its sign: 1 where the row's code is larger.
        return ((here >> 16) & 0xFFFF) &+ (((here >> 32) &- code) >> 63)
    }
}
