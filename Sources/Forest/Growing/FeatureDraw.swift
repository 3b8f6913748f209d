// Which features are looked at in a node, and in which order.

import Basics

/// Of one tree.
final class FeatureDraw {
    let count: Int
    /// All features; those drawn for the node stand first.
    private let order: OwnedMemory<Int>
    private let helpful: OwnedMemory<Int>
    /// By feature, the decrease of impurity through its splits so far, times weight.
    private let decreases: OwnedMemory<Double>

    init(features: Int) {
        count = features
        order = OwnedMemory(count: features)
        helpful = OwnedMemory(count: features)
        decreases = OwnedMemory(repeating: 0, count: features)
    }

    func beginTree() {
        for feature in 0..<count {
            order.start[feature] = feature
            decreases.start[feature] = 0
        }
    }

    var impurityDecrease: [Double] { Array(UnsafeBufferPointer(start: decreases.start, count: count)) }

    @inline(__always)
    func add(_ decrease: Double, through feature: Int) { decreases.start[feature] += decrease }

    /// Draws one more feature, without replacement, after the first `drawn`.
    @inline(__always)
    func draw(after drawn: Int, _ random: inout SeededRandom) -> Int {
        let order = order.start
        let pick = drawn + random.integer(below: count - drawn)
        let feature = order[pick]
        order[pick] = order[drawn]
        order[drawn] = feature
        return feature
    }

    /// The first `drawn` features, those that have helped this tree most first: a good split found early spares most of
    /// the work on the others. Which split is found does not depend on it.
    @inline(__always)
    func mostHelpfulFirst(_ drawn: Int) -> UnsafePointer<Int> {
        let order = order.start, helpful = helpful.start, decreases = decreases.start
        for index in 0..<drawn {
            let feature = order[index]
            var place = index
            while place > 0, decreases[helpful[place - 1]] < decreases[feature] {
                helpful[place] = helpful[place - 1]
                place -= 1
            }
            helpful[place] = feature
        }
        return UnsafePointer(helpful)
    }
}
