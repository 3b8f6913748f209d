// Model files: exact round trips, and a reason for each file that is not taken.

import Basics
import Foundation
import Testing

@testable import Forest

@Suite struct ModelFileTests {
    private static func model() throws -> ModelFile {
        var parameters = ForestTests.parameters(6)
        parameters.maxDepth = nil
        parameters.seed = .max
        return ModelFile(
            forest: try RandomForest.fit(formulaData(rows: 200), parameters),
            definition: ["radius": "12", "frame": "site"], software: "test 1")
    }

    @Test func whatIsWrittenIsRead() throws {
        let model = try Self.model()
        let bytes = try model.bytes()
        let read = try ModelFile(bytes: bytes, name: "model.json")
        #expect(try read.bytes() == bytes)
        #expect(read.definition == model.definition)
        #expect(read.forest.parameters == model.forest.parameters)
        #expect(read.forest.training == model.forest.training)
        #expect(read.forest.impurityImportance == model.forest.impurityImportance)
        let rows = try formulaData(rows: 300, seed: 8).features
        #expect(try read.forest.predict(rows) == model.forest.predict(rows))
        #expect(try read.forest.outOfBag() == model.forest.outOfBag())
    }

    @Test func theFileIsPlainJSON() throws {
        let json = try JSON.parse(Self.model().bytes(), name: "model.json")
        #expect(json["format"] == .string("spar forest"))
        #expect(json["model"]?["parameters"]?["seed"] == .string("18446744073709551615"))
        #expect(json["model"]?["training_rows"]?.number == 200)
    }

    @Test func theTrainingSetCanBeLeftOut() throws {
        let model = try Self.model()
        let read = try ModelFile(bytes: model.bytes(training: false), name: "model.json")
        #expect(read.forest.training == nil)
        #expect(try read.forest.trainingHash() == model.forest.trainingHash())
        #expect(
            throws: SparError(
                "out-of-bag predictions need the training set, which this model file was written "
                    + "without; train again or save it with the training set")
        ) { try read.forest.outOfBag() }
    }

    @Test func filesThatAreNotWholeAreRefused() throws {
        let bytes = try Self.model().bytes()
        func refusal(_ bytes: [UInt8]) -> String {
            do {
                _ = try ModelFile(bytes: bytes, name: "m.json")
                return ""
            } catch { return "\(error)" }
        }
        #expect(refusal(Array("{}".utf8)) == "m.json: this is not a model file: it does not begin as Spar writes them")
        #expect(refusal([]) == "m.json: this is not a model file: it does not begin as Spar writes them")
        #expect(refusal(Array(bytes.dropLast(500))) == "m.json: the file is cut off: it ends without its checksum")
        var edited = bytes
        edited[bytes.count / 2] = edited[bytes.count / 2] == 65 ? 66 : 65
        #expect(refusal(edited) == "m.json: the file was changed after it was written: its checksum does not fit")
        let text = String(decoding: bytes, as: UTF8.self)
        let newer = text.replacing("\"version\":1,", with: "\"version\":2,", maxReplacements: 1)
        #expect(
            refusal(Array(newer.utf8)) == "m.json: the file has version 2 of the format, and this Spar reads up to 1; "
                + "a newer Spar reads it")
        for cut in stride(from: 0, to: bytes.count, by: 997) { #expect(refusal(Array(bytes[..<cut])) != "") }
    }

    /// Files with a right checksum and absurd numbers (Fixtures): validated as `fit` validates.
    @Test(arguments: [
        ("model_n_estimators", "n_estimators is 9223372036854775807; it goes to 1000000"),
        ("model_rows_overflow", "the model's description: 'training_rows' is no count from 0 to 1000000000"),
    ])
    func absurdNumbersAreRefused(name: String, says: String) throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/Fixtures/\(name).json"
        #expect(throws: SparError("\(file): \(says)")) { try ModelFile.read(file) }
    }

    /// Members of the description that are of another kind or do not fit what follows, under a right checksum.
    @Test(arguments: [
        (
            #""impurity_importance":["#, #""impurity_importance":["x","#,
            "impurity_importance: entry 1: a number is expected"
        ),
        (#""definition":{"#, #""definition":{"a":1,"#, "definition: a: a text is expected"),
        (#""software":"#, #""scope":[],"software":"#, "scope: metals: it is missing"),
        (
            #""software":"#, #""scope":{"elements":[1],"metals":{}},"software":"#,
            "scope: elements: entry 1: a text is expected"
        ),
        (#""random":""#, #""random":"mt"#, "are those of another generator"),
        (#""training_hash":""#, #""training_hash":"0"#, "'training_hash' is damaged"),
        (#""target":"y""#, #""target":"z""#, "'training_hash' is of other training rows"),
    ])
    func damagedDescriptionsAreRefused(old: String, new: String, says: String) throws {
        var text = String(decoding: try Self.model().bytes(), as: UTF8.self)
        #expect(text.contains(old))
        text = text.replacing(old, with: new, maxReplacements: 1)
        if old.hasPrefix("\"impurity") { text = text.replacing(#/"x",[^,]*,/#, with: "\"x\",", maxReplacements: 1) }
        var bytes = Array(text.utf8.dropLast(32))
        bytes += Array("\"checksum\":\"\(bytes.withUnsafeBytes { Checksum.hex($0) })\"\n}\n".utf8)
        let refusal = #expect(throws: SparError.self) { try ModelFile(bytes: bytes, name: "m.json") }
        #expect("\(try #require(refusal))".contains(says))
    }

    @Test func anotherDefinitionIsRefused() throws {
        let model = try Self.model()
        try model.requireDefinition(["radius": "12", "frame": "site"])
        #expect(
            throws: SparError(
                "the model was trained on features of another definition: frame is site in the model "
                    + "and mean in the rows")
        ) { try model.requireDefinition(["radius": "12", "frame": "mean"]) }
    }
}
