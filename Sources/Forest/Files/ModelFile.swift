// Model files: a forest as one JSON document.
//
// The document is an object with one member a line, in this order:
//
//   "format"      "spar forest"
//   "version"     1; a reader refuses higher ones
//   "model"       an object: parameters (scikit-learn's names), features, target, training_rows (0 where a model
//                 from another program does not say), training_hash
//                 (SHA-256 of names and values), definition (how the features were made; free text by name), software,
//                 random (the generator's name), impurity_importance; scope where known (the metals with their charges
//                 and the elements of the training rows)
//   "tree_sizes"  nodes of each tree, 32-bit
//   "feature"     of each node, 16-bit: the index of the feature tested, or the number of features for a leaf
//   "left"        of each node, 32-bit: its left child counted from the tree's root, the right one follows; a leaf's own
//   "number"      of each node, 64-bit float: the threshold (x <= threshold goes left) or the leaf's value
//   "training"    null, or the training set in 64-bit floats: features column after column, then the target
//   "checksum"    XXH64 of everything up to the line of the checksum, 16 hexadecimal digits
//
// The arrays are base64 of little-endian numbers; the trees follow each other, root first. A prediction is the mean
// over trees of the leaf reached. A file whose name ends in .gz is the same, compressed. In Python:
// numpy.frombuffer(base64.b64decode(document["number"]), "<f8").

import Basics
import Tables

/// What a model file says beside the forest.
public struct ModelFile: Sendable {
    /// Raised when older readers could not read the file.
    public static let version = 1
    static let format = "spar forest"

    public let forest: RandomForest
    /// How the features of its training rows were made; a model refuses rows of another definition.
    public let definition: RowDefinition
    /// Which crystals it was trained on; nil where the training rows did not say.
    public let scope: ModelScope?
    /// The name and version of what wrote the file.
    public let software: String

    public init(
        forest: RandomForest, definition: RowDefinition = .unknown, scope: ModelScope? = nil, software: String = ""
    ) {
        self.forest = forest
        self.definition = definition
        self.scope = scope
        self.software = software
    }

    /// - Throws: `SparError` naming the first member that differs.
    public func requireDefinition(_ rows: RowDefinition) throws { try definition.require(rows) }

    /// Replaces the file at `path`, whole or not at all.
    ///
    /// - Parameter training: false leaves the training set out; the model then predicts and explains as before, but has
    ///   no out-of-bag values and quantiles.
    public func write(to path: String, training: Bool = true) throws {
        let bytes = try bytes(training: training)
        try AtomicFile.write(path.hasSuffix(".gz") ? Gzip.compress(bytes, name: path) : bytes, to: path)
    }

    public func bytes(training: Bool = true) throws -> [UInt8] {
        let trees = forest.trees
        guard trees.featureCount < Int(UInt16.max) else {
            throw SparError("a model file holds at most 65534 features, not \(trees.featureCount)")
        }
        var out: [UInt8] = []
        out += "{\n\"format\":\"\(Self.format)\",\n\"version\":\(Self.version),\n\"model\":".utf8
        out += try header().canonicalBytes()
        func append<Number: BitwiseCopyable>(_ name: String, _ numbers: [Number]) {
            out += ",\n\"\(name)\":\"".utf8
            PackedNumbers.encode(numbers, into: &out)
            out.append(UInt8(ascii: "\""))
        }
        append("tree_sizes", (0..<trees.count).map { UInt32(trees.starts[$0 + 1] - trees.starts[$0]).littleEndian })
        append("feature", trees.nodes.map { UInt16($0.feature).littleEndian })
        append("left", trees.nodes.map { $0.left.littleEndian })
        append("number", trees.nodes.map { $0.number.bitPattern.littleEndian })
        if training, let data = forest.training {
            append("training", (data.features.values + data.target).map { $0.bitPattern.littleEndian })
        } else {
            out += ",\n\"training\":null".utf8
        }
        out += ",\n".utf8
        let checksum = out.withUnsafeBytes { Checksum.hex($0) }
        out += "\"checksum\":\"\(checksum)\"\n}\n".utf8
        return out
    }

    func header() throws -> JSON {
        var members: [String: JSON] = [
            "parameters": forest.parameters.json,
            "features": .array(forest.featureNames.map(JSON.string)),
            "target": .string(forest.targetName),
            "training_rows": .integer(forest.trainingRowCount),
            "training_hash": .string(try forest.trainingHash()),
            "definition": definition.json,
            "software": .string(software),
            "random": .string(SeededRandom.name),
            "impurity_importance": .array(forest.impurityImportance.map(JSON.number)),
        ]
        if let scope { members["scope"] = scope.json }
        return .object(members)
    }
}

extension TrainingData {
    /// SHA-256 over the names, each ended by a line feed, and the little-endian values: features column after column,
    /// then the target.
    public func hash() throws -> String {
        var hash = SHA256()
        hash.update((features.names + [targetName]).flatMap { Array($0.utf8) + [10] })
        for part in [features.values, target] {
            let words = part.map { ($0 + 0).bitPattern.littleEndian }
            words.withUnsafeBytes { hash.update($0) }
        }
        return SHA256.hex(digest: hash.digest())
    }
}

extension RandomForest {
    /// The hash of the training set, kept in files that leave the set itself out.
    public func trainingHash() throws -> String { try training?.hash() ?? savedTrainingHash }
}
