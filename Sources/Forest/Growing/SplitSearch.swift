// The best split of a node on one feature.
//
// Every place between two different values that leaves min_samples_leaf rows on both sides is a boundary, and the best
// split is the boundary of the largest gain. `SortedSearch` looks at every one of them. The other two find the same
// one sooner: `ValueSearch` where a column has few values, `PrunedSearch` in large nodes, where it rules most
// boundaries out before anything is sorted.

/// One thread's workspace.
struct SplitSearch<Index: RowIndex, Gain: SplitGain>: ~Copyable {
    private let byValue = ValueSearch<Index, Gain>()
    private let pruned: PrunedSearch<Index, Gain>
    private let sorted: SortedSearch<Index, Gain>

    init(rowCount: Int) {
        pruned = PrunedSearch(rowCount: rowCount)
        sorted = SortedSearch(rowCount: rowCount)
    }

    /// Looks for a split of the node on the column; false where the column is constant in the node. A split that does
    /// not gain more than `gainToBeat` need not be found.
    func search(
        _ node: NodeRows<Index, Gain>, _ column: ColumnOrder<Index>, gainToBeat: Double,
        _ best: inout NodeSplit<Index>
    ) -> Bool {
        switch column {
        case .coded(let column): return byValue.search(node, column, &best)
        case .placed(let column):
            if Gain.hasBound, node.count >= PrunedSearch<Index, Gain>.fewestRows,
                pruned.search(node, column, gainToBeat: gainToBeat, sorted, &best)
            {
                return true
            }
            return sorted.search(node, column, &best)
        }
    }
}
