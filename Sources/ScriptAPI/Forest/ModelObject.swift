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
    private var knownExplainer: Explainer?

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

    // MARK: prediction

    private static let predictionMethods: [Function] = [
        method(
            "predict", "Predicts the rows of a table, or one row.",
            .required("rows", .any, "A table of data, or a row: a table or record with the features as fields."),
            .options([
                .optional("quantiles", .list(.number), "From 0 to 1: gives these quantiles instead of the mean."),
                .optional(
                    "explain", .boolean,
                    "With its reasons: value; lower and upper, between which nine in ten such "
                        + "crystals lie; base, the mean of the training rows; share_QAMS and so on, what each feature "
                        + "adds to base to make the value; warnings where the row is unlike the training rows."),
                ForestWork.threadsOption,
            ]),
            returns: "An array, or a number for one row; with quantiles a table (or record) with columns such as "
                + "q5 and q95; with explain a table (or record)."
        ) { m, call in
            let rows = try FeatureRows(try call["rows"], call, m.model)
            let threads = try ForestWork(call).threads
            if try call[optional: "explain"] ?? false {
                guard !call.has("quantiles") else { throw call.error("explain", "explain or quantiles, not both") }
                let table = try m.explained(rows, threads: threads)
                guard rows.isOne else { return .object(TableObject(table)) }
                return .object(LuaRecord("explanation", zip(table.names, table.row(0)).map { ($0, LuaValue($1)) }))
            }
            guard let quantiles: [Double] = try call[optional: "quantiles"] else {
                let values = try m.forest.predict(rows.matrix, threads: threads)
                return rows.isOne ? .number(values[0]) : .object(ArrayObject(values))
            }
            try call.state.reserve(
                bytes: Double(quantiles.count) * Double(rows.matrix.rowCount) * 16
                    + Double(m.forest.treeCount) * Double(m.forest.trainingRowCount) * 12)
            let values = try m.forest.predictQuantiles(rows.matrix, quantiles, threads: threads)
            let names = quantiles.map { "q" + NumberText.short($0 * 100, digits: 10) }
            if rows.isOne { return .object(LuaRecord("quantiles", zip(names, values).map { ($0, .number($1[0])) })) }
            return .object(TableObject(try Table(zip(names, values).map { (name: $0, column: .number($1)) })))
        },
        method(
            "score", "How good its predictions of rows with known targets are.",
            .required("rows", .object(TableObject.self), "A table with the features and the target."),
            .options([
                .optional("by", .string, "A column: one row of scores for each of its values."),
                ForestWork.threadsOption,
            ]),
            returns: "A record: r2 (Eq. 12; nil where all targets are equal), mae, mse, n. With `by` a table of them, "
                + "elements in order of Z."
        ) { m, call in
            let rows = try FeatureRows(try call["rows"], call, m.model)
            let target = try rows.table.numbers(m.forest.targetName)
            let prediction = try m.forest.predict(rows.matrix, threads: ForestWork(call).threads)
            guard let by: String = try call[optional: "by"] else {
                let data = try TrainingData(features: rows.matrix, targetName: m.forest.targetName, target: target)
                return .object(LuaRecord("scores", try Scores(target: data.target, prediction: prediction).fields))
            }
            let groups = try Scores.grouped(by: rows.table.labels(by), target: target, prediction: prediction)
            let numbers = groups.map { Element($0.group)?.atomicNumber ?? Int.max }
            let order = groups.indices.sorted { (numbers[$0], $0) < (numbers[$1], $1) }.map { groups[$0] }
            return .object(
                TableObject(
                    try Table([
                        (name: by, column: .text(order.map(\.group))),
                        (name: "r2", column: .number(order.map { $0.scores.r2 ?? .nan })),
                        (name: "mae", column: .number(order.map(\.scores.mae))),
                        (name: "mse", column: .number(order.map(\.scores.mse))),
                        (name: "n", column: .number(order.map { Double($0.scores.count) })),
                    ])))
        },
        method(
            "save",
            "Writes the model to a file that forest.load reads: JSON, or ONNX for other programs where the name ends in "
                + ".onnx. An ONNX file holds the trees, the features' names and their definition: it predicts, but "
                + "knows no intervals, quantiles, reasons or out-of-bag values.",
            .required("path", .string, "The file."),
            .options([
                .optional(
                    "training", .boolean,
                    "With the training rows, which out-of-bag values and quantiles "
                        + "need; true unless given. Not for ONNX."),
                .optional("bits", .count(32), usually: ModelFile.Precision.single.rawValue) {
                    "Of an ONNX file: \($0), which every runtime reads (the default; thresholds are chosen so that no "
                        + "training row changes sides), or \(ModelFile.Precision.double.rawValue)."
                },
            ])
        ) { m, call in
            let path = try call.outputPath(try call["path"])
            guard ModelFile.isONNX(path) else {
                guard !call.has("bits") else {
                    throw call.error("bits", "only an ONNX file is written in 32 or 64 bits")
                }
                try m.model.write(to: path, training: call[optional: "training"] ?? true)
                return .nil
            }
            guard !call.has("training") else {
                throw call.error("training", "an ONNX file holds no training rows; save a .json beside it")
            }
            guard let precision = ModelFile.Precision(rawValue: try call["bits"]) else {
                throw call.error("bits", "32 or 64 expected")
            }
            let onnx = try m.model.onnx(precision)
            try AtomicFile.write(onnx.bytes, to: path)
            if onnx.lostSplits > 0 {
                call.warn(
                    "\(onnx.lostSplits) of \(onnx.splits) splits part training rows that are the same number in 32 "
                        + "bits: such rows may be predicted otherwise there; bits = 64 keeps them apart")
            }
            return .nil
        },
    ]

    // MARK: explanation

    private func explained(_ rows: FeatureRows, threads: Int) throws -> Table {
        let explainer = try knownExplainer ?? Explainer(forest)
        knownExplainer = explainer
        let found = try explainer.explain(rows.matrix, threads: threads)
        func text(_ name: String, _ row: Int) throws -> String? {
            guard rows.table.has(name), case .text(let text) = try rows.table.cell(row, name) else { return nil }
            return text
        }
        let warnings = try found.enumerated().map { row, explanation -> String? in
            var sentences: [String] = []
            if let scope = model.scope {
                var charge: Double?
                if rows.table.has("charge"), case .number(let x) = try rows.table.cell(row, "charge") { charge = x }
                sentences += scope.warnings(
                    metal: try text("metal", row), charge: charge, formula: try text("formula", row))
            }
            sentences += explanation.outside.map {
                "\($0.feature) = \(NumberText.short($0.value, digits: 4)) lies outside that of the training rows, "
                    + "\(NumberText.short($0.lowest, digits: 4)) to \(NumberText.short($0.highest, digits: 4))"
            }
            if explanation.remoteness > 1 {
                let times = explanation.remoteness
                sentences.append(
                    "few training rows are like it: its nearest lie further away than those of 99 in 100 training rows"
                        + (times >= 1.1 ? ", by a factor of \(NumberText.fixed(times, decimals: 1))" : ""))
            }
            return sentences.isEmpty ? nil : sentences.joined(separator: "; ")
        }
        let numbers: [(name: String, column: Column)] = [
            ("value", .number(found.map(\.value))), ("lower", .number(found.map(\.lower))),
            ("upper", .number(found.map(\.upper))), ("base", .number(found.map(\.base))),
        ]
        let shares = forest.featureNames.enumerated().map { i, name in
            (name: "share_" + name, column: Column.number(found.map { $0.shares[i] }))
        }
        return try Table(numbers + shares + [(name: "warnings", column: .text(warnings))])
    }

    private static let explanationMethods: [Function] = [
        method(
            "permutation_importance",
            "How much the mean squared error grows when a feature is shuffled. Without rows: "
                + "out of bag, on the training rows.",
            .optional("rows", .object(TableObject.self), "A table with the features and the target."),
            .options([
                .optional("repeats", .count(1), usually: PermutationImportance.usualRepeats) {
                    "Shuffles of each feature, \($0) unless given."
                },
                .optional(
                    "noise", .either([.boolean, .string]),
                    "Divide by the importance of a feature of random numbers "
                        + "(Eq. 11): the name of such a feature, or true for one named `noise`. A model without it is "
                        + "trained again with it, on its training rows."),
                .optional("seed", .count(0), "The run's seed unless given."), ForestWork.threadsOption,
            ]), returns: "A table: feature, mean, std, normalized (missing without noise)."
        ) { m, call in
            let seed = try call.seed(), repeats: Int = try call["repeats"]
            let name: String? = try call[optional: "noise"]
            let wantsNoise: Bool = try call[optional: "noise"] ?? (name != nil)
            let noise = wantsNoise ? name ?? NoiseFeature.name : nil
            let work = try ForestWork(call)
            let rows: TableObject? = try call[optional: "rows"]
            var forest = m.forest
            try call.state.reserve(
                bytes: PermutationImportance.bytes(
                    rows: rows?.table.count ?? forest.trainingRowCount, features: forest.featureNames.count + 1,
                    repeats: min(repeats, PermutationImportance.mostRepeats), threads: work.threads))
            let isNew = noise == NoiseFeature.name && !forest.featureNames.contains(NoiseFeature.name)
            if isNew {
                forest = try work.run("training with noise") {
                    try NoiseFeature(seed: seed).retrained(forest, threads: work.threads, progress: $0)
                }
            }
            let importance = try work.run("permutation importance") { progress in
                guard let rows else {
                    return try forest.outOfBagImportance(
                        repeats: repeats, noise: noise, seed: seed, threads: work.threads, progress: progress)
                }
                var features = try FeatureRows(.object(rows), call, m.model).matrix
                if isNew { features = try NoiseFeature(seed: seed).added(to: features, stream: 1) }
                let data = try TrainingData(
                    features: features, targetName: forest.targetName,
                    target: rows.table.numbers(forest.targetName))
                return try forest.permutationImportance(
                    data, repeats: repeats, noise: noise, seed: seed, threads: work.threads, progress: progress)
            }
            if let warning = importance.warning { call.warn(warning) }
            return .object(
                TableObject(
                    try Table([
                        (name: "feature", column: .text(importance.features.map(\.name))),
                        (name: "mean", column: .number(importance.features.map(\.mean))),
                        (name: "std", column: .number(importance.features.map(\.std))),
                        (name: "normalized", column: .number(importance.features.map { $0.normalized ?? .nan })),
                    ])))
        },
        method(
            "impurity_importance",
            "Each feature's share of the decrease of the squared error in training "
                + "(scikit-learn's feature_importances_).", returns: "A table: feature, importance."
        ) { m, _ in
            .object(
                TableObject(
                    try Table([
                        (name: "feature", column: .text(m.forest.featureNames)),
                        (name: "importance", column: .number(m.forest.impurityImportance)),
                    ])))
        },
        method(
            "partial_dependence", "The mean prediction as one feature takes each value of a grid.",
            .required("feature", .string, "The feature."),
            .required("rows", .object(TableObject.self), "Rows that give the other features."),
            .options([
                .optional("grid", .numbers, "Values; evenly between the 5 % and 95 % quantiles unless given."),
                .optional("points", .count(1), usually: PartialDependence.usualPoints) {
                    "How many of them, \($0) unless given."
                },
                ForestWork.threadsOption,
            ]), returns: "A table: the feature, prediction."
        ) { m, call in
            let data: TableObject = try call["rows"], grid: [Double]? = try call[optional: "grid"]
            let points = Double(grid?.count ?? data.table.count)
            try call.state.reserve(bytes: points * (Double(data.table.count) / 4 + 1000))
            let dependence = try m.forest.partialDependence(
                of: try call["feature"], FeatureRows(try call["rows"], call, m.model).matrix,
                grid: grid, points: call["points"], threads: ForestWork(call).threads)
            return .object(
                TableObject(
                    try Table([
                        (name: dependence.feature, column: .number(dependence.grid)),
                        (name: "prediction", column: .number(dependence.mean)),
                    ])))
        },
    ]
}

extension Scores {
    var fields: [(String, LuaValue)] {
        [("r2", r2.map { .number($0) } ?? .nil), ("mae", .number(mae)), ("mse", .number(mse)), ("n", .integer(count))]
    }
}
