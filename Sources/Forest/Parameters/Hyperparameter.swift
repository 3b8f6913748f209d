// What there is to know about one hyperparameter: its name, what it may be, what it means and where `ForestParameters`
// keeps it. Checks, model files, the options of scripts with their help, and search spaces are loops over
// `Hyperparameter.all`.

import Basics

/// The value of any hyperparameter, as it stands in scripts, model files and search spaces.
public enum HyperparameterValue: Hashable, Sendable {
    /// scikit-learn's None: no limit of the depth, all features, all rows.
    case unlimited
    case count(Int)
    /// Of the features or the rows.
    case fraction(Double)
    case number(Double)
    case word(String)
    case flag(Bool)
    case seed(UInt64)
}

/// A type in which `ForestParameters` holds a hyperparameter.
protocol HyperparameterType: Sendable {
    /// Nil where the value is of another kind.
    init?(_ value: HyperparameterValue)
    var value: HyperparameterValue { get }
}

public struct Hyperparameter: Sendable {
    /// scikit-learn's.
    public let name: String
    public let range: HyperparameterRange
    /// For help: what it is, with its default.
    public let meaning: String
    /// Whether model files hold it whatever its value. Those that came after the first files are written where they
    /// are not the default, so that files of models without them stay as they were.
    let isAlwaysWritten: Bool
    private let get: @Sendable (ForestParameters) -> HyperparameterValue
    private let set: @Sendable (inout ForestParameters, HyperparameterValue) -> Bool

    init<Value: HyperparameterType>(
        _ name: String, _ property: WritableKeyPath<ForestParameters, Value> & Sendable, _ range: HyperparameterRange,
        _ meaning: String, isAlwaysWritten: Bool = false
    ) {
        self.name = name
        self.range = range
        self.meaning = meaning
        self.isAlwaysWritten = isAlwaysWritten
        get = { $0[keyPath: property].value }
        set = { parameters, value in
            guard let value = Value(value) else { return false }
            parameters[keyPath: property] = value
            return true
        }
    }

    public func value(in parameters: ForestParameters) -> HyperparameterValue { get(parameters) }

    /// - Throws: `SparError` where the value is of another kind than the hyperparameter.
    public func set(_ value: HyperparameterValue, in parameters: inout ForestParameters) throws {
        guard set(&parameters, value) else { throw SparError("\(name) cannot be \(value)") }
    }

    /// - Throws: `SparError` naming the hyperparameter, its value and its range.
    func validate(_ parameters: ForestParameters, rowCount: Int, featureCount: Int) throws {
        let value = get(parameters)
        if let refusal = range.refusal(of: value, rowCount: rowCount, featureCount: featureCount) {
            throw SparError("\(name) is \(value); \(refusal)")
        }
    }
}

extension HyperparameterValue: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unlimited: "unlimited"
        case .count(let count): "\(count)"
        case .fraction(let number), .number(let number): "\(number)"
        case .word(let word): "\"\(word)\""
        case .flag(let flag): "\(flag)"
        case .seed(let seed): "\(seed)"
        }
    }
}

// MARK: model files

extension HyperparameterValue {
    var json: JSON {
        switch self {
        case .unlimited: .null
        case .count(let count): .integer(count)
        case .fraction(let fraction): .object(["fraction": .number(fraction)])
        case .number(let number): .number(number)
        case .word(let word): .string(word)
        case .flag(let flag): .bool(flag)
        // As text: JSON's numbers do not hold 64 bits everywhere.
        case .seed(let seed): .string(String(seed))
        }
    }
}

extension ForestParameters {
    /// With scikit-learn's names; null where scikit-learn has None.
    var json: JSON {
        let standard = ForestParameters()
        let members = Hyperparameter.all.map {
            (name: $0.name, always: $0.isAlwaysWritten, value: $0.value(in: self), usual: $0.value(in: standard))
        }
        .filter { $0.always || $0.value != $0.usual }
        return .object(Dictionary(uniqueKeysWithValues: members.map { ($0.name, $0.value.json) }))
    }

    /// Nil where a member is missing or of another kind.
    init?(_ json: JSON) {
        self.init()
        for parameter in Hyperparameter.all {
            guard let member = json[parameter.name] else {
                if parameter.isAlwaysWritten { return nil }
                continue
            }
            guard let value = parameter.range.value(member), (try? parameter.set(value, in: &self)) != nil else {
                return nil
            }
        }
    }
}

// MARK: the types of hyperparameters

extension Int: HyperparameterType {
    init?(_ value: HyperparameterValue) {
        guard case .count(let count) = value else { return nil }
        self = count
    }
    var value: HyperparameterValue { .count(self) }
}

extension Int?: HyperparameterType {
    init?(_ value: HyperparameterValue) {
        switch value {
        case .unlimited: self = Int?.none
        case .count(let count): self = Int?.some(count)
        default: return nil
        }
    }
    var value: HyperparameterValue { map(HyperparameterValue.count) ?? .unlimited }
}

extension Double: HyperparameterType {
    init?(_ value: HyperparameterValue) {
        guard case .number(let number) = value else { return nil }
        self = number
    }
    var value: HyperparameterValue { .number(self) }
}

extension Bool: HyperparameterType {
    init?(_ value: HyperparameterValue) {
        guard case .flag(let flag) = value else { return nil }
        self = flag
    }
    var value: HyperparameterValue { .flag(self) }
}

extension UInt64: HyperparameterType {
    init?(_ value: HyperparameterValue) {
        guard case .seed(let seed) = value else { return nil }
        self = seed
    }
    var value: HyperparameterValue { .seed(self) }
}
