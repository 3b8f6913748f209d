// Parts of the features or of the rows. Fractions are rounded down but never below one: 0.3 of 9 features is 2.

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

extension MaxFeatures: HyperparameterType {
    init?(_ value: HyperparameterValue) {
        switch value {
        case .unlimited: self = .all
        case .word("sqrt"): self = .squareRoot
        case .word("log2"): self = .log2
        case .fraction(let fraction): self = .fraction(fraction)
        case .count(let count): self = .count(count)
        default: return nil
        }
    }

    var value: HyperparameterValue {
        switch self {
        case .all: .unlimited
        case .squareRoot: .word("sqrt")
        case .log2: .word("log2")
        case .fraction(let fraction): .fraction(fraction)
        case .count(let count): .count(count)
        }
    }
}

extension MaxSamples: HyperparameterType {
    init?(_ value: HyperparameterValue) {
        switch value {
        case .unlimited: self = .all
        case .fraction(let fraction): self = .fraction(fraction)
        case .count(let count): self = .count(count)
        default: return nil
        }
    }

    var value: HyperparameterValue {
        switch self {
        case .all: .unlimited
        case .fraction(let fraction): .fraction(fraction)
        case .count(let count): .count(count)
        }
    }
}
