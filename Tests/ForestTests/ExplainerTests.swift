// Explanations: shares that add up, intervals, and what counts as strange.

import Basics
import Forest
import Foundation
import Tables
import Testing

@Suite struct ExplainerTests {
    @Test func sharesAddUpToThePrediction() throws {
        let data = try formulaData(rows: 400)
        let forest = try RandomForest.fit(data, ForestTests.parameters(30))
        let rows = try formulaData(rows: 50, seed: 8).features
        let values = try forest.predict(rows)
        for (row, explanation) in try Explainer(forest).explain(rows).enumerated() {
            #expect(explanation.value == values[row])
            #expect(abs(explanation.base + explanation.shares.reduce(0, +) - values[row]) < 1e-9)
            #expect((explanation.lower...explanation.upper).contains(explanation.value))
        }
        // A feature of noise adds little to any value.
        let noise = try Explainer(forest).explain(rows).map { abs($0.shares[3]) }.reduce(0, +)
        let signal = try Explainer(forest).explain(rows).map { abs($0.shares[2]) }.reduce(0, +)
        #expect(noise < signal / 5)
    }

    /// One tree on four rows: the root's mean 2.5, split at x0 between 1 and 10 into 1.5 and 3.5, the rest by x1.
    @Test func oneTreeByHand() throws {
        let forest = try singleTree([[0, 1, 10, 11], [0, 5, 0, 0]], [1, 2, 3.5, 3.5])
        let row = try FeatureMatrix(names: ["x0", "x1"], columns: [[0.5], [5]])
        let explanation = try Explainer(forest).explain(row)[0]
        #expect(explanation.base == 2.5)
        #expect(abs(explanation.shares[0] + explanation.shares[1] - (explanation.value - 2.5)) < 1e-12)
        #expect(explanation.outside.isEmpty)
    }

    /// The mean of a skewed leaf lies above 95 % of its rows: the interval is widened to hold it.
    @Test func aValueLiesInItsInterval() throws {
        let target = (0..<40).map { $0 == 7 ? 1.0 : 0 }
        let data = try TrainingData(
            features: FeatureMatrix(names: ["x0"], columns: [[Double](repeating: 1, count: 40)]), targetName: "SAMS",
            target: target)
        let explanation = try Explainer(RandomForest.fit(data, ForestTests.parameters(50))).explain(data.features)[0]
        #expect(explanation.value > 0 && explanation.lower == 0)
        #expect(explanation.upper == explanation.value)
    }

    @Test func strangeRowsAreKnown() throws {
        let data = try formulaData(rows: 400)
        let explainer = try Explainer(RandomForest.fit(data, ForestTests.parameters(5)))
        #expect(try explainer.explain(data.features).count { $0.remoteness > 1 } < 40)
        let rows = try FeatureMatrix(
            names: data.features.names, columns: [[0.5, 9], [0.5, 9], [0.5, 9], [0, 9], [2, 9]])
        let found = try explainer.explain(rows)
        #expect(found[0].outside.isEmpty && found[0].remoteness < 1.5)
        #expect(found[1].outside.map(\.feature) == data.features.names)
        #expect(found[1].remoteness > 1)
    }

    @Test func scopeSaysWhatWasNotSeen() throws {
        let table = try Table([
            (name: "formula", column: .text(["NiO", "LiFePO4", "Fe2O3"])),
            (name: "metal", column: .text(["Ni", "Fe", "Fe"])),
            (name: "charge", column: .number([2, 2, 3])),
        ])
        let scope = try #require(try ModelScope(table))
        #expect(scope.warnings(metal: "Fe", charge: 3, formula: "FePO4") == [])
        #expect(
            scope.warnings(metal: "Fe", charge: 6, formula: "K2FeO4")
                == ["no training row has Fe of charge 6; they have 2, 3", "no training row holds K"])
        #expect(
            scope.warnings(metal: "Zn", charge: 2, formula: "ZnO")
                == ["no training row is of Zn", "no training row holds Zn"])
        #expect(scope.warnings(metal: nil, charge: nil, formula: nil) == [])
        let model = ModelFile(
            forest: try RandomForest.fit(formulaData(rows: 50), ForestTests.parameters(3)), scope: scope)
        #expect(try ModelFile(bytes: model.bytes(), name: "m").scope == scope)
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("model-\(UUID().uuidString).json.gz")
            .path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try model.write(to: path)
        #expect(try ModelFile.read(path).bytes() == model.bytes())
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)).count < model.bytes().count)
    }
}
