// The best split of a node on one feature.
//
// Every place between two different values that leaves min_samples_leaf rows on both sides is a boundary. With the
// node's mean m and weight w, D = sum - weight m over the left side is minus the same of the right side, and the
// squared
// error decreases by D^2 (1/wl + 1/wr) = D^2 w/(wl wr). The gain here is D^2/(wl wr): w is the same for all.
//
// Three ways lead to the same boundary. A column of few values is summed value by value. A small node is sorted. In a
// large one most boundaries are ruled out by a bound before anything is sorted (PrunedSearch.swift).
//
// Ties: gains that differ by less than one part in 10^12 are equal, and of equal ones the smallest threshold is taken.

/// A node's rows in table order, and the sums of their moments.
struct NodeRows<Index> {
    let rows: UnsafePointer<Index>
    let count: Int
    let moments: SIMD2<Double>

    var mean: Double { moments.x / moments.y }
}

/// The best split found so far.
struct NodeSplit<Index: RowIndex> {
    var gain = -1.0
    var feature = -1
    /// Rows whose key is at most this go left.
    var lastKey: Index = 0
    /// The rows on both sides of the threshold, in a column of many values; `nextRow` is nil where only a look at all
    /// rows of the node can tell.
    var lastRow: Index = 0
    var nextRow: Index?
    /// The code above the threshold, in a column of few values.
    var nextKey: Index = 0
    /// What goes left.
    var count = 0
    var moments = SIMD2<Double>.zero
}

/// What falls into one value, or into a range of places.
struct Bin {
    /// Sums of weight times target, and of weight.
    var moments = SIMD2<Double>.zero
    /// The sum of the absolute deviations from the node's mean (only where it is asked for), and the number of rows.
    var spread = SIMD2<Double>.zero
}

/// One thread's workspace.
final class SplitSearch<Index: RowIndex> {
    let minSamplesLeaf: Int
    /// Of each row: weight times stepped target, and weight.
    let moments: UnsafeMutablePointer<SIMD2<Double>>
    /// Any use between two searches.
    let scratch: UnsafeMutablePointer<Index>
    let sorter: SortedPlaces<Index>
    let sorted: UnsafeMutablePointer<Index>
    /// All zero between two searches.
    let bins: UnsafeMutablePointer<Bin>
    /// One bit for each bin of a column of few values; all zero between two searches.
    let codes: UnsafeMutablePointer<UInt64>
    let filled: UnsafeMutablePointer<FilledBin>
    let kept: UnsafeMutablePointer<Index>
    private let prefix: UnsafeMutablePointer<SIMD2<Double>>
    private let gains: UnsafeMutablePointer<Double>

    /// Boundaries tried at a time: few enough for the nearest cache.
    private static var chunk: Int { 128 }
    static var tolerance: Double { 1e-12 }

    init(rowCount: Int, minSamplesLeaf: Int) {
        self.minSamplesLeaf = minSamplesLeaf
        moments = .allocate(capacity: rowCount)
        scratch = .allocate(capacity: rowCount)
        sorter = SortedPlaces(rowCount: rowCount)
        sorted = .allocate(capacity: rowCount + 1)
        let binCount = max(RankedFeatures.fewValues, Self.mostBins)
        bins = .allocate(capacity: binCount)
        bins.initialize(repeating: Bin(), count: binCount)
        codes = .allocate(capacity: (RankedFeatures.fewValues + 63) / 64)
        codes.initialize(repeating: 0, count: (RankedFeatures.fewValues + 63) / 64)
        filled = .allocate(capacity: Self.mostBins)
        kept = .allocate(capacity: Self.mostBins)
        prefix = .allocate(capacity: Self.chunk)
        gains = .allocate(capacity: Self.chunk + 2)
    }

    deinit {
        moments.deallocate()
        scratch.deallocate()
        sorted.deallocate()
        bins.deallocate()
        codes.deallocate()
        filled.deallocate()
        kept.deallocate()
        prefix.deallocate()
        gains.deallocate()
    }

    /// Looks for a split of the node on the column that is better than `bar`; false where the column is constant in the
    /// node. A split that is no better than `bar` may be found or not.
    func search(
        _ node: NodeRows<Index>, _ column: ColumnKeys<Index>, bar: Double, _ best: inout NodeSplit<Index>
    ) -> Bool {
        if column.hasFewValues { return searchValues(node, column, &best) }
        if node.count >= Self.fewestPruned, searchPruned(node, column, bar: bar, &best) { return true }
        return searchSorted(node, column, &best)
    }

