// The space of a randomized search as a table: for each hyperparameter a list of choices, { 6, 8, 10, 12 }, or a range,
// { from = 300, to = 700 }. Ranges of whole numbers leave `to` itself out, as scipy's randint does.

import Basics
import Forest
import LuaRuntime

extension SearchSpace {
    init(_ table: LuaTable, _ call: Call) throws {
        self.init()
        guard table.items.isEmpty else { throw Self.error(call, "a table of hyperparameters expected, got a list") }
        for (key, value) in table.fields {
            let name = LuaValueText.short(key)
            switch name {
            case "n_estimators": nEstimators = try Self.draw(name, value, call, Self.count)
            case "max_depth":
                maxDepth = try Self.draw(name, value, call) { $0.asString == "none" ? nil : try Self.count($0, $1) }
            case "max_features": maxFeatures = try Self.draw(name, value, call) { try MaxFeatures($0, $1) }
            case "max_samples": maxSamples = try Self.draw(name, value, call) { try MaxSamples($0, $1) }
            case "min_samples_leaf": minSamplesLeaf = try Self.draw(name, value, call, Self.count)
            case "min_samples_split": minSamplesSplit = try Self.draw(name, value, call, Self.count)
            default:
                let near =
                    nearestName(to: name, among: Self.names).map { "; did you mean '\($0)'?" }
                    ?? "; there are \(Self.names.joined(separator: ", "))"
                throw Self.error(call, "there is no hyperparameter '\(name)'\(near)")
            }
        }
    }

    private static let names = [
        "n_estimators", "max_depth", "max_features", "max_samples", "min_samples_leaf", "min_samples_split",
    ]

    private static func error(_ call: Call, _ reason: String) -> any Error { call.error("space", reason) }

    private static func count(_ value: LuaValue, _ error: (String) -> any Error) throws -> Int {
        guard case .integer(let i) = value.wholeAsInteger else {
            throw error("whole number expected, got \(LuaValueText.short(value))")
        }
        return i
    }

    private static func draw<Value>(
        _ name: String, _ value: LuaValue, _ call: Call, _ read: (LuaValue, (String) -> any Error) throws -> Value
    ) throws -> Draw<Value> {
        let fail: (String) -> any Error = { Self.error(call, "\(name): \($0)") }
        if let table = value.asTable {
            if !table.items.isEmpty, table.fields.isEmpty {
                return .choices(try table.items.map { try read($0, fail) })
            }
            let keys = Set(table.fields.map { LuaValueText.short($0.key) })
            if table.items.isEmpty, keys == ["from", "to"] {
                return .between(try read(table["from"], fail), try read(table["to"], fail))
            }
        }
        throw fail("a list of choices or { from = …, to = … } expected")
    }

    /// The table that reads as this space.
    var table: LuaTable {
        func form<Value>(_ draw: Draw<Value>?, _ value: (Value) -> LuaValue) -> LuaValue {
            switch draw {
            case .choices(let values): .list(values.map(value))
            case .between(let lower, let upper): .table(LuaTable(["from": value(lower), "to": value(upper)]))
            case nil: .nil
            }
        }
        return LuaTable([
            "n_estimators": form(nEstimators) { .integer($0) },
            "max_depth": form(maxDepth) { $0.map { .integer($0) } ?? .string("none") },
            "max_features": form(maxFeatures, \.value),
            "max_samples": form(maxSamples, \.value),
            "min_samples_leaf": form(minSamplesLeaf) { .integer($0) },
            "min_samples_split": form(minSamplesSplit) { .integer($0) },
        ])
    }
}
