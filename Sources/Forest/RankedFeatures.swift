// The feature columns of a training set in sorted order, computed once and shared by all trees.
//
// A row's place in a column is its index in the column's ascending order (equal values in row order). Values that lie
// closer together than 1e-7 (scikit-learn's tolerance, here times the column's range where that is below one, so that
// the unit does not matter) count as equal: no threshold separates them.
//
// A column of few distinct values keeps for each row the number of smaller distinct values, its code, and nothing else.
// Any other keeps places, the rows at the places, and the first place of each row's value, which is the place itself
// where no value comes twice. That is two to six bytes a value for up to 65,536 rows (all of it then stays in the caches
// while a tree grows), four to twelve for more.

import Basics

/// What counts rows: 16 bits where they are enough.
typealias RowIndex = BitwiseCopyable & FixedWidthInteger & Sendable & UnsignedInteger

/// One column in sorted order. Plain memory, since arrays in a class are checked at each access.
///
/// Unchecked: nothing is written after `init`.
final class RankedColumn<Index: RowIndex>: @unchecked Sendable {
    /// `values[row]`, as the table has them.
    let values: ArraySlice<Double>
    let distinctCount: Int
    /// By row, ascending with the value: the code in a column of few values, else the place.
    let key: UnsafeMutablePointer<Index>
    /// By row: the smallest key of the rows with its value.
    let group: UnsafeMutablePointer<Index>
    /// By place; not there in a column of few values.
    let rowAt: UnsafeMutablePointer<Index>?
    /// By code, the smallest and the largest of the values that count as equal; empty unless there are few.
    let lowest, highest: [Double]

    var hasFewValues: Bool { rowAt == nil }
    var hasTies: Bool { group != key }

    init(_ values: ArraySlice<Double>) {
        self.values = values
        let rows = values.count, first = values.startIndex
        let order = ascendingOrder(of: Array(values))
        func value(_ place: Int) -> Double { values[first + Int(order[place])] }
        let gap = RankedFeatures.tolerance * min(1, value(rows - 1) - value(0))
        let starts = (0..<rows).filter { $0 == 0 || value($0) - value($0 - 1) > gap }
        distinctCount = starts.count
        let ends = starts.dropFirst() + [rows]
        key = .allocate(capacity: rows)
        if starts.count <= RankedFeatures.fewValues {
            for (code, range) in zip(starts, ends).enumerated() {
                for place in range.0..<range.1 { key[Int(order[place])] = Index(truncatingIfNeeded: code) }
            }
            group = key
            rowAt = nil
            lowest = starts.map(value)
            highest = ends.map { value($0 - 1) }
            return
        }
        let rowAt = UnsafeMutablePointer<Index>.allocate(capacity: rows)
        for place in 0..<rows {
            key[Int(order[place])] = Index(truncatingIfNeeded: place)
            rowAt[place] = Index(truncatingIfNeeded: order[place])
        }
        self.rowAt = rowAt
        group = starts.count == rows ? key : .allocate(capacity: rows)
        if starts.count < rows {
            for (start, end) in zip(starts, ends) {
                for place in start..<end { group[Int(order[place])] = Index(truncatingIfNeeded: start) }
            }
        }
        lowest = []
        highest = []
    }

    deinit {
        if hasTies { group.deallocate() }
        key.deallocate()
        rowAt?.deallocate()
    }
}

/// Sorted order of every column.
struct RankedFeatures: Sendable {
    enum Columns: Sendable {
        case narrow([RankedColumn<UInt16>])
        case wide([RankedColumn<UInt32>])
    }

    let rowCount: Int
    let columns: Columns

    /// Columns with at most this many distinct values are summed value by value instead of sorted.
    static let fewValues = 512

    static let tolerance = 1e-7

    init(_ features: FeatureMatrix) {
        rowCount = features.rowCount
        let all = 0..<features.columnCount
        columns = rowCount <= 1 << 16 ? .narrow(all.map { RankedColumn(features.column($0)) })
            : .wide(all.map { RankedColumn(features.column($0)) })
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
