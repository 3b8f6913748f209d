// The feature columns of a training set in sorted order, computed once and shared by all trees.
//
// A row's place in a column is its index in the column's ascending order (equal values in row order). Values that lie
// closer together than 1e-7 (scikit-learn's tolerance, here times the column's range where that is below one, so that
// the unit does not matter) count as equal: no threshold separates them.
//
// A column of few distinct values keeps for each row the number of smaller distinct values, its code, and nothing else.
// Any other keeps places, the rows at the places, and the first place of each row's value, which is the place itself
// where no value comes twice. That is two to six bytes a value for up to 65,536 rows (all of it then stays in the
// caches
// while a tree grows), four to twelve for more.

import Basics

/// What counts rows: 16 bits where they are enough.
typealias RowIndex = BitwiseCopyable & FixedWidthInteger & Sendable & UnsignedInteger

/// What the search of splits reads of a column: plain memory, since arrays in a class are checked at each access, and
/// no reference to count. Valid as long as its column lives.
struct ColumnKeys<Index: RowIndex> {
    let rowCount: Int
    let distinctCount: Int
    /// By row, ascending with the value: the code in a column of few values, else the place.
    let key: UnsafeMutablePointer<Index>
    /// By row: the smallest key of the rows with its value.
    let group: UnsafeMutablePointer<Index>
    /// By place; not there in a column of few values.
    let rowAt: UnsafeMutablePointer<Index>?

    var hasFewValues: Bool { rowAt == nil }
    var hasTies: Bool { group != key }

    init(rowCount: Int, distinctCount: Int, hasFewValues: Bool, hasTies: Bool) {
        self.rowCount = rowCount
        self.distinctCount = distinctCount
        key = .allocate(capacity: rowCount)
        group = hasTies && !hasFewValues ? .allocate(capacity: rowCount) : key
        rowAt = hasFewValues ? nil : .allocate(capacity: rowCount)
    }

    func deallocate() {
        if hasTies { group.deallocate() }
        key.deallocate()
        rowAt?.deallocate()
    }
}

/// One column in sorted order.
///
/// Unchecked: nothing is written after `init`.
final class RankedColumn<Index: RowIndex>: @unchecked Sendable {
    let keys: ColumnKeys<Index>
    private let values: ArraySlice<Double>
    /// Where the column is a part of another one: the rows there. Else a row is its own.
    private let tableRows: [UInt32]?
    /// By code, the smallest and the largest of the values that count as equal; empty unless there are few.
    let lowest, highest: [Double]

    /// As the table has it.
    func value(_ row: Index) -> Double { values[values.startIndex + Int(tableRows?[Int(row)] ?? UInt32(row))] }

    init(_ values: ArraySlice<Double>) {
        self.values = values
        tableRows = nil
        let rows = values.count, first = values.startIndex
        let order = ascendingOrder(of: values)
        func value(_ place: Int) -> Double { values[first + Int(order[place])] }
        let gap = RankedFeatures.tolerance * min(1, value(rows - 1) - value(0))
        // The first place of each distinct value, and one past the last place.
        var starts: [UInt32] = []
        for place in 0..<rows where place == 0 || value(place) - value(place - 1) > gap { starts.append(UInt32(place)) }
        let distinct = starts.count
        starts.append(UInt32(rows))
        let hasFewValues = distinct <= RankedFeatures.fewValues
        keys = ColumnKeys(rowCount: rows, distinctCount: distinct, hasFewValues: hasFewValues, hasTies: distinct < rows)
        lowest = hasFewValues ? starts.dropLast().map { value(Int($0)) } : []
        highest = hasFewValues ? starts.dropFirst().map { value(Int($0) - 1) } : []
        for code in 0..<distinct where hasFewValues || keys.hasTies {
            let group = Index(truncatingIfNeeded: hasFewValues ? code : Int(starts[code]))
            for place in starts[code]..<starts[code + 1] { keys.group[Int(order[Int(place)])] = group }
        }
        guard let rowAt = keys.rowAt else { return }
        for place in 0..<rows {
            keys.key[Int(order[place])] = Index(truncatingIfNeeded: place)
            rowAt[place] = Index(truncatingIfNeeded: order[place])
        }
    }

    /// Some rows of a column, numbered anew in the order given.
    init<Whole: RowIndex>(_ whole: RankedColumn<Whole>, _ rows: UnsafeBufferPointer<Whole>) {
        values = whole.values
        tableRows = rows.map { whole.tableRows?[Int($0)] ?? UInt32($0) }
        lowest = whole.lowest
        highest = whole.highest
        let theirs = whole.keys
        // Codes stay what they are, and where the whole column has ties this one is taken to have some.
        keys = ColumnKeys(
            rowCount: rows.count, distinctCount: theirs.distinctCount, hasFewValues: theirs.hasFewValues,
            hasTies: theirs.hasTies)
        guard let rowAt = keys.rowAt else {
            for (row, other) in rows.enumerated() { keys.key[row] = Index(truncatingIfNeeded: theirs.key[Int(other)]) }
            return
        }
        radixSort(
            rows.map { UInt32(theirs.key[Int($0)]) }, below: UInt32(truncatingIfNeeded: theirs.rowCount),
            into: rowAt)
        var start = 0, groupAtStart = Whole.max
        for place in 0..<rows.count {
            let row = Int(rowAt[place])
            keys.key[row] = Index(truncatingIfNeeded: place)
            guard theirs.hasTies else { continue }
            let group = theirs.group[Int(rows[row])]
            if group != groupAtStart { (start, groupAtStart) = (place, group) }
            keys.group[row] = Index(truncatingIfNeeded: start)
        }
    }

    deinit { keys.deallocate() }
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
        columns =
            rowCount <= 1 << 16
            ? .narrow(all.map { RankedColumn(features.column($0)) })
            : .wide(all.map { RankedColumn(features.column($0)) })
    }
}

/// The indices of `values` in ascending order, equal values in index order: a radix sort on the bits of the doubles,
/// whose order as integers is that of the numbers once negative ones are complemented.
func ascendingOrder(of values: some Collection<Double>) -> [UInt32] {
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

/// Writes the indices of `keys`, all below `bound`, in ascending order of the keys.
private func radixSort<Index: RowIndex>(_ keys: [UInt32], below bound: UInt32, into order: UnsafeMutablePointer<Index>)
{
    let digit: UInt32 = 11
    var keys = keys, otherKeys = keys
    var indices = keys.indices.map { Index(truncatingIfNeeded: $0) }, otherIndices = indices
    var shift: UInt32 = 0
    while shift < 32, bound >> shift > 0 {
        var starts = [Int](repeating: 0, count: 1 << digit + 1)
        let mask = UInt32(1) << digit - 1
        for key in keys { starts[Int(key >> shift & mask) + 1] += 1 }
        for value in 1..<starts.count { starts[value] += starts[value - 1] }
        for place in keys.indices {
            let value = Int(keys[place] >> shift & mask), to = starts[value]
            starts[value] = to + 1
            otherKeys[to] = keys[place]
            otherIndices[to] = indices[place]
        }
        swap(&keys, &otherKeys)
        swap(&indices, &otherIndices)
        shift += digit
    }
    for place in indices.indices { order[place] = indices[place] }
}
