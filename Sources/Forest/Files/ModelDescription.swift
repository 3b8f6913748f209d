// Reads what a model file says of its model: parameters, features, the rows it was trained on.

import Basics

/// The member "model" of a model file: all but trees and training rows.
struct ModelDescription {
    let parameters: ForestParameters
    let features: [String]
    let target: String
    let rows: Int
    let hash: String
    let definition: [String: String]
    let scope: ModelScope?
    let software: String
    let importance: [Double]

    init(_ json: JSON) throws {
        let members = ModelMembers(json)
        guard let parameters = ForestParameters(try members.member("parameters")) else {
            throw SparError("the model's 'parameters' are damaged")
        }
        self.parameters = parameters
        features = try members.features()
        guard let rows = try members.member("training_rows").wholeNumber,
            (1...ForestParameters.greatestCount).contains(rows)
        else {
            throw SparError("the model's 'training_rows' is no count from 1 to \(ForestParameters.greatestCount)")
        }
        self.rows = rows
        importance = try members.shares(features.count)
        definition = try members.definition()
        scope = try json["scope"].map {
            guard let scope = ModelScope(json: $0) else { throw SparError("the model's 'scope' is damaged") }
            return scope
        }
        // Which rows a tree has seen is drawn again, by the same generator.
        guard try members.string("random") == SeededRandom.name else {
            throw SparError("the model's random numbers are those of another generator than \(SeededRandom.name)")
        }
        target = try members.string("target")
        hash = try members.string("training_hash")
        guard hash.utf8.count == 64, hash.allSatisfy(\.isHexDigit) else {
            throw SparError("the model's 'training_hash' is damaged")
        }
        software = try members.string("software")
    }
}

private struct ModelMembers {
    let json: JSON

    init(_ json: JSON) { self.json = json }

    func member(_ name: String) throws -> JSON {
        guard let value = json[name] else { throw SparError("the model's '\(name)' is missing") }
        return value
    }

    func string(_ name: String) throws -> String {
        guard case .string(let value) = try member(name) else { throw SparError("the model's '\(name)' is no text") }
        return value
    }

    func features() throws -> [String] {
        guard case .array(let items) = try member("features") else {
            throw SparError("the model's 'features' are damaged")
        }
        let names = items.compactMap { if case .string(let text) = $0 { text } else { nil } }
        guard names.count == items.count, !names.isEmpty else { throw SparError("the model's 'features' are damaged") }
        guard names.count <= ForestParameters.mostFeatures else {
            throw SparError("the model has \(names.count) features; \(ForestParameters.mostFeatures) are the most")
        }
        guard Set(names).count == names.count else { throw SparError("the model has a feature twice") }
        return names
    }

    /// Of a sum of 1, or all 0 where no tree has a split.
    func shares(_ count: Int) throws -> [Double] {
        guard case .array(let items) = try member("impurity_importance"), items.count == count,
            items.allSatisfy({ (0...1 + 1e-9).contains($0.realNumber ?? -1) })
        else { throw SparError("the model's 'impurity_importance' is damaged") }
        return items.compactMap(\.realNumber)
    }

    func definition() throws -> [String: String] {
        guard case .object(let members) = try member("definition") else {
            throw SparError("the model's 'definition' is damaged")
        }
        let texts = members.compactMapValues { if case .string(let text) = $0 { text } else { nil } }
        guard texts.count == members.count else { throw SparError("the model's 'definition' is damaged") }
        return texts
    }
}
