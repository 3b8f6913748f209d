// Dividing tables for training and testing: `d:split` and `d:balance`. Both say in a note what they did.

import Basics
import Forest
import LuaRuntime
import Tables

extension TableObject {
    static let splittingMethods: [Function] = [
        method(
            "split", "Divides the rows at random: train, test = d:split{ test = 0.2, stratify = \"metal\" }.",
            .options([
                .optional("test", .number, usually: 0.2) { "The fraction of rows for the test, \($0) unless given." },
                .optional("stratify", .string, "A column: each of its values gets its share of the test rows."),
                .optional("group", .string, "A column: rows with the same value stay on one side."),
                .optional("seed", .count(0), "The run's seed unless given."),
            ]), returns: "Two tables: train, test."
        ) { d, call in
            let stratify: String? = try call[optional: "stratify"], group: String? = try call[optional: "group"]
            return d.parts(
                try Split.holdOut(
                    rows: d.table.count, test: try call["test"],
                    strata: try stratify.map { try d.table.labels($0) },
                    groups: try group.map { try d.table.labels($0) },
                    seed: try call.seed()), call)
        },
        method(
            "balance",
            "The same number of rows of each group: "
                + "train, test = d:balance{ by = \"metal\", train = 354, test = 90 }.",
            .options([
                .required("by", .string, "The column that tells the groups apart."),
                .required("train", .count(1), "Rows of each group for training."),
                .required("test", .count(1), "Rows of each group for the test."),
                .optional("seed", .count(0), "The run's seed unless given."),
            ]), returns: "Two tables: train, test. A group that is too small is an error that counts its rows."
        ) { d, call in
            d.parts(
                try Split.balanced(
                    by: try d.table.labels(try call["by"]), train: try call["train"], test: try call["test"],
                    seed: try call.seed()), call)
        },
    ]

    private func parts(_ split: Split, _ call: Call) -> LuaValue {
        call.warn(split.summary)
        return .values([.object(TableObject(table.rows(split.train))), .object(TableObject(table.rows(split.test)))])
    }
}
