// What a randomized search draws from: for each hyperparameter a list of choices or a range.
//
// Ranges of whole numbers are half open, as scipy's randint: between 5 and 25 draws 5...24. Ranges of real numbers run
// from the first number to the second, as the paper writes them.

import Basics

/// A value that can be drawn between two others.
public protocol RangeDrawable: Sendable {
    /// Nil where the two are no range of this kind.
    static func draw(from lower: Self, to upper: Self, _ random: inout SeededRandom) -> Self?
}

extension Int: RangeDrawable {
    public static func draw(from lower: Int, to upper: Int, _ random: inout SeededRandom) -> Int? {
        guard lower < upper, case let (width, isTooWide) = upper.subtractingReportingOverflow(lower), !isTooWide else {
            return nil
        }
        return lower + random.integer(below: width)
    }
}

extension Optional: RangeDrawable where Wrapped == Int {
    public static func draw(from lower: Int?, to upper: Int?, _ random: inout SeededRandom) -> Int?? {
        guard let lower, let upper else { return nil }
        return .some(Int.draw(from: lower, to: upper, &random))
    }
}

extension MaxFeatures: RangeDrawable {
    public static func draw(
        from lower: MaxFeatures, to upper: MaxFeatures, _ random: inout SeededRandom
    ) -> MaxFeatures? {
        switch (lower, upper) {
        case (.fraction(let a), .fraction(let b)): a <= b ? .fraction(random.uniform(a, b)) : nil
        case (.count(let a), .count(let b)): Int.draw(from: a, to: b, &random).map(MaxFeatures.count)
        default: nil
        }
    }
}

extension MaxSamples: RangeDrawable {
    public static func draw(from lower: MaxSamples, to upper: MaxSamples, _ random: inout SeededRandom) -> MaxSamples? {
        switch (lower, upper) {
        case (.fraction(let a), .fraction(let b)): a <= b ? .fraction(random.uniform(a, b)) : nil
        case (.count(let a), .count(let b)): Int.draw(from: a, to: b, &random).map(MaxSamples.count)
        default: nil
        }
    }
}

/// Where the values of one hyperparameter come from.
public enum Draw<Value: RangeDrawable>: Sendable {
    case choices([Value])
    case between(Value, Value)

    func value(of name: String, _ random: inout SeededRandom) throws -> Value {
        switch self {
        case .choices(let values):
            guard !values.isEmpty else { throw SparError("the search space of \(name) has no choices") }
            return values[random.integer(below: values.count)]
        case .between(let lower, let upper):
            guard let value = Value.draw(from: lower, to: upper, &random) else {
                throw SparError("the search space of \(name) is empty: its lower end must be below its upper end")
            }
            return value
        }
    }
}

/// The space of a randomized search. What is nil keeps the value of the base parameters.
public struct SearchSpace: Sendable {
    public var nEstimators: Draw<Int>?
    public var maxDepth: Draw<Int?>?
    public var maxFeatures: Draw<MaxFeatures>?
    public var maxSamples: Draw<MaxSamples>?
    public var minSamplesLeaf: Draw<Int>?
    public var minSamplesSplit: Draw<Int>?

    public init() {}

    /// Table 1 of the paper.
    public static let paper: SearchSpace = {
        var space = SearchSpace()
        space.maxDepth = .choices([6, 8, 10, 12])
        space.maxFeatures = .choices([.squareRoot, .log2, .fraction(0.3)])
        space.maxSamples = .between(.fraction(0.6), .fraction(0.8))
        space.minSamplesLeaf = .between(5, 25)
        space.minSamplesSplit = .between(10, 50)
        space.nEstimators = .between(300, 700)
        return space
    }()

    /// Candidate `index`, drawn from its own stream of the seed, so that more candidates do not change the first ones.
    /// Hyperparameters are drawn in alphabetical order of their scikit-learn names.
    public func candidate(_ index: Int, base: ForestParameters, seed: UInt64) throws -> ForestParameters {
        var random = SeededRandom(seed: seed, stream: UInt64(index))
        var parameters = base
        if let maxDepth { parameters.maxDepth = try maxDepth.value(of: "max_depth", &random) }
        if let maxFeatures { parameters.maxFeatures = try maxFeatures.value(of: "max_features", &random) }
        if let maxSamples { parameters.maxSamples = try maxSamples.value(of: "max_samples", &random) }
        if let minSamplesLeaf { parameters.minSamplesLeaf = try minSamplesLeaf.value(of: "min_samples_leaf", &random) }
        if let minSamplesSplit {
            parameters.minSamplesSplit = try minSamplesSplit.value(of: "min_samples_split", &random)
        }
        if let nEstimators { parameters.nEstimators = try nEstimators.value(of: "n_estimators", &random) }
        return parameters
    }
}
