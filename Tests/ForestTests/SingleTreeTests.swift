// Trees without randomness: against scikit-learn's nodes, against exhaustive search, and on degenerate tables.

import Basics
import Forest
import Testing

@Suite struct SingleTreeTests {
    @Test(
        arguments: [
            "depth_3", "depth_12_leaf_6_split_11", "leaf_5_split_12_unlimited_depth",
            "depth_12_leaf_6_split_11_bootstrap_counts",
        ])
    func nodesAndPredictionsAreScikitLearns(name: String) throws {
        let file = try Reference.json("single_tree.json")
        let reference = try #require(file["cases"]?[name])
        let train = file["X_train"]?.items.map(\.numbers) ?? [], test = file["X_test"]?.items.map(\.numbers) ?? []
        let names = (0..<9).map { "x\($0)" }
        func matrix(_ rows: [[Double]]) throws -> FeatureMatrix {
            try FeatureMatrix(names: names, columns: (0..<9).map { column in rows.map { $0[column] } })
        }
        let data = try TrainingData(features: matrix(train), targetName: "y", target: file["y_train"]?.numbers ?? [])
        var parameters = ForestParameters()
        parameters.nEstimators = 1
        parameters.bootstrap = false
        let given = reference["parameters"]
        parameters.maxDepth = given?["max_depth"].map { Int($0.number) }
        parameters.minSamplesLeaf = given?["min_samples_leaf"].map { Int($0.number) } ?? 1
        parameters.minSamplesSplit = given?["min_samples_split"].map { Int($0.number) } ?? 2
        let weighted = reference["sample_weight"] != JSON.null
        let weights = weighted ? (file["w"]?.numbers ?? []).map { UInt16($0) } : [UInt16](repeating: 1, count: 200)
        let forest = try RandomForest.fit(data, parameters, rowCounts: weights)

        let ours = forest.nodes(ofTree: 0)
        let theirs = reference["nodes"]?.items ?? []
        #expect(ours.count == theirs.count)
        for (mine, node) in zip(ours, theirs) {
            #expect(mine.left == node["left"].map { Int($0.number) } ?? -1)
            #expect(mine.right == node["right"].map { Int($0.number) } ?? -1)
            if mine.left >= 0 {
                #expect(mine.feature == node["feature"].map { Int($0.number) })
                #expect(mine.number == node["threshold"]?.number)
            } else {
                #expect(abs(mine.number - (node["value"]?.number ?? .nan)) < 1e-14)
            }
        }
        for (rows, key) in [(train, "prediction_train"), (test, "prediction_test")] {
            let prediction = try forest.predict(matrix(rows))
            for (a, b) in zip(prediction, reference[key]?.numbers ?? []) { #expect(abs(a - b) < 1e-14) }
        }
        for (a, b) in zip(forest.impurityImportance, reference["feature_importances"]?.numbers ?? []) {
            #expect(abs(a - b) < 1e-10)
        }
    }

    /// Every boundary of every feature by brute force, summed in another way.
    @Test(arguments: 0..<60) func theRootIsTheBestOfAllSplits(seed: Int) throws {
        var random = SeededRandom(seed: UInt64(seed))
        let rows = 2 + random.integer(below: 60), features = 1 + random.integer(below: 4)
        let leaf = 1 + random.integer(below: 3)
        // Few distinct values make ties of values, and of splits.
        let columns = (0..<features).map { _ in (0..<rows).map { _ in Double(random.integer(below: 12)) } }
        let target = (0..<rows).map { _ in Double(random.integer(below: 30)) }
        let forest = try singleTree(columns, target, leaf: leaf, depth: 1)
        let root = try #require(forest.nodes(ofTree: 0).first)

        var best: (gain: Double, feature: Int, threshold: Double)?
        let mean = target.reduce(0, +) / Double(rows)
        for feature in 0..<features {
            let distinct = Set(columns[feature]).sorted()
            for (low, high) in zip(distinct, distinct.dropFirst()) {
                let left = (0..<rows).filter { columns[feature][$0] <= low }
                guard left.count >= leaf, rows - left.count >= leaf else { continue }
                let deviation = left.reduce(0) { $0 + target[$1] - mean }
                let gain = deviation * deviation * (1 / Double(left.count) + 1 / Double(rows - left.count))
                if gain > (best?.gain ?? -1) * (1 + 1e-9) + 1e-9 { best = (gain, feature, (low + high) / 2) }
            }
        }
        let pure = Set(target).count == 1
        guard let best, rows >= 2 * leaf, !pure else {
            #expect(root.left == -1)
            return
        }
        #expect(root.left == 1)
        #expect(root.feature == best.feature)
        #expect(root.number == best.threshold)
    }

    @Test func ofEqualSplitsTheFirstFeatureAndTheSmallestThresholdWin() throws {
        // Both features order the rows alike, the second downwards; 0.5 and 2.5 cut off one row each.
        let forest = try singleTree([[0, 1, 2, 3], [3, 2, 1, 0]], [1, 0, 0, 1], depth: 1)
        let root = forest.nodes(ofTree: 0)[0]
        #expect(root.feature == 0)
        #expect(root.number == 0.5)
    }

    @Test func thresholdsStayBelowTheUpperValue() throws {
        let low = 1.0, high = 1 + 1e-6
        let forest = try singleTree([[low, high]], [0, 1])
        #expect(try forest.predict(row: [low]) == 0)
        #expect(try forest.predict(row: [high]) == 1)
    }

    @Test func theUnitOfAFeatureDoesNotMatter() throws {
        let data = try formulaData(rows: 200)
        let columns = (0..<5).map { Array(data.features.column($0)) }
        let plain = try singleTree(columns, data.target, leaf: 3)
        let tiny = try singleTree(columns.map { $0.map { $0 * 0x1p-40 } }, data.target.map { $0 * 0x1p-50 }, leaf: 3)
        #expect(plain.nodeCount == tiny.nodeCount)
        #expect(plain.nodes(ofTree: 0).map(\.feature) == tiny.nodes(ofTree: 0).map(\.feature))
    }

    @Test func constantColumnsAndConstantTargetsGiveOneLeaf() throws {
        #expect(try singleTree([[1, 1, 1]], [1, 2, 3]).nodeCount == 1)
        #expect(try singleTree([[1, 2, 3]], [5, 5, 5]).nodeCount == 1)
        #expect(try singleTree([[1, 1, 1]], [1, 2, 3]).predict(row: [9]) == 2)
        #expect(try singleTree([[1, 1, 1]], [1, 2, 3]).impurityImportance == [0])
    }

    @Test func oneRowAndOneFeatureAreEnough() throws {
        let forest = try singleTree([[4]], [7])
        #expect(forest.nodeCount == 1)
        #expect(try forest.predict(row: [-100]) == 7)
    }

    @Test func leavesLargerThanHalfOfTheRowsLeaveTheRoot() throws {
        #expect(try singleTree([[1, 2, 3, 4, 5]], [1, 2, 3, 4, 5], leaf: 3).nodeCount == 1)
        #expect(try singleTree([[1, 2, 3, 4, 5, 6]], [1, 2, 3, 4, 5, 6], leaf: 3).nodeCount == 3)
    }

    @Test func repeatedRowsEndUpInOneLeafWithTheirMean() throws {
        let forest = try singleTree([[1, 1, 2, 2]], [0, 2, 10, 20])
        #expect(forest.nodeCount == 3)
        #expect(try forest.predict(row: [1]) == 1)
        #expect(try forest.predict(row: [2]) == 15)
    }

    @Test func anUnlimitedTreeReproducesDistinctRows() throws {
        let data = try formulaData(rows: 3000)
        let forest = try singleTree((0..<5).map { Array(data.features.column($0)) }, data.target)
        let matrix = try FeatureMatrix(names: (0..<5).map { "x\($0)" }, rowCount: 3000, values: data.features.values)
        #expect(try forest.predict(matrix) == data.target)
    }
}
