// Rows given to a model: a table, or one row. The column `definition` says how their features were made; a model takes
// no rows of another definition than its own.

import Basics
import Forest
import Foundation
import LuaRuntime
import Tables

struct FeatureRows {
    static let definitionColumn = "definition"
    static var cores: Int { ProcessInfo.processInfo.activeProcessorCount }

    let table: Table
    let matrix: FeatureMatrix
    /// Whether they were given as one row.
    let isOne: Bool

    init(_ value: LuaValue, _ call: Call, _ model: ModelFile) throws {
        if case .object(let object) = value, let data = object as? TableObject {
            (table, isOne) = (data.table, false)
        } else if let list = value.asTable, !list.items.isEmpty, list.fields.isEmpty {
            (table, isOne) = (try Table(rows: list.items.enumerated().map { try LuaRow($1, "row \($0 + 1)") }), false)
        } else {
            guard let row = try? LuaRow(value, "the row") else {
                throw call.error(
                    "rows", "a table of data or a row with the features as fields expected, got \(value.typeName)")
            }
            (table, isOne) = (try Table(rows: [row]), true)
        }
        matrix = try FeatureMatrix(table, features: model.forest.featureNames)
        let definition = try Self.definition(of: table)
        if !definition.isEmpty, !model.definition.isEmpty { try model.requireDefinition(definition) }
    }

    /// What the column `definition` says; empty where there is none.
    static func definition(of table: Table) throws -> [String: String] {
        guard table.has(definitionColumn), table.count > 0 else { return [:] }
        let labels = try table.labels(definitionColumn)
        if let other = labels.firstIndex(where: { $0 != labels[0] }) {
            throw SparError(
                "the rows have features of different definitions: '\(labels[0])' in row 1, "
                    + "'\(labels[other])' in row \(other + 1)")
        }
        return [definitionColumn: labels[0]]
    }
}

/// A feature of random numbers that means nothing, to measure the others by (section 6.2 of the paper).
struct NoiseFeature {
    static let name = "noise"
    let seed: UInt64

    /// The features with one of uniform numbers. Streams keep the noise of training and test apart.
    func added(to features: FeatureMatrix, stream: UInt64) throws -> FeatureMatrix {
        var random = SeededRandom(seed: seed, stream: 0x6E6F_6973_6500 + stream)
        return try features.appending(Self.name, (0..<features.rowCount).map { _ in random.uniform() })
    }

    /// The forest that the same training gives with the noise among the features.
    func retrained(_ forest: RandomForest, _ work: ForestWork) throws -> RandomForest {
        guard let training = forest.training else {
            throw SparError(
                "the model has no training rows to train it again with a noise feature; "
                    + "save it with training = true, or train it with a column of random numbers named '\(Self.name)'")
        }
        let data = try TrainingData(
            features: added(to: training.features, stream: 0), targetName: training.targetName,
            target: training.target)
        return try work.run("training with noise") {
            try RandomForest.fit(data, forest.parameters, threads: work.threads, progress: $0)
        }
    }
}
