// The module `forest`: training, loading, cross-validation and randomized search of random forests.

import Basics
import Forest
import LuaRuntime
import Tables

extension Module {
    static let forest = Module(
        "forest", "Random forests for regression, with scikit-learn's names and meanings.",
        fields: [
            Field("PAPER", "The paper's hyperparameters (Table 2), target and features, as a preset.") { _ in
                let fields = ForestParameters.paper.fields.filter { $0.0 != "seed" }
                return .table(
                    LuaTable(
                        fields: ([
                            ("target", .string(ForestOptions.paperTarget)),
                            ("features", .list(ForestOptions.paperFeatures.map { .string($0) })),
                        ] + fields).map { (.string($0.0), $0.1) }))
            },
            Field(
                "PAPER_SPACE",
                "The paper's search space (Table 1): lists of choices and ranges { from, to }, of which "
                    + "whole numbers leave `to` out."
            ) { _ in .table(SearchSpace.paper.table) },
        ],
        [
            Function(
                "fit", "Trains a forest: forest.fit(train, { preset = forest.PAPER, seed = 1 }).",
                .required("rows", .object(TableObject.self), "A table with the features and the target."),
                .options(ForestOptions.declared), returns: "A model."
            ) { call in
                let rows: TableObject = try call["rows"]
                let options = try ForestOptions(call)
                let definition = try RowDefinition(of: rows.table)
                let data = try options.training(rows.table)
                let work = try ForestWork(call)
                try options.parameters.validate(rowCount: data.rowCount, featureCount: data.features.columnCount)
                try call.state.reserve(
                    bytes: options.parameters.leastBytes(rows: data.rowCount, features: data.features.columnCount))
                let forest = try work.run("training") {
                    try RandomForest.fit(data, options.parameters, threads: work.threads, progress: $0)
                }
                return .object(
                    ModelObject(
                        ModelFile(
                            forest: forest, definition: definition, scope: try ModelScope(rows.table),
                            software: "Spar \(SparVersion.text)")))
            },
            Function(
                "load",
                "Reads a model that model:save wrote, or a regression forest of another program (an ONNX file, such as "
                    + "skl2onnx makes of scikit-learn's forests).",
                .required("path", .string, "The file."),
                .options([
                    .optional("features", .strings, "Their names in order, for an ONNX file that has none."),
                    .optional("target", .string, "What it predicts, for an ONNX file that does not say."),
                ]), returns: "A model."
            ) { call in
                let path = call.inputPath(try call["path"])
                let features: [String]? = try call[optional: "features"], target: String? = try call[optional: "target"]
                if ModelFile.isONNX(path) {
                    return .object(ModelObject(try ModelFile.readONNX(path, features: features, target: target)))
                }
                for name in ["features", "target"] where call.has(name) {
                    throw call.error(name, "a model file says it itself; this is for ONNX files, by their ending")
                }
                return .object(ModelObject(try ModelFile.read(path)))
            },
            Function(
                "cross_validate", "Trains on all folds but one and scores on that one, for each fold.",
                .required("rows", .object(TableObject.self), "A table with the features and the target."),
                .options(foldOptions + ForestOptions.declared),
                returns: "A record: mean and std (of the folds' R²), folds (a table: fold, r2, mae, mse, n)."
            ) { call in
                let rows: TableObject = try call["rows"]
                let options = try ForestOptions(call)
                let data = try options.training(rows.table), folds = try folds(rows.table, call)
                let work = try ForestWork(call)
                let outcome = try work.run("cross-validation") {
                    try CrossValidation.run(data, options.parameters, folds: folds, threads: work.threads, progress: $0)
                }
                return .object(
                    LuaRecord(
                        "cross-validation",
                        [
                            ("mean", outcome.mean.map { .number($0) } ?? .nil),
                            ("std", outcome.std.map { .number($0) } ?? .nil),
                            ("folds", .object(TableObject(try table(outcome.folds)))),
                        ]))
            },
            Function(
                "search", "Scores random candidates of a space of hyperparameters by cross-validation.",
                .required("rows", .object(TableObject.self), "A table with the features and the target."),
                .options(
                    [
                        .optional("n_iter", .count(1), usually: 10) { "Candidates, \($0) unless given." },
                        .optional("space", .table("table of hyperparameters"), "forest.PAPER_SPACE unless given."),
                        .optional(
                            "file", .string,
                            "Keeps each finished fold in this file; a search that finds it goes on "
                                + "where that one ended."),
                    ] + foldOptions + ForestOptions.declared),
                returns:
                    "A record: best (a preset), best_score (its mean R²), results (a table, a row for each candidate "
                    + "in the order drawn, with rank, mean, std and the R² of each fold)."
            ) { call in
                let rows: TableObject = try call["rows"]
                let options = try ForestOptions(call)
                let data = try options.training(rows.table), folds = try folds(rows.table, call)
                let given: LuaTable? = try call[optional: "space"]
                let space = try given.map { try SearchSpace($0, call) } ?? .paper
                let file: String? = try call[optional: "file"]
                let memory = try file.map { try SearchFile(call.outputPath($0)) }
                let count: Int = try call["n_iter"]
                let seed = try call.seed()
                let work = try ForestWork(call)
                let outcome = try work.run("search") {
                    try RandomizedSearch.run(
                        data, space: space, base: options.parameters, candidates: count, folds: folds, seed: seed,
                        threads: work.threads, memory: memory?.memory, progress: $0)
                }
                try memory?.check()
                var best = options
                best.parameters = outcome.best.parameters
                return .object(
                    LuaRecord(
                        "search",
                        [
                            (
                                "best",
                                .object(LuaRecord("hyperparameters", best.fields, absent: { $0 == "max_samples" }))
                            ),
                            ("best_score", outcome.best.validation.mean.map { .number($0) } ?? .nil),
                            ("results", .object(TableObject(try table(outcome.candidates)))),
                        ]))
            },
        ])

