// The best split of a node on a column of few values: sums for each value, then the boundaries between values.

extension SplitSearch {
    /// False where the column is constant in the node.
    func searchValues(
        _ node: NodeRows<Index>, _ column: ColumnKeys<Index>, _ best: inout NodeSplit<Index>
    ) -> Bool {
        for i in 0..<node.count {
            let row = Int(node.rows[i]), code = Int(column.key[row])
            let bin = bins + code
            bin.pointee.moments += moments[row]
            bin.pointee.spread.y += 1
            codes[code &>> 6] |= 1 &<< UInt64(truncatingIfNeeded: code & 63)
        }
        let mean = node.mean
        var sums = SIMD2<Double>.zero
        var count = 0, bar = -1.0, lastCode = -1, valuesSeen = 0
        for word in 0..<(column.distinctCount + 63) / 64 {
            var marked = codes[word]
            codes[word] = 0
            while marked != 0 {
                let code = word &<< 6 | marked.trailingZeroBitCount
                marked &= marked &- 1
                let bin = bins[code]
                bins[code] = Bin()
                if count >= minSamplesLeaf, node.count &- count >= minSamplesLeaf {
                    let deviation = sums.x - sums.y * mean
                    let gain = deviation * deviation / (sums.y * (node.moments.y - sums.y))
                    if gain > bar {
                        best.gain = gain
                        best.lastKey = Index(truncatingIfNeeded: lastCode)
                        best.nextKey = Index(truncatingIfNeeded: code)
                        best.count = count
                        best.moments = sums
                        bar = gain * (1 + Self.tolerance)
                    }
                }
                sums += bin.moments
                count &+= Int(bin.spread.y)
                lastCode = code
                valuesSeen &+= 1
            }
        }
        return valuesSeen > 1
    }
}
