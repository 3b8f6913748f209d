// Statistics of arrays of numbers. NaN means missing: it is skipped everywhere, and counted by `missing`.
// Without any value a statistic is NaN (a sum 0). The standard deviation is the population's (divided by n), as numpy's
// default and as EN_std among the features.

import Basics

public enum Statistics {
    /// How many values are not missing.
    public static func count(_ x: [Double]) -> Int { x.reduce(0) { $1.isNaN ? $0 : $0 + 1 } }

    /// Compensated sum (Neumaier), so that the order of magnitude of the terms does not matter.
    public static func sum(_ x: [Double]) -> Double {
        var sum = 0.0, correction = 0.0
        for value in x where !value.isNaN {
            let next = sum + value
            correction += sum.magnitude >= value.magnitude ? (sum - next) + value : (value - next) + sum
            sum = next
        }
        return correction.isFinite ? sum + correction : sum
    }

    public static func mean(_ x: [Double]) -> Double {
        let n = count(x)
        return n == 0 ? .nan : sum(x) / Double(n)
    }

    /// The population standard deviation sqrt(sum (x - mean)^2 / n); 0 for one value.
    public static func std(_ x: [Double]) -> Double {
        let n = count(x), unit = unit(x), center = mean(x) / unit
        let squares = x.map { ($0 / unit - center) * ($0 / unit - center) }
        return n == 0 ? .nan : (sum(squares) / Double(n)).squareRoot() * unit
    }

    /// The power of two below the largest magnitude: dividing by it changes no digit, and squares stay in range.
    static func unit(_ x: [Double]) -> Double {
        let largest = x.reduce(0) { Swift.max($0, $1.isNaN ? 0 : abs($1)) }
        return largest.isFinite && largest >= .leastNormalMagnitude ? largest.binade : 1
    }

    public static func min(_ x: [Double]) -> Double { x.reduce(.nan) { Double.minimum($0, $1) } }
    public static func max(_ x: [Double]) -> Double { x.reduce(.nan) { Double.maximum($0, $1) } }

    /// The value below which a fraction `q` in 0...1 of the values lies, interpolated linearly between neighbours
    /// (type 7 of Hyndman and Fan 1996; numpy's and R's default).
    public static func quantile(_ x: [Double], _ q: Double) -> Double {
        quantile(ofSorted: x.filter { !$0.isNaN }.sorted(), q)
    }

    static func quantile(ofSorted values: [Double], _ q: Double) -> Double {
        guard let last = values.last, q >= 0, q <= 1 else { return .nan }
        let place = q * Double(values.count - 1)
        let below = Int(place)
        guard below + 1 < values.count, place > Double(below) else { return values.isEmpty ? last : values[below] }
        return values[below] + (place - Double(below)) * (values[below + 1] - values[below])
    }

    /// Pearson's correlation over the pairs where neither is missing; NaN with fewer than two or without variance.
    public static func correlation(_ x: [Double], _ y: [Double]) -> Double {
        let moments = Moments(x, y)
        let r = moments.xy / (moments.xx * moments.yy).squareRoot()
        return moments.count < 2 || r.isNaN ? .nan : Swift.max(-1, Swift.min(1, r))
    }

    /// Least-squares line y = intercept + slope x over the pairs where neither is missing.
    /// Throws `SparError` when fewer than two pairs are left or all x are equal.
    public static func fit(_ x: [Double], _ y: [Double]) throws -> LinearFit {
        let moments = Moments(x, y)
        guard moments.count >= 2 else {
            throw SparError("a line needs two points or more, and \(moments.count) have both values")
        }
        guard moments.xx > 0 else {
            throw SparError("a line cannot be fitted: all x are \(NumberText.short(moments.meanX * moments.unitX))")
        }
        let slope = moments.xy / moments.xx
        let residual = moments.yy - slope * moments.xy
        return LinearFit(
            slope: slope * (moments.unitY / moments.unitX),
            intercept: (moments.meanY - slope * moments.meanX) * moments.unitY,
            r2: moments.yy > 0 ? 1 - residual / moments.yy : .nan, count: moments.count, missing: moments.missing)
    }

    /// Counts in `bins` bins of equal width over `range` (that of the values when nil; one wide about a single
    /// value). A bin holds its lower edge, the last one both. Throws `SparError` for no bins or a bad range.
    public static func histogram(_ x: [Double], bins: Int, range: ClosedRange<Double>? = nil) throws -> Histogram {
        guard bins > 0, bins <= 1_000_000 else { throw SparError("a histogram of \(bins) bins; ask for 1 to 1000000") }
        let values = x.filter { $0.isFinite }
        var lower = range?.lowerBound ?? values.min() ?? 0, upper = range?.upperBound ?? values.max() ?? 1
        if lower == upper { (lower, upper) = (lower - 0.5, upper + 0.5) }
        guard (upper - lower).isFinite else {
            throw SparError(
                "a histogram from \(NumberText.short(lower)) to \(NumberText.short(upper)); give finite limits")
        }
        let span = upper - lower
        // Dividing last makes the edges of decimal ranges the decimal numbers that they are meant to be.
        let edges = (0...bins).map { $0 == bins ? upper : lower + span * Double($0) / Double(bins) }
        var counts = [Int](repeating: 0, count: bins), outside = 0
        for value in x where !value.isNaN {
            guard value >= lower, value <= upper else {
                outside += 1
                continue
            }
            var bin = Swift.min(bins - 1, Int((value - lower) / span * Double(bins)))
            // The division may round over an edge; the edges decide.
            if value < edges[bin] { bin -= 1 } else if bin + 1 < bins, value >= edges[bin + 1] { bin += 1 }
            counts[bin] += 1
        }
        return Histogram(edges: edges, counts: counts, outside: outside, missing: x.count - count(x))
    }
}

/// y = intercept + slope x; r2 is the share of the variance of y explained (NaN when y has none).
public struct LinearFit: Sendable, Equatable {
    public let slope, intercept, r2: Double
    /// Pairs used, and pairs skipped because a value was missing.
    public let count, missing: Int
}

/// Counts between neighbouring edges (one more edge than counts).
public struct Histogram: Sendable, Equatable {
    public let edges: [Double]
    public let counts: [Int]
    /// Values outside the range, and values missing.
    public let outside, missing: Int
    public var centers: [Double] { zip(edges, edges.dropFirst()).map { ($0 + $1) / 2 } }
}

/// Means and central second moments over the pairs where neither value is missing.
private struct Moments {
    var count = 0, missing = 0
    /// Values are in these units, so that no square overflows or vanishes.
    var unitX = 1.0, unitY = 1.0
    var meanX = 0.0, meanY = 0.0, xx = 0.0, yy = 0.0, xy = 0.0

    init(_ x: [Double], _ y: [Double]) {
        let pairs = zip(x, y).filter { !$0.isNaN && !$1.isNaN }
        count = pairs.count
        missing = min(x.count, y.count) - count
        guard count > 0 else { return }
        unitX = Statistics.unit(pairs.map(\.0))
        unitY = Statistics.unit(pairs.map(\.1))
        let x = pairs.map { $0.0 / unitX }, y = pairs.map { $0.1 / unitY }
        meanX = Statistics.sum(x) / Double(count)
        meanY = Statistics.sum(y) / Double(count)
        for (a, b) in zip(x, y) {
            xx += (a - meanX) * (a - meanX)
            yy += (b - meanY) * (b - meanY)
            xy += (a - meanX) * (b - meanY)
        }
    }
}
