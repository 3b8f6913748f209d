// What a split is worth. This is all that a criterion has to say; the ways to find the best split are the same for all.

/// The gain of splits of one node, from the moments of its left side alone. Gains are compared within a node.
protocol SplitGain: BitwiseCopyable {
    /// For a node with these moments.
    init(of node: Moments, _ target: TargetSteps)

    /// The larger the better, and not negative; -1 for a split that may not be.
    func gain(left: Moments) -> Double

    /// The gains of two splits at once: the sums and the weights of their left sides.
    func gains(sums: SIMD2<Double>, weights: SIMD2<Double>) -> SIMD2<Double>

    /// By how much the node's impurity, times its weight, decreases in a split of this gain, in units of `unit`.
    func decrease(_ gain: Double) -> Double

    /// What the unit of `decrease` is in scikit-learn's.
    static func unit(_ target: TargetSteps) -> Double

    /// Whether `canReach` rules anything out; where it does not, large nodes are sorted as a whole.
    static var hasBound: Bool { get }

    /// False where no split can have a gain of `gain` or more whose left side weighs from `light` to `heavy` and has a
    /// deviation, its sum less its weight times the node's mean, from `lowest` to `highest`. Rounding may be passed
    /// over: what calls it allows for one part in a million.
    func canReach(_ gain: Double, lowest: Double, highest: Double, light: Double, heavy: Double) -> Bool
}

extension SplitGain {
    @inline(__always)
    func gains(sums: SIMD2<Double>, weights: SIMD2<Double>) -> SIMD2<Double> {
        SIMD2(
            gain(left: Moments(sum: sums.x, weight: weights.x)), gain(left: Moments(sum: sums.y, weight: weights.y)))
    }

    static var hasBound: Bool { false }

    func canReach(_ gain: Double, lowest: Double, highest: Double, light: Double, heavy: Double) -> Bool { true }
}
