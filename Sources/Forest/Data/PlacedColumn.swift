// A column of many distinct values: of each row its place in the column's ascending order, equal values in row order.

struct PlacedRows<Index: RowIndex>: BitwiseCopyable {
    let rowCount: Int
    /// By row.
    let place: UnsafePointer<Index>
    /// By row: the place of the first row with an equal value. The same memory as `place` where no two are equal.
    let firstPlace: UnsafePointer<Index>
    /// By place.
    let rowAt: UnsafePointer<Index>

    var hasTies: Bool { firstPlace != place }
}

/// Unchecked: nothing is written after `init`.
final class PlacedColumn<Index: RowIndex>: @unchecked Sendable {
    private let place, rowAt: OwnedMemory<Index>
    /// Empty where no two values are equal.
    private let firstPlace: OwnedMemory<Index>
    private let hasTies: Bool
    private let rowCount: Int
    private let values: ArraySlice<Double>
    /// Where the column is a part of another one: the rows there. Else a row is its own.
    private let tableRows: [UInt32]?

    var rows: PlacedRows<Index> {
        PlacedRows(
            rowCount: rowCount, place: UnsafePointer(place.start),
            firstPlace: UnsafePointer(hasTies ? firstPlace.start : place.start), rowAt: UnsafePointer(rowAt.start))
    }

    init(_ values: ArraySlice<Double>, _ sorted: SortedValues) {
        self.values = values
        tableRows = nil
        rowCount = sorted.rowCount
        hasTies = sorted.distinctCount < rowCount
        place = OwnedMemory(count: rowCount)
        rowAt = OwnedMemory(count: rowCount)
        firstPlace = OwnedMemory(count: hasTies ? rowCount : 0)
        for (at, row) in sorted.rowAt.enumerated() {
            place.start[Int(row)] = Index(truncatingIfNeeded: at)
            rowAt.start[at] = Index(truncatingIfNeeded: row)
        }
        for value in 0..<sorted.distinctCount where hasTies {
            let first = Index(truncatingIfNeeded: sorted.starts[value])
            for at in sorted.starts[value]..<sorted.starts[value + 1] {
                firstPlace.start[Int(sorted.rowAt[at])] = first
            }
        }
    }

    /// Some rows of a column, numbered anew in the order given. Where the column has ties the part is taken to have
    /// some too: to look whether any are left would cost more than it spares.
    init<Whole: RowIndex>(_ whole: PlacedColumn<Whole>, _ rows: UnsafeBufferPointer<Whole>) {
        values = whole.values
        tableRows = rows.map { whole.tableRows?[Int($0)] ?? UInt32($0) }
        rowCount = rows.count
        hasTies = whole.hasTies
        place = OwnedMemory(count: rowCount)
        rowAt = OwnedMemory(count: rowCount)
        firstPlace = OwnedMemory(count: hasTies ? rowCount : 0)
        let theirs = whole.rows
        let order: [Index] = radixOrder(
            rows.map { UInt32(theirs.place[Int($0)]) }, bits: Int.bitWidth - theirs.rowCount.leadingZeroBitCount)
        var first = 0, value = Whole.max
        for (at, row) in order.enumerated() {
            rowAt.start[at] = row
            place.start[Int(row)] = Index(truncatingIfNeeded: at)
            guard hasTies else { continue }
            // Rows with an equal value have one first place in the whole column.
            let valueHere = theirs.firstPlace[Int(rows[Int(row)])]
            if valueHere != value { (first, value) = (at, valueHere) }
            firstPlace.start[Int(row)] = Index(truncatingIfNeeded: first)
        }
    }

    /// As the table has it.
    func value(_ row: Index) -> Double { values[values.startIndex + Int(tableRows?[Int(row)] ?? UInt32(row))] }
}
