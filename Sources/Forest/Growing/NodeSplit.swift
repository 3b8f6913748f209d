// A node to be split, and a split of it.

/// A node's rows, and all that a search needs to know of them.
struct NodeRows<Index: RowIndex, Gain: SplitGain> {
    /// In the order of the table.
    let rows: UnsafePointer<Index>
    let count: Int
    /// Of all of them.
    let total: Moments
    let gain: Gain
    /// Of each row of the table.
    let moments: UnsafePointer<Moments>
    /// Rows that each side must keep.
    let minSamplesLeaf: Int
}

/// The best split found so far. Gains that differ by less than one part in 10^12 are equal, and of equal ones the
/// smallest threshold is taken.
struct NodeSplit<Index: RowIndex> {
    /// Between which neighbours in the column's order the threshold lies.
    enum Neighbours {
        /// In a column of few values, codes.
        case codes(Index, Index)
        /// In a column of many values, rows; nil above where only a look at all rows of the node can tell.
        case rows(Index, Index?)
    }

    /// -1: none.
    var gain = -1.0
    var feature: Int
    /// Rows whose code or place is at most this go left.
    var lastLeft: Index = 0
    var neighbours = Neighbours.rows(0, nil)
    /// Rows that go left, and their moments.
    var count = 0
    var left = Moments.zero

    static var tolerance: Double { 1e-12 }
}

/// Of the rows with one value, or in a range of places.
struct Bin: BitwiseCopyable {
    var moments = Moments.zero
    /// The sum of the absolute deviations from the node's mean (only where it is asked for), and the number of rows.
    var spread = SIMD2<Double>.zero
}
