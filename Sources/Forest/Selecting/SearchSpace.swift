// What a randomized search draws from: for each hyperparameter a list of choices or a range.
//
// Ranges of whole numbers are half open, as scipy's randint: between 5 and 25 draws 5...24. Ranges of real numbers run
// from the first number to the second, as the paper writes them.

import Basics

/// Where the values of one hyperparameter come from.
public enum Draw: Sendable {
    case choices([HyperparameterValue])
    case between(HyperparameterValue, HyperparameterValue)

    func value(of name: String, _ random: inout SeededRandom) throws -> HyperparameterValue {
        switch self {
        case .choices(let values):
            guard !values.isEmpty else { throw SparError("the search space of \(name) has no choices") }
            return values[random.integer(below: values.count)]
        case .between(.count(let lower), .count(let upper)) where lower < upper:
            let (width, isTooWide) = upper.subtractingReportingOverflow(lower)
            if !isTooWide { return .count(lower + random.integer(below: width)) }
        case .between(.fraction(let lower), .fraction(let upper)) where lower <= upper:
            return .fraction(random.uniform(lower, upper))
        case .between(.number(let lower), .number(let upper)) where lower <= upper:
            return .number(random.uniform(lower, upper))
        case .between: break
        }
        throw SparError("the search space of \(name) is empty: its lower end must be below its upper end")
    }
}

/// The space of a randomized search. What has no draw keeps the value of the base parameters.
public struct SearchSpace: Sendable {
    /// By scikit-learn's names.
    private var draws: [String: Draw] = [:]

    public init() {}

    public subscript(parameter: Hyperparameter) -> Draw? {
        get { draws[parameter.name] }
        set { draws[parameter.name] = newValue }
    }

    /// Table 1 of the paper.
    public static let paper: SearchSpace = {
        var space = SearchSpace()
        space[.maxDepth] = .choices([6, 8, 10, 12].map(HyperparameterValue.count))
        space[.maxFeatures] = .choices([.word("sqrt"), .word("log2"), .fraction(0.3)])
        space[.maxSamples] = .between(.fraction(0.6), .fraction(0.8))
        space[.minSamplesLeaf] = .between(.count(5), .count(25))
        space[.minSamplesSplit] = .between(.count(10), .count(50))
        space[.nEstimators] = .between(.count(300), .count(700))
        return space
    }()

    /// Candidate `index`, drawn from its own stream of the seed, so that more candidates do not change the first ones.
    /// Hyperparameters are drawn in alphabetical order of their scikit-learn names.
    public func candidate(_ index: Int, base: ForestParameters, seed: UInt64) throws -> ForestParameters {
        var random = SeededRandom(seed: seed, stream: UInt64(index))
        var parameters = base
        for parameter in Hyperparameter.all.sorted(by: { $0.name < $1.name }) {
            guard let draw = self[parameter] else { continue }
            try parameter.set(draw.value(of: parameter.name, &random), in: &parameters)
        }
        return parameters
    }
}
