// The target of a forest in whole steps.
//
// Targets are rounded to multiples of a step that doubles add without rounding (deviations from the mean in some 40
// bits for ten thousand rows), so that a sum does not depend on the order of its rows: splits that are equal in exact
// arithmetic come out equal, and a sum over a part of a node can be had by subtraction.

/// A target is `mean + step * (stepped target)`, but for rounding.
struct TargetSteps: BitwiseCopyable, Sendable {
    let mean: Double
    /// 0 where all targets are equal.
    let step: Double
}

/// Shared by all trees of a forest.
struct SteppedTarget: Sendable {
    /// Whole numbers; any sum of them with the weights of a tree is below 2^52.
    let values: [Double]
    let steps: TargetSteps

    /// `totalWeight` is the largest sum of weights a tree may see.
    init(_ target: [Double], totalWeight: Int) {
        let mean = target.reduce(0) { $0 + $1 / Double(target.count) }
        let largest = target.reduce(0) { max($0, abs($1 - mean)) }
        let scale = Double(UInt64(1) << UInt64(51 - (Int.bitWidth - totalWeight.leadingZeroBitCount)))
        values = target.map { largest > 0 ? (($0 - mean) / largest * scale).rounded() : 0 }
        steps = TargetSteps(mean: mean, step: largest / scale)
    }
}
