// Importances and partial dependence: against shuffling and predicting for real, and against scikit-learn's.

import Basics
import Forest
import Testing

@Suite struct ExplanationTests {
    @Test func noiseMattersLeastAndTheRatiosAreEquation11() throws {
        let data = try formulaData(rows: 600)
        let forest = try RandomForest.fit(data, ForestTests.parameters(60))
        let importance = try forest.permutationImportance(data, repeats: 10, noise: "noise", seed: 3)
        #expect(importance.features.map(\.name) == data.features.names)
        let noise = importance.features[3]
        for feature in importance.features {
            #expect(feature.mean >= noise.mean)
            #expect(feature.normalized == feature.mean / noise.mean)
        }
        #expect(noise.normalized == 1)
        let score = try forest.score(data)
        #expect(abs(importance.baselineMSE - score.mse) < 1e-12)
        let shares = forest.impurityImportance
        #expect(abs(shares.reduce(0, +) - 1) < 1e-12)
        #expect(shares.min() == shares[3])
        #expect(
            throws: SparError(
                "the model has no feature 'dice' to normalise by; add a column of random numbers of "
                    + "that name before training")
        ) { try forest.permutationImportance(data, noise: "dice") }
        #expect(throws: SparError("permutation importance needs at least 1 repeat, not 0")) {
            try forest.permutationImportance(data, repeats: 0)
        }
    }

    /// A forest that cannot use the noise column gives it importance 0.
    @Test func aNoiseWithoutImportanceIsSaid() throws {
        let forest = try singleTree([[1, 2, 3, 4], [0, 0, 0, 0]], [1, 2, 3, 4])
        let data = try TrainingData(
            features: FeatureMatrix(names: ["x0", "x1"], columns: [[1, 2, 3, 4], [0, 1, 2, 3]]),
            targetName: "y", target: [1, 2, 3, 4])
        let importance = try forest.permutationImportance(data, repeats: 4, noise: "x1")
        #expect(importance.features.map(\.normalized) == [nil, nil])
        #expect(
            importance.warning == "the importance of 'x1' itself, 0 with a standard error of 0, is too near zero to "
                + "divide by: compare the raw means instead of the normalised ones")
        #expect(importance.features[1].mean == 0)
    }

    /// Partial dependence shares the descent with the importances; here every substitute is predicted for itself.
    @Test func partialDependenceIsTheMeanOverPredictions() throws {
        let data = try formulaData(rows: 120)
        let forest = try RandomForest.fit(data, ForestTests.parameters(15))
        for (column, name) in data.features.names.enumerated() {
            let partial = try forest.partialDependence(of: name, data.features, points: 7)
            #expect(partial.grid.count <= 7)
            for (value, mean) in zip(partial.grid, partial.mean) {
                var columns = (0..<5).map { Array(data.features.column($0)) }
                columns[column] = [Double](repeating: value, count: 120)
                let answers = try forest.predict(FeatureMatrix(names: data.features.names, columns: columns))
                #expect(abs(answers.reduce(0, +) / 120 - mean) < 1e-12)
            }
        }
        #expect(try forest.partialDependence(of: "x4", data.features).grid == [0, 1, 2, 3, 4])
        #expect(throws: SparError("the model has no feature 'nois'; did you mean 'noise'?")) {
            try forest.partialDependence(of: "nois", data.features)
        }
    }

    /// One row cannot be shuffled; two rows either swap or do not, and both outcomes are known.
    @Test func importanceOfTwoRowsIsKnownExactly() throws {
        let forest = try singleTree([[1, 2]], [0, 1])
        let data = try TrainingData(
            features: FeatureMatrix(names: ["x0"], columns: [[1, 2]]), targetName: "y",
            target: [0, 1])
        let importance = try forest.permutationImportance(data, repeats: 50)
        let swaps = (importance.features[0].mean * 50).rounded()
        #expect(abs(importance.features[0].mean - swaps / 50) < 1e-15)
        #expect(swaps > 10 && swaps < 40)
        #expect(try forest.permutationImportance(data.rows([0]), repeats: 5).features[0].mean == 0)
    }

    @Test func outOfBagImportanceKeepsTheOrder() throws {
        let data = try formulaData(rows: 500)
        let forest = try RandomForest.fit(data, ForestTests.parameters(60))
        let importance = try forest.outOfBagImportance(repeats: 5, noise: "noise")
        let score = try #require(try forest.outOfBag().scores)
        #expect(abs(importance.baselineMSE - score.mse) < 1e-12)
        #expect(importance.features.map(\.mean).min() == importance.features[3].mean)
    }

    @Test func importancesOrderAsScikitLearns() throws {
        let repeats = try Reference.json("permutation_importance.json")["repeats"]?.items ?? []
        let train = try Reference.data("train.csv.gz"), test = try Reference.data("test.csv.gz")
        let forest = try RandomForest.fit(train, .paper, threads: 2)
        let ours = try forest.permutationImportance(
            test, repeats: Reference.longTests ? 30 : 10, noise: "noise", threads: 2)
        print(ours.features)
        var pairs = 0
        for a in ours.features {
            for b in ours.features {
                let separated = repeats.allSatisfy { reference in
                    func value(_ kind: String, _ name: String) -> Double { reference[kind]?[name]?.number ?? .nan }
                    let difference = value("mean", a.name) - value("mean", b.name)
                    let sd =
                        (value("sd_over_30", a.name) * value("sd_over_30", a.name)
                        + value("sd_over_30", b.name) * value("sd_over_30", b.name)).squareRoot()
                    return difference > 2 * sd
                }
                if separated {
                    pairs += 1
                    #expect(a.mean > b.mean, "\(a.name) above \(b.name)")
                }
            }
        }
        print("pairs", pairs)
        #expect(pairs > 20)
    }
}
