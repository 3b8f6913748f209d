// The squared error as criterion (Breiman et al. 1984).
//
// With the node's mean m and weight w, D = sum - weight m over the left side is minus the same of the right side, and
// the squared error decreases by D^2 (1/wl + 1/wr) = D^2 w/(wl wr). The gain is D^2/(wl wr): w is the same for all
// splits of a node.

struct SquaredErrorGain: SplitGain {
    private let mean: Double
    private let weight: Double

    @inline(__always)
    init(of node: Moments, _ target: TargetSteps) {
        mean = node.mean
        weight = node.weight
    }

    @inline(__always)
    func gain(left: Moments) -> Double {
        let deviation = left.sum - left.weight * mean
        return deviation * deviation / (left.weight * (weight - left.weight))
    }

    @inline(__always)
    func gains(sums: SIMD2<Double>, weights: SIMD2<Double>) -> SIMD2<Double> {
        let deviations = sums - weights * SIMD2(repeating: mean)
        return deviations * deviations / (weights * (SIMD2(repeating: weight) - weights))
    }

    @inline(__always)
    func decrease(_ gain: Double) -> Double { gain * weight }

    static func unit(_ target: TargetSteps) -> Double { target.step * target.step }

    static var hasBound: Bool { true }

    @inline(__always)
    func canReach(_ gain: Double, lowest: Double, highest: Double, light: Double, heavy: Double) -> Bool {
        let deviation = highest > -lowest ? highest : -lowest
        // wl wr is smallest at one of the ends.
        let atLight = light * (weight - light), atHeavy = heavy * (weight - heavy)
        return deviation * deviation >= gain * (atLight < atHeavy ? atLight : atHeavy)
    }
}
