// The best split of a node on a column of few values: sums for each value, then the boundaries between values.

struct ValueSearch<Index: RowIndex, Gain: SplitGain>: ~Copyable {
    /// By code; all empty between two searches.
    private let bins = OwnedMemory(repeating: Bin(), count: RankedFeatures.fewValues)
    /// A bit for each code that is in the node; all zero between two searches.
    private let seen = OwnedMemory(repeating: UInt64(0), count: (RankedFeatures.fewValues + 63) / 64)

    /// False where the column is constant in the node.
    func search(
        _ node: NodeRows<Index, Gain>, _ column: CodedRows<Index>, _ best: inout NodeSplit<Index>
    ) -> Bool {
        let bins = bins.start, seen = seen.start
        for i in 0..<node.count {
            let row = Int(node.rows[i]), code = Int(column.code[row])
            let bin = bins + code
            bin.pointee.moments += node.moments[row]
            bin.pointee.spread.y += 1
            seen[code &>> 6] |= 1 &<< UInt64(truncatingIfNeeded: code & 63)
        }
        // What lies below the value at hand.
        var left = Moments.zero, count = 0, valuesBelow = 0, codeBelow = -1
        var gainToBeat = -1.0
        for word in 0..<(column.distinctCount + 63) / 64 {
            var marked = seen[word]
            seen[word] = 0
            while marked != 0 {
                let code = word &<< 6 | marked.trailingZeroBitCount
                marked &= marked &- 1
                let bin = bins[code]
                bins[code] = Bin()
                if count >= node.minSamplesLeaf, node.count &- count >= node.minSamplesLeaf {
                    let gain = node.gain.gain(left: left)
                    if gain > gainToBeat {
                        best.gain = gain
                        best.lastLeft = Index(truncatingIfNeeded: codeBelow)
                        best.neighbours = .codes(best.lastLeft, Index(truncatingIfNeeded: code))
                        best.count = count
                        best.left = left
                        gainToBeat = gain * (1 + NodeSplit<Index>.tolerance)
                    }
                }
                left += bin.moments
                count &+= Int(bin.spread.y)
                codeBelow = code
                valuesBelow &+= 1
            }
        }
        return valuesBelow > 1
    }
}
