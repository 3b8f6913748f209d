// `sweep`, `range`, `grid`: loops over values whose bodies run side by side.

import Basics
import LuaRuntime
import Tables

extension Function {
    static let sweep = Function(
        "sweep",
        "Calls a function for each value and makes a table of the rows that it returns, in the order of the "
            + "values. The calls run side by side: one that waits for a spectrum lets the others go on.",
        .required("values", .any, "A list, an array (range), or the points of a grid."),
        .required("body", .function, "Takes a value and its index; returns a row, a list of rows, or nothing."),
        .options([
            .optional("name", .string, "What is swept: the first column, filled in where the body leaves it out."),
            .optional("columns", .strings, "The columns, in this order; all unless given."),
            .optional("jobs", .count(1), usually: 64) {
                "How many bodies may be in flight at once; \($0) unless given."
            },
            .optional("title", .string, "What the progress line says."),
            .optional(
                "on_error", .choice(["raise", "skip", "keep"]),
                "A failed point is raised (the default), left out and counted, or kept with its status."),
            .optional("file", .string, "A CSV file that is kept current as rows finish."),
        ]), returns: "A table, with .failures and .cached."
    ) { call in
        let values = try call.points("values")
        return try Sweep(call, values: values).run(call, body: try call["body"])
    }

    static let range = Function(
        "range",
        "Numbers from start to stop in equal steps, both included, without drift: range(0, 0.1, 0.005) has 21.",
        .required("start", .number, "The first."), .required("stop", .number, "The last, where a step falls on it."),
        .optional("step", .number, usually: 1) { "\($0) unless given; negative to go down." }, returns: "An array."
    ) { call in
        .object(
            ArrayObject(
                try ValueRange.values(
                    from: try call["start"], through: try call["stop"], step: call["step"])))
    }

    static let grid = Function(
        "grid", "Every combination of several lists: grid{ a = range(…), c = range(…) }. The last name varies fastest.",
        .required("lists", .table("table of name = list"), "The lists."),
        returns: "A list of tables with one value of each."
    ) { call in
        let lists: LuaTable = try call["lists"]
        guard lists.items.isEmpty, !lists.fields.isEmpty else {
            throw call.error("lists", "named lists expected: grid{ a = range(0, 0.1, 0.05), c = { 0, 0.01 } }")
        }
        var points: [[(key: LuaValue, value: LuaValue)]] = [[]]
        for (name, list) in lists.fields {
            let values = try call.list(list, LuaValueText.short(name))
            try call.state.checkStop()
            guard points.count <= ValueRange.limit, values.count <= ValueRange.limit,
                points.count * values.count <= ValueRange.limit
            else {
                throw call.error("lists", "the grid has more than \(ValueRange.limit) points")
            }
            // Each point is a table here and, at the end, one of Lua's as well.
            try call.state.reserve(
                bytes: Double(points.count) * Double(values.count) * (200 + 160 * Double(lists.fields.count)))
            points = points.flatMap { point in values.map { point + [(name, $0)] } }
        }
        return .list(points.map { .table(LuaTable(fields: $0)) })
    }
}

extension Call {
    /// The values of a sweep.
    fileprivate func points(_ argument: String) throws -> [LuaValue] { try list(try self[argument], argument) }

    /// The items of a list, in whatever form it comes.
    fileprivate func list(_ value: LuaValue, _ argument: String) throws -> [LuaValue] {
        switch value {
        case .table(let table):
            guard table.fields.isEmpty else { throw error(argument, "a list expected, got named fields") }
            return table.items
        case .object(let object):
            switch object {
            case let array as ArrayObject: return (0..<array.column.count).map { array.element($0) }
            case let list as LuaList: return list.items
            case let data as TableObject: return (0..<data.table.count).map { .object(RowObject(data.table, $0)) }
            case let table as StructureTableObject:
                return try (0..<table.table.count).map { .object(StructureObject(try table.table.structure($0))) }
            default: break
            }
        default: break
        }
        throw error(argument, "a list expected, got \(value.typeName)")
    }
}
