// The trees of a forest as one flat array of nodes.
//
// Each tree is a run of nodes, its root first, the two children of a node next to each other; child indices count from
// the tree's first node. A row goes left where its value is at most the threshold. A leaf is its own left child and
// tests a column that does not exist (index = number of features): every row has the smallest value there, so that a
// row that has arrived stays where it is and all rows of a block can take the same number of steps.

/// One node, 16 bytes.
struct TreeNode: Equatable, Sendable {
    /// The threshold of a split, or the value of a leaf.
    var number: Double
    /// The left child; the right one follows it. A leaf's own index.
    var left: UInt32
    /// The feature tested, or the number of features for a leaf.
    var feature: UInt32
}

/// All trees of a forest.
struct Trees: Equatable, Sendable {
    let featureCount: Int
    let nodes: [TreeNode]
    /// The first node of each tree, and at the end the number of nodes.
    let starts: [Int]
    /// The longest way from each root to a leaf, in steps.
    let depths: [Int]

    var count: Int { depths.count }

    init(featureCount: Int, nodes: [TreeNode], starts: [Int], depths: [Int]) {
        self.featureCount = featureCount
        self.nodes = nodes
        self.starts = starts
        self.depths = depths
    }

    /// Joins trees grown one by one.
    init(featureCount: Int, trees: [[TreeNode]]) {
        var starts = [0]
        for tree in trees { starts.append(starts[starts.count - 1] + tree.count) }
        self.init(
            featureCount: featureCount, nodes: Array(trees.joined()), starts: starts,
            depths: trees.map { Self.depth(of: $0, featureCount: featureCount) })
    }

    /// Children come after their parents, so one pass over the nodes finds the depth.
    static func depth(of tree: some RandomAccessCollection<TreeNode>, featureCount: Int) -> Int {
        var depths = [Int](repeating: 0, count: tree.count)
        var deepest = 0
        for (index, node) in tree.enumerated() where node.feature != featureCount {
            let below = depths[index] + 1
            depths[Int(node.left)] = below
            depths[Int(node.left) + 1] = below
            deepest = max(deepest, below)
        }
        return deepest
    }

    /// The leaf of a row in one tree, counted from the tree's root; `value` gives the row's value of a feature.
    @inline(__always)
    func leaf(of tree: Int, value: (Int) -> Double) -> Int {
        let base = starts[tree]
        var index = 0
        while true {
            let node = nodes[base + index]
            if Int(node.feature) == featureCount { return index }
            index = Int(node.left) + (value(Int(node.feature)) > node.number ? 1 : 0)
        }
    }

    func tree(_ index: Int) -> ArraySlice<TreeNode> { nodes[starts[index]..<starts[index + 1]] }
}
