// Reads what a model file says of its model: parameters, features, the rows it was trained on.

import Basics

/// The member "model" of a model file: all but trees and training rows.
struct ModelDescription {
    let parameters: ForestParameters
    let features: [String]
    let target: String
    let rows: Int
    let hash: String
    let definition: RowDefinition
    let scope: ModelScope?
    let software: String
    let importance: [Double]

    init(_ json: JSON) throws {
        self = try blaming(.part("the model's description")) { try ModelDescription(checking: json) }
    }

    private init(checking json: JSON) throws {
        guard let parameters = ForestParameters(try json.read("parameters")) else {
            throw SparError("'parameters' are damaged")
        }
        self.parameters = parameters
        features = try json.read("features")
        rows = try json.read("training_rows")
        target = try json.read("target")
        hash = try json.read("training_hash")
        definition = try json.read("definition")
        scope = try json.read("scope")
        software = try json.read("software")
        importance = try json.read("impurity_importance")
        try check(random: try json.read("random"))
    }

    private func check(random: String) throws {
        guard (0...ForestParameters.greatestCount).contains(rows) else {
            throw SparError("'training_rows' is no count from 0 to \(ForestParameters.greatestCount)")
        }
        guard (1...ForestParameters.mostFeatures).contains(features.count) else {
            throw SparError("it has \(features.count) features; 1 to \(ForestParameters.mostFeatures) are possible")
        }
        guard Set(features).count == features.count else { throw SparError("it has a feature twice") }
        // Shares of a sum of 1, or all 0 where no tree has a split.
        guard importance.count == features.count, importance.allSatisfy((0...1 + 1e-9).contains) else {
            throw SparError("'impurity_importance' is damaged")
        }
        guard hash.utf8.count == 64, hash.allSatisfy(\.isHexDigit) else {
            throw SparError("'training_hash' is damaged")
        }
        // Which rows a tree has seen is drawn again, by the same generator.
        guard random == SeededRandom.name else {
            throw SparError("its random numbers are those of another generator than \(SeededRandom.name)")
        }
    }
}
