// Sorting rows by their places in one column without comparing them.
//
// Places are distinct integers below the table's row count, so a set of them is a set of bits: marking each and reading
// the marks from the lowest up gives them in order. A second level marks which words hold any, so that few rows in a
// large table cost little. In small nodes each place is put where the count of smaller ones says. Neither way has
// branches that depend on the data in its inner loop. Everything is left clear for the next node.

struct SortedPlaces<Index: RowIndex>: ~Copyable {
    private let words: UnsafeMutablePointer<UInt64>
    private let summary: UnsafeMutablePointer<UInt64>
    private let wordCount: Int
    private let summaryCount: Int

    private let keys: UnsafeMutablePointer<SIMD8<UInt32>>

    /// Nodes up to this many rows are sorted by counting; a multiple of eight.
    static var countingLimit: Int { 32 }

    init(rowCount: Int) {
        wordCount = (rowCount + 63) / 64
        summaryCount = (wordCount + 63) / 64
        words = .allocate(capacity: wordCount)
        summary = .allocate(capacity: summaryCount)
        keys = .allocate(capacity: Self.countingLimit / 8)
        keys.initialize(repeating: .zero, count: Self.countingLimit / 8)
        words.initialize(repeating: 0, count: wordCount)
        summary.initialize(repeating: 0, count: summaryCount)
    }

    deinit {
        words.deallocate()
        summary.deallocate()
        keys.deallocate()
    }

    /// Writes `rows[0..<count]` in the order of a column to `sorted[0..<count]`; `sorted[count]` may change.
    @inline(__always)
    func sort(
        _ rows: UnsafePointer<Index>, _ count: Int, _ column: PlacedRows<Index>,
        into sorted: UnsafeMutablePointer<Index>
    ) {
        if count <= Self.countingLimit {
            countSmaller(rows, count, column.place, into: sorted)
        } else if count >= wordCount {
            mark(rows, count, column.place, column.rowAt, into: sorted)
        } else {
            markSparsely(rows, count, column.place, column.rowAt, into: sorted)
        }
    }

    @inline(__always)
    private func countSmaller(
        _ rows: UnsafePointer<Index>, _ count: Int, _ place: UnsafePointer<Index>,
        into sorted: UnsafeMutablePointer<Index>
    ) {
        let blocks = (count + 7) / 8
        // What fills up the last block is larger than every place, and all of it lands on sorted[count].
        keys[blocks - 1] = SIMD8(repeating: .max >> 1)
        keys.withMemoryRebound(to: UInt32.self, capacity: blocks * 8) { key in
            for i in 0..<count { key[i] = UInt32(truncatingIfNeeded: place[Int(rows[i])]) }
            for block in 0..<blocks {
                let values = keys[block]
                var smaller = SIMD8<UInt32>.zero
                // The difference of two places below 2^31 has its highest bit set where it is negative.
                for i in 0..<count { smaller &+= (SIMD8(repeating: key[i]) &- values) &>> 31 }
                withUnsafeBytes(of: smaller) { ranks in
                    let rank = ranks.assumingMemoryBound(to: UInt32.self)
                    for lane in 0..<8 { sorted[Int(rank[lane])] = rows[min(block &* 8 &+ lane, count &- 1)] }
                }
            }
        }
    }

    @inline(__always)
    private func mark(
        _ rows: UnsafePointer<Index>, _ count: Int, _ place: UnsafePointer<Index>, _ rowAt: UnsafePointer<Index>,
        into sorted: UnsafeMutablePointer<Index>
    ) {
        for i in 0..<count {
            let p = Int(place[Int(rows[i])])
            words[p &>> 6] |= 1 &<< UInt64(p & 63)
        }
        var next = sorted
        for index in 0..<wordCount {
            var word = words[index]
            guard word != 0 else { continue }
            words[index] = 0
            let base = index &<< 6
            repeat {
                next.pointee = rowAt[base | word.trailingZeroBitCount]
                next += 1
                word &= word &- 1
            } while word != 0
        }
    }

    @inline(__always)
    private func markSparsely(
        _ rows: UnsafePointer<Index>, _ count: Int, _ place: UnsafePointer<Index>, _ rowAt: UnsafePointer<Index>,
        into sorted: UnsafeMutablePointer<Index>
    ) {
        for i in 0..<count {
            let p = Int(place[Int(rows[i])])
            words[p &>> 6] |= 1 &<< UInt64(p & 63)
            summary[p &>> 12] |= 1 &<< UInt64((p &>> 6) & 63)
        }
        var next = sorted
        for group in 0..<summaryCount {
            var marked = summary[group]
            guard marked != 0 else { continue }
            summary[group] = 0
            repeat {
                let index = group &<< 6 | marked.trailingZeroBitCount
                marked &= marked &- 1
                var word = words[index]
                words[index] = 0
                let base = index &<< 6
                repeat {
                    next.pointee = rowAt[base | word.trailingZeroBitCount]
                    next += 1
                    word &= word &- 1
                } while word != 0
            } while marked != 0
        }
    }
}
