// `show`: a value as a person wants to see it on a terminal.

import Basics
import LuaRuntime
import Tables

extension Function {
    static let show = Function(
        "show", "Prints a value for reading: tables aligned, long ones cut; objects in words; plain tables as rows.",
        .optional("value", .any, "What to show.")) { call in
        let value: LuaValue = try call[optional: "value"] ?? .nil
        var text = try rendered(value)
        if !text.hasSuffix("\n") { text += "\n" }
        call.state.context.write(text)
        return .nil
    }

    private static func rendered(_ value: LuaValue) throws -> String {
        switch value {
        case .object(let object):
            if let data = object as? TableObject { return data.table.rendered() }
            return type(of: object).luaType.text(object)
        case .table(let table):
            // A list of rows reads best as a table.
            if !table.items.isEmpty, table.fields.isEmpty,
               let rows = try? table.items.map({ try LuaRow($0, "") }), let data = try? Table(rows: rows) {
                return data.rendered()
            }
            return LuaValueText.short(value)
        default: return LuaValueText.short(value)
        }
    }
}
