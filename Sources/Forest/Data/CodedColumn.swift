// A column of few distinct values: of each row the number of smaller distinct values, its code, and nothing else.

struct CodedRows<Index: RowIndex>: BitwiseCopyable {
    /// By row.
    let code: UnsafePointer<Index>
    /// Codes are below this; not every one needs to occur.
    let distinctCount: Int
}

/// Unchecked: nothing is written after `init`.
final class CodedColumn<Index: RowIndex>: @unchecked Sendable {
    private let code: OwnedMemory<Index>
    /// By code, the smallest and the largest of the values that count as equal.
    private let lowest, highest: [Double]

    var rows: CodedRows<Index> { CodedRows(code: UnsafePointer(code.start), distinctCount: lowest.count) }

    init(_ sorted: SortedValues) {
        code = OwnedMemory(count: sorted.rowCount)
        lowest = sorted.starts.dropLast().map { sorted.value(at: $0) }
        highest = sorted.starts.dropFirst().map { sorted.value(at: $0 - 1) }
        for value in 0..<sorted.distinctCount {
            for place in sorted.starts[value]..<sorted.starts[value + 1] {
                code.start[Int(sorted.rowAt[place])] = Index(truncatingIfNeeded: value)
            }
        }
    }

    /// Some rows of a column, numbered anew in the order given; they keep their codes.
    init<Whole: RowIndex>(_ whole: CodedColumn<Whole>, _ rows: UnsafeBufferPointer<Whole>) {
        code = OwnedMemory(count: rows.count)
        lowest = whole.lowest
        highest = whole.highest
        for (row, other) in rows.enumerated() {
            code.start[row] = Index(truncatingIfNeeded: whole.code.start[Int(other)])
        }
    }

    /// The values next to each other of two codes, as the table has them.
    func values(_ below: Index, _ above: Index) -> (below: Double, above: Double) {
        (highest[Int(below)], lowest[Int(above)])
    }
}
