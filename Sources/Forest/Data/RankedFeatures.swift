// The feature columns of a training set in sorted order, computed once and shared by all trees.
//
// Values that lie closer together than 1e-7 (scikit-learn's tolerance, here times the column's range where that is
// below one, so that the unit does not matter) count as equal: no threshold separates them.
//
// A column of few distinct values is `coded`, any other one `placed`. That is two to six bytes a value for up to 65,536
// rows (all of it then stays in the caches while a tree grows), four to twelve for more.

import Basics

/// What counts rows: 16 bits where they are enough.
typealias RowIndex = BitwiseCopyable & FixedWidthInteger & Sendable & UnsignedInteger

/// One column in sorted order.
enum RankedColumn<Index: RowIndex>: Sendable {
    case coded(CodedColumn<Index>)
    case placed(PlacedColumn<Index>)

    init(_ values: ArraySlice<Double>) {
        let sorted = SortedValues(values)
        self =
            sorted.distinctCount <= RankedFeatures.fewValues
            ? .coded(CodedColumn(sorted)) : .placed(PlacedColumn(values, sorted))
    }

    /// Some rows of a column, numbered anew in the order given.
    init<Whole: RowIndex>(_ whole: RankedColumn<Whole>, _ rows: UnsafeBufferPointer<Whole>) {
        switch whole {
        case .coded(let column): self = .coded(CodedColumn(column, rows))
        case .placed(let column): self = .placed(PlacedColumn(column, rows))
        }
    }

    /// Valid as long as the column lives.
    var order: ColumnOrder<Index> {
        switch self {
        case .coded(let column): .coded(column.rows)
        case .placed(let column): .placed(column.rows)
        }
    }
}

/// What a search of splits reads of a column: plain memory without a reference to count.
enum ColumnOrder<Index: RowIndex>: BitwiseCopyable {
    case coded(CodedRows<Index>)
    case placed(PlacedRows<Index>)

    /// By row, ascending with the value: the code or the place.
    var key: UnsafePointer<Index> {
        switch self {
        case .coded(let rows): rows.code
        case .placed(let rows): rows.place
        }
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

    init(_ features: FeatureMatrix) {
        rowCount = features.rowCount
        let all = 0..<features.columnCount
        columns =
            rowCount <= 1 << 16
            ? .narrow(all.map { RankedColumn(features.column($0)) })
            : .wide(all.map { RankedColumn(features.column($0)) })
    }
}

/// A column's rows in ascending order, and where each distinct value begins.
struct SortedValues {
    private let values: ArraySlice<Double>
    /// The row at each place; equal values in row order.
    let rowAt: [UInt32]
    /// The first place of each distinct value, and one past the last place.
    let starts: [Int]

    var rowCount: Int { rowAt.count }
    var distinctCount: Int { starts.count - 1 }

    private static let tolerance = 1e-7

    init(_ values: ArraySlice<Double>) {
        self.values = values
        let rowAt = ascendingOrder(of: values), rows = rowAt.count
        func value(_ place: Int) -> Double { values[values.startIndex + Int(rowAt[place])] }
        let gap = Self.tolerance * min(1, value(rows - 1) - value(0))
        starts = (0..<rows).filter { $0 == 0 || value($0) - value($0 - 1) > gap } + [rows]
        self.rowAt = rowAt
    }

    func value(at place: Int) -> Double { values[values.startIndex + Int(rowAt[place])] }
}
