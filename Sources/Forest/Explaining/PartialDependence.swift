// Partial dependence (Friedman 2001): the mean prediction over the rows of a table as one feature is set to each value
// of a grid.

import Basics

public struct PartialDependence: Equatable, Sendable {
    /// How many values a grid has where nobody says.
    public static let usualPoints = 100

    public let feature: String
    /// Ascending.
    public let grid: [Double]
    /// The mean prediction at each value of the grid.
    public let mean: [Double]
}

extension RandomForest {
    /// - Parameter grid: values of the feature; nil takes `points` values evenly between the 5 % and 95 % quantiles of
    ///   the feature in `matrix`, as scikit-learn does, or its distinct values where there are fewer.
    /// - Throws: `SparError` for a feature that the model does not have, an empty grid or one that is not finite.
    public func partialDependence(
        of feature: String, _ matrix: FeatureMatrix, grid: [Double]? = nil, points: Int = PartialDependence.usualPoints,
        threads: Int = 1
    ) throws -> PartialDependence {
        guard let index = featureNames.firstIndex(of: feature) else {
            let near = nearestName(to: feature, among: featureNames).map { "; did you mean '\($0)'?" } ?? ""
            throw SparError("the model has no feature '\(feature)'\(near)")
        }
        let column = try columns(in: matrix)[index]
        guard matrix.rowCount > 0 else { throw SparError("partial dependence needs at least 1 row") }
        let grid = try (grid ?? Self.evenGrid(Array(matrix.column(column)), points: points)).sorted()
        guard !grid.isEmpty, grid.allSatisfy(\.isFinite) else {
            throw SparError("the grid of '\(feature)' must hold at least 1 number, all of them finite")
        }
        let width = grid.count
        let blockCount = blocks(of: Self.responseBlock, in: matrix.rowCount).count
        var sums = [Double](repeating: 0, count: blockCount * width)
        try sums.withUnsafeMutableBufferPointer { sums in
            let sums = SharedBuffer(sums)
            let query = ResponseQuery(
                matrix: matrix, features: [index], count: width,
                substitutes: { _, _, out in for (k, value) in grid.enumerated() { out[k] = value } },
                answer: { block, _, _, _, responses in
                    for k in 0..<width { sums[block * width + k] += responses[k] }
                })
            try respond(to: query, threads: threads)
        }
        var mean = [Double](repeating: 0, count: width)
        for (at, value) in sums.enumerated() { mean[at % width] += value / Double(matrix.rowCount) }
        return PartialDependence(feature: feature, grid: grid, mean: mean)
    }

    private static func evenGrid(_ values: [Double], points: Int) throws -> [Double] {
        guard points >= 1 else { throw SparError("a grid needs at least 1 point, not \(points)") }
        let ascending = values.sorted()
        var distinct: [Double] = []
        for value in ascending where distinct.last != value { distinct.append(value) }
        guard distinct.count > points, points > 1 else { return distinct }
        func quantile(_ q: Double) -> Double {
            let at = q * Double(ascending.count - 1)
            let low = Int(at), high = min(low + 1, ascending.count - 1)
            return ascending[low] + (at - Double(low)) * (ascending[high] - ascending[low])
        }
        let low = quantile(0.05), high = quantile(0.95)
        return low < high ? (0..<points).map { low + (high - low) * Double($0) / Double(points - 1) } : [low]
    }
}
