// Thresholds in 32 bits. Other programs round a row to 32 bits first and compare then: Float(x) <= f.
//
// Writing: between a, the largest training value at most t, and b, the smallest above it, any f with
// Float(a) <= f < Float(b) sends every training row where x <= t sends it; the nearest to t of them is taken.
// There is none where a and b are the same number in 32 bits.
// Reading: Float(x) <= f exactly where x is at most the largest double that rounds to f.

enum SinglePrecision {
    /// - Parameter values: the training values of the feature, ascending; may be empty.
    /// - Returns: the threshold, and whether it tells apart what `threshold` does. Nil beyond the range of 32 bits.
    static func rounded(_ threshold: Double, among values: [Double]) -> (threshold: Float, separates: Bool)? {
        let nearest = Float(threshold)
        guard nearest.isFinite else { return nil }
        var low = 0, high = values.count
        while low < high {
            let middle = (low + high) / 2
            if values[middle] <= threshold { low = middle + 1 } else { high = middle }
        }
        let below = low > 0 ? Float(values[low - 1]) : -.infinity
        let above = low < values.count ? Float(values[low]) : .infinity
        guard below < above else { return (nearest, false) }
        if below <= nearest, nearest < above { return (nearest, true) }
        return (nearest < below ? below : above.nextDown, true)
    }

    /// The largest number that in 32 bits is at most `threshold`.
    static func exact(_ threshold: Float) -> Double {
        let next = threshold.nextUp
        let middle = Double(threshold) + Double(next.isFinite ? next - threshold : threshold.ulp) / 2
        return Float(middle) <= threshold ? middle : middle.nextDown
    }
}
