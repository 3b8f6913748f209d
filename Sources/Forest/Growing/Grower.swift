// What grows the trees of a forest.

import Basics

/// Grows trees one after another, on one thread. Closures over a known type, so that the compiler makes code for 16 and
/// for 32 bits and for each criterion, instead of one slow one for all.
struct Grower {
    /// Grows a tree on the rows whose count is not 0.
    let grow: (_ counts: [UInt16], _ random: inout SeededRandom) -> [TreeNode]
    /// The decrease of impurity, times weight, of the tree grown last through each feature.
    let impurityDecrease: () -> [Double]

    @inline(__always)
    init<Gain: SplitGain>(
        _: Gain.Type, _ ranked: RankedFeatures, _ target: [Double], _ stepped: SteppedTarget,
        _ parameters: ForestParameters
    ) {
        switch ranked.columns {
        case .narrow(let columns):
            let grower = TreeGrower<UInt16, Gain>(columns, target: target, stepped: stepped, parameters: parameters)
            grow = { grower.grow(counts: $0, random: &$1) }
            impurityDecrease = { grower.impurityDecrease }
        case .wide(let columns):
            let grower = TreeGrower<UInt32, Gain>(columns, target: target, stepped: stepped, parameters: parameters)
            grow = { grower.grow(counts: $0, random: &$1) }
            impurityDecrease = { grower.impurityDecrease }
        }
    }
}
