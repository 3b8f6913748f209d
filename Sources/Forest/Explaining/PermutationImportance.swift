// Permutation importance (section 6.2 of the paper): how much worse the predictions get when a feature is shuffled.
//
// The score is the negative mean squared error, so PFI_j = NMSE_0 - NMSE_j is the increase of the mean squared error.
// Repeat r of feature j draws its permutation from stream j R + r of the seed, whatever the number of threads.

import Basics

/// Permutation importances of all features of a model.
public struct PermutationImportance: Equatable, Sendable {
    public struct Feature: Equatable, Sendable {
        public let name: String
        /// The mean of PFI over the repeats, in squared units of the target.
        public let mean: Double
        /// Its standard deviation over the repeats (divided by their number).
        public let std: Double
        /// The mean over that of the noise feature (Eq. 11); nil without one, or where the noise's is exactly 0.
        public let normalized: Double?
    }

    /// In the order of the model.
    public let features: [Feature]
    /// The mean squared error with nothing shuffled.
    public let baselineMSE: Double
    public let repeats: Int
    /// The feature that Eq. 11 divides by.
    public let noise: String?
    /// A sentence where the noise's own importance is too near zero for the ratios to mean much.
    public let warning: String?

    /// The increases of the mean squared error of each feature and repeat, `increases[feature][repeat]`.
    init(names: [String], increases: [[Double]], baselineMSE: Double, noise: String?) {
        let repeats = increases.first?.count ?? 0
        let means = increases.map { $0.reduce(0, +) / Double(repeats) }
        let stds = zip(increases, means).map { values, mean in
            (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(repeats)).squareRoot()
        }
        let reference = noise.flatMap { names.firstIndex(of: $0) }
        features = names.indices.map { index in
            let ratio = reference.flatMap { means[$0] == 0 ? nil : means[index] / means[$0] }
            return Feature(name: names[index], mean: means[index], std: stds[index], normalized: ratio)
        }
        self.baselineMSE = baselineMSE
        self.repeats = repeats
        self.noise = noise
        warning = reference.flatMap { index in
            let error = stds[index] / Double(repeats).squareRoot()
            guard means[index] <= 2 * error else { return nil }
            return "the importance of '\(names[index])' itself, \(NumberText.short(means[index], digits: 3)) with a "
                + "standard error of \(NumberText.short(error, digits: 3)), is too near zero to divide by: "
                + "compare the raw means instead of the normalised ones"
        }
    }
}

extension PermutationImportance {
    /// More are taken for a slip: the standard error falls with the root of their number.
    public static let mostRepeats = 100_000
    public static let usualRepeats = 30

    /// Bytes that the computation holds: the shuffled places, and the squared errors of each block of rows.
    public static func bytes(rows: Int, features: Int, repeats: Int, threads: Int) -> Double {
        let cells = Double(features) * Double(repeats)
        return 8 * cells
            * (Double(rows) * (1 + 1 / Double(RandomForest.responseBlock))
                + 2 * Double(RandomForest.responseBlock) * Double(threads))
    }
}

extension RandomForest {
    /// Shuffles each feature of the rows `repeats` times.
    ///
    /// - Parameters:
    ///   - noise: the feature that Eq. 11 divides by; it must be one of the model's. Nil leaves the ratios out.
    ///   - progress: told after each block of rows.
    /// - Throws: `SparError` for no repeats or a noise feature that the model does not have.
    public func permutationImportance(
        _ data: TrainingData, repeats: Int = PermutationImportance.usualRepeats, noise: String? = nil, seed: UInt64 = 1,
        threads: Int = 1,
        progress: Progress? = nil
    ) throws -> PermutationImportance {
        try permutationImportance(data, skips: nil, repeats, noise, seed, threads, progress)
    }

    /// The same on the training rows, each predicted by the trees that have not seen it.
    public func outOfBagImportance(
        repeats: Int = PermutationImportance.usualRepeats, noise: String? = nil, seed: UInt64 = 1, threads: Int = 1,
        progress: Progress? = nil
    ) throws -> PermutationImportance {
        let data = try trainingSet(for: "out-of-bag importances")
        try requireBootstrap()
        let bags = Bags(self)
        return try permutationImportance(
            data, skips: { bags.holds(tree: $0, row: $1) }, repeats, noise, seed, threads, progress)
    }

