// From tables to what a forest sees: named columns of numbers, every value there and finite.

import Basics
import Tables

extension FeatureMatrix {
    /// The named columns of a table.
    ///
    /// - Throws: `SparError` for a column that is not there or holds text, or a value that is missing or infinite, with
    ///   its row (from 1) and column.
    public init(_ table: Table, features: [String]) throws {
        try self.init(names: features, rowCount: table.count, values: features.flatMap { try table.numbers($0) })
    }
}

extension TrainingData {
    public init(_ table: Table, features: [String], target: String) throws {
        try self.init(
            features: FeatureMatrix(table, features: features), targetName: target,
            target: table.numbers(target))
    }
}

extension Table {
    /// The column as labels, as for groups and strata.
    ///
    /// - Throws: `SparError` for a missing label, with its row (from 1).
    public func labels(_ name: String) throws -> [String] {
        let column = try column(name)
        return try (0..<count).map { row in
            let cell = column[row]
            guard cell != .missing else {
                throw SparError("row \(row + 1), column '\(name)': the label is missing; drop the row or fill it in")
            }
            return cell.text
        }
    }
}
