// Methods of trained forests: prediction, scores, files.

import Basics
import Crystal
import Forest
import LuaRuntime
import Tables

extension ModelObject {
    static let predictionMethods: [Function] = [
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
}
