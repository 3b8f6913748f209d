// The best split of a node on a column of many values: the node is sorted, and every boundary looked at.

struct SortedSearch<Index: RowIndex, Gain: SplitGain>: ~Copyable {
    private let sorter: SortedPlaces<Index>
    private let sorted: OwnedMemory<Index>
    /// Of the boundaries after each row of a chunk: the moments of the left side, and the gain.
    private let lefts = OwnedMemory<Moments>(count: Self.chunk)
    private let gains = OwnedMemory<Double>(count: Self.chunk + 2)

    /// Boundaries tried at a time: few enough for the nearest cache.
    private static var chunk: Int { 128 }

    init(rowCount: Int) {
        sorter = SortedPlaces(rowCount: rowCount)
        sorted = OwnedMemory(count: rowCount + 1)
    }

    /// False where the column is constant in the node.
    func search(
        _ node: NodeRows<Index, Gain>, _ column: PlacedRows<Index>, _ best: inout NodeSplit<Index>
    ) -> Bool {
        let rows = sort(node.rows, node.count, column)
        if column.firstPlace[Int(rows[0])] == column.firstPlace[Int(rows[node.count - 1])] { return false }
        tryBoundaries(node, column, rows, node.count, before: .zero, countBefore: 0, &best)
        return true
    }

    /// Rows in the order of the column, until the next call.
    @inline(__always)
    func sort(_ rows: UnsafePointer<Index>, _ count: Int, _ column: PlacedRows<Index>) -> UnsafePointer<Index> {
        sorter.sort(rows, count, column, into: sorted.start)
        return UnsafePointer(sorted.start)
    }

    /// Tries the boundary after each of `rows[0..<length]`, which are in order and follow on `countBefore` rows of the
    /// node whose moments are `before`. What comes after them has a larger value.
    @inline(__always)
    func tryBoundaries(
        _ node: NodeRows<Index, Gain>, _ column: PlacedRows<Index>, _ rows: UnsafePointer<Index>, _ length: Int,
        before: Moments, countBefore: Int, _ best: inout NodeSplit<Index>
    ) {
        let first = max(0, node.minSamplesLeaf &- countBefore &- 1)
        let end = min(length, node.count &- node.minSamplesLeaf &- countBefore)
        guard first < end else { return }
        var left = before
        var start = 0
        while start < end {
            let size = min(Self.chunk, end &- start)
            let chunk = rows + start
            computeGains(node, chunk, size, &left)
            let firstHere = max(0, first &- start)
            if firstHere < size {
                takeBest(
                    column, chunk, firstHere..<size, isAtEnd: start &+ size == length,
                    countBefore: countBefore &+ start, &best)
            }
            start &+= size
        }
    }

    /// Sets `lefts` and `gains` for the boundary after each row of a chunk, two at a time, and adds the chunk to `left`.
    @inline(__always)
    private func computeGains(
        _ node: NodeRows<Index, Gain>, _ rows: UnsafePointer<Index>, _ size: Int, _ left: inout Moments
    ) {
        let lefts = lefts.start, gains = gains.start
        var i = 0
        while i < size {
            let a = left + node.moments[Int(rows[i])]
            // An odd last row is taken twice; what it gives is not looked at.
            let b = a + node.moments[Int(rows[min(i &+ 1, size &- 1)])]
            let both = node.gain.gains(sums: SIMD2(a.sum, b.sum), weights: SIMD2(a.weight, b.weight))
            lefts[i] = a
            gains[i] = both.x
            gains[i &+ 1] = both.y
            guard i &+ 1 < size else {
                left = a
                return
            }
            lefts[i &+ 1] = b
            left = b
            i &+= 2
        }
    }

    /// Takes the smallest threshold among the boundaries of a chunk whose gain is the largest within the tolerance,
    /// where that is better than the best.
    @inline(__always)
    private func takeBest(
        _ column: PlacedRows<Index>, _ rows: UnsafePointer<Index>, _ range: Range<Int>, isAtEnd: Bool,
        countBefore: Int, _ best: inout NodeSplit<Index>
    ) {
        // The boundary after the last row of all is one: larger values follow.
        let mayTie = isAtEnd ? range.upperBound &- 1 : range.upperBound
        func isTied(_ i: Int) -> Bool {
            i < mayTie && column.firstPlace[Int(rows[i])] == column.firstPlace[Int(rows[i &+ 1])]
        }
        guard var i = firstOfLargest(range, over: best.gain) else { return }
        // Most chunks have no gain to offer, so places between equal values are told from boundaries here alone.
        if column.hasTies, isTied(i) {
            for k in range where isTied(k) { gains.start[k] = -1 }
            guard let other = firstOfLargest(range, over: best.gain) else { return }
            i = other
        }
        best.gain = gains.start[i]
        best.lastLeft = column.place[Int(rows[i])]
        best.neighbours = .rows(rows[i], isAtEnd && i &+ 1 == range.upperBound ? nil : rows[i &+ 1])
        best.count = countBefore &+ i &+ 1
        best.left = lefts.start[i]
    }

    /// The first of the largest gains within the tolerance; nil where they are not better than `gainToBeat`.
    @inline(__always)
    private func firstOfLargest(_ range: Range<Int>, over gainToBeat: Double) -> Int? {
        let gains = gains.start
        // Two maxima side by side: their comparisons need not wait for each other.
        var largest = -1.0, other = -1.0
        var i = range.lowerBound
        while i &+ 1 < range.upperBound {
            largest = gains[i] > largest ? gains[i] : largest
            other = gains[i &+ 1] > other ? gains[i &+ 1] : other
            i &+= 2
        }
        if i < range.upperBound { largest = gains[i] > largest ? gains[i] : largest }
        largest = other > largest ? other : largest
        let tolerance = NodeSplit<Index>.tolerance
        guard largest >= 0, largest > gainToBeat * (1 + tolerance) else { return nil }
        let least = largest * (1 - tolerance)
        i = range.lowerBound
        while gains[i] < least { i &+= 1 }
        return i
    }
}
