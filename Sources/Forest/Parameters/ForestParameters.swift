// The hyperparameters of a random forest, with scikit-learn's names and meanings (RandomForestRegressor 1.9).
//
// Defaults are scikit-learn's. A new one is a property and an entry of `Hyperparameter.all`, both in this file, beside
// the mathematics that it rules.

import Basics

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
    /// By how much a split decreases the impurity at least, as a part of all rows: times the node's share of them.
    public var minImpurityDecrease = 0.0
    /// What the impurity is.
    public var criterion = Criterion.squaredError
    /// Whether each tree sees rows drawn with replacement; without it `maxSamples` has no meaning.
    public var bootstrap = true
    public var seed: UInt64 = 1

    public init() {}

    /// More than these are taken for a slip.
    public static let mostTrees = 1_000_000, greatestCount = 1_000_000_000
    static let mostFeatures = 65_000  // sixteen bits in a model file
}

extension Hyperparameter {
    private static let usual = ForestParameters()

    public static let nEstimators = Hyperparameter(
        "n_estimators", \.nEstimators,
        .count(1...ForestParameters.mostTrees, tooFew: "a forest needs at least 1 tree"),
        "Trees, \(usual.nEstimators) unless given.", isAlwaysWritten: true)
    public static let maxDepth = Hyperparameter(
        "max_depth", \.maxDepth, .limit(1...ForestParameters.greatestCount),
        "Levels below the root; without limit unless given.", isAlwaysWritten: true)
    public static let maxFeatures = Hyperparameter(
        "max_features", \.maxFeatures, .part(of: .features, words: ["sqrt", "log2"]),
        "Features looked at in a node: \"sqrt\", \"log2\", a fraction (0.3) or a count (3); all unless given.",
        isAlwaysWritten: true)
    public static let maxSamples = Hyperparameter(
        "max_samples", \.maxSamples, .part(of: .rows, words: []),
        "Rows drawn for each tree: a fraction (0.7) or a count (700); all unless given.", isAlwaysWritten: true)
    public static let minSamplesLeaf = Hyperparameter(
        "min_samples_leaf", \.minSamplesLeaf, .count(1...ForestParameters.greatestCount),
        "Distinct rows that each side of a split keeps, \(usual.minSamplesLeaf) unless given.", isAlwaysWritten: true)
    public static let minSamplesSplit = Hyperparameter(
        "min_samples_split", \.minSamplesSplit, .count(2...ForestParameters.greatestCount),
        "Distinct rows below which a node is a leaf, \(usual.minSamplesSplit) unless given.", isAlwaysWritten: true)
    public static let minImpurityDecrease = Hyperparameter(
        "min_impurity_decrease", \.minImpurityDecrease, .number(from: 0),
        "The least decrease of impurity, times the node's share of the rows, for which it is split, "
            + "\(NumberText.short(usual.minImpurityDecrease)) unless given.")
    public static let criterion = Hyperparameter(
        "criterion", \.criterion, .choice(Criterion.allCases.map(\.rawValue)),
        "What splits decrease, \(usual.criterion.rawValue) unless given; poisson is for targets that are never negative."
    )
    public static let bootstrap = Hyperparameter(
        "bootstrap", \.bootstrap, .flag, "Rows are drawn with replacement; \(usual.bootstrap) unless given.",
        isAlwaysWritten: true)
    public static let seed = Hyperparameter(
        "seed", \.seed, .seed, "The run's seed unless given.", isAlwaysWritten: true)

    /// In the order in which scripts show them.
    public static let all = [
        nEstimators, maxDepth, maxFeatures, maxSamples, minSamplesLeaf, minSamplesSplit, minImpurityDecrease, criterion,
        bootstrap, seed,
    ]
}

extension ForestParameters {
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

    /// Bytes that training takes at least, for a check beforehand; a tree's nodes come on top.
    public func leastBytes(rows: Int, features: Int) -> Double {
        Double(nEstimators) * (64 + 8 * Double(features)) + Double(rows) * Double(features) * 16
    }

    /// Checks the values against a table's size.
    ///
    /// - Throws: `SparError` naming the parameter, its value and its range.
    public func validate(rowCount: Int, featureCount: Int) throws {
        for parameter in Hyperparameter.all {
            try parameter.validate(self, rowCount: rowCount, featureCount: featureCount)
        }
        guard bootstrap || maxSamples == .all else {
            throw SparError("max_samples has no meaning without bootstrap; leave one of them out")
        }
    }
}
