// ONNX files: what is written predicts the same, what scikit-learn's exporter made predicts what onnxruntime says of it,
// and no file of other bytes does more than raise a sentence.

import Basics
import Foundation
import TestSupport
import Testing

@testable import Forest

@Suite struct ONNXTests {
    private static let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/Fixtures/"

    /// Rows a few units of the last 32-bit place apart, so that rounding thresholds carelessly would move some.
    private static func closeRows(_ count: Int) throws -> TrainingData {
        var random = SeededRandom(seed: 3)
        var x: [Double] = [], z: [Double] = [], y: [Double] = []
        for i in 0..<count {
            x.append(1 + Double(i) * 2.2e-7)
            z.append(random.uniform())
            y.append(random.gaussian())
        }
        return try TrainingData(
            features: FeatureMatrix(names: ["x", "z"], columns: [x, z]), targetName: "y", target: y)
    }

    private static func model(_ data: TrainingData, trees: Int = 8) throws -> ModelFile {
        var parameters = ForestParameters()
        parameters.nEstimators = trees
        return ModelFile(
            forest: try RandomForest.fit(data, parameters), definition: ["definition": "features 1, m = 7"],
            scope: ModelScope(metals: ["Ni": [2]], elements: ["Ni", "O"]), software: "test 1")
    }

    private static func rounded(_ features: FeatureMatrix) throws -> FeatureMatrix {
        try FeatureMatrix(
            names: features.names, rowCount: features.rowCount, values: features.values.map { Double(Float($0)) })
    }

    @Test func whatIsWrittenIsRead() throws {
        let model = try Self.model(formulaData(rows: 300))
        for precision in [ModelFile.Precision.single, .double] {
            let onnx = try model.onnx(precision)
            #expect(onnx.lostSplits == 0)
            let read = try ModelFile(onnx: onnx.bytes, name: "m.onnx")
            #expect(read.forest.featureNames == model.forest.featureNames)
            #expect(read.forest.targetName == "y")
            #expect(read.definition == model.definition)
            #expect(read.scope == model.scope)
            #expect(read.forest.parameters == model.forest.parameters)
            #expect(try read.forest.trainingHash() == model.forest.trainingHash())
            #expect(read.forest.training == nil)
            #expect(try read.onnx(precision).bytes.count > 1000)
            let rows = try formulaData(rows: 400, seed: 8).features
            let ours = try model.forest.predict(rows), theirs = try read.forest.predict(rows)
            if precision == .double { #expect(ours == theirs) }
            #expect(zip(ours, theirs).allSatisfy { abs($0 - $1) < 1e-6 })
        }
    }

    /// Rounded to 32 bits, every training row goes to the leaf that it went to: the leaves' values agree to 32 bits.
    @Test func noTrainingRowChangesSides() throws {
        let data = try Self.closeRows(400), model = try Self.model(data)
        let onnx = try model.onnx()
        let read = try ModelFile(onnx: onnx.bytes, name: "m.onnx").forest
        let ours = try model.forest.predict(data.features), theirs = try read.predict(Self.rounded(data.features))
        #expect(onnx.lostSplits == 0)
        #expect(zip(ours, theirs).allSatisfy { abs($0 - $1) < 1e-6 })
        // Read back and written again the thresholds stay.
        let again = try ModelFile(onnx: ModelFile(onnx: onnx.bytes, name: "m").onnx().bytes, name: "m").forest
        #expect(try again.predict(data.features) == read.predict(data.features))
    }

    /// Where two rows are one number in 32 bits no threshold parts them; they are counted.
    @Test func whatCannotBeKeptIsCounted() throws {
        let forest = try singleTree([[100, 100.000001, 200]], [0, 1, 5])
        let onnx = try ModelFile(forest: forest).onnx()
        #expect(onnx.splits == 2)
        #expect(onnx.lostSplits == 1)
        #expect(try ModelFile(forest: forest).onnx(.double).lostSplits == 0)
        #expect(
            throws: SparError(
                "a threshold of x0 is 2e+60, more than 32 bits hold (3.4e38): save it with bits = 64, or train it in "
                    + "another unit")
        ) { try ModelFile(forest: singleTree([[1e60, 3e60]], [0, 1])).onnx() }
    }

    @Test(arguments: [0, 1, -1, 0.1, 3.402_823_5e38, -3.402_823_5e38, 1e-45, -0.0] as [Float])
    func thresholdsOfRoundedRows(threshold: Float) {
        let exact = SinglePrecision.exact(threshold)
        #expect(Float(exact) <= threshold)
        #expect(Float(exact.nextUp) > threshold)
    }

