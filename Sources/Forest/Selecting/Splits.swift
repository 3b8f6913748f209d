// Dividing rows into training and test sets. Row numbers count from 0 and ascend in both parts; every division follows
// from its seed alone.

import Basics

/// A division of rows, and a sentence on how it came about.
public struct Split: Equatable, Sendable {
    public let train: [Int]
    public let test: [Int]
    public let summary: String

    /// Holds back a fraction of the rows.
    ///
    /// - Parameters:
    ///   - test: the fraction held back, 0 < test < 1; the count is rounded to the nearest whole number.
    ///   - strata: a label for each row; each label gets its share of the test rows, fractions going to the largest
    ///     remainders (equal ones to the label that comes first).
    ///   - groups: a label for each row; all rows of a group land on one side. The test set is then as near to its size
    ///     as whole groups allow; with strata too, a group belongs to the stratum most of its rows have.
    public static func holdOut(
        rows: Int, test fraction: Double, strata: [String]? = nil, groups: [String]? = nil, seed: UInt64
    ) throws -> Split {
        guard fraction > 0, fraction < 1 else {
            throw SparError("test is \(NumberText.shortest(fraction)); it is a fraction between 0 and 1")
        }
        guard rows >= 2 else { throw SparError("a split needs at least 2 rows, but the table has \(rows)") }
        let wanted = Int((fraction * Double(rows)).rounded())
        guard wanted >= 1, wanted < rows else {
            throw SparError(
                "test = \(NumberText.shortest(fraction)) of \(rows) rows leaves "
                    + (wanted < 1 ? "no row to test" : "no row to train"))
        }
        var random = SeededRandom(seed: seed)
        let held =
            groups.map { pickGroups($0, strata, fraction, &random) }
            ?? pickRows(rows, strata, wanted, &random)
        let split = divide(rows, held: held)
        guard !split.train.isEmpty, !split.test.isEmpty else {
            throw SparError("the groups are too large to split: all rows would be on one side")
        }
        var summary = "\(split.train.count) rows to train, \(split.test.count) to test"
        if let strata { summary += ", in proportion in each of \(Set(strata).count) strata" }
        if let groups { summary += ", none of \(Set(groups).count) groups on both sides" }
        return Split(train: split.train, test: split.test, summary: summary + " (seed \(seed))")
    }

    /// Takes the same number of rows of every group for training and for testing; what is left over is in neither.
    ///
    /// - Throws: `SparError` naming each group that is too small, with its number of rows.
    public static func balanced(by groups: [String], train: Int, test: Int, seed: UInt64) throws -> Split {
        guard train >= 1, test >= 1 else {
            throw SparError("train is \(train) and test is \(test); both are counts of at least 1 row a group")
        }
        let members = rowsByGroup(groups)
        guard !members.isEmpty else { throw SparError("there are no rows to balance") }
        let small = members.filter { $0.rows.count < train || $0.rows.count - train < test }
        guard small.isEmpty else {
            throw SparError(
                "\(train) + \(test) rows of each group are asked for, but "
                    + small.map { "'\($0.group)' has \($0.rows.count)" }.joined(separator: ", "))
        }
        var random = SeededRandom(seed: seed)
        var trainRows: [Int] = [], testRows: [Int] = []
        for (_, rows) in members {
            var rows = rows
            random.shuffle(&rows)
            trainRows += rows[..<train]
            testRows += rows[train..<train + test]
        }
        let unused = groups.count - trainRows.count - testRows.count
        return Split(
            train: trainRows.sorted(), test: testRows.sorted(),
            summary: "\(train) rows to train and \(test) to test of each of \(members.count) groups: "
                + "\(trainRows.count) and \(testRows.count) rows, \(unused) unused (seed \(seed))")
    }

    // MARK: - Picking

    private static func divide(_ rows: Int, held: [Int]) -> (train: [Int], test: [Int]) {
        let test = Set(held)
        return ((0..<rows).filter { !test.contains($0) }, test.sorted())
    }

    private static func pickRows(_ rows: Int, _ strata: [String]?, _ wanted: Int, _ random: inout SeededRandom) -> [Int]
    {
        guard let strata else { return Array(random.permutation(rows)[..<wanted]) }
        let members = rowsByGroup(strata)
        let shares = largestRemainders(of: wanted, sizes: members.map(\.rows.count))
        var held: [Int] = []
        for ((_, rows), share) in zip(members, shares) {
            var rows = rows
            random.shuffle(&rows)
            held += rows[..<share]
        }
        return held
    }

    /// Shares of `total` in proportion to the sizes: rounded down, and what is missing to the largest remainders.
    static func largestRemainders(of total: Int, sizes: [Int]) -> [Int] {
        let sum = sizes.reduce(0, +)
        var shares = sizes.map { $0 * total / sum }
        let remainders = sizes.map { $0 * total % sum }
        let order = sizes.indices.sorted { (remainders[$1], $0) < (remainders[$0], $1) }
        for index in order.prefix(total - shares.reduce(0, +)) { shares[index] += 1 }
        return shares
    }

    /// Goes through the shuffled groups of each stratum and takes a group wherever that brings the number of rows held
    /// back nearer to its goal.
    private static func pickGroups(
        _ groups: [String], _ strata: [String]?, _ fraction: Double, _ random: inout SeededRandom
    ) -> [Int] {
        let members = rowsByGroup(groups).map(\.rows)
        let stratumOf = members.map { rows in strata.map { strata in commonest(rows.map { strata[$0] }) } ?? "" }
        var held: [Int] = []
        for (_, indices) in rowsByGroup(stratumOf) {
            var indices = indices
            random.shuffle(&indices)
            let goal = fraction * Double(indices.reduce(0) { $0 + members[$1].count })
            var taken = 0.0
            for index in indices {
                let size = Double(members[index].count)
                if abs(taken + size - goal) < abs(taken - goal) {
                    held += members[index]
                    taken += size
                }
            }
        }
        return held
    }

    private static func commonest(_ labels: [String]) -> String {
        let counted = rowsByGroup(labels)
        let largest = counted.map(\.rows.count).max() ?? 0
        return counted.first { $0.rows.count == largest }?.group ?? ""
    }
}
