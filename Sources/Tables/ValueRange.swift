// Evenly spaced values from start to stop, both included, without drift: when start and step are decimal fractions
// the i-th value is the double nearest to the decimal number start + i step, so 0.015 and not 0.015000000000000001.

import Basics

public enum ValueRange {
    /// More values than this are taken for a slip in the step.
    public static let limit = 10_000_000

    /// The values `start`, `start + step`, … up to `stop`, which is one of them when it lies on a step.
    /// Throws `SparError` for a step of zero, one that leads away from `stop`, and limits that are not finite.
    public static func values(from start: Double, through stop: Double, step: Double) throws -> [Double] {
        let text = "range(\([start, stop, step].map { NumberText.shortest($0) }.joined(separator: ", ")))"
        guard start.isFinite, stop.isFinite, step.isFinite else {
            throw SparError("\(text): start, stop and step must be finite numbers")
        }
        guard step != 0 else { throw SparError("\(text): the step is 0; give one that leads from start to stop") }
        guard start == stop || (stop > start) == (step > 0) else {
            throw SparError("\(text): the step leads away from stop; turn its sign")
        }
        let decimals = max(self.decimals(start), self.decimals(step))
        let scale = decimals <= 15 ? power(decimals) : 1
        let scaledStart = (start * scale).rounded(), scaledStep = (step * scale).rounded()
        // Up to 2^53 the scaled numbers are exact integers, and so are their multiples.
        let isDecimal = decimals <= 15 && max(abs(stop * scale), abs(scaledStart)) + abs(scaledStep) < 0x1p53
        let span = isDecimal ? (stop * scale - scaledStart) / scaledStep : (stop - start) / step
        // A stop that misses the last step by rounding alone is still reached.
        let last = (span + max(1e-9, span * 1e-12)).rounded(.down)
        guard last < Double(limit) else {
            throw SparError("\(text): that is more than \(limit) values; take a larger step")
        }
        return (0...Int(last)).map { i in
            isDecimal ? (scaledStart + Double(i) * scaledStep) / scale : start + Double(i) * step
        }
    }

    /// Decimals after the point in the shortest text of `x`.
    private static func decimals(_ x: Double) -> Int {
        let parts = NumberText.shortest(x).split(separator: "e")
        let point = parts[0].split(separator: ".")
        return max(0, (point.count > 1 ? point[1].count : 0) - (parts.count > 1 ? Int(parts[1]) ?? 0 : 0))
    }

    private static func power(_ n: Int) -> Double { (0..<n).reduce(1.0) { value, _ in value * 10 } }
}