    @Test(arguments: ["forest", "boosting"])
    func modelsOfScikitLearn(name: String) throws {
        let reference = try JSON.parse(FileBytes.read(Self.fixtures + "sklearn_onnx.json"))
        let rows = try #require(reference["rows"]).items.map(\.numbers)
        let file = Self.fixtures + "sklearn_\(name).onnx"
        let model = try ModelFile.readONNX(file, features: ["a", "b", "c"], target: "t")
        let features = try FeatureMatrix(
            names: ["a", "b", "c"], columns: (0..<3).map { column in rows.map { $0[column] } })
        let predicted = try model.forest.predict(features)
        #expect(zip(predicted, try #require(reference[name]).numbers).allSatisfy { abs($0 - $1) < 2e-6 })
        // It goes into a model file and back.
        let saved = try ModelFile(bytes: model.bytes(), name: "m.json")
        #expect(try saved.forest.predict(features) == predicted)
        #expect(throws: SparError.self) { try model.forest.outOfBag() }
    }

    @Test func otherModelsAreRefused() throws {
        func refusal(_ file: String, _ features: [String]? = ["a", "b", "c"]) -> String {
            do {
                _ = try ModelFile.readONNX(Self.fixtures + file, features: features)
                return ""
            } catch { return "\(error)".replacing(Self.fixtures, with: "") }
        }
        #expect(
            refusal("sklearn_classifier.onnx")
                == "sklearn_classifier.onnx: the model has the operator TreeEnsembleClassifier; Spar reads a "
                + "TreeEnsembleRegressor alone (a scikit-learn forest without steps before it)")
        #expect(
            refusal("sklearn_two_targets.onnx")
                == "sklearn_two_targets.onnx: the model predicts 2 numbers; Spar reads models of one")
        #expect(
            refusal("sklearn_forest.onnx", nil)
                == "sklearn_forest.onnx: the file does not name its 3 features: name them in their order, "
                + "forest.load(path, { features = { … } })")
        #expect(
            refusal("sklearn_forest.onnx", ["a"])
                == "sklearn_forest.onnx: the model has 3 features, but 1 are named")
        #expect(refusal("sklearn_onnx.json").contains("the protobuf message is damaged at byte"))
    }

    /// Cut anywhere or with any byte changed, a file is read or refused, and what is read predicts.
    @Test func damagedFilesNeverTrap() throws {
        let bytes = try FileBytes.read(Self.fixtures + "sklearn_boosting.onnx")
        for cut in stride(from: 0, to: bytes.count, by: 3) {
            #expect(throws: SparError.self) {
                try ModelFile(onnx: Array(bytes[..<cut]), name: "m", features: ["a", "b", "c"])
            }
        }
        var random = SeededRandom(seed: 5)
        var read = 0
        for _ in 0..<4000 {
            var changed = bytes
            for _ in 0...random.integer(below: 3) {
                changed[random.integer(below: bytes.count)] = UInt8(random.integer(below: 256))
            }
            guard let model = try? ModelFile(onnx: changed, name: "m", features: ["a", "b", "c"]) else { continue }
            read += 1
            #expect(try model.forest.predict(row: [0.1, -0.2, 0.3]).isFinite)
        }
        #expect(read > 100)
    }

    // MARK: onnxruntime

    private static let python: String? = {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().path
        let path = root + "/.build/onnx/bin/python"
        return FileManager.default.isExecutableFile(atPath: path) ? path : nil
    }()

    /// onnx's own checker takes the file, and onnxruntime predicts the same.
    @Test(.enabled(if: python != nil, "there is no .build/onnx: scripts/dev/onnx.sh could not make it"))
    func onnxruntimePredictsTheSame() throws {
        let folder = FileManager.default.temporaryDirectory.path + "/spar-onnx-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let data = try Self.closeRows(300), model = try Self.model(data)
        try Data(model.onnx(.single).bytes).write(to: URL(fileURLWithPath: folder + "/32.onnx"))
        try Data(model.onnx(.double).bytes).write(to: URL(fileURLWithPath: folder + "/64.onnx"))
        let rows = (0..<data.rowCount).map { row in
            data.features.row(row).map { NumberText.shortest($0) }.joined(separator: ",")
        }
        try rows.joined(separator: "\n").write(toFile: folder + "/rows.csv", atomically: true, encoding: .utf8)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(Self.python))
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        process.arguments = [
            "-c",
            """
            import numpy, onnx, onnxruntime
            rows = numpy.loadtxt("rows.csv", delimiter=",")
            for bits, kind in (32, numpy.float32), (64, numpy.float64):
                onnx.checker.check_model(onnx.load(f"{bits}.onnx"), full_check=True)
                session = onnxruntime.InferenceSession(f"{bits}.onnx")
                numpy.savetxt(f"{bits}.txt", session.run(None, {"X": rows.astype(kind)})[0])
            """,
        ]
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        let ours = try model.forest.predict(data.features)
        for bits in ["32", "64"] {
            let theirs = try String(contentsOfFile: "\(folder)/\(bits).txt", encoding: .utf8)
                .split(separator: "\n").compactMap { Double($0) }
            #expect(theirs.count == ours.count)
            #expect(zip(ours, theirs).allSatisfy { abs($0 - $1) < 1e-6 })
        }
    }
}
