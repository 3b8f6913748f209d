// The target of a forest in whole steps.
//
// Targets are rounded to multiples of a step that doubles add without rounding (deviations from the mean in some 40
// bits for ten thousand rows), so that a sum does not depend on the order of its rows: splits that are equal in exact
// arithmetic come out equal, and a sum over a part of a node can be had by subtraction.

/// Shared by all trees of a forest.
struct SteppedTarget: Sendable {
    /// Whole numbers; any sum of them with the weights of a tree is below 2^52.
    let values: [Double]

    /// `totalWeight` is the largest sum of weights a tree may see.
    init(_ target: [Double], totalWeight: Int) {
        let mean = target.reduce(0) { $0 + $1 / Double(target.count) }
        let largest = target.reduce(0) { max($0, abs($1 - mean)) }
        let scale = Double(UInt64(1) << UInt64(51 - (Int.bitWidth - totalWeight.leadingZeroBitCount)))
        values = target.map { largest > 0 ? (($0 - mean) / largest * scale).rounded() : 0 }
    }
}
