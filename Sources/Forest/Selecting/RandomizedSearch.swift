// Randomized search (Bergstra & Bengio 2012): candidates drawn from a space, each scored by cross-validation.
//
// A job is one fold of one candidate; all are independent. A caller may keep finished jobs under their keys: asked
// again, a search takes what is kept and computes the rest, with the same result.

import Basics

/// Keeps finished jobs of a search. Both closures are called from worker threads.
public struct SearchMemory: Sendable {
    /// The scores kept under a key, if any.
    public let recall: @Sendable (_ key: String) -> Scores?
    public let keep: @Sendable (_ key: String, _ scores: Scores) -> Void

    public init(recall: @escaping @Sendable (String) -> Scores?, keep: @escaping @Sendable (String, Scores) -> Void) {
        self.recall = recall
        self.keep = keep
    }
}

/// The outcome of a randomized search.
public struct RandomizedSearch: Equatable, Sendable {
    public struct Candidate: Equatable, Sendable {
        public let parameters: ForestParameters
        /// The scores of each fold.
        public let validation: CrossValidation
        /// From 1 for the best mean R2; equal means share a rank.
        public let rank: Int
    }

    /// In the order in which they were drawn.
    public let candidates: [Candidate]
    /// The first of the candidates with the best mean R2.
    public let best: Candidate

    /// More are taken for a slip.
    public static let mostCandidates = 100_000

    /// Searches.
    ///
    /// - Parameters:
    ///   - base: what the space leaves open, and the seed of every forest.
    ///   - seed: of the candidates.
    ///   - progress: told after each fold of each candidate.
    /// - Throws: `SparError` where a candidate cannot be trained or no candidate has an R2.
    public static func run(
        _ data: TrainingData, space: SearchSpace = .paper, base: ForestParameters = .paper, candidates count: Int,
        folds: [Fold], seed: UInt64, threads: Int = 1, memory: SearchMemory? = nil, progress: Progress? = nil
    ) throws -> RandomizedSearch {
        guard count >= 1 else { throw SparError("a search needs at least 1 candidate, not \(count)") }
        guard count <= mostCandidates else {
            throw SparError("a search of \(count) candidates was asked for; it has at most \(mostCandidates)")
        }
        let drawn = try (0..<count).map { try space.candidate($0, base: base, seed: seed) }
        let prepared = folds.map { PreparedFold(data, $0) }
        for parameters in drawn { for fold in prepared { try fold.validate(parameters) } }
        let dataHash = memory == nil ? "" : try data.hash()
        let foldHashes =
            memory == nil
            ? []
            : folds.map { fold in
                SHA256.hex(Array(fold.test.map(String.init).joined(separator: ",").utf8))
            }
        let scores = try runFoldJobs(count: count * folds.count, threads: threads, progress: progress) { job, threads in
            let parameters = drawn[job / folds.count]
            let fold = job % folds.count
            guard let memory else { return try prepared[fold].score(parameters, threads: threads) }
            let key = try JSON.object([
                "version": .integer(ModelFile.version), "parameters": parameters.json, "data": .string(dataHash),
                "fold": .string(foldHashes[fold]),
            ]).hash()
            if let kept = memory.recall(key) { return kept }
            let scores = try prepared[fold].score(parameters, threads: threads)
            memory.keep(key, scores)
            return scores
        }
        let validations = (0..<count).map { candidate in
            CrossValidation(folds: Array(scores[candidate * folds.count..<(candidate + 1) * folds.count]))
        }
        let means = validations.map { $0.mean ?? -.infinity }
        let results = drawn.indices.map { index in
            Candidate(
                parameters: drawn[index], validation: validations[index],
                rank: 1 + means.count { $0 > means[index] })
        }
        guard let best = results.first(where: { $0.rank == 1 && $0.validation.mean != nil }) else {
            throw SparError("no candidate has an R2: in at least one fold all targets are equal")
        }
        return RandomizedSearch(candidates: results, best: best)
    }
}
