// Cross-validation: a forest for each fold, scored on the rows held back.

import Basics

/// Scores of the folds, in their order.
public struct CrossValidation: Equatable, Sendable {
    public let folds: [Scores]

    public init(folds: [Scores]) { self.folds = folds }

    /// The mean of the folds' R2; nil where a fold has none, its targets being equal.
    public var mean: Double? {
        let values = folds.compactMap(\.r2)
        return values.count == folds.count ? values.reduce(0, +) / Double(values.count) : nil
    }

    /// The standard deviation of the folds' R2 over the folds (divided by their number, as scikit-learn reports it).
    public var std: Double? {
        guard let mean else { return nil }
        let squares = folds.compactMap(\.r2).reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return (squares / Double(folds.count)).squareRoot()
    }

    /// Trains and scores a forest for each fold.
    ///
    /// - Parameter progress: told after each fold.
    public static func run(
        _ data: TrainingData, _ parameters: ForestParameters, folds: [Fold], threads: Int = 1,
        progress: Progress? = nil
    ) throws -> CrossValidation {
        let prepared = folds.map { PreparedFold(data, $0) }
        for fold in prepared { try fold.validate(parameters) }
        let scores = try runFoldJobs(count: folds.count, threads: threads, progress: progress) { job, threads in
            try prepared[job].score(parameters, threads: threads)
        }
        return CrossValidation(folds: scores)
    }
}

/// A fold's rows, its training columns sorted once for every forest that is grown on them.
struct PreparedFold: Sendable {
    let train: TrainingData
    let test: TrainingData
    let ranked: RankedFeatures

    init(_ data: TrainingData, _ fold: Fold) {
        train = data.rows(fold.train)
        test = data.rows(fold.test)
        ranked = RankedFeatures(train.features)
    }

    func validate(_ parameters: ForestParameters) throws {
        try parameters.validate(rowCount: train.rowCount, featureCount: train.features.columnCount)
    }

    func score(_ parameters: ForestParameters, threads: Int) throws -> Scores {
        try RandomForest.fit(train, ranked: ranked, parameters, threads: threads).score(test, threads: threads)
    }
}

/// Runs independent jobs: side by side where there are enough of them, else one after another with the threads inside.
func runFoldJobs(
    count: Int, threads: Int, progress: Progress?, run: @Sendable (_ job: Int, _ threads: Int) throws -> Scores
) throws -> [Scores] {
    var results = [Scores?](repeating: nil, count: count)
    let outside = count >= 2 * threads ? threads : 1
    let inside = outside == 1 ? threads : 1
    try results.withUnsafeMutableBufferPointer { results in
        let results = SharedBuffer(results)
        try withoutActuallyEscaping(run) { run in
            try runInParallel(count: count, threads: outside, progress: progress) {
                { job in results[job] = try run(job, inside) }
            }
        }
    }
    return results.compactMap { $0 }
}