    private func searchSorted(
        _ node: NodeRows<Index>, _ column: ColumnKeys<Index>, _ best: inout NodeSplit<Index>
    ) -> Bool {
        sorter.sort(node.rows, node.count, column, into: sorted)
        if column.group[Int(sorted[0])] == column.group[Int(sorted[node.count - 1])] { return false }
        sweep(node, column, UnsafePointer(sorted), node.count, before: .zero, countBefore: 0, &best)
        return true
    }

    /// Tries the boundary after each of `rows[0..<length]`, which are in order and follow on `countBefore` rows of the
    /// node whose moments are `before`. What comes after them has a larger value.
    @inline(__always)
    func sweep(
        _ node: NodeRows<Index>, _ column: ColumnKeys<Index>, _ rows: UnsafePointer<Index>, _ length: Int,
        before: SIMD2<Double>, countBefore: Int, _ best: inout NodeSplit<Index>
    ) {
        let first = max(0, minSamplesLeaf &- countBefore &- 1)
        let end = min(length, node.count &- minSamplesLeaf &- countBefore)
        guard first < end else { return }
        var sums = before
        var start = 0
        while start < end {
            let size = min(Self.chunk, end &- start)
            let chunk = rows + start
            computeGains(node, chunk, size, &sums)
            let firstHere = max(0, first &- start)
            if firstHere < size {
                pick(
                    column, chunk, firstHere..<size, atEnd: start &+ size == length,
                    countBefore: countBefore &+ start, &best)
            }
            start &+= size
        }
    }

    /// Sets `prefix` and `gains` for the boundary after each row of a chunk, and goes on with the sums.
    @inline(__always)
    private func computeGains(
        _ node: NodeRows<Index>, _ rows: UnsafePointer<Index>, _ size: Int, _ sums: inout SIMD2<Double>
    ) {
        let mean = SIMD2(repeating: node.mean), total = SIMD2(repeating: node.moments.y)
        var i = 0
        while i < size {
            let a = sums + moments[Int(rows[i])]
            // An odd last row is taken twice; what it gives is not looked at.
            let b = a + moments[Int(rows[min(i &+ 1, size &- 1)])]
            let sum = SIMD2(a.x, b.x), weight = SIMD2(a.y, b.y)
            let deviation = sum - weight * mean
            let gain = deviation * deviation / (weight * (total - weight))
            prefix[i] = a
            gains[i] = gain.x
            gains[i &+ 1] = gain.y
            guard i &+ 1 < size else {
                sums = a
                return
            }
            prefix[i &+ 1] = b
            sums = b
            i &+= 2
        }
    }

    /// Takes the smallest threshold among the boundaries of a chunk whose gain is the largest within the tolerance.
    @inline(__always)
    private func pick(
        _ column: ColumnKeys<Index>, _ rows: UnsafePointer<Index>, _ range: Range<Int>, atEnd: Bool,
        countBefore: Int, _ best: inout NodeSplit<Index>
    ) {
        var tiesTakenOut = !column.hasTies
        while true {
            var largest = -1.0, other = -1.0
            var i = range.lowerBound
            while i &+ 1 < range.upperBound {
                largest = gains[i] > largest ? gains[i] : largest
                other = gains[i &+ 1] > other ? gains[i &+ 1] : other
                i &+= 2
            }
            if i < range.upperBound { largest = gains[i] > largest ? gains[i] : largest }
            largest = other > largest ? other : largest
            guard largest >= 0, largest > best.gain * (1 + Self.tolerance) else { return }
            let bar = largest * (1 - Self.tolerance)
            i = range.lowerBound
            while gains[i] < bar { i &+= 1 }
            let isLast = atEnd && i &+ 1 == range.upperBound
            if !tiesTakenOut, !isLast, column.group[Int(rows[i])] == column.group[Int(rows[i &+ 1])] {
                tiesTakenOut = true
                for k in range.lowerBound..<(atEnd ? range.upperBound &- 1 : range.upperBound)
                where column.group[Int(rows[k])] == column.group[Int(rows[k &+ 1])] { gains[k] = -1 }
                continue
            }
            best.gain = gains[i]
            best.lastRow = rows[i]
            best.lastKey = column.key[Int(rows[i])]
            best.nextRow = isLast ? nil : rows[i &+ 1]
            best.count = countBefore &+ i &+ 1
            best.moments = prefix[i]
            return
        }
    }
}
