// Forests from ONNX files: Spar's own, and those that skl2onnx makes of scikit-learn's forests.
//
// Taken is one TreeEnsembleRegressor with one target, Cast and Identity around it. The trees come out so that a row
// goes the way that it goes in onnxruntime: where that rounds rows to 32 bits first, thresholds are the largest doubles
// that round to at most the file's. The operator adds the leaves (SUM) or takes their mean (AVERAGE); a forest here is
// always a mean, so leaves of a sum are multiplied by the number of trees.

import Basics

extension ModelFile {
    /// Whether the name of a file says that it is an ONNX file.
    public static func isONNX(_ path: String) -> Bool { path.hasSuffix(".onnx") }

    /// - Parameters:
    ///   - features, target: names, for a file that does not say them; what a file says must agree with them.
    /// - Throws: `SparError` naming the file and the reason.
    public static func readONNX(_ path: String, features: [String]? = nil, target: String? = nil) throws -> ModelFile {
        try ModelFile(onnx: try FileBytes.read(path), name: path, features: features, target: target)
    }

    public init(onnx bytes: [UInt8], name: String, features: [String]? = nil, target: String? = nil) throws {
        do {
            let graph = try bytes.withUnsafeBytes { try ONNXGraph($0) }
            self = try Self.model(graph, features: features, target: target)
        } catch {
            throw SparError("\(name): \(error)")
        }
    }

    private static func model(_ graph: ONNXGraph, features: [String]?, target: String?) throws -> ModelFile {
        let ensemble = try ensemble(of: graph)
        let count = graph.inputs[0].columns ?? features?.count
        guard let text = graph.metadata[onnxDescription] else {
            let names = try names(features, count: count ?? 0)
            guard names.count == count ?? names.count else {
                throw SparError("the model has \(count ?? 0) features, but \(names.count) are named")
            }
            let trees = try EnsembleTrees(ensemble, single: isSingle(graph), features: names.count)
            return foreign(trees.trees, names, target: target ?? "prediction")
        }
        let description = try ModelDescription(JSON.parse(text, name: "'\(onnxDescription)'"))
        if let features, features != description.features {
            throw SparError("the model's features are \(description.features.joined(separator: ", ")), not those named")
        }
        if let target, target != description.target {
            throw SparError("the model predicts \(description.target), not \(target)")
        }
        let trees = try EnsembleTrees(ensemble, single: isSingle(graph), features: description.features.count)
        return description.model(trees.trees)
    }

    private static func names(_ features: [String]?, count: Int) throws -> [String] {
        guard let features else {
            throw SparError(
                "the file does not name its \(count > 0 ? "\(count) " : "")features: "
                    + "name them in their order, forest.load(path, { features = { … } })")
        }
        guard !features.isEmpty, features.count <= ForestParameters.mostFeatures else {
            throw SparError("\(features.count) features are named; a model has 1 to \(ForestParameters.mostFeatures)")
        }
        for (index, name) in features.enumerated() where name.isEmpty || features[..<index].contains(name) {
            throw SparError(name.isEmpty ? "a feature's name is empty" : "the feature '\(name)' is named twice")
        }
        return features
    }

    /// A model of which nothing is known but its trees.
    private static func foreign(_ trees: Trees, _ features: [String], target: String) -> ModelFile {
        var parameters = ForestParameters()
        parameters.nEstimators = trees.count
        return ModelFile(
            forest: RandomForest(
                parameters: parameters, featureNames: features, targetName: target, trainingRowCount: 0, training: nil,
                savedTrainingHash: String(repeating: "0", count: 64),
                impurityImportance: [Double](repeating: 0, count: features.count), trees: trees),
            software: "ONNX")
    }

    /// The only operator that does something.
    private static func ensemble(of graph: ONNXGraph) throws -> ONNXOperator {
        let idle = ["Cast", "Identity"]
        let working = graph.operators.filter { !idle.contains($0.type) }
        if let other = working.first(where: { $0.type != "TreeEnsembleRegressor" }) {
            throw SparError(
                "the model has the operator \(other.type); Spar reads a TreeEnsembleRegressor alone "
                    + "(a scikit-learn forest without steps before it)")
        }
        guard let ensemble = working.first, working.count == 1 else {
            throw SparError("the model has \(working.count) TreeEnsembleRegressors; Spar reads one")
        }
        guard graph.inputs.count == 1 else {
            throw SparError(
                "the model has \(graph.inputs.count) inputs; Spar reads one, with a column for each feature")
        }
        guard graph.inputs[0].type == 1 || graph.inputs[0].type == 11 else {
            throw SparError(
                "the model's input is of type \(graph.inputs[0].type); Spar reads 1 (float) and 11 (double)")
        }
        return ensemble
    }

    /// Whether rows are rounded to 32 bits before they are compared.
    private static func isSingle(_ graph: ONNXGraph) -> Bool {
        graph.inputs[0].type == 1
            || graph.operators.prefix { $0.type != "TreeEnsembleRegressor" }
                .contains { $0.type == "Cast" && $0.attributes["to"]?.integer == 1 }
    }
}

extension ModelDescription {
    func model(_ trees: Trees) -> ModelFile {
        ModelFile(
            forest: RandomForest(
                parameters: parameters, featureNames: features, targetName: target, trainingRowCount: rows,
                training: nil, savedTrainingHash: hash, impurityImportance: importance, trees: trees),
            definition: definition, scope: scope, software: software)
    }
}
