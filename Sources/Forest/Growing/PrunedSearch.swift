// The best split of a large node without sorting it: most boundaries cannot be the best and are never looked at.
//
// The rows are summed in bins, ranges of places that never part equal values, in one pass in the order of the table.
// The gains at the edges of the bins are then exact. Inside a bin the left side's deviation (its sum less its weight
// times the node's mean) moves from its value at the lower edge up by at most the positive and down by at most the
// negative deviations of the bin's rows, and its weight lies between those at the edges: together that bounds the gain
// of all boundaries in the bin (`SplitGain.canReach`). Only bins whose bound reaches the best gain known are sorted and
// searched, usually a few of hundreds. The result is the same as a search of all boundaries, ties included.

struct PrunedSearch<Index: RowIndex, Gain: SplitGain>: ~Copyable {
    /// A bin that holds rows of the node.
    private struct FilledBin: BitwiseCopyable {
        var index: Int
        /// Of all rows up to the bin's upper edge: the moments, the deviation, and the number of rows.
        var left: Moments
        var deviation: Double
        var count: Double
        /// The sum of the absolute deviations of the bin's own rows.
        var spread: Double
    }

    /// All empty between two searches.
    private let bins = OwnedMemory(repeating: Bin(), count: Self.mostBins)
    private let filled = OwnedMemory<FilledBin>(count: Self.mostBins)
    /// By bin: 1 where it is to be searched, else 0.
    private let kept = OwnedMemory<Index>(count: Self.mostBins)
    private let keptRows: OwnedMemory<Index>

    private static var mostBins: Int { 512 }
    /// Smaller nodes are better sorted as a whole.
    static var fewestRows: Int { 128 }
    /// Rows a bin has on average at least.
    private static var rowsPerBin: Int { 4 }

    init(rowCount: Int) { keptRows = OwnedMemory(count: rowCount) }

    /// False where all rows fall into one bin: then the node has to be sorted. True where the column varies.
    func search(
        _ node: NodeRows<Index, Gain>, _ column: PlacedRows<Index>, gainToBeat: Double,
        _ sorted: borrowing SortedSearch<Index, Gain>, _ best: inout NodeSplit<Index>
    ) -> Bool {
        let mostPlace = column.rowCount - 1
        let goal = min(Self.mostBins, node.count / Self.rowsPerBin)
        var shift: Index = 0
        while mostPlace >> Int(shift) >= goal { shift += 1 }
        fill(node, column, shift)
        var gainToBeat = gainToBeat
        let filledCount = collect(node, mostPlace >> Int(shift) + 1, &gainToBeat)
        guard filledCount > 1 else { return false }
        guard keepThose(thatReach: gainToBeat, node, filledCount) else { return true }

        let filled = filled.start, kept = kept.start
        let count = gatherKept(node, column, shift)
        var rows = sorted.sort(UnsafePointer(keptRows.start), count, column)
        // Neighbouring bins are searched together.
        var index = 0
        while index < filledCount {
            guard kept[filled[index].index] == 1 else {
                index += 1
                continue
            }
            let before = index == 0 ? .zero : filled[index - 1].left
            let countBefore = index == 0 ? 0 : Int(filled[index - 1].count)
            while index < filledCount, kept[filled[index].index] == 1 { index += 1 }
            let length = Int(filled[index - 1].count) - countBefore
            sorted.tryBoundaries(node, column, rows, length, before: before, countBefore: countBefore, &best)
            rows += length
        }
        return true
    }

    @inline(__always)
    private func fill(_ node: NodeRows<Index, Gain>, _ column: PlacedRows<Index>, _ shift: Index) {
        let bins = bins.start, mean = node.total.mean
        for i in 0..<node.count {
            let row = Int(node.rows[i])
            let own = node.moments[row]
            let bin = bins + Int(column.firstPlace[row] &>> shift)
            bin.pointee.moments += own
            bin.pointee.spread += SIMD2((own.sum - own.weight * mean).magnitude, 1)
        }
    }

    /// Empties the bins into `filled` and returns how many held rows; raises the gain to beat to the best at an edge.
    @inline(__always)
    private func collect(_ node: NodeRows<Index, Gain>, _ binCount: Int, _ gainToBeat: inout Double) -> Int {
        let bins = bins.start, filled = filled.start
        let mean = node.total.mean
        let fewest = Double(node.minSamplesLeaf), most = Double(node.count) - fewest
        var left = Moments.zero
        var count = 0.0, filledCount = 0
        for index in 0..<binCount {
            let bin = bins[index]
            guard bin.spread.y > 0 else { continue }
            bins[index] = Bin()
            left += bin.moments
            count += bin.spread.y
            filled[filledCount] = FilledBin(
                index: index, left: left, deviation: left.sum - left.weight * mean, count: count, spread: bin.spread.x)
            filledCount &+= 1
            guard count >= fewest, count <= most else { continue }
            let gain = node.gain.gain(left: left)
            gainToBeat = gain > gainToBeat ? gain : gainToBeat
        }
        return filledCount
    }

    /// Sets `kept` for the bins that may hold a boundary of gain `gain` or more; false where there is none.
    @inline(__always)
    private func keepThose(thatReach gain: Double, _ node: NodeRows<Index, Gain>, _ filledCount: Int) -> Bool {
        let filled = filled.start, kept = kept.start
        let fewest = Double(node.minSamplesLeaf), most = Double(node.count) - fewest
        let heaviest = node.total.weight - fewest
        // Far more than rounding can do to a bound.
        let gain = gain * (1 - 1e-6)
        var any: Index = 0
        var weight = 0.0, deviation = 0.0, count = 0.0
        for index in 0..<filledCount {
            let bin = filled[index]
            // Of the bin's rows, the sum of the positive deviations is (spread + change) / 2, of the negative ones
            // (change - spread) / 2.
            let change = bin.deviation - deviation
            // A row weighs at least 1.
            let reaches = node.gain.canReach(
                gain, lowest: deviation - 0.5 * (bin.spread - change),
                highest: deviation + 0.5 * (bin.spread + change),
                light: weight + 1 > fewest ? weight + 1 : fewest,
                heavy: bin.left.weight < heaviest ? bin.left.weight : heaviest)
            // Numbers instead of conditions: no branch to predict.
            let mayReach: Index = reaches ? 1 : 0
            let hasBoundary: Index = bin.count >= fewest ? 1 : 0, hasRight: Index = count < most ? 1 : 0
            let isKept = mayReach & hasBoundary & hasRight
            kept[bin.index] = isKept
            any |= isKept
            weight = bin.left.weight
            deviation = bin.deviation
            count = bin.count
        }
        return any == 1
    }

    /// Puts the rows in kept bins into `keptRows` and returns how many there are.
    @inline(__always)
    private func gatherKept(_ node: NodeRows<Index, Gain>, _ column: PlacedRows<Index>, _ shift: Index) -> Int {
        let kept = kept.start, keptRows = keptRows.start
        var count = 0
        for i in 0..<node.count {
            let row = node.rows[i]
            // Written in any case, and overwritten where its bin is not kept.
            keptRows[count] = row
            count &+= Int(kept[Int(column.firstPlace[Int(row)] &>> shift)])
        }
        return count
    }
}
