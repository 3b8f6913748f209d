// Half the Poisson deviance as criterion, for counts and other targets that are never negative.
//
// A node of weight w, sum s and mean m = s/w has the impurity (1/w) sum y log(y/m). A split decreases w times it by
// sl log(ml/m) + sr log(mr/m), which is the gain. A side whose targets are all zero has no logarithm and may not be, as
// in scikit-learn.

import Basics
import Glibc

struct PoissonGain: SplitGain {
    private let target: TargetSteps
    private let weight: Double
    private let sum: Double
    private let mean: Double

    /// Less of the node's sum than this is zero, rounded.
    private static let zero = 1e-9

    init(of node: Moments, _ target: TargetSteps) {
        self.target = target
        weight = node.weight
        sum = Self.sum(node, target)
        mean = sum / weight
    }

    private static func sum(_ moments: Moments, _ target: TargetSteps) -> Double {
        moments.weight * target.mean + moments.sum * target.step
    }

    func gain(left: Moments) -> Double {
        let leftSum = Self.sum(left, target), rightSum = sum - leftSum
        guard min(leftSum, rightSum) > Self.zero * sum else { return -1 }
        // Never negative but for rounding.
        return max(
            0, leftSum * log(leftSum / left.weight / mean) + rightSum * log(rightSum / (weight - left.weight) / mean))
    }

    func decrease(_ gain: Double) -> Double { gain }

    static func unit(_ target: TargetSteps) -> Double { 1 }

    /// - Throws: `SparError` for targets that it cannot take.
    static func check(_ target: [Double]) throws {
        if let row = target.firstIndex(where: { $0 < 0 }) {
            throw SparError(
                "criterion is \"poisson\", which takes no targets below 0; row \(row + 1) has "
                    + NumberText.short(target[row]))
        }
        guard target.contains(where: { $0 > 0 }) else {
            throw SparError("criterion is \"poisson\", which needs a target above 0; all are 0")
        }
    }
}
