// Tasks on forests, each with the paper's hyperparameters and nine features (the eight and noise).

import Anisotropy
import Basics
import Forest
import Tables

enum ForestBenchmark {
    private static let features = Feature.paper.map(\.name) + ["noise"]

    static func run(_ arguments: [String]) throws {
        func text(_ index: Int) throws -> String {
            guard arguments.indices.contains(index) else { throw SparError("an argument is missing") }
            return arguments[index]
        }
        func number(_ index: Int) throws -> Int {
            guard let value = Int(try text(index)) else { throw SparError("'\(arguments[index])' is no count") }
            return value
        }
        switch try text(0) {
        case "fit": try fit(text(1), threads: number(2), runs: number(3))
        case "predict": try predict(text(1), text(2), threads: number(3), runs: number(4))
        case "importance": try importance(text(1), text(2), threads: number(3))
        case "search": try search(text(1), candidates: number(2), threads: number(3))
        case "model": try model(text(1), path: text(2))
        case "growth": try growth(rows: number(1), trees: number(2))
        default: throw SparError("no task '\(arguments[0])'")
        }
    }

    private static func load(_ path: String) throws -> TrainingData {
        try TrainingData(Table(csv: path), features: features, target: "SAMS")
    }

    private static func fit(_ path: String, threads: Int, runs: Int) throws {
        let data = try load(path)
        for run in 0..<runs {
            var parameters = ForestParameters.paper
            parameters.seed = UInt64(run)
            _ = try Stopwatch.time { try RandomForest.fit(data, parameters, threads: threads) }
        }
    }

    private static func predict(_ path: String, _ rowsPath: String, threads: Int, runs: Int) throws {
        let forest = try RandomForest.fit(load(path), .paper, threads: threads)
        let rows = try FeatureMatrix(Table(csv: rowsPath), features: features)
        for _ in 0..<runs { _ = try Stopwatch.time { try forest.predict(rows, threads: threads) } }
    }

    private static func importance(_ path: String, _ testPath: String, threads: Int) throws {
        let forest = try RandomForest.fit(load(path), .paper, threads: threads)
        let test = try load(testPath)
        let result = try Stopwatch.time {
            try forest.permutationImportance(test, repeats: 30, noise: "noise", threads: threads)
        }
        for feature in result.features { print(feature.name, feature.mean, feature.std, feature.normalized ?? .nan) }
    }

    private static func search(_ path: String, candidates: Int, threads: Int) throws {
        let data = try load(path)
        let folds = try Fold.shuffled(rows: data.rowCount, folds: 5, seed: 1)
        let result = try Stopwatch.time {
            try RandomizedSearch.run(data, candidates: candidates, folds: folds, seed: 1, threads: threads)
        }
        for candidate in result.candidates {
            let p = candidate.parameters
            print(
                "candidate", p.nEstimators, p.maxDepth ?? 0, p.maxFeatures, p.maxSamples, p.minSamplesLeaf,
                p.minSamplesSplit, candidate.validation.mean ?? .nan)
        }
    }

    private static func model(_ path: String, path out: String) throws {
        let forest = try RandomForest.fit(load(path), .paper)
        try Stopwatch.time { try ModelFile(forest: forest).write(to: out) }
        _ = try Stopwatch.time { try ModelFile.read(out) }
        print("bytes", try FileBytes.read(out).count)
    }

    /// Trees without limits but the paper's leaves, on rows made here.
    private static func growth(rows: Int, trees: Int) throws {
        let data = try table(rows: rows)
        var parameters = ForestParameters.paper
        parameters.nEstimators = trees
        parameters.maxDepth = nil
        let before = Stopwatch.peakMemory
        let forest = try Stopwatch.time { try RandomForest.fit(data, parameters) }
        print("memory", before, Stopwatch.peakMemory, "nodes", forest.nodeCount)
    }

    /// Uniform features and a formula of three of them, in one piece of memory.
    private static func table(rows: Int) throws -> TrainingData {
        var random = SeededRandom(seed: 1)
        let values = (0..<rows * features.count).map { _ in random.uniform() }
        let target = (0..<rows).map { row in
            values[row] * values[rows + row] + values[2 * rows + row] + 0.1 * random.gaussian()
        }
        return try TrainingData(
            features: FeatureMatrix(names: features, rowCount: rows, values: values),
            targetName: "y", target: target)
    }
}
