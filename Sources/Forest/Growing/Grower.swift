// What grows the trees of a forest, and what grows.

import Basics

/// Grows trees one after another, on one thread. Closures over a known type, so that the compiler makes code for 16 and
/// for 32 bits instead of one slow one for both.
struct Grower {
    /// Grows a tree on the rows whose count is not 0.
    let grow: (_ counts: [UInt16], _ random: inout SeededRandom) -> [TreeNode]
    /// The weighted decrease of the squared error of the tree grown last through each feature, in whole steps of the
    /// target, squared.
    let impurityDecrease: () -> [Double]

    init(ranked: RankedFeatures, target: [Double], stepped: SteppedTarget, parameters: ForestParameters) {
        switch ranked.columns {
        case .narrow(let columns):
            let grower = TreeGrower(columns, target: target, stepped: stepped, parameters: parameters)
            grow = { grower.grow(counts: $0, random: &$1) }
            impurityDecrease = { grower.impurityDecrease }
        case .wide(let columns):
            let grower = TreeGrower(columns, target: target, stepped: stepped, parameters: parameters)
            grow = { grower.grow(counts: $0, random: &$1) }
            impurityDecrease = { grower.impurityDecrease }
        }
    }
}

/// The tree as far as it has grown. Plain memory, as all that the inner loops touch: arrays in a class are checked at
/// each
/// access.
final class GrowingTree {
    let drawOrder: UnsafeMutablePointer<Int>
    let lookOrder: UnsafeMutablePointer<Int>
    let decreases: UnsafeMutablePointer<Double>
    let nodes: UnsafeMutablePointer<TreeNode>
    /// Counted apart while a grower is at work.
    var nodeCount = 1

    init(features: Int, mostLeaves: Int) {
        drawOrder = .allocate(capacity: features)
        lookOrder = .allocate(capacity: features)
        decreases = .allocate(capacity: features)
        decreases.initialize(repeating: 0, count: features)
        nodes = .allocate(capacity: 2 * mostLeaves)
    }

    deinit {
        drawOrder.deallocate()
        lookOrder.deallocate()
        decreases.deallocate()
        nodes.deallocate()
    }
}
