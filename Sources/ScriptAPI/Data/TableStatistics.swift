// Methods of tables that sum up: statistics, correlation, histograms, fits.

import Basics
import LuaRuntime
import Tables

extension TableObject {
    static let statisticsMethods: [Function] = [
        method(
            "describe", "Count, missing, mean, standard deviation, quartiles of each column of numbers.",
            returns: "A table."
        ) { d, _ in new(try d.table.described()) },
        method(
            "correlation", "Pearson's correlation of columns, over the rows where both are present.",
            .required("names", .strings, "The columns."),
            returns: "A table: `column` (the name), then a column for each."
        ) { d, call in
            new(try d.table.correlation(try call["names"]).table())
        },
        method(
            "histogram", "How many values fall into each of equal bins.", .required("name", .string, "The column."),
            .options([
                .optional("bins", .count(1), usually: 20) { "How many bins, \($0) unless given." },
                .optional("from", .number, "Where the first begins."), .optional("to", .number, "Where the last ends."),
            ]),
            returns: "A table: from, to, center, count."
        ) { d, call in
            let x = try d.table.numbers(try call["name"])
            let from: Double? = try call[optional: "from"], to: Double? = try call[optional: "to"]
            let low = from ?? Statistics.min(x), high = to ?? Statistics.max(x)
            if from != nil || to != nil, !(low < high) {
                throw call.error(
                    "from", "it must be below to: \(NumberText.short(low)) against \(NumberText.short(high))")
            }
            let histogram = try d.table.histogram(
                try call["name"], bins: call["bins"], range: from == nil && to == nil ? nil : low...high
            )
            return new(
                try Table([
                    (name: "from", column: .number(Array(histogram.edges.dropLast()))),
                    (name: "to", column: .number(Array(histogram.edges.dropFirst()))),
                    (name: "center", column: .number(histogram.centers)),
                    (name: "count", column: .number(histogram.counts.map(Double.init))),
                ]))
        },
        method(
            "fit", "The straight line through two columns, by least squares.",
            .required("x", .string, "The column of abscissas."), .required("y", .string, "The column of ordinates."),
            returns: "A record: slope, intercept, r2 (nil where all y are equal), n, missing."
        ) { d, call in
            let fit = try d.table.fit(try call["x"], try call["y"])
            return .object(
                LuaRecord(
                    "fit",
                    [
                        ("slope", .number(fit.slope)), ("intercept", .number(fit.intercept)), ("r2", .known(fit.r2)),
                        ("n", .integer(fit.count)), ("missing", .integer(fit.missing)),
                    ]))
        },
    ]
}
