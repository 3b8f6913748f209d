// How good predictions are: the coefficient of determination (Eq. 12 of the paper), mean absolute and mean squared
// error.
//
// The R2 of a group compares with the mean of that group's own targets, as Eq. 12 and Fig. 9 have it: it is negative
// where the group's mean would have predicted better.

import Basics

/// Scores of predictions against known targets.
public struct Scores: Equatable, Sendable {
    /// 1 - sum (y - prediction)^2 / sum (y - mean y)^2; nil where all targets are equal, and the ratio means nothing.
    public let r2: Double?
    public let mae: Double
    public let mse: Double
    public let count: Int

    /// - Throws: `SparError` where there is nothing to score or the counts differ.
    public init(target: [Double], prediction: [Double]) throws {
        guard target.count == prediction.count else {
            throw SparError("there are \(prediction.count) predictions for \(target.count) targets")
        }
        guard !target.isEmpty else { throw SparError("there are no rows to score") }
        let n = Double(target.count)
        // In units of the largest value (a power of two, so that no digit changes) no square overflows or vanishes.
        let largest = zip(target, prediction).reduce(0) { max($0, abs($1.0), abs($1.1)) }
        let unit = largest > 0 && largest.isFinite ? largest.binade : 1
        let mean = target.reduce(0) { $0 + $1 / unit } / n
        var squared = 0.0, absolute = 0.0, spread = 0.0
        for (y, p) in zip(target, prediction) {
            let miss = y / unit - p / unit, distance = y / unit - mean
            squared += miss * miss
            absolute += abs(miss)
            spread += distance * distance
        }
        let varies = target.contains { $0 != target[0] }
        r2 = varies && spread > 0 ? 1 - squared / spread : nil
        mae = absolute / n * unit
        mse = squared / n * unit * unit
        count = target.count
    }

    /// Scores that were kept somewhere.
    public init(r2: Double?, mae: Double, mse: Double, count: Int) {
        (self.r2, self.mae, self.mse, self.count) = (r2, mae, mse, count)
    }

    /// Scores of each group of rows, in the order in which the groups first appear.
    public static func grouped(
        by groups: [String], target: [Double], prediction: [Double]
    ) throws -> [(group: String, scores: Scores)] {
        guard groups.count == target.count else {
            throw SparError("there are \(groups.count) group names for \(target.count) rows")
        }
        return try rowsByGroup(groups).map { group, rows in
            (group, try Scores(target: rows.map { target[$0] }, prediction: rows.map { prediction[$0] }))
        }
    }
}

/// The rows of each group, groups in the order of their first row.
func rowsByGroup(_ groups: [String]) -> [(group: String, rows: [Int])] {
    var index: [String: Int] = [:]
    var result: [(group: String, rows: [Int])] = []
    for (row, group) in groups.enumerated() {
        if let known = index[group] {
            result[known].rows.append(row)
        } else {
            index[group] = result.count
            result.append((group, [row]))
        }
    }
    return result
}

extension RandomForest {
    /// Scores the model on rows with known targets.
    public func score(_ data: TrainingData, threads: Int = 1) throws -> Scores {
        try Scores(target: data.target, prediction: predict(data.features, threads: threads))
    }
}
