// Folds for cross-validation: every row is held back exactly once. Row numbers count from 0 and ascend in each part.

import Basics

/// One division of the rows: trained on `train`, scored on `test`.
public struct Fold: Equatable, Sendable {
    public let train: [Int]
    public let test: [Int]

    /// Shuffled k-fold: sizes differ by at most one, larger folds first (as scikit-learn's KFold).
    public static func shuffled(rows: Int, folds: Int, seed: UInt64) throws -> [Fold] {
        try check(folds, rows: rows)
        var random = SeededRandom(seed: seed)
        let order = random.permutation(rows)
        var foldOf = [Int](repeating: 0, count: rows)
        var start = 0
        for fold in 0..<folds {
            let size = rows / folds + (fold < rows % folds ? 1 : 0)
            for index in start..<start + size { foldOf[order[index]] = fold }
            start += size
        }
        return assemble(foldOf, folds)
    }

    /// Stratified k-fold: in each fold a group has its share of rows to within one, and fold sizes differ by at most
    /// one. Groups are dealt out one after another in the order of their first row, each shuffled.
    public static func stratified(by groups: [String], folds: Int, seed: UInt64) throws -> [Fold] {
        try check(folds, rows: groups.count)
        var random = SeededRandom(seed: seed)
        var foldOf = [Int](repeating: 0, count: groups.count)
        var dealt = 0
        for (_, rows) in rowsByGroup(groups) {
            var rows = rows
            random.shuffle(&rows)
            for row in rows {
                foldOf[row] = dealt % folds
                dealt += 1
            }
        }
        return assemble(foldOf, folds)
    }

    /// Group-aware k-fold: all rows of a group are in one fold. Groups are shuffled, then the largest go first, each
    /// into the fold with the fewest rows.
    public static func grouped(by groups: [String], folds: Int, seed: UInt64) throws -> [Fold] {
        try check(folds, rows: groups.count)
        var members = rowsByGroup(groups).map(\.rows)
        guard members.count >= folds else {
            throw SparError("\(folds) folds need at least \(folds) groups, but there are \(members.count)")
        }
        var random = SeededRandom(seed: seed)
        random.shuffle(&members)
        let order = members.indices.sorted { (members[$1].count, $0) < (members[$0].count, $1) }
        var sizes = [Int](repeating: 0, count: folds)
        var foldOf = [Int](repeating: 0, count: groups.count)
        for index in order {
            let fold = sizes.indices.min { (sizes[$0], $0) < (sizes[$1], $1) } ?? 0
            for row in members[index] { foldOf[row] = fold }
            sizes[fold] += members[index].count
        }
        return assemble(foldOf, folds)
    }

    private static func check(_ folds: Int, rows: Int) throws {
        guard folds >= 2 else { throw SparError("cross-validation needs at least 2 folds, not \(folds)") }
        guard folds <= rows else {
            throw SparError("\(folds) folds need at least \(folds) rows, but there are \(rows)")
        }
    }

    private static func assemble(_ foldOf: [Int], _ folds: Int) -> [Fold] {
        var parts = [(train: [Int], test: [Int])](repeating: ([], []), count: folds)
        for (row, mine) in foldOf.enumerated() {
            for fold in 0..<folds {
                if fold == mine { parts[fold].test.append(row) } else { parts[fold].train.append(row) }
            }
        }
        return parts.map { Fold(train: $0.train, test: $0.test) }
    }
}
