// A feature of random numbers that means nothing, to measure the others by (section 6.2 of the paper).

import Basics

public struct NoiseFeature: Sendable {
    public static let name = "noise"
    let seed: UInt64

    public init(seed: UInt64) { self.seed = seed }

    /// The features with one of uniform numbers. Streams keep the noise of training and test apart.
    public func added(to features: FeatureMatrix, stream: UInt64) throws -> FeatureMatrix {
        var random = SeededRandom(seed: seed, stream: 0x6E6F_6973_6500 + stream)
        return try features.appending(Self.name, (0..<features.rowCount).map { _ in random.uniform() })
    }

    /// The forest that the same training gives with the noise among the features.
    /// - Throws: `SparError` for a forest without training rows.
    public func retrained(_ forest: RandomForest, threads: Int = 1, progress: Progress? = nil) throws -> RandomForest {
        guard let training = forest.training else {
            throw SparError(
                "the model has no training rows to train it again with a noise feature; "
                    + "save it with training = true, or train it with a column of random numbers named '\(Self.name)'")
        }
        let data = try TrainingData(
            features: added(to: training.features, stream: 0), targetName: training.targetName,
            target: training.target)
        return try RandomForest.fit(data, forest.parameters, threads: threads, progress: progress)
    }
}
