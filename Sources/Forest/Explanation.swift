// Why a forest predicts what it does for a row, and whether the row is one that it knows.
//
// Shares: on its way down a tree a row passes nodes, each with the mean target of the training rows in it; the change
// of
// that mean at a split is the share of the split's feature (Saabas 2014; Palczewska et al. 2014). Over all trees the
// shares add up to the prediction minus the mean of the training rows.
//
// Likeness: each feature is replaced by its rank among the training rows (0 to 1), so that a crowded and an empty part
// of
// a range count alike; the distance of two rows is the mean absolute difference of their ranks.

import Basics

/// A prediction with its reasons.
public struct Explanation: Equatable, Sendable {
    public struct Outside: Equatable, Sendable {
        public let feature: String
        public let value: Double
        /// The training rows' smallest and largest.
        public let lowest, highest: Double
    }

    public let value: Double
    /// The interval that holds the middle part of the target's distribution (quantile regression forest), widened to
    /// `value` where the mean of a skewed distribution lies outside it.
    public let lower, upper: Double
    /// What would be predicted if nothing were known of the row.
    public let base: Double
    /// One a feature, in the model's order; their sum is `value - base`.
    public let shares: [Double]
    public let outside: [Outside]
    /// The distance to the fifth nearest training row, in units of what 99 % of the training rows have at most.
    public let remoteness: Double
}

/// Explains the predictions of one forest. Building it takes as long as predicting the training rows once.
public final class Explainer: Sendable {
    private let forest: RandomForest
    private let data: TrainingData
    /// The mean target of each node's training rows.
    private let means: [Double]
    /// Each feature's training values, ascending.
    private let ascending: [[Double]]
    /// The training rows' ranks, row after row.
    private let ranks: [Float]
    private let typical: Float
    private static let neighbour = 5

    /// - Throws: `SparError` for a model without its training rows.
    public init(_ forest: RandomForest) throws {
        self.forest = forest
        data = try forest.trainingSet(for: "explanations")
        means = Self.means(forest, data)
        let features = data.features
        let ascending = (0..<features.columnCount).map { features.column($0).sorted() }
        self.ascending = ascending
        let count = data.rowCount
        var ranks = [Float](repeating: 0, count: count * features.columnCount)
        for row in 0..<count {
            for column in 0..<features.columnCount {
                ranks[row * features.columnCount + column] = Self.rank(features[row, column], in: ascending[column])
            }
        }
        self.ranks = ranks
        // A sample of the rows, evenly spread, tells how far the neighbours of a training row are.
        let sample = stride(from: 0, to: count, by: max(1, count / 400))
        let width = features.columnCount
        let distances = sample.map { row in
            Self.distance(of: Array(ranks[row * width..<(row + 1) * width]), to: ranks, neighbour: Self.neighbour + 1)
        }.sorted()
        typical = max(distances[min(distances.count - 1, distances.count * 99 / 100)], 1e-6)
    }

    /// - Parameters:
    ///   - level: the part of the distribution that the interval holds.
    /// - Throws: `SparError` where a feature is missing.
    public func explain(_ matrix: FeatureMatrix, level: Double = 0.9, threads: Int = 1) throws -> [Explanation] {
        let columns = try forest.columns(in: matrix)
        let interval = try forest.predictInterval(matrix, level: level, threads: threads)
        return try (0..<matrix.rowCount).map { index in
            let row = columns.map { matrix[index, $0] }
            let (base, shares) = shares(row)
            let outside = row.enumerated().compactMap { column, value -> Explanation.Outside? in
                let lowest = ascending[column][0], highest = ascending[column][ascending[column].count - 1]
                // Tables hold some digits less than features that were just computed.
                let slack = 1e-4 * (highest - lowest)
                guard value < lowest - slack || value > highest + slack else { return nil }
                return .init(feature: forest.featureNames[column], value: value, lowest: lowest, highest: highest)
            }
            let own = row.enumerated().map { Self.rank($1, in: ascending[$0]) }
            let value = try forest.predict(row: row)
            return Explanation(
                value: value, lower: min(interval.lower[index], value), upper: max(interval.upper[index], value),
                base: base, shares: shares, outside: outside,
                remoteness: Double(Self.distance(of: own, to: ranks, neighbour: Self.neighbour) / typical))
        }
    }

    private func shares(_ row: [Double]) -> (base: Double, shares: [Double]) {
        let trees = forest.trees
        var base = 0.0, shares = [Double](repeating: 0, count: row.count)
        for tree in 0..<trees.count {
            let start = trees.starts[tree]
            var index = 0
            base += means[start]
            while Int(trees.nodes[start + index].feature) != trees.featureCount {
                let node = trees.nodes[start + index], feature = Int(node.feature)
                let next = Int(node.left) + (row[feature] > node.number ? 1 : 0)
                shares[feature] += means[start + next] - means[start + index]
                index = next
            }
        }
        let count = Double(trees.count)
        return (base / count, shares.map { $0 / count })
    }

    private static func means(_ forest: RandomForest, _ data: TrainingData) -> [Double] {
        let trees = forest.trees, features = data.features
        var means = trees.nodes.map(\.number), weights = [Double](repeating: 0, count: trees.nodes.count)
        let bootstrap = Bootstrap(parameters: forest.parameters, rowCount: data.rowCount)
        var counts = [UInt16](repeating: 0, count: data.rowCount)
        for tree in 0..<trees.count {
            bootstrap.fill(tree: tree, &counts)
            let start = trees.starts[tree]
            for row in 0..<data.rowCount where counts[row] > 0 {
                weights[start + trees.leaf(of: tree) { features[row, $0] }] += Double(counts[row])
            }
            // Children come after their parents.
            for index in (start..<trees.starts[tree + 1]).reversed()
            where Int(trees.nodes[index].feature) != trees.featureCount {
                let left = start + Int(trees.nodes[index].left), right = left + 1
                let total = weights[left] + weights[right]
                weights[index] = total
                means[index] =
                    total > 0
                    ? (weights[left] * means[left] + weights[right] * means[right]) / total
                    : (means[left] + means[right]) / 2
            }
        }
        return means
    }

    /// The share of the ascending values that lie below, ties in the middle.
    private static func rank(_ value: Double, in ascending: [Double]) -> Float {
        func first(_ isPast: (Double) -> Bool) -> Int {
            var low = 0, high = ascending.count
            while low < high {
                let middle = (low + high) / 2
                if isPast(ascending[middle]) { high = middle } else { low = middle + 1 }
            }
            return low
        }
        let below = first { $0 >= value }, notAbove = first { $0 > value }
        return Float(below + notAbove) / Float(2 * ascending.count)
    }

    private static func distance(of row: [Float], to ranks: [Float], neighbour: Int) -> Float {
        let width = row.count, count = ranks.count / width
        var nearest = [Float](repeating: .infinity, count: min(neighbour, count))
        ranks.withUnsafeBufferPointer { ranks in
            for other in 0..<count {
                var sum: Float = 0
                for column in 0..<width { sum += abs(ranks[other * width + column] - row[column]) }
                guard sum < nearest[nearest.count - 1] else { continue }
                var place = nearest.count - 1
                while place > 0, nearest[place - 1] > sum {
                    nearest[place] = nearest[place - 1]
                    place -= 1
                }
                nearest[place] = sum
            }
        }
        return nearest[nearest.count - 1] / Float(width)
    }
}
