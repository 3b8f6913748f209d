// Hyperparameters between scripts and the Forest room, under scikit-learn's names. A whole number such as 3 is a count,
// a
// number with a point such as 0.3 a fraction, as in scikit-learn; "none" is no limit of the depth.

import Basics
import Forest
import LuaRuntime
import Tables

/// What a forest is trained with: the options of a call over its preset over the defaults.
struct ForestOptions {
    var parameters = ForestParameters()
    var target = ForestParameters.paperTarget
    var features = ForestParameters.paperFeatures

    static let declared: [Parameter] = [
        .optional(
            "preset", .any,
            "forest.PAPER, the best of a search, or another table of these options; options beside "
                + "it go first."),
        .optional("target", .string, "The column to predict; SAMS unless given."),
        .optional("features", .strings, "The columns to predict from; the paper's eight unless given."),
        .optional("n_estimators", .count(1), "Trees, 100 unless given."),
        .optional(
            "max_depth", .either([.count(1), .choice(["none"])]), "Levels below the root; without limit unless given."),
        .optional(
            "max_features", .either([.number, .choice(["sqrt", "log2"])]),
            "Features looked at in a node: \"sqrt\", \"log2\", a fraction (0.3) or a count (3); all unless given."),
        .optional(
            "max_samples", .number, "Rows drawn for each tree: a fraction (0.7) or a count (700); all unless given."),
        .optional("min_samples_leaf", .count(1), "Distinct rows that each side of a split keeps, 1 unless given."),
        .optional("min_samples_split", .count(2), "Distinct rows below which a node is a leaf, 2 unless given."),
        .optional("bootstrap", .boolean, "Rows are drawn with replacement; true unless given."),
        .optional("seed", .count(0), "The run's seed unless given."),
        ForestWork.threadsOption,
    ]

    init(_ call: Call) throws {
        parameters.seed = call.runSeed
        if let preset: LuaValue = try call[optional: "preset"] {
            guard let fields = Self.fields(preset) else {
                throw call.error("preset", "a table such as forest.PAPER expected, got \(preset.typeName)")
            }
            for (name, value) in fields where !value.isNil {
                try set(name, value) { call.error("preset", "\(name): \($0)") }
            }
        }
        for name in Self.declared.map(\.name) where name != "preset" && name != "threads" {
            if let value: LuaValue = try call[optional: name] { try set(name, value) { call.error(name, $0) } }
        }
    }

    private static func fields(_ value: LuaValue) -> [(String, LuaValue)]? {
        switch value {
        case .table(let table): table.items.isEmpty ? table.fields.map { (LuaValueText.short($0.key), $0.value) } : nil
        case .object(let object): (object as? LuaRecord)?.fields
        default: nil
        }
    }

    private mutating func set(_ name: String, _ value: LuaValue, _ error: (String) -> any Error) throws {
        func count() throws -> Int {
            guard case .integer(let i) = value.wholeAsInteger else {
                throw error("whole number expected, got \(LuaValueText.short(value))")
            }
            return i
        }
        switch name {
        case "target":
            guard let text = value.asString else { throw error("string expected, got \(value.typeName)") }
            target = text
        case "features":
            let names = value.names
            guard let names, !names.isEmpty else { throw error("list of the names of columns expected") }
            features = names
        case "n_estimators": parameters.nEstimators = try count()
        case "max_depth": parameters.maxDepth = value.asString == "none" ? nil : try count()
        case "max_features": parameters.maxFeatures = try MaxFeatures(value, error)
        case "max_samples": parameters.maxSamples = try MaxSamples(value, error)
        case "min_samples_leaf": parameters.minSamplesLeaf = try count()
        case "min_samples_split": parameters.minSamplesSplit = try count()
        case "bootstrap":
            guard case .bool(let flag) = value else { throw error("boolean expected, got \(value.typeName)") }
            parameters.bootstrap = flag
        case "seed": parameters.seed = UInt64(clamping: try count())
        default:
            let known = Self.declared.map(\.name).filter { $0 != "preset" && $0 != "threads" }
            throw error(
                "no such option"
                    + (nearestName(to: name, among: known).map { "; did you mean '\($0)'?" }
                        ?? "; there are \(known.joined(separator: ", "))"))
        }
    }

    /// The columns of a table that training needs.
    func training(_ table: Table) throws -> TrainingData {
        guard !features.contains(target) else {
            throw SparError("'\(target)' is both the target and a feature; leave it out of the features")
        }
        return try TrainingData(table, features: features, target: target)
    }

    /// As a table that can be a preset again.
    var fields: [(String, LuaValue)] {
        [("target", .string(target)), ("features", .list(features.map { .string($0) }))] + parameters.fields
    }
}

extension ForestParameters {
    var fields: [(String, LuaValue)] {
        [
            ("n_estimators", .integer(nEstimators)), ("max_depth", maxDepth.map { .integer($0) } ?? .string("none")),
            ("max_features", maxFeatures.value), ("max_samples", maxSamples.value),
            ("min_samples_leaf", .integer(minSamplesLeaf)), ("min_samples_split", .integer(minSamplesSplit)),
            ("bootstrap", .bool(bootstrap)), ("seed", .integer(Int(clamping: seed))),
        ]
    }
}

extension MaxFeatures {
    init(_ value: LuaValue, _ error: (String) -> any Error) throws {
        switch value {
        case .string("sqrt"): self = .squareRoot
        case .string("log2"): self = .log2
        case .integer(let count): self = .count(count)
        // 6 / 2 is a count, 1.0 all of them.
        case .number(let number) where number > 1 && Int(exactly: number) != nil: self = .count(Int(number))
        case .number(let fraction): self = .fraction(fraction)
        default: throw error("\"sqrt\", \"log2\", a fraction or a count expected, got \(LuaValueText.short(value))")
        }
    }

    var value: LuaValue {
        switch self {
        case .all: .number(1)
        case .squareRoot: .string("sqrt")
        case .log2: .string("log2")
        case .fraction(let fraction): .number(fraction)
        case .count(let count): .integer(count)
        }
    }
}

extension MaxSamples {
    init(_ value: LuaValue, _ error: (String) -> any Error) throws {
        switch value {
        case .integer(let count): self = .count(count)
        // 6 / 2 is a count, 1.0 all of them.
        case .number(let number) where number > 1 && Int(exactly: number) != nil: self = .count(Int(number))
        case .number(let fraction): self = .fraction(fraction)
        default: throw error("a fraction or a count expected, got \(LuaValueText.short(value))")
        }
    }

    /// Nil for all: a forest without bootstrap takes no other.
    var value: LuaValue {
        switch self {
        case .all: .nil
        case .fraction(let fraction): .number(fraction)
        case .count(let count): .integer(count)
        }
    }
}

extension LuaValue {
    /// A list of strings, or an array of them.
    var names: [String]? {
        switch self {
        case .table(let table):
            let names = table.items.map(\.asString)
            return names.contains(nil) ? nil : names.compactMap { $0 }
        case .object(let object):
            guard let array = object as? ArrayObject, case .text(let texts) = array.column else { return nil }
            return texts.contains(nil) ? nil : texts.compactMap { $0 }
        default: return nil
        }
    }
}

extension Call {
    /// The seed of the run (--seed).
    var runSeed: UInt64 { state.service(RunSeed.self, default: RunSeed(1)).value }

    /// The option `seed`, or the run's.
    func seed() throws -> UInt64 {
        let given: Int? = try self[optional: "seed"]
        return given.map { UInt64(clamping: $0) } ?? runSeed
    }
}
