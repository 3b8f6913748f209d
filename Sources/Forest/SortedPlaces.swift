// Sorting the places of a node's rows in one feature without comparing them.
//
// Places are distinct integers below the table's row count, so a set of them is a set of bits: marking each and reading
// the marks from the lowest up gives them in order. A second level marks which words hold any, so that few rows in a
// large table cost little. Small nodes are sorted by insertion. Everything is left clear for the next node.

struct SortedPlaces: ~Copyable {
    private let words: UnsafeMutablePointer<UInt64>
    private let summary: UnsafeMutablePointer<UInt64>
    private let wordCount: Int
    private let summaryCount: Int

    /// Nodes up to this many rows are sorted by insertion.
    static let insertionLimit = 16

    init(rowCount: Int) {
        wordCount = (rowCount + 63) / 64
        summaryCount = (wordCount + 63) / 64
        words = .allocate(capacity: wordCount)
        summary = .allocate(capacity: summaryCount)
        words.initialize(repeating: 0, count: wordCount)
        summary.initialize(repeating: 0, count: summaryCount)
    }

    deinit {
        words.deallocate()
        summary.deallocate()
    }

    /// Writes the places of `rows[0..<count]` in ascending order to `sorted[0..<count]`.
    @inline(__always)
    func sort(
        rows: UnsafePointer<UInt32>, count: Int, place: UnsafePointer<UInt32>, into sorted: UnsafeMutablePointer<UInt32>
    ) {
        if count <= Self.insertionLimit {
            insert(rows: rows, count: count, place: place, into: sorted)
        } else if count * 8 >= wordCount {
            mark(rows: rows, count: count, place: place, into: sorted)
        } else {
            markSparsely(rows: rows, count: count, place: place, into: sorted)
        }
    }

    @inline(__always)
    private func insert(
        rows: UnsafePointer<UInt32>, count: Int, place: UnsafePointer<UInt32>, into sorted: UnsafeMutablePointer<UInt32>
    ) {
        for i in 0..<count {
            let p = place[Int(rows[i])]
            var j = i
            // Invariant: sorted[0..<i] ascends, and everything from j on is larger than p.
            while j > 0, sorted[j - 1] > p {
                sorted[j] = sorted[j - 1]
                j -= 1
            }
            sorted[j] = p
        }
    }

    @inline(__always)
    private func mark(
        rows: UnsafePointer<UInt32>, count: Int, place: UnsafePointer<UInt32>, into sorted: UnsafeMutablePointer<UInt32>
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
            let base = UInt32(truncatingIfNeeded: index &<< 6)
            repeat {
                next.pointee = base | UInt32(truncatingIfNeeded: word.trailingZeroBitCount)
                next += 1
                word &= word &- 1
            } while word != 0
        }
    }

    @inline(__always)
    private func markSparsely(
        rows: UnsafePointer<UInt32>, count: Int, place: UnsafePointer<UInt32>, into sorted: UnsafeMutablePointer<UInt32>
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
                let base = UInt32(truncatingIfNeeded: index &<< 6)
                repeat {
                    next.pointee = base | UInt32(truncatingIfNeeded: word.trailingZeroBitCount)
                    next += 1
                    word &= word &- 1
                } while word != 0
            } while marked != 0
        }
    }
}
