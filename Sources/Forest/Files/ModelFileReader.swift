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
        func refuse(_ reason: String) -> SparError { SparError("\(name): \(reason)") }
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
        var members = MemberLines(bytes, from: start.count + digits.count + 2)
        // The ending is of fixed length: "checksum":"0123456789abcdef"\n}\n
        let ending = bytes.count - 32
        guard ending > 0, let sum = MemberLines(bytes, from: ending).string("checksum") else {
            throw refuse("the file is cut off: it ends without its checksum")
        }
        guard String(decoding: sum, as: UTF8.self) == Checksum.hex(UnsafeRawBufferPointer(rebasing: bytes[..<ending]))
        else {
            throw refuse("the file was changed after it was written: its checksum does not fit")
        }
        guard let head = members.next("model") else { throw refuse("the model's description is missing") }
        let model = try JSON.parse(Array(head), name: name)
        func array<Number: BitwiseCopyable>(_ member: String, _ zero: Number) throws -> [Number] {
            guard let text = members.next(member).flatMap(MemberLines.unquoted),
                let numbers = PackedNumbers.decode(text, zero: zero)
            else { throw refuse("'\(member)' is damaged") }
            return numbers
        }
        let sizes = try array("tree_sizes", UInt32(0)).map { Int(UInt32(littleEndian: $0)) }
        let feature = try array("feature", UInt16(0))
        let left = try array("left", UInt32(0))
        let number = try array("number", UInt64(0))
        guard let trainingText = members.next("training") else { throw refuse("'training' is missing") }
        let description = try Description(model, refuse)
        let count = description.features.count
        do {
            try description.parameters.validate(rowCount: max(1, description.rows), featureCount: count)
        } catch {
            throw refuse("\(error)")
        }
        guard description.parameters.nEstimators == sizes.count else {
            throw refuse("n_estimators is \(description.parameters.nEstimators), but the file has \(sizes.count) trees")
        }
        guard feature.count == left.count, left.count == number.count, !sizes.isEmpty,
            sizes.reduce(0, +) == left.count, !sizes.contains(0)
        else { throw refuse("the trees are damaged") }

        var starts = [0]
        starts.reserveCapacity(sizes.count + 1)
        for size in sizes { starts.append(starts[starts.count - 1] + size) }
        var nodes: [TreeNode] = []
        nodes.reserveCapacity(left.count)
        for index in left.indices {
            nodes.append(
                TreeNode(
                    number: Double(bitPattern: UInt64(littleEndian: number[index])),
                    left: UInt32(littleEndian: left[index]),
                    feature: UInt32(UInt16(littleEndian: feature[index]))))
        }
        guard areWhole(nodes, sizes: sizes, features: count) else { throw refuse("the trees are damaged") }
        let depths = sizes.indices.map { Trees.depth(of: nodes[starts[$0]..<starts[$0 + 1]], featureCount: count) }
        var training: TrainingData?
        if let text = MemberLines.unquoted(trainingText) {
            guard
                let values = PackedNumbers.decode(text, zero: UInt64(0))?.map({
                    Double(bitPattern: UInt64(littleEndian: $0))
                }),
                values.count % (count + 1) == 0, values.count / (count + 1) == description.rows
            else { throw refuse("'training' is damaged") }
            do {
                training = try TrainingData(
                    features: FeatureMatrix(
                        names: description.features, rowCount: description.rows,
                        values: Array(values[..<(count * description.rows)])),
                    targetName: description.target, target: Array(values[(count * description.rows)...]))
            } catch {
                throw refuse("\(error)")
            }
            guard try training?.hash() == description.hash else {
                throw refuse("'training' is damaged: the model's 'training_hash' is of other training rows")
            }
        }
        let forest = RandomForest(
            parameters: description.parameters, featureNames: description.features, targetName: description.target,
            trainingRowCount: description.rows, training: training, savedTrainingHash: description.hash,
            impurityImportance: description.importance,
            trees: Trees(featureCount: count, nodes: nodes, starts: starts, depths: depths))
        return ModelFile(
            forest: forest, definition: description.definition, scope: description.scope,
            software: description.software)
    }

    /// Whether children lie inside their tree and behind their parents, leaves point at themselves and all numbers are
    /// finite: then every descent ends.
    private static func areWhole(_ nodes: [TreeNode], sizes: [Int], features: Int) -> Bool {
        var base = 0
        for size in sizes {
            for index in 0..<size {
                let node = nodes[base + index], left = Int(node.left)
                let fits =
                    node.feature == features
                    ? left == index
                    : node.feature < features && left > index && left + 1 < size
                if !fits || !node.number.isFinite { return false }
            }
            base += size
        }
        return true
    }

    /// The member "model".
    struct Description {
        let parameters: ForestParameters
        let features: [String]
        let target: String
        let rows: Int
        let hash: String
        let definition: [String: String]
        let scope: ModelScope?
        let software: String
        let importance: [Double]

        init(_ json: JSON, _ refuse: (String) -> SparError) throws {
            func member(_ name: String) throws -> JSON {
                guard let value = json[name] else { throw refuse("the model's '\(name)' is missing") }
                return value
            }
            func string(_ name: String) throws -> String {
                guard case .string(let value) = try member(name) else {
                    throw refuse("the model's '\(name)' is no text")
                }
                return value
            }
            func strings(_ json: JSON) -> [String]? {
                guard case .array(let items) = json else { return nil }
                let texts = items.compactMap { if case .string(let text) = $0 { text } else { nil } }
                return texts.count == items.count && !texts.isEmpty ? texts : nil
            }
            guard let parameters = ForestParameters(try member("parameters")) else {
                throw refuse("the model's 'parameters' are damaged")
            }
            guard let features = strings(try member("features")) else {
                throw refuse("the model's 'features' are damaged")
            }
            guard let rows = try member("training_rows").wholeNumber,
                (0...ForestParameters.greatestCount).contains(rows)
            else {
                throw refuse("the model's 'training_rows' is no count from 0 to \(ForestParameters.greatestCount)")
            }
            guard features.count <= ForestParameters.mostFeatures else {
                throw refuse("the model has \(features.count) features; \(ForestParameters.mostFeatures) are the most")
            }
            guard Set(features).count == features.count else { throw refuse("the model has a feature twice") }
            // Shares of a sum of 1, or all 0 where no tree has a split.
            guard case .array(let shares) = try member("impurity_importance"), shares.count == features.count,
                shares.allSatisfy({ (0...1 + 1e-9).contains($0.realNumber ?? -1) })
            else { throw refuse("the model's 'impurity_importance' is damaged") }
            guard case .object(let texts) = try member("definition") else {
                throw refuse("the model's 'definition' is damaged")
            }
            let definition = texts.compactMapValues { if case .string(let text) = $0 { text } else { nil } }
            guard definition.count == texts.count else { throw refuse("the model's 'definition' is damaged") }
            scope = try json["scope"].map {
                guard let scope = ModelScope(json: $0) else { throw refuse("the model's 'scope' is damaged") }
                return scope
            }
            // Which rows a tree has seen is drawn again, by the same generator.
            guard try string("random") == SeededRandom.name else {
                throw refuse("the model's random numbers are those of another generator than \(SeededRandom.name)")
            }
            self.parameters = parameters
            self.features = features
            self.rows = rows
            target = try string("target")
            hash = try string("training_hash")
            guard hash.utf8.count == 64, hash.allSatisfy(\.isHexDigit) else {
                throw refuse("the model's 'training_hash' is damaged")
            }
            software = try string("software")
            importance = shares.compactMap(\.realNumber)
            self.definition = definition
        }
    }
}

