// The space of a randomized search as a table: for each hyperparameter a list of choices, { 6, 8, 10, 12 }, or a range,
// { from = 300, to = 700 }. Ranges of whole numbers leave `to` itself out, as scipy's randint does.

import Basics
import Forest
import LuaRuntime

extension Hyperparameter {
    static let searched = all.filter(\.range.isSearched)
}

extension SearchSpace {
    init(_ table: LuaTable, _ call: Call) throws {
        self.init()
        guard table.items.isEmpty else { throw Self.error(call, "a table of hyperparameters expected, got a list") }
        for (key, value) in table.fields {
            let name = LuaValueText.short(key)
            guard let parameter = Hyperparameter.searched.first(where: { $0.name == name }) else {
                let names = Hyperparameter.searched.map(\.name)
                let near =
                    nearestName(to: name, among: names).map { "; did you mean '\($0)'?" }
                    ?? "; there are \(names.joined(separator: ", "))"
                throw Self.error(call, "there is no hyperparameter '\(name)'\(near)")
            }
            self[parameter] = try Self.draw(parameter, value, call)
        }
    }

    private static func error(_ call: Call, _ reason: String) -> any Error { call.error("space", reason) }

    private static func draw(_ parameter: Hyperparameter, _ value: LuaValue, _ call: Call) throws -> Draw {
        let fail: (String) -> any Error = { Self.error(call, "\(parameter.name): \($0)") }
        if let table = value.asTable {
            if !table.items.isEmpty, table.fields.isEmpty {
                return .choices(try table.items.map { try parameter.value($0, fail) })
            }
            let keys = Set(table.fields.map { LuaValueText.short($0.key) })
            if table.items.isEmpty, keys == ["from", "to"] {
                return .between(try parameter.value(table["from"], fail), try parameter.value(table["to"], fail))
            }
        }
        throw fail("a list of choices or { from = …, to = … } expected")
    }

    /// The table that reads as this space.
    var table: LuaTable {
        LuaTable(
            fields: Hyperparameter.searched.compactMap { parameter in
                switch self[parameter] {
                case .choices(let values): (.string(parameter.name), .list(values.map(parameter.lua)))
                case .between(let lower, let upper):
                    (
                        .string(parameter.name),
                        .table(LuaTable(["from": parameter.lua(lower), "to": parameter.lua(upper)]))
                    )
                case nil: nil
                }
            })
    }
}
