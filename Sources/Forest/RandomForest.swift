// A random forest for regression (Breiman 2001): trees on bootstrap samples, predictions averaged.
//
// The same data, parameters and seed give the same bytes whatever the number of threads: each tree has random streams
// of its own, and sums over trees run in the order of the trees.

import Basics

/// A trained forest. Immutable.
public struct RandomForest: Sendable {
    public let parameters: ForestParameters
    /// In the order in which rows give their values.
    public let featureNames: [String]
    public let targetName: String
    /// Rows it was trained on.
    public let trainingRowCount: Int
    /// The training set, kept for what needs it: out-of-bag values and quantiles. A model read from a file that was
    /// written without it has none.
    public let training: TrainingData?
    /// The mean decrease in impurity through each feature, averaged over trees, adding up to 1 (all 0 where no
    /// tree has a split); scikit-learn's `feature_importances_`.
    public let impurityImportance: [Double]
    let trees: Trees
    let savedTrainingHash: String

    public var treeCount: Int { trees.count }
    /// Splits and leaves of all trees.
    public var nodeCount: Int { trees.nodes.count }

    init(
        parameters: ForestParameters, featureNames: [String], targetName: String, trainingRowCount: Int,
        training: TrainingData?, savedTrainingHash: String = "", impurityImportance: [Double], trees: Trees
    ) {
        self.parameters = parameters
        self.featureNames = featureNames
        self.targetName = targetName
        self.trainingRowCount = trainingRowCount
        self.training = training
        self.savedTrainingHash = savedTrainingHash
        self.impurityImportance = impurityImportance
        self.trees = trees
    }

    /// Trains a forest.
    ///
    /// - Parameters:
    ///   - threads: at most so many run; has no influence on the result.
    ///   - progress: told after each tree.
    /// - Throws: `SparError` for parameters out of range, `Cancelled` where `progress` returned false.
    public static func fit(
        _ data: TrainingData, _ parameters: ForestParameters, threads: Int = 1, progress: Progress? = nil
    ) throws -> RandomForest {
        try parameters.validate(rowCount: data.rowCount, featureCount: data.features.columnCount)
        return try fit(data, ranked: RankedFeatures(data.features), parameters, threads: threads, progress: progress)
    }

    /// The same where the columns have been sorted before; `parameters` are valid.
    static func fit(
        _ data: TrainingData, ranked: RankedFeatures, _ parameters: ForestParameters, threads: Int,
        progress: Progress? = nil
    ) throws -> RandomForest {
        try parameters.criterion.check(data.target)
        let bootstrap = Bootstrap(parameters: parameters, rowCount: data.rowCount)
        let stepped = SteppedTarget(data.target, totalWeight: bootstrap.draws ?? data.rowCount)
        let count = parameters.nEstimators
        let features = data.features.columnCount
        var grown = [[TreeNode]](repeating: [], count: count)
        var decreases = [Double](repeating: 0, count: count * features)
        try grown.withUnsafeMutableBufferPointer { grown in
            try decreases.withUnsafeMutableBufferPointer { decreases in
                let grown = SharedBuffer(grown), decreases = SharedBuffer(decreases)
                try runInParallel(count: count, threads: threads, progress: progress) {
                    let grower = Grower(ranked: ranked, target: data.target, stepped: stepped, parameters: parameters)
                    var counts = [UInt16](repeating: 0, count: data.rowCount)
                    return { tree in
                        bootstrap.fill(tree: tree, &counts)
                        var random = Bootstrap.growth(seed: parameters.seed, tree: tree)
                        grown[tree] = grower.grow(counts, &random)
                        for (feature, value) in grower.impurityDecrease().enumerated() {
                            decreases[tree * features + feature] = value
                        }
                    }
                }
            }
        }
        return RandomForest(
            parameters: parameters, featureNames: data.features.names, targetName: data.targetName,
            trainingRowCount: data.rowCount, training: data,
            impurityImportance: meanShares(decreases, features: features),
            trees: Trees(featureCount: features, trees: grown))
    }

    /// One tree on rows that count as often as stated, for comparison with other implementations.
    package static func fit(
        _ data: TrainingData, _ parameters: ForestParameters, rowCounts: [UInt16]
    ) throws -> RandomForest {
        try parameters.validate(rowCount: data.rowCount, featureCount: data.features.columnCount)
        try parameters.criterion.check(data.target)
        let stepped = SteppedTarget(data.target, totalWeight: rowCounts.reduce(0) { $0 + Int($1) })
        let grower = Grower(
            ranked: RankedFeatures(data.features), target: data.target, stepped: stepped,
            parameters: parameters)
        var random = Bootstrap.growth(seed: parameters.seed, tree: 0)
        let tree = grower.grow(rowCounts, &random)
        let features = data.features.columnCount
        return RandomForest(
            parameters: parameters, featureNames: data.features.names, targetName: data.targetName,
            trainingRowCount: data.rowCount, training: nil,
            impurityImportance: meanShares(grower.impurityDecrease(), features: features),
            trees: Trees(featureCount: features, trees: [tree]))
    }

    /// A node of one tree in scikit-learn's order: depth first, left before right.
    package struct NodeDescription: Equatable, Sendable {
        /// The number of features for a leaf.
        package let feature: Int
        /// Indices in that order; -1 for a leaf.
        package let left, right: Int
        /// The threshold, or the value of a leaf.
        package let number: Double
    }

    package func nodes(ofTree tree: Int) -> [NodeDescription] {
        let nodes = Array(trees.tree(tree))
        var order: [Int] = [], pending = [0]
        while let next = pending.popLast() {
            order.append(next)
            if Int(nodes[next].feature) != trees.featureCount {
                pending += [Int(nodes[next].left) + 1, Int(nodes[next].left)]
            }
        }
        var place = [Int](repeating: 0, count: nodes.count)
        for (index, node) in order.enumerated() { place[node] = index }
        return order.map { index in
            let node = nodes[index], isLeaf = Int(node.feature) == trees.featureCount
            return NodeDescription(
                feature: Int(node.feature), left: isLeaf ? -1 : place[Int(node.left)],
                right: isLeaf ? -1 : place[Int(node.left) + 1], number: node.number)
        }
    }

    /// Each tree's decreases as shares of their sum, averaged over the trees that have a split.
    private static func meanShares(_ decreases: [Double], features: Int) -> [Double] {
        var shares = [Double](repeating: 0, count: features)
        for start in stride(from: 0, to: decreases.count, by: features) {
            let tree = decreases[start..<start + features]
            let sum = tree.reduce(0, +)
            if sum > 0 { for (feature, value) in tree.enumerated() { shares[feature] += value / sum } }
        }
        let sum = shares.reduce(0, +)
        return sum > 0 ? shares.map { $0 / sum } : shares
    }
}
