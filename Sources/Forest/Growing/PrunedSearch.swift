// The best split of a large node without sorting it: most boundaries cannot be the best and are never looked at.
//
// The rows are summed in bins, ranges of places that never part equal values, in one pass in the order of the table.
// The gains at the edges of the bins are then exact. Inside a bin the left side's D = sum - weight m moves from its
// value
// at the lower edge up by at most the positive and down by at most the negative deviations of the bin's rows, and the
// product of the weights is smallest at one of the edges: together that bounds the gain of all boundaries in the bin.
// Only bins whose bound reaches the best gain known are sorted and searched, usually a few of hundreds. The result is
// the same as a search of all boundaries, ties included.

/// A bin that holds rows of the node.
struct FilledBin {
    var index: Int
    /// Of all rows up to the bin's upper edge: the moments, D, and the number of rows.
    var moments: SIMD2<Double>
    var deviation: Double
    var count: Double
    /// The sum of the absolute deviations of the bin's own rows.
    var spread: Double
}

extension SplitSearch {
    static var mostBins: Int { 512 }
    /// Smaller nodes are sorted as a whole.
    static var fewestPruned: Int { 128 }
    /// Rows a bin has on average at least.
    static var rowsPerBin: Int { 4 }

    /// False where all rows fall into one bin: then the node has to be sorted. True where the column varies.
    func searchPruned(
        _ node: NodeRows<Index>, _ column: ColumnKeys<Index>, bar: Double, _ best: inout NodeSplit<Index>
    ) -> Bool {
        let rowCount = column.rowCount
        let goal = min(Self.mostBins, node.count / Self.rowsPerBin)
        var shift: Index = 0
        while (rowCount - 1) >> Int(shift) >= goal { shift += 1 }
        let group = column.group
        fill(node, group, shift)
        var bar = bar
        let filledCount = collect(node, (rowCount - 1) >> Int(shift) + 1, &bar)
        guard filledCount > 1 else { return false }
        guard mark(node, filledCount, bar: bar) else { return true }
        var keptRows = 0
        for i in 0..<node.count {
            let row = node.rows[i]
            scratch[keptRows] = row
            keptRows &+= Int(kept[Int(group[Int(row)] &>> shift)])
        }
        sorter.sort(UnsafePointer(scratch), keptRows, column, into: sorted)
        // Neighbouring bins are swept together.
        var next = UnsafePointer(sorted)
        var index = 0
        while index < filledCount {
            guard kept[filled[index].index] == 1 else {
                index += 1
                continue
            }
            let before = index == 0 ? .zero : filled[index - 1].moments
            let countBefore = index == 0 ? 0 : Int(filled[index - 1].count)
            while index < filledCount, kept[filled[index].index] == 1 { index += 1 }
            let length = Int(filled[index - 1].count) - countBefore
            sweep(node, column, next, length, before: before, countBefore: countBefore, &best)
            next += length
        }
        return true
    }

    @inline(__always)
    private func fill(_ node: NodeRows<Index>, _ group: UnsafePointer<Index>, _ shift: Index) {
        let mean = node.mean
        for i in 0..<node.count {
            let row = Int(node.rows[i])
            let own = moments[row]
            let bin = bins + Int(group[row] &>> shift)
            bin.pointee.moments += own
            bin.pointee.spread += SIMD2((own.x - own.y * mean).magnitude, 1)
        }
    }

    /// Empties the bins into `filled` and returns how many held rows; raises the bar to the best gain at an edge.
    @inline(__always)
    private func collect(_ node: NodeRows<Index>, _ binCount: Int, _ bar: inout Double) -> Int {
        let mean = node.mean, total = node.moments.y
        let fewest = Double(minSamplesLeaf), most = Double(node.count) - fewest
        var sums = SIMD2<Double>.zero
        var count = 0.0, filledCount = 0
        for index in 0..<binCount {
            let bin = bins[index]
            guard bin.spread.y > 0 else { continue }
            bins[index] = Bin()
            sums += bin.moments
            count += bin.spread.y
            let deviation = sums.x - sums.y * mean
            filled[filledCount] = FilledBin(
                index: index, moments: sums, deviation: deviation, count: count,
                spread: bin.spread.x)
            filledCount &+= 1
            guard count >= fewest, count <= most else { continue }
            let gain = deviation * deviation / (sums.y * (total - sums.y))
            bar = gain > bar ? gain : bar
        }
        return filledCount
    }

    /// Sets `kept` to 1 for the bins that may hold a boundary of gain `bar` or more, to 0 for the others; false where
    /// there is none.
    @inline(__always)
    private func mark(_ node: NodeRows<Index>, _ filledCount: Int, bar: Double) -> Bool {
        let total = node.moments.y
        let fewest = Double(minSamplesLeaf), most = Double(node.count) - fewest, heaviest = total - fewest
        // Far more than rounding can do to a bound.
        let bar = bar * (1 - 1e-6)
        var any: Index = 0
        var weight = 0.0, deviation = 0.0, count = 0.0
        for index in 0..<filledCount {
            let bin = filled[index]
            let change = bin.deviation - deviation
            let up = deviation + 0.5 * (bin.spread + change), down = 0.5 * (bin.spread - change) - deviation
            let largest = up > down ? up : down
            // A row weighs at least 1.
            let light = weight + 1 > fewest ? weight + 1 : fewest
            let heavy = bin.moments.y < heaviest ? bin.moments.y : heaviest
            let atLight = light * (total - light), atHeavy = heavy * (total - heavy)
            let product = atLight < atHeavy ? atLight : atHeavy
            let reaches: Index = largest * largest >= bar * product ? 1 : 0
            let hasBoundary: Index = bin.count >= fewest ? 1 : 0, hasRight: Index = count < most ? 1 : 0
            let isKept = reaches & hasBoundary & hasRight
            kept[bin.index] = isKept
            any |= isKept
            weight = bin.moments.y
            deviation = bin.deviation
            count = bin.count
        }
        return any == 1
    }
}
