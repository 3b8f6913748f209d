// The numbers a forest sees: named columns of finite doubles, stored column after column.
//
// Rows and columns count from 0. A matrix never holds NaN or infinity: what a table misses is refused here, once, with
// its row and column named, so that nothing below has to ask again.

import Basics

/// Feature columns, column-major: `values[column * rowCount + row]`.
public struct FeatureMatrix: Equatable, Sendable {
    public let names: [String]
    public let rowCount: Int
    public let values: [Double]

    public var columnCount: Int { names.count }

    /// - Throws: `SparError` where there is no column, a name is empty or given twice, the count of values does not
    ///   fit, or a value is NaN or infinite.
    public init(names: [String], rowCount: Int, values: [Double]) throws {
        guard !names.isEmpty else { throw SparError("a forest needs at least one feature, but none was named") }
        var seen = Set<String>()
        for name in names {
            guard !name.isEmpty else { throw SparError("a feature has an empty name") }
            guard seen.insert(name).inserted else { throw SparError("feature '\(name)' is named twice") }
        }
        guard values.count == names.count * rowCount else {
            throw SparError(
                "\(names.count) features of \(rowCount) rows need \(names.count * rowCount) values, "
                    + "but there are \(values.count)")
        }
        for index in values.indices where !values[index].isFinite {
            let name = names[index / rowCount]
            throw SparError(Self.refusal(values[index], row: index % rowCount, column: name))
        }
        self.names = names
        self.rowCount = rowCount
        self.values = values
    }

    /// Columns of equal length.
    public init(names: [String], columns: [[Double]]) throws {
        guard names.count == columns.count else {
            throw SparError("there are \(columns.count) columns for \(names.count) feature names")
        }
        let rowCount = columns.first?.count ?? 0
        for (name, column) in zip(names, columns) where column.count != rowCount {
            throw SparError("feature '\(name)' has \(column.count) rows where '\(names[0])' has \(rowCount)")
        }
        try self.init(names: names, rowCount: rowCount, values: columns.flatMap { $0 })
    }

    public subscript(row: Int, column: Int) -> Double { values[column * rowCount + row] }

    public func column(_ index: Int) -> ArraySlice<Double> { values[index * rowCount..<(index + 1) * rowCount] }

    /// One row in the order of `names`.
    public func row(_ index: Int) -> [Double] { (0..<columnCount).map { self[index, $0] } }

    /// The rows at `indices`, in that order.
    public func rows(_ indices: [Int]) -> FeatureMatrix {
        var picked: [Double] = []
        picked.reserveCapacity(indices.count * columnCount)
        for column in 0..<columnCount {
            let base = column * rowCount
            for index in indices { picked.append(values[base + index]) }
        }
        return FeatureMatrix(checkedNames: names, rowCount: indices.count, values: picked)
    }

    /// The same rows with one more column at the end.
    public func appending(_ name: String, _ column: [Double]) throws -> FeatureMatrix {
        try FeatureMatrix(names: names + [name], columns: (0..<columnCount).map { Array(self.column($0)) } + [column])
    }

    private init(checkedNames: [String], rowCount: Int, values: [Double]) {
        names = checkedNames
        self.rowCount = rowCount
        self.values = values
    }

    /// The sentence for a value that cannot be used; `row` from 0, told from 1 as a user counts.
    static func refusal(_ value: Double, row: Int, column: String) -> String {
        let what = value.isNaN ? "missing (NaN)" : "infinite"
        return "row \(row + 1), column '\(column)': the value is \(what); "
            + "a forest needs finite numbers, so drop the row or fill the value in"
    }
}

/// Rows with a known target.
public struct TrainingData: Equatable, Sendable {
    public let features: FeatureMatrix
    public let targetName: String
    /// One finite number a row.
    public let target: [Double]

    /// - Throws: `SparError` where there is no row, the counts differ, the target is also a feature, or a target is
    ///   NaN or infinite.
    public init(features: FeatureMatrix, targetName: String, target: [Double]) throws {
        guard features.rowCount > 0 else { throw SparError("a forest needs at least one row, but the table has none") }
        guard target.count == features.rowCount else {
            throw SparError("target '\(targetName)' has \(target.count) values for \(features.rowCount) rows")
        }
        guard !features.names.contains(targetName) else {
            throw SparError("'\(targetName)' is the target and also named as a feature")
        }
        for (row, value) in target.enumerated() where !value.isFinite {
            throw SparError(FeatureMatrix.refusal(value, row: row, column: targetName))
        }
        for (row, value) in target.enumerated() where abs(value) > Self.largestTarget {
            throw SparError(
                "row \(row + 1), column '\(targetName)': the value is \(NumberText.short(value)); a forest "
                    + "compares squares of its target, which may be at most \(NumberText.short(Self.largestTarget)): "
                    + "take another unit")
        }
        self.features = features
        self.targetName = targetName
        self.target = target
    }

    public var rowCount: Int { target.count }

    /// Sums of squares of larger values overflow.
    static let largestTarget = 1e150

    public func rows(_ indices: [Int]) -> TrainingData {
        TrainingData(checked: features.rows(indices), targetName: targetName, target: indices.map { target[$0] })
    }

    private init(checked features: FeatureMatrix, targetName: String, target: [Double]) {
        self.features = features
        self.targetName = targetName
        self.target = target
    }
}
