// The hyperparameters of a random forest, with scikit-learn's names and meanings (RandomForestRegressor 1.9).
//
// Defaults are scikit-learn's. Fractions are rounded down but never below one: max_features 0.3 of 9 is 2.

import Basics

/// How many features are looked at in a node.
public enum MaxFeatures: Equatable, Sendable {
    case all
    case squareRoot
    case log2
    /// Of the features, 0 < f <= 1.
    case fraction(Double)
    case count(Int)

    func count(of features: Int) -> Int {
        switch self {
        case .all: return features
        case .squareRoot: return max(1, Int(Double(features).squareRoot()))
        case .log2: return max(1, features.bitWidth - 1 - features.leadingZeroBitCount)
        case .fraction(let fraction): return max(1, Int(fraction * Double(features)))
        case .count(let count): return count
        }
    }
}

/// How many rows are drawn, with replacement, for each tree.
public enum MaxSamples: Equatable, Sendable {
    /// As many as there are rows.
    case all
    /// Of the rows, 0 < f <= 1.
    case fraction(Double)
    case count(Int)

    func count(of rows: Int) -> Int {
        switch self {
        case .all: return rows
        case .fraction(let fraction): return max(1, Int(fraction * Double(rows)))
        case .count(let count): return count
        }
    }
}

/// Hyperparameters; the criterion is the squared error.
public struct ForestParameters: Equatable, Sendable {
    /// The number of trees.
    public var nEstimators = 100
    /// Levels below the root; nil is without limit.
    public var maxDepth: Int?
    public var maxFeatures = MaxFeatures.all
    public var maxSamples = MaxSamples.all
    /// Distinct rows that each side of a split must keep.
    public var minSamplesLeaf = 1
    /// Distinct rows below which a node is a leaf.
    public var minSamplesSplit = 2
    /// Whether each tree sees rows drawn with replacement; without it `maxSamples` has no meaning.
    public var bootstrap = true
    public var seed: UInt64 = 1

    public init() {}

    /// Bytes that training takes at least, for a check beforehand; a tree's nodes come on top.
    public func leastBytes(rows: Int, features: Int) -> Double {
        Double(nEstimators) * (64 + 8 * Double(features)) + Double(rows) * Double(features) * 16
    }

    /// Table 2 of the paper.
    public static let paper: ForestParameters = {
        var parameters = ForestParameters()
        parameters.nEstimators = 587
        parameters.maxDepth = 12
        parameters.maxFeatures = .fraction(0.3)
        parameters.maxSamples = .fraction(0.6676)
        parameters.minSamplesLeaf = 6
        parameters.minSamplesSplit = 11
        return parameters
    }()

    /// The paper's target and its eight features, in the order of section 2.
    public static let paperTarget = "SAMS"
    public static let paperFeatures = ["QAMS", "DAMS", "IAMS", "density", "N_SG", "N_3d", "EN_mean", "EN_std"]

    /// More trees than this, or larger counts of rows, are taken for a slip.
    static let mostFeatures = 65_000  // sixteen bits in a model file
    public static let mostTrees = 1_000_000, greatestCount = 1_000_000_000

    /// Checks the values against a table's size.
    ///
    /// - Throws: `SparError` naming the parameter, its value and its range.
    public func validate(rowCount: Int, featureCount: Int) throws {
        func require(_ holds: Bool, _ sentence: @autoclosure () -> String) throws {
            if !holds { throw SparError(sentence()) }
        }
        try require(nEstimators >= 1, "n_estimators is \(nEstimators); a forest needs at least 1 tree")
        try require(nEstimators <= Self.mostTrees, "n_estimators is \(nEstimators); it goes to \(Self.mostTrees)")
        if let maxDepth {
            try require(maxDepth >= 1, "max_depth is \(maxDepth); it is at least 1, or nil for no limit")
        }
        try require(minSamplesLeaf >= 1, "min_samples_leaf is \(minSamplesLeaf); it is a count of at least 1")
        try require(minSamplesSplit >= 2, "min_samples_split is \(minSamplesSplit); it is a count of at least 2")
        for (name, count) in [
            ("max_depth", maxDepth ?? 1), ("min_samples_leaf", minSamplesLeaf),
            ("min_samples_split", minSamplesSplit),
        ] {
            try require(count <= Self.greatestCount, "\(name) is \(count); it goes to \(Self.greatestCount)")
        }
        switch maxFeatures {
        case .all, .squareRoot, .log2: break
        case .fraction(let fraction):
            try require(
                fraction > 0 && fraction <= 1,
                "max_features is \(fraction); a fraction is above 0 and at most 1")
        case .count(let count):
            try require(
                count >= 1 && count <= featureCount,
                "max_features is \(count); with \(featureCount) features it is a count from 1 to \(featureCount)")
        }
        switch maxSamples {
        case .all: break
        case .fraction(let fraction):
            try require(
                fraction > 0 && fraction <= 1,
                "max_samples is \(fraction); a fraction is above 0 and at most 1")
        case .count(let count):
            try require(
                count >= 1 && count <= rowCount,
                "max_samples is \(count); with \(rowCount) rows it is a count from 1 to \(rowCount)")
        }
        try require(
            bootstrap || maxSamples == .all, "max_samples has no meaning without bootstrap; leave one of them out")
    }
}
