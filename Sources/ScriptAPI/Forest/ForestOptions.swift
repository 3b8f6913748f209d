// What the functions of `forest` train with: the target, the features and the hyperparameters of a call.

import Anisotropy
import Basics
import Forest
import LuaRuntime
import Tables

/// What a forest is trained with: the options of a call over its preset over the defaults.
struct ForestOptions {
    var parameters = ForestParameters()
    var target = Self.paperTarget
    var features = Self.paperFeatures

    static let paperTarget = "SAMS"
    static let paperFeatures = Feature.paper.map(\.name)

    static let declared: [Parameter] =
        [
            .optional(
                "preset", .any,
                "forest.PAPER, the best of a search, or another table of these options; options beside "
                    + "it go first."),
            .optional("target", .string, "The column to predict; SAMS unless given."),
            .optional("features", .strings, "The columns to predict from; the paper's eight unless given."),
        ] + Hyperparameter.all.map(\.option) + [ForestWork.threadsOption]

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
        switch name {
        case "target":
            guard let text = value.asString else { throw error("string expected, got \(value.typeName)") }
            target = text
        case "features":
            let names = value.names
            guard let names, !names.isEmpty else { throw error("list of the names of columns expected") }
            features = names
        default:
            if let parameter = Hyperparameter.all.first(where: { $0.name == name }) {
                return try parameter.set(parameter.value(value, error), in: &parameters)
            }
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
