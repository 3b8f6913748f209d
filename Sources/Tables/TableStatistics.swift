// Statistics of a table's columns. Missing values are skipped and counted; pairs are skipped where either is missing.

import Basics

extension Table {
    /// One row for each column: its name, count, missing, mean, std (population), min, quartiles, max.
    /// Columns of text have only counts.
    public func described() throws -> Table {
        let heads = ["mean", "std", "min", "25%", "50%", "75%", "max"]
        var results = [[Double]](repeating: [], count: heads.count)
        for column in columns {
            var values: [Double] = []
            if case .number(let numbers) = column { values = numbers.filter { !$0.isNaN }.sorted() }
            let quartiles = [0, 0.25, 0.5, 0.75, 1].map { Statistics.quantile(ofSorted: values, $0) }
            for (i, value) in ([Statistics.mean(values), Statistics.std(values)] + quartiles).enumerated() {
                results[i].append(value)
            }
        }
        return try Table(
            [
                (name: "column", column: .text(names)),
                (name: "count", column: .number(columns.map { Double($0.count - $0.missing) })),
                (name: "missing", column: .number(columns.map { Double($0.missing) })),
            ] + zip(heads, results).map { (name: $0, column: .number($1)) })
    }

    /// Pearson's correlation of each pair of the named columns.
    public func correlation(_ chosen: [String]) throws -> CorrelationMatrix {
        let values = try chosen.map(numbers)
        _ = try selecting(chosen)
        var matrix = [Double](repeating: 1, count: chosen.count * chosen.count)
        for i in chosen.indices {
            for j in chosen.indices where j <= i {
                let r = Statistics.correlation(values[i], values[j])
                matrix[i * chosen.count + j] = r
                matrix[j * chosen.count + i] = r
            }
        }
        return CorrelationMatrix(names: chosen, values: matrix)
    }

    /// The least-squares line of column `y` against column `x`.
    public func fit(_ x: String, _ y: String) throws -> LinearFit {
        try blaming(.part("'\(y)' against '\(x)'")) { try Statistics.fit(numbers(x), numbers(y)) }
    }

    /// How the values of a column are spread over bins of equal width.
    public func histogram(_ name: String, bins: Int, range: ClosedRange<Double>? = nil) throws -> Histogram {
        try blaming(.part("'\(name)'")) { try Statistics.histogram(numbers(name), bins: bins, range: range) }
    }
}

/// Correlations of columns with each other: symmetric, row after row; NaN where a column has no variance.
public struct CorrelationMatrix: Sendable {
    public let names: [String]
    public let values: [Double]

    public subscript(i: Int, j: Int) -> Double { values[i * names.count + j] }

    /// The matrix as a table: a column `column` with the names, then one column for each name.
    public func table() throws -> Table {
        let columns = names.indices.map { j in
            (name: names[j], column: Column.number(names.indices.map { self[$0, j] }))
        }
        return try Table([(name: "column", column: .text(names))] + columns)
    }
}
