// `show`: a value as a person wants to see it: as it is where the output takes values (a notebook, a report), else as
// text.

import Basics
import LuaRuntime
import Tables

extension Function {
    static let show = Function(
        "show",
        "Shows a value for reading: tables aligned, long ones cut; objects in words or, in a notebook or report, as "
            + "tables and pictures; plain tables as rows.",
        .optional("value", .any, "What to show.")
    ) { call in
        let value: LuaValue = try call[optional: "value"] ?? .nil
        if call.state.context.takesValues {
            if DrawnFigures.of(call.state).contains(value) { return .nil }
            call.state.context.emit(.value(value))
        } else {
            call.state.context.write(ShownText.lines(of: value))
        }
        return .nil
    }
}

/// Values as text for a terminal.
package enum ShownText {
    /// Whole lines.
    package static func lines(of value: LuaValue) -> String {
        let text = text(of: value)
        return text.hasSuffix("\n") ? text : text + "\n"
    }

    private static func text(of value: LuaValue) -> String {
        switch value {
        case .object(let object):
            if let data = object as? TableObject { return data.table.rendered() }
            return type(of: object).luaType.text(object)
        case .table(let table): return rows(of: table)?.rendered() ?? LuaValueText.short(value)
        default: return LuaValueText.short(value)
        }
    }

    /// A list of rows reads best as a table; nil for any other Lua table.
    package static func rows(of table: LuaTable) -> Table? {
        guard !table.items.isEmpty, table.fields.isEmpty,
            let rows = try? table.items.map({ try LuaRow($0, "") })
        else { return nil }
        return try? Table(rows: rows)
    }
}