/// The members of an object that has one on each line.
private struct MemberLines {
    private let bytes: UnsafeRawBufferPointer
    private var at: Int

    init(_ bytes: UnsafeRawBufferPointer, from start: Int) {
        self.bytes = bytes
        at = min(start, bytes.count)
    }

    /// The value on the next line, without the comma, if the member there has this name.
    mutating func next(_ name: String) -> UnsafeRawBufferPointer? {
        let key = Array("\"\(name)\":".utf8)
        guard bytes[at...].starts(with: key) else { return nil }
        let start = at + key.count
        guard let newline = bytes[start...].firstIndex(of: 10) else { return nil }
        at = newline + 1
        let end = newline > start && bytes[newline - 1] == UInt8(ascii: ",") ? newline - 1 : newline
        return UnsafeRawBufferPointer(rebasing: bytes[start..<end])
    }

    /// The text of a string on this line.
    func string(_ name: String) -> UnsafeRawBufferPointer? {
        var copy = self
        return copy.next(name).flatMap(Self.unquoted)
    }

    static func unquoted(_ value: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        guard value.count >= 2, value[0] == UInt8(ascii: "\""), value[value.count - 1] == UInt8(ascii: "\"") else {
            return nil
        }
        return UnsafeRawBufferPointer(rebasing: value[1..<value.count - 1])
    }
}
