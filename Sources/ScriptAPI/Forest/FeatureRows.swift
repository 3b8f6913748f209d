// Rows given to a model: a table, or one row. The column `definition` says how their features were made; a model takes
// no rows of another definition than its own.

import Basics
import Forest
import Foundation
import LuaRuntime
import Tables

struct FeatureRows {
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
        let definition = try RowDefinition(of: table)
        if !definition.isUnknown, !model.definition.isUnknown { try model.requireDefinition(definition) }
    }
}
