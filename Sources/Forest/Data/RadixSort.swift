// Sorting by digits instead of comparisons.

/// The indices of `keys` in ascending order of the keys, equal keys in index order: from the lowest digit up, each of
/// 11 bits.
///
/// - Parameter bits: what the keys need; higher bits are zero in all of them.
func radixOrder<Key: FixedWidthInteger & UnsignedInteger, Index: RowIndex>(
    _ keys: [Key], bits: Int = Key.bitWidth
) -> [Index] {
    let digitBits = 11, mask = Key(1) << digitBits - 1
    var keys = keys, otherKeys = keys
    var order = keys.indices.map { Index(truncatingIfNeeded: $0) }, otherOrder = order
    for shift in stride(from: 0, to: bits, by: digitBits) {
        let shift = Key(shift)
        var starts = [Int](repeating: 0, count: 1 << digitBits + 1)
        for key in keys { starts[Int(key &>> shift & mask) + 1] += 1 }
        if starts.contains(keys.count) { continue }  // one digit only: nothing to move
        for digit in 1..<starts.count { starts[digit] += starts[digit - 1] }
        for place in keys.indices {
            let digit = Int(keys[place] &>> shift & mask), to = starts[digit]
            starts[digit] = to + 1
            otherKeys[to] = keys[place]
            otherOrder[to] = order[place]
        }
        swap(&keys, &otherKeys)
        swap(&order, &otherOrder)
    }
    return order
}

/// The indices of `values` in ascending order, equal values in index order. The bits of doubles have as integers the
/// order of the numbers once those of negative ones are complemented.
func ascendingOrder(of values: some Collection<Double>) -> [UInt32] {
    radixOrder(
        values.map { value -> UInt64 in
            let bits = (value + 0).bitPattern  // -0 + 0 is +0: both zeros are one value
            return bits >> 63 == 1 ? ~bits : bits | (1 << 63)
        })
}
