// Reads model files, and says why one cannot be read: it is something else, cut off, changed, or from a newer version.
// The layout is at the head of ModelFile.swift.

import Basics
import Tables

extension ModelFile {
    /// - Throws: `SparError` naming the file and the reason.
    public static func read(_ path: String) throws -> ModelFile {
        let bytes = try FileBytes.read(path)
        return try ModelFile(bytes: Gzip.isCompressed(bytes) ? Gzip.decompress(bytes, name: path) : bytes, name: path)
    }

    public init(bytes: [UInt8], name: String) throws {
        self = try bytes.withUnsafeBytes { try Self.parse($0, name) }
    }

    private static func parse(_ bytes: UnsafeRawBufferPointer, _ name: String) throws -> ModelFile {
        var members = try whole(bytes, name)
        func refuse(_ reason: String) -> SparError { SparError(at: .file(name), reason) }
        guard let head = members.next("model") else { throw refuse("the model's description is missing") }
        let model = try JSON.parse(Array(head), name: name)
        return try blaming(.file(name)) {
            let packed = try StoredTrees(&members)
            guard let training = members.next("training") else { throw SparError("'training' is missing") }
            let description = try ModelDescription(model)
            try description.parameters.validate(
                rowCount: max(1, description.rows), featureCount: description.features.count)
            guard description.parameters.nEstimators == packed.sizes.count else {
                throw SparError(
                    "n_estimators is \(description.parameters.nEstimators), but the file has \(packed.sizes.count) trees"
                )
            }
            let forest = RandomForest(
                parameters: description.parameters, featureNames: description.features,
                targetName: description.target, trainingRowCount: description.rows,
                training: try trainingData(training, description), savedTrainingHash: description.hash,
                impurityImportance: description.importance,
                trees: try packed.trees(features: description.features.count))
            return ModelFile(
                forest: forest, definition: description.definition, scope: description.scope,
                software: description.software)
        }
    }

    /// The members of a file that is a model file, of a version that we read, whole and unchanged.
    private static func whole(_ bytes: UnsafeRawBufferPointer, _ name: String) throws -> MemberLines {
        func refuse(_ reason: String) -> SparError { SparError(at: .file(name), reason) }
        let start = Array("{\n\"format\":\"\(format)\",\n\"version\":".utf8)
        guard bytes.count >= start.count, bytes.prefix(start.count).elementsEqual(start) else {
            throw refuse("this is not a model file: it does not begin as Spar writes them")
        }
        let digits = bytes[start.count...].prefix { $0 >= 48 && $0 <= 57 }
        guard let fileVersion = Int(String(decoding: digits, as: UTF8.self)) else {
            throw refuse("this is not a model file: its version is no number")
        }
        guard fileVersion <= version else {
            throw refuse(
                "the file has version \(fileVersion) of the format, and this Spar reads up to \(version); "
                    + "a newer Spar reads it")
        }
        // The ending is of fixed length: "checksum":"0123456789abcdef"\n}\n
        let ending = bytes.count - 32
        guard ending > 0, let sum = MemberLines(bytes, from: ending).string("checksum") else {
            throw refuse("the file is cut off: it ends without its checksum")
        }
        guard String(decoding: sum, as: UTF8.self) == Checksum.hex(UnsafeRawBufferPointer(rebasing: bytes[..<ending]))
        else {
            throw refuse("the file was changed after it was written: its checksum does not fit")
        }
        return MemberLines(bytes, from: start.count + digits.count + 2)
    }

    /// The rows the model was trained on; nil where the file was written without them.
    private static func trainingData(_ member: UnsafeRawBufferPointer, _ description: ModelDescription) throws
        -> TrainingData?
    {
        guard let text = MemberLines.unquoted(member) else { return nil }
        let count = description.features.count
        guard let packed = PackedNumbers.decode(text, zero: UInt64(0)), packed.count % (count + 1) == 0,
            packed.count / (count + 1) == description.rows
        else { throw SparError("'training' is damaged") }
        let values = packed.map { Double(bitPattern: UInt64(littleEndian: $0)) }
        let training = try TrainingData(
            features: FeatureMatrix(
                names: description.features, rowCount: description.rows,
                values: Array(values[..<(count * description.rows)])),
            targetName: description.target, target: Array(values[(count * description.rows)...]))
        guard try training.hash() == description.hash else {
            throw SparError("'training' is damaged: the model's 'training_hash' is of other training rows")
        }
        return training
    }
}