    private func permutationImportance(
        _ data: TrainingData, skips: (@Sendable (Int, Int) -> Bool)?, _ repeats: Int, _ noise: String?,
        _ seed: UInt64, _ threads: Int, _ progress: Progress?
    ) throws -> PermutationImportance {
        guard repeats >= 1 else { throw SparError("permutation importance needs at least 1 repeat, not \(repeats)") }
        guard repeats <= PermutationImportance.mostRepeats else {
            throw SparError(
                "\(repeats) repeats were asked for; permutation importance has at most "
                    + "\(PermutationImportance.mostRepeats)")
        }
        if let noise, !featureNames.contains(noise) {
            throw SparError(
                "the model has no feature '\(noise)' to normalise by; "
                    + "add a column of random numbers of that name before training")
        }
        let shuffles = Shuffles(data.features, columns: try columns(in: data.features), repeats: repeats, seed: seed)
        let features = featureNames.count
        let blockCount = blocks(of: Self.responseBlock, in: data.rowCount).count
        // Each block adds up its own squared errors: of the rows as they are, then of each feature and repeat.
        let width = 2 + features * repeats
        var errors = [Double](repeating: 0, count: blockCount * width)
        try errors.withUnsafeMutableBufferPointer { errors in
            let errors = SharedBuffer(errors)
            let query = ResponseQuery(
                matrix: data.features, features: Array(0..<features), count: repeats, skips: skips,
                substitutes: { row, feature, out in shuffles.write(row: row, feature: feature, into: out) },
                answer: { block, row, feature, base, responses in
                    let y = data.target[row]
                    let start = block * width
                    if feature == 0 {
                        errors[start] += (y - base) * (y - base)
                        errors[start + 1] += 1
                    }
                    for k in 0..<repeats {
                        let off = y - responses[k]
                        errors[start + 2 + feature * repeats + shuffles.repeatAt(row: row, feature: feature, k)] +=
                            off * off
                    }
                })
            try respond(to: query, threads: threads, progress: progress)
        }
        var totals = [Double](repeating: 0, count: width)
        for (index, value) in errors.enumerated() { totals[index % width] += value }
        guard totals[1] > 0 else { throw SparError("there are no rows to shuffle") }
        let baseline = totals[0] / totals[1]
        let increases = (0..<features).map { feature in
            (0..<repeats).map { totals[2 + feature * repeats + $0] / totals[1] - baseline }
        }
        return PermutationImportance(names: featureNames, increases: increases, baselineMSE: baseline, noise: noise)
    }
}

/// The shuffled values of each row and feature, in ascending order.
private struct Shuffles: Sendable {
    private let repeats: Int
    private let featureCount: Int
    /// `keys[(row * features + feature) * repeats + i]`: the place of the i-th smallest value in its column's order in
    /// the upper half, the number of the repeat in the lower.
    private let keys: [UInt64]
    /// The columns in ascending order.
    private let ascending: [[Double]]

    init(_ matrix: FeatureMatrix, columns: [Int], repeats: Int, seed: UInt64) {
        self.repeats = repeats
        featureCount = columns.count
        var keys = [UInt64](repeating: 0, count: matrix.rowCount * columns.count * repeats)
        var ascending: [[Double]] = []
        for (feature, column) in columns.enumerated() {
            let values = Array(matrix.column(column))
            let order = ascendingOrder(of: values)
            var place = [UInt64](repeating: 0, count: values.count)
            for (index, row) in order.enumerated() { place[Int(row)] = UInt64(index) }
            ascending.append(order.map { values[Int($0)] })
            for r in 0..<repeats {
                var random = SeededRandom(seed: seed, stream: UInt64(feature * repeats + r))
                let permutation = random.permutation(values.count)
                for row in values.indices {
                    keys[(row * columns.count + feature) * repeats + r] = place[permutation[row]] << 32 | UInt64(r)
                }
            }
        }
        keys.withUnsafeMutableBufferPointer { keys in
            for start in stride(from: 0, to: keys.count, by: repeats) {
                keys[start..<start + repeats].sort()
            }
        }
        self.keys = keys
        self.ascending = ascending
    }

    func write(row: Int, feature: Int, into out: UnsafeMutablePointer<Double>) {
        let start = (row * featureCount + feature) * repeats
        for k in 0..<repeats { out[k] = ascending[feature][Int(keys[start + k] >> 32)] }
    }

    @inline(__always)
    func repeatAt(row: Int, feature: Int, _ k: Int) -> Int {
        Int(truncatingIfNeeded: keys[(row * featureCount + feature) * repeats + k] & 0xFFFF_FFFF)
    }
}
