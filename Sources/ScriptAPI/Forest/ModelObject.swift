// Trained forests in scripts: prediction, scores, explanation, files.

import Basics
import Crystal
import Forest
import LuaRuntime
import Tables

/// A trained random forest.
package final class ModelObject: LuaObject {
    package let model: ModelFile
    private var outOfBag: OutOfBag?
    var knownExplainer: Explainer?

    init(_ model: ModelFile) { self.model = model }

    var forest: RandomForest { model.forest }

    package var storages: [Storage] {
        // Sixteen bytes a node; the training set counts through its arrays.
        [Storage(self, bytes: forest.nodeCount * 16)]
            + [forest.training.flatMap { Storage($0.features.values) }, forest.training.flatMap { Storage($0.target) }]
            .compactMap { $0 }
    }

    package static let luaType = ObjectType(
        ModelObject.self, "model", "A random forest for regression. It does not change; forest.fit trains another.",
        properties: [
            property("params", "Its hyperparameters, as a preset for forest.fit takes them.") { m in
                .object(LuaRecord("hyperparameters", m.forest.parameters.fields, absent: { $0 == "max_samples" }))
            },
            property("features", "The columns that it predicts from, in order.") { m in
                .object(ArrayObject(.text(m.forest.featureNames)))
            },
            property("target", "What it predicts.") { .string($0.forest.targetName) },
            property("trees", "How many trees it has.") { .integer($0.forest.treeCount) },
            property("definition", "How the features of its training rows were made; nil where they did not say.") {
                m in
                .optional(m.model.definition.text)
            },
            property(
                "oob",
                "Out-of-bag scores: r2, mae, mse, n, and `prediction`, for each training row the mean of the "
                    + "trees that have not seen it."
            ) { m in
                let oob = try m.outOfBag ?? m.forest.outOfBag(threads: FeatureRows.cores)
                m.outOfBag = oob
                let scores =
                    oob.scores.map(\.fields) ?? [("r2", .nil), ("mae", .nil), ("mse", .nil), ("n", .integer(0))]
                let prediction = ArrayObject(oob.prediction.map { $0 ?? .nan })
                return .object(LuaRecord("out-of-bag scores", scores + [("prediction", .object(prediction))]))
            },
        ],
        methods: predictionMethods + explanationMethods,
        changeHint: "forest.fit trains another model",
        text: { m in
            "random forest of \(m.forest.treeCount) trees: \(m.forest.targetName) from "
                + m.forest.featureNames.joined(separator: ", ")
                + (m.forest.trainingRowCount > 0 ? " (trained on \(m.forest.trainingRowCount) rows)" : "")
        })
}

extension Scores {
    var fields: [(String, LuaValue)] {
        [("r2", r2.map { .number($0) } ?? .nil), ("mae", .number(mae)), ("mse", .number(mse)), ("n", .integer(count))]
    }
}
