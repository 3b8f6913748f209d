// The criteria by which splits are chosen. Each is a type in a file of its own, and a case here.

import Basics

/// By scikit-learn's names.
public enum Criterion: String, CaseIterable, Sendable {
    case squaredError = "squared_error"
    case poisson

    /// - Throws: `SparError` for targets that it cannot take.
    func check(_ target: [Double]) throws {
        switch self {
        case .squaredError: break
        case .poisson: try PoissonGain.check(target)
        }
    }
}

extension Grower {
    init(ranked: RankedFeatures, target: [Double], stepped: SteppedTarget, parameters: ForestParameters) {
        switch parameters.criterion {
        case .squaredError: self.init(SquaredErrorGain.self, ranked, target, stepped, parameters)
        case .poisson: self.init(PoissonGain.self, ranked, target, stepped, parameters)
        }
    }
}

extension Criterion: HyperparameterType {
    init?(_ value: HyperparameterValue) {
        guard case .word(let word) = value else { return nil }
        self.init(rawValue: word)
    }
    var value: HyperparameterValue { .word(rawValue) }
}
