// Folds, searches and splits.

import Basics
import Forest
import Synchronization
import Testing

@Suite struct SelectionTests {
    @Test func foldsHoldEveryRowBackOnce() throws {
        for folds in [
            try Fold.shuffled(rows: 23, folds: 5, seed: 1),
            try Fold.stratified(by: (0..<23).map { "\($0 % 3)" }, folds: 5, seed: 1),
            try Fold.grouped(by: (0..<23).map { "\($0 / 2)" }, folds: 5, seed: 1),
        ] {
            #expect(folds.flatMap(\.test).sorted() == Array(0..<23))
            for fold in folds { #expect((fold.train + fold.test).sorted() == Array(0..<23)) }
        }
        #expect(try Fold.shuffled(rows: 23, folds: 5, seed: 1).map(\.test.count) == [5, 5, 5, 4, 4])
        #expect(try Fold.shuffled(rows: 23, folds: 5, seed: 1) != Fold.shuffled(rows: 23, folds: 5, seed: 2))
        #expect(throws: SparError("cross-validation needs at least 2 folds, not 1")) {
            try Fold.shuffled(rows: 23, folds: 1, seed: 1)
        }
        #expect(throws: SparError("30 folds need at least 30 rows, but there are 23")) {
            try Fold.shuffled(rows: 23, folds: 30, seed: 1)
        }
    }

    @Test func stratifiedFoldsShareEachGroupEvenly() throws {
        let groups = (0..<103).map { $0 < 20 ? "rare" : "common" }
        for fold in try Fold.stratified(by: groups, folds: 5, seed: 3) {
            #expect(fold.test.count { groups[$0] == "rare" } == 4)
            #expect((20...21).contains(fold.test.count))
        }
    }

    @Test func groupedFoldsKeepGroupsTogether() throws {
        let groups = (0..<60).map { "g\($0 * $0 % 13)" }
        for fold in try Fold.grouped(by: groups, folds: 3, seed: 3) {
            #expect(Set(fold.train.map { groups[$0] }).isDisjoint(with: fold.test.map { groups[$0] }))
        }
    }

    @Test func splitsAreProportional() throws {
        // 50 + 30 + 21 rows; a fifth is 20.2: 20 rows, of which 9.9, 5.9 and 4.2 belong to each.
        let strata = (0..<101).map { $0 < 50 ? "a" : $0 < 80 ? "b" : "c" }
        let split = try Split.holdOut(rows: 101, test: 0.2, strata: strata, seed: 1)
        #expect(["a", "b", "c"].map { label in split.test.count { strata[$0] == label } } == [10, 6, 4])
        #expect((split.train + split.test).sorted() == Array(0..<101))
        #expect(split.summary == "81 rows to train, 20 to test, in proportion in each of 3 strata (seed 1)")
        #expect(try Split.holdOut(rows: 101, test: 0.2, strata: strata, seed: 1) == split)
        #expect(try Split.holdOut(rows: 101, test: 0.2, strata: strata, seed: 2).test != split.test)
        #expect(try Split.holdOut(rows: 10, test: 0.25, seed: 1).summary == "7 rows to train, 3 to test (seed 1)")
    }

    @Test func groupsStayOnOneSide() throws {
        let groups = (0..<200).map { "f\($0 % 37)" }, strata = (0..<200).map { $0 % 37 < 20 ? "Ni" : "Fe" }
        for seed in 0..<5 {
            let split = try Split.holdOut(rows: 200, test: 0.2, strata: strata, groups: groups, seed: UInt64(seed))
            #expect(Set(split.train.map { groups[$0] }).isDisjoint(with: split.test.map { groups[$0] }))
            #expect((34...46).contains(split.test.count))
            #expect(
                split.summary.hasSuffix(
                    "in proportion in each of 2 strata, none of 37 groups on both sides "
                        + "(seed \(seed))"))
        }
    }

    @Test func balancedSplitsTakeTheSameOfEach() throws {
        let groups = (0..<100).map { $0 < 20 ? "Sc" : $0 < 60 ? "Fe" : "Cu" }
        let split = try Split.balanced(by: groups, train: 12, test: 5, seed: 4)
        for group in ["Sc", "Fe", "Cu"] {
            #expect(split.train.count { groups[$0] == group } == 12)
            #expect(split.test.count { groups[$0] == group } == 5)
        }
        #expect(Set(split.train).isDisjoint(with: split.test))
        #expect(
            split.summary == "12 rows to train and 5 to test of each of 3 groups: 36 and 15 rows, 49 unused (seed 4)")
        #expect(throws: SparError("20 + 5 rows of each group are asked for, but 'Sc' has 20")) {
            try Split.balanced(by: groups, train: 20, test: 5, seed: 4)
        }
    }

    @Test func splitsAreFrozen() throws {
        #expect(try Split.holdOut(rows: 12, test: 0.25, seed: 1).test == SelectionTests.goldenTest)
        #expect(try Fold.shuffled(rows: 9, folds: 3, seed: 1).map(\.test) == SelectionTests.goldenFolds)
    }

    static let goldenTest = [1, 2, 3]
    static let goldenFolds = [[1, 2, 6], [0, 7, 8], [3, 4, 5]]

    @Test(arguments: [
        (0.0, "test is 0; it is a fraction between 0 and 1"),
        (1.0, "test is 1; it is a fraction between 0 and 1"),
        (0.01, "test = 0.01 of 10 rows leaves no row to test"),
        (0.99, "test = 0.99 of 10 rows leaves no row to train"),
    ])
    func impossibleSplitsAreRefused(test: Double, sentence: String) {
        #expect(throws: SparError(sentence)) { try Split.holdOut(rows: 10, test: test, seed: 1) }
    }

    @Test func paperSpaceIsTable1() throws {
        var seen = Set<Int>(), depths = Set<Int?>(), leaves = Set<Int>(), splits = Set<Int>()
        for index in 0..<3000 {
            let p = try SearchSpace.paper.candidate(index, base: .paper, seed: 5)
            seen.insert(p.nEstimators)
            depths.insert(p.maxDepth)
            leaves.insert(p.minSamplesLeaf)
            splits.insert(p.minSamplesSplit)
            guard case .fraction(let samples) = p.maxSamples else {
                Issue.record("max_samples is no fraction")
                return
            }
            #expect(samples >= 0.6 && samples < 0.8)
            #expect([.squareRoot, .log2, .fraction(0.3)].contains(p.maxFeatures))
        }
        #expect(depths == [6, 8, 10, 12])
        #expect(leaves == Set(5...24))
        #expect(splits == Set(10...49))
        #expect(seen.allSatisfy { (300..<700).contains($0) })
    }

    @Test func searchesResumeWithTheSameResult() throws {
        let data = try formulaData(rows: 150)
        var space = SearchSpace()
        space[.nEstimators] = .between(.count(3), .count(8))
        space[.maxSamples] = .between(.fraction(0.5), .fraction(0.9))
        space[.maxDepth] = .choices([.count(2), .unlimited])
        let folds = try Fold.shuffled(rows: 150, folds: 3, seed: 1)
        func search(_ memory: SearchMemory?, threads: Int, progress: Progress? = nil) throws -> RandomizedSearch {
            try RandomizedSearch.run(
                data, space: space, base: ForestTests.parameters(5), candidates: 6, folds: folds,
                seed: 2, threads: threads, memory: memory, progress: progress)
        }
        let plain = try search(nil, threads: 1)
        #expect(plain.candidates.count == 6)
        #expect(plain.candidates.allSatisfy { $0.validation.folds.count == 3 })
        #expect(plain.best.validation.mean == plain.candidates.compactMap(\.validation.mean).max())
        #expect(plain.best.rank == 1)

        let kept = Mutex<[String: Scores]>([:]), recalled = Atomic(0)
        let memory = SearchMemory(
            recall: { key in
                let scores = kept.withLock { $0[key] }
                if scores != nil { recalled.wrappingAdd(1, ordering: .relaxed) }
                return scores
            }, keep: { key, scores in kept.withLock { $0[key] = scores } })
        #expect(throws: Cancelled()) { try search(memory, threads: 1) { done, _ in done < 7 } }
        #expect(kept.withLock { $0.count } == 7)
        #expect(try search(memory, threads: 2) == plain)
        #expect(recalled.load(ordering: .relaxed) == 7)
        #expect(kept.withLock { $0.count } == 18)
    }

    @Test func crossValidationIsTheMeanOfItsFolds() throws {
        let data = try formulaData(rows: 150)
        let folds = try Fold.shuffled(rows: 150, folds: 3, seed: 1)
        let result = try CrossValidation.run(data, ForestTests.parameters(10), folds: folds, threads: 2)
        let first = try RandomForest.fit(data.rows(folds[0].train), ForestTests.parameters(10))
        #expect(try first.score(data.rows(folds[0].test)) == result.folds[0])
        let r2 = result.folds.compactMap(\.r2)
        #expect(abs((result.mean ?? 0) - r2.reduce(0, +) / 3) < 1e-15)
    }

    @Test func kFoldScoresAsScikitLearns() throws {
        let expected = try Reference.json("kfold.json")["kfold5_mean_over_folds"]
        let data = try Reference.data("train.csv.gz")
        let means = try (1...(Reference.longTests ? 2 : 1)).map { seed in
            try CrossValidation.run(
                data, .paper, folds: Fold.shuffled(rows: data.rowCount, folds: 5, seed: UInt64(seed)),
                threads: 2
            ).mean ?? .nan
        }
        print("5-fold", means, "scikit-learn", expected?["mean"]?.number ?? .nan)
        // Two shuffles of scikit-learn's lie 0.002 apart.
        for mean in means { #expect(abs(mean - (expected?["mean"]?.number ?? .nan)) < 0.006) }
    }

    @Test func balancedSplitsScoreAsScikitLearns() throws {
        let expected = try Reference.json("balanced.json")["balanced_354_90"]?["all"]
        let train = try Reference.data("train.csv.gz"), test = try Reference.data("test.csv.gz")
        let data = try TrainingData(
            features: FeatureMatrix(
                names: train.features.names,
                columns: (0..<9).map {
                    Array(train.features.column($0)) + Array(test.features.column($0))
                }), targetName: "SAMS", target: train.target + test.target)
        let elements = try ["train.csv.gz", "test.csv.gz"].flatMap { try Reference.labels($0) }
        let scores = try (0..<5).map { seed -> Double in
            let split = try Split.balanced(by: elements, train: 354, test: 90, seed: UInt64(seed))
            return try RandomForest.fit(data.rows(split.train), .paper, threads: 2)
                .score(data.rows(split.test)).r2 ?? .nan
        }
        let ours = meanAndSpread(scores), mean = expected?["mean"]?.number ?? .nan, sd = expected?["sd"]?.number ?? .nan
        print("balanced", ours, "scikit-learn", mean, sd)
        #expect(abs(ours.mean - mean) < 4 * (ours.sd * ours.sd / 5 + sd * sd / 5).squareRoot())
    }

    @Test func searchedSettingsScoreAsScikitLearns() throws {
        let results = try Reference.json("random_search.json")["search"]?["results"]?.items ?? []
        let data = try Reference.data("train.csv.gz")
        let folds = try Fold.shuffled(rows: data.rowCount, folds: 5, seed: 1)
        for result in Reference.longTests ? results : Array(results.prefix(1)) {
            func number(_ name: String) -> Int { Int(result["params"]?[name]?.number ?? 0) }
            var parameters = ForestParameters.paper
            parameters.maxDepth = number("max_depth")
            parameters.minSamplesLeaf = number("min_samples_leaf")
            parameters.minSamplesSplit = number("min_samples_split")
            parameters.nEstimators = number("n_estimators")
            parameters.maxSamples = .fraction(result["params"]?["max_samples"]?.number ?? 0)
            parameters.maxFeatures =
                switch result["params"]?["max_features"] {
                case .string("sqrt")?: .squareRoot
                case .string("log2")?: .log2
                default: .fraction(0.3)
                }
            let mean = try CrossValidation.run(data, parameters, folds: folds, threads: 2).mean ?? .nan
            print("setting", mean, "scikit-learn", result["R2"]?.number ?? .nan)
            #expect(abs(mean - (result["R2"]?.number ?? .nan)) < 0.006)
        }
        #expect(results.count == 6)
    }
}
