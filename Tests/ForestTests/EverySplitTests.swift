// Every split of whole trees against a search of all boundaries, on tables large enough for the ways that rule
// boundaries out unseen and that grow parts of a tree apart.

import Basics
import Forest
import Testing

@Suite struct EverySplitTests {
    private struct Rows {
        let columns: [[Double]]
        let target: [Double]
        let weight: [UInt16]
        let leaf: Int

        func gain(_ rows: [Int], _ feature: Int, _ threshold: Double) -> Double? {
            boundaries(rows, feature).first { $0.below <= threshold && threshold < $0.above }?.gain
        }

        func best(_ rows: [Int]) -> Double? {
            columns.indices.flatMap { boundaries(rows, $0) }.map(\.gain).max()
        }

        /// Every boundary that leaves enough rows on both sides, and by how much the squared error decreases.
        func boundaries(_ rows: [Int], _ feature: Int) -> [(below: Double, above: Double, gain: Double)] {
            let sorted = rows.sorted { columns[feature][$0] < columns[feature][$1] }
            let total = rows.reduce(0) { $0 + Double(weight[$1]) }
            let mean = rows.reduce(0) { $0 + Double(weight[$1]) * target[$1] } / total
            var left = 0.0, sum = 0.0
            var found: [(below: Double, above: Double, gain: Double)] = []
            for (index, row) in sorted.dropLast().enumerated() {
                left += Double(weight[row])
                sum += Double(weight[row]) * (target[row] - mean)
                let below = columns[feature][row], above = columns[feature][sorted[index + 1]]
                guard below < above, index + 1 >= leaf, rows.count - index - 1 >= leaf else { continue }
                found.append((below, above, sum * sum * (1 / left + 1 / (total - left))))
            }
            return found
        }
    }

    /// Walks a tree and checks each node.
    private func check(_ data: Rows, depth: Int?) throws {
        var parameters = ForestParameters()
        parameters.nEstimators = 1
        parameters.bootstrap = false
        parameters.minSamplesLeaf = data.leaf
        parameters.maxDepth = depth
        let features = try FeatureMatrix(names: data.columns.indices.map { "x\($0)" }, columns: data.columns)
        let forest = try RandomForest.fit(
            TrainingData(features: features, targetName: "y", target: data.target), parameters, rowCounts: data.weight)
        let nodes = forest.nodes(ofTree: 0)
        var waiting = [(node: 0, rows: data.target.indices.filter { data.weight[$0] > 0 }, depth: 0)]
        while let (index, rows, level) = waiting.popLast() {
            let node = nodes[index]
            let best = level == depth || Set(rows.map { data.target[$0] }).count == 1 ? nil : data.best(rows)
            guard node.left >= 0 else {
                #expect(best == nil)
                let total = rows.reduce(0) { $0 + Double(data.weight[$1]) }
                let mean = rows.reduce(0) { $0 + Double(data.weight[$1]) * data.target[$1] } / total
                #expect(abs(node.number - mean) < 1e-9)
                continue
            }
            let gain = try #require(data.gain(rows, node.feature, node.number))
            #expect(gain >= (best ?? .infinity) * (1 - 1e-9) - 1e-9)
            let left = rows.filter { data.columns[node.feature][$0] <= node.number }
            let right = rows.filter { data.columns[node.feature][$0] > node.number }
            waiting += [(node.left, left, level + 1), (node.right, right, level + 1)]
        }
    }

    /// Columns with many values, with ties, mostly zero, with few values, and without meaning.
    private func rows(_ count: Int, leaf: Int, signal: Double, seed: UInt64) -> Rows {
        var random = SeededRandom(seed: seed)
        var columns = [[Double]](repeating: [], count: 5), target: [Double] = []
        for _ in 0..<count {
            let x = random.uniform(), z = max(0, random.gaussian())
            columns[0].append(x)
            columns[1].append((x * Double(count) / 3).rounded() + Double(random.integer(below: 3)))
            columns[2].append(z)
            columns[3].append(Double(random.integer(below: 7)))
            columns[4].append(random.gaussian())
            target.append(signal * (x * x + 0.3 * z + 0.1 * columns[3][columns[3].count - 1]) + random.gaussian())
        }
        return Rows(
            columns: columns, target: target, weight: (0..<count).map { _ in UInt16(random.integer(below: 4)) },
            leaf: leaf)
    }

    @Test(arguments: [(900, 1, 10.0), (900, 6, 0.0), (1500, 20, 1.0), (2500, 3, 3.0), (700, 100, 0.1)])
    func everyNodeTakesTheBestBoundary(count: Int, leaf: Int, signal: Double) throws {
        for seed in 0..<3 { try check(rows(count, leaf: leaf, signal: signal, seed: UInt64(seed)), depth: nil) }
    }

    @Test func soDoTablesOfMoreThan16BitsOfRows() throws {
        try check(rows(100_000, leaf: 300, signal: 1, seed: 1), depth: 4)
    }
}
