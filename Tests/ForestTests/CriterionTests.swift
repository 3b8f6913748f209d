// Trees by other criteria and limits against scikit-learn's nodes (Fixtures/criteria.json: DecisionTreeRegressor on
// counts), and each way of searching for splits against the plain one.

import Basics
import Foundation
import Testing

@testable import Forest

@Suite struct CriterionTests {
    private static let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Fixtures/criteria.json").path

    @Test(arguments: [
        "least decrease", "least decrease, weighted", "poisson", "poisson, weighted", "poisson, least decrease",
    ])
    func nodesAreScikitLearns(name: String) throws {
        let file = try JSON.parse(FileBytes.read(Self.file), name: "criteria.json")
        let theirs = try #require(file["cases"]?[name]), given = theirs["parameters"]
        let columns = file["X"]?.items.map(\.numbers) ?? []
        let data = try TrainingData(
            features: FeatureMatrix(names: ["a", "b", "c"], columns: columns), targetName: "y",
            target: file["y"]?.numbers ?? [])
        var parameters = ForestParameters()
        parameters.nEstimators = 1
        parameters.bootstrap = false
        parameters.maxDepth = given?["max_depth"].map { Int($0.number) }
        parameters.minSamplesLeaf = given?["min_samples_leaf"].map { Int($0.number) } ?? 1
        parameters.minImpurityDecrease = given?["min_impurity_decrease"]?.number ?? 0
        if given?["criterion"] == .string("poisson") { parameters.criterion = .poisson }
        let counts = theirs["weighted"] == .bool(true) ? (file["weight"]?.numbers ?? []).map { UInt16($0) } : nil
        let forest = try RandomForest.fit(
            data, parameters, rowCounts: counts ?? [UInt16](repeating: 1, count: data.rowCount))

        let ours = forest.nodes(ofTree: 0)
        #expect(ours.map(\.left) == theirs["left"]?.numbers.map { Int($0) })
        #expect(ours.map(\.right) == theirs["right"]?.numbers.map { Int($0) })
        // Here two columns split node 11 into the same rows; the child then takes the other column.
        let tied: Set<Int> = name == "least decrease, weighted" ? [11, 12] : []
        for (i, node) in ours.enumerated() {
            if tied.contains(i) { continue }
            if node.left >= 0 {
                #expect(Double(node.feature) == theirs["feature"]?.numbers[i])
                #expect(node.number == theirs["threshold"]?.numbers[i])
            } else {
                #expect(abs(node.number - (theirs["value"]?.numbers[i] ?? .nan)) < 1e-13)
            }
        }
        for (a, b) in zip(forest.impurityImportance, theirs["importances"]?.numbers ?? []) where tied.isEmpty {
            #expect(abs(a - b) < 1e-10)
        }
    }

    @Test(arguments: [
        ([1.0, -2, 3], "criterion is \"poisson\", which takes no targets below 0; row 2 has -2"),
        ([0, 0, 0], "criterion is \"poisson\", which needs a target above 0; all are 0"),
    ])
    func poissonRefusesOtherTargets(target: [Double], sentence: String) throws {
        var parameters = ForestParameters()
        parameters.criterion = .poisson
        let data = try TrainingData(
            features: FeatureMatrix(names: ["a"], columns: [[1, 2, 3]]), targetName: "y", target: target)
        #expect(throws: SparError(sentence)) { try RandomForest.fit(data, parameters) }
    }

    /// The squared error without its bound, which makes every boundary be looked at.
    private struct PlainGain: SplitGain {
        let gain: SquaredErrorGain

        init(of node: Moments, _ target: TargetSteps) { gain = SquaredErrorGain(of: node, target) }
        func gain(left: Moments) -> Double { gain.gain(left: left) }
        func decrease(_ gain: Double) -> Double { self.gain.decrease(gain) }
        static func unit(_ target: TargetSteps) -> Double { SquaredErrorGain.unit(target) }
    }

    @Test(arguments: [(900, 1), (5000, 3), (70_000, 100)])
    func shortcutsGiveTheTreesOfThePlainSearch(rows: Int, leaf: Int) throws {
        let data = try formulaData(rows: rows)
        let ranked = RankedFeatures(data.features), stepped = SteppedTarget(data.target, totalWeight: rows)
        var parameters = ForestParameters()
        parameters.minSamplesLeaf = leaf
        parameters.maxFeatures = .count(3)
        let bounded = Grower(SquaredErrorGain.self, ranked, data.target, stepped, parameters)
        let plain = Grower(PlainGain.self, ranked, data.target, stepped, parameters)
        let bootstrap = Bootstrap(parameters: parameters, rowCount: rows)
        var counts = [UInt16](repeating: 0, count: rows)
        for tree in 0..<3 {
            bootstrap.fill(tree: tree, &counts)
            var random = Bootstrap.growth(seed: 1, tree: tree), other = random
            #expect(bounded.grow(counts, &random) == plain.grow(counts, &other))
            #expect(bounded.impurityDecrease() == plain.impurityDecrease())
        }
    }

    @Test func everyHyperparameterIsDeclared() throws {
        #expect(Mirror(reflecting: ForestParameters()).children.count == Hyperparameter.all.count)
        #expect(Set(Hyperparameter.all.map(\.name)).count == Hyperparameter.all.count)
        var parameters = ForestParameters.paper
        #expect(ForestParameters(parameters.json) == parameters)
        // What files of models without them do not have.
        #expect(parameters.json["criterion"] == nil && parameters.json["min_impurity_decrease"] == nil)
        parameters.criterion = .poisson
        parameters.minImpurityDecrease = 0.25
        #expect(parameters.json["criterion"] == .string("poisson"))
        #expect(ForestParameters(parameters.json) == parameters)
    }
}
