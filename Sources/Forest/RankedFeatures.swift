// The feature columns of a training set in sorted order, computed once and shared by all trees.
//
// A row's place in a column is its index in the column's ascending order (equal values in row order). Values that lie
// closer together than 1e-7 (scikit-learn's tolerance, here times the column's range where that is below one, so that
// the unit does not matter) count as equal: they have the same code, and no threshold separates them.
//
// Twelve bytes a value: one and a half times the table.

/// Sorted order of every column; places and codes from 0.
final class RankedFeatures: Sendable {
    let features: FeatureMatrix
    /// `place[column * rowCount + row]`: where the row stands in the column's order.
    let place: [UInt32]
    /// `rowAt[column * rowCount + place]`: the inverse.
    let rowAt: [UInt32]
    /// `code[column * rowCount + place]`: the number of smaller distinct values.
    let code: [UInt32]
    /// Distinct values of each column.
    let distinctCount: [Int]

    /// The first place of each code, and one past the last place; empty for columns of more than `binLimit` values.
    let firstPlace: [[UInt32]]

    /// Columns with at most this many distinct values are summed value by value instead of sorted.
    static let binLimit = 512

    static let tolerance = 1e-7

    init(_ features: FeatureMatrix) {
        let rows = features.rowCount
        var place = [UInt32](repeating: 0, count: features.values.count)
        var rowAt = place, code = place
        var distinctCount: [Int] = []
        var firstPlace: [[UInt32]] = []
        for column in 0..<features.columnCount {
            let base = column * rows
            let values = Array(features.column(column))
            let order = ascendingOrder(of: values)
            let range = values[Int(order[rows - 1])] - values[Int(order[0])]
            let gap = Self.tolerance * min(1, range)
            var current: UInt32 = 0
            for (index, row) in order.enumerated() {
                place[base + Int(row)] = UInt32(index)
                rowAt[base + index] = row
                if index > 0, values[Int(row)] - values[Int(order[index - 1])] > gap { current += 1 }
                code[base + index] = current
            }
            distinctCount.append(Int(current) + 1)
            var first: [UInt32] = []
            if current < Self.binLimit {
                for index in 0..<rows where index == 0 || code[base + index] != code[base + index - 1] {
                    first.append(UInt32(index))
                }
                first.append(UInt32(rows))
            }
            firstPlace.append(first)
        }
        self.features = features
        self.place = place
        self.rowAt = rowAt
        self.code = code
        self.distinctCount = distinctCount
        self.firstPlace = firstPlace
    }
}

/// The indices of `values` in ascending order, equal values in index order: a radix sort on the bits of the doubles,
/// whose order as integers is that of the numbers once negative ones are complemented.
func ascendingOrder(of values: [Double]) -> [UInt32] {
    var keys = values.map { value -> UInt64 in
        let bits = (value + 0).bitPattern  // -0 + 0 is +0: both zeros are one value
        return bits >> 63 == 1 ? ~bits : bits | (1 << 63)
    }
    var order = (0..<UInt32(values.count)).map { $0 }
    var otherKeys = keys, otherOrder = order
    for shift in stride(from: UInt64(0), to: 64, by: 11) {
        var starts = [Int](repeating: 0, count: 2049)
        for key in keys { starts[Int((key >> shift) & 2047) + 1] += 1 }
        if starts.contains(values.count) { continue }  // one digit only: nothing to move
        for digit in 1...2048 { starts[digit] += starts[digit - 1] }
        for (key, index) in zip(keys, order) {
            let digit = Int((key >> shift) & 2047)
            otherKeys[starts[digit]] = key
            otherOrder[starts[digit]] = index
            starts[digit] += 1
        }
        swap(&keys, &otherKeys)
        swap(&order, &otherOrder)
    }
    return order
}