    private static let foldOptions: [Parameter] = [
        .optional("folds", .count(2), usually: 5) { "How many, \($0) unless given." },
        .optional("stratify", .string, "A column: each fold gets its share of each of its values."),
        .optional("group", .string, "A column: rows with the same value are in one fold."),
    ]

    private static func folds(_ table: Table, _ call: Call) throws -> [Fold] {
        let count: Int = try call["folds"], seed = try call.seed()
        // Each fold holds the numbers of its rows, and then their features.
        if count <= table.count { try call.state.reserve(bytes: Double(count) * Double(table.count) * 16) }
        let stratify: String? = try call[optional: "stratify"], group: String? = try call[optional: "group"]
        switch (stratify, group) {
        case (_?, _?): throw call.error("group", "folds are made by stratify or by group, not both")
        case (let column?, nil): return try Fold.stratified(by: table.labels(column), folds: count, seed: seed)
        case (nil, let column?): return try Fold.grouped(by: table.labels(column), folds: count, seed: seed)
        case (nil, nil): return try Fold.shuffled(rows: table.count, folds: count, seed: seed)
        }
    }

    private static func table(_ folds: [Scores]) throws -> Table {
        try Table([
            (name: "fold", column: .number(folds.indices.map { Double($0 + 1) })),
            (name: "r2", column: .number(folds.map { $0.r2 ?? .nan })),
            (name: "mae", column: .number(folds.map(\.mae))),
            (name: "mse", column: .number(folds.map(\.mse))),
            (name: "n", column: .number(folds.map { Double($0.count) })),
        ])
    }

    private static func table(_ candidates: [RandomizedSearch.Candidate]) throws -> Table {
        try Table(
            rows: candidates.map { candidate in
                var fields: [(String, LuaValue)] = [
                    ("rank", .integer(candidate.rank)),
                    ("mean", candidate.validation.mean.map { .number($0) } ?? .nil),
                    ("std", candidate.validation.std.map { .number($0) } ?? .nil),
                ]
                fields += candidate.parameters.searchedFields
                fields += candidate.validation.folds.enumerated().map { i, scores in
                    ("r2_fold\(i + 1)", scores.r2.map { .number($0) } ?? .nil)
                }
                return LuaRow(fields: try fields.map { (name: $0.0, cell: try cell($0.1, $0.0)) })
            })
    }
}
