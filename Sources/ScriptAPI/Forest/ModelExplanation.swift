// Methods of trained forests that say why: shares of a prediction, importances, partial dependence.

import Basics
import Forest
import LuaRuntime
import Tables

extension ModelObject {
    func explained(_ rows: FeatureRows, threads: Int) throws -> Table {
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

    static let explanationMethods: [Function] = [
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
