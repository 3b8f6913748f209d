// The trees in the form in which many rows go through them fastest.
//
// The thresholds of each feature, sorted without repeats, make a scale; a node holds the index of its threshold on that
// scale, a row for each feature how many thresholds of the scale are below its value. Then x > threshold is exactly
// code(x) > code(threshold), with integers, and a node fits into eight bytes:
// bits 63...32 code, 31...16 left child counted from the root (the right one follows), 15...0 eight times the feature.
// As in Trees, a leaf is its own left child and tests a column in which every row has code 0.

struct PackedTrees: Sendable {
    /// For each feature its thresholds, ascending.
    let scales: [[Double]]
    /// In the order of `Trees.nodes`.
    let nodes: [UInt64]
    /// The values of the leaves, in the same order: apart, so that a tree's nodes stay in the nearest cache.
    let values: [Double]

    /// Nil where a tree has more nodes, or the forest more features, than 16 bits can count.
    init?(_ trees: Trees) {
        let largest = (0..<trees.count).map { trees.starts[$0 + 1] - trees.starts[$0] }.max() ?? 0
        guard largest <= 1 << 16, trees.featureCount < 1 << 13 else { return nil }
        var nodes = [UInt64](repeating: 0, count: trees.nodes.count)
        var scales: [[Double]] = []
        var nodesOf = [[UInt32]](repeating: [], count: trees.featureCount)
        for (index, node) in trees.nodes.enumerated() {
            nodes[index] = UInt64(node.left) << 16 | UInt64(node.feature) << 3
            if node.feature < trees.featureCount { nodesOf[Int(node.feature)].append(UInt32(index)) }
        }
        for indices in nodesOf {
            let thresholds = indices.map { trees.nodes[Int($0)].number }
            var scale: [Double] = []
            for at in ascendingOrder(of: thresholds) {
                if scale.last != thresholds[Int(at)] { scale.append(thresholds[Int(at)]) }
                nodes[Int(indices[Int(at)])] |= UInt64(scale.count - 1) << 32
            }
            scales.append(scale)
        }
        self.nodes = nodes
        values = trees.nodes.map(\.number)
        self.scales = scales
    }
}
