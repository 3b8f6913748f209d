// The reference page: every declaration as one Markdown text, kept in the repository and compared by a test.

/// The reference of all that scripts can call.
public struct ReferencePage {
    let state: LuaState

    public init(_ state: LuaState) { self.state = state }

    public var markdown: String {
        var page = """
            # Reference

            Made from the declarations by `spar help --reference`; do not edit it by hand. Fields marked * are required.

            """
        page += "\n## Functions\n"
        for f in state.globals { page += section(f, prefix: "") }
        for module in state.modules {
            page += "\n## \(module.name)\n\n\(module.doc)\n"
            if let call = module.call { page += section(call, prefix: "") }
            for field in module.fields { page += "\n### `\(module.name).\(field.name)`\n\n\(field.doc)\n" }
            for f in module.functions { page += section(f, prefix: module.name + ".") }
        }
        for type in state.types {
            page += "\n## Object: \(type.name)\n\n\(type.doc)\n"
            if !type.properties.isEmpty {
                page += "\n| property | |\n|---|---|\n"
                for p in type.properties { page += "| `.\(p.name)` | \(Self.cell(p.doc)) |\n" }
            }
            for f in type.methods { page += section(f, prefix: ":", of: type.name) }
        }
        return page
    }

    private func section(_ function: Function, prefix: String, of type: String = "") -> String {
        var text = "\n### `\(function.signature(prefix: prefix))`\n\n\(function.doc)\n"
        let rows = function.parameters.flatMap { $0.fields ?? [$0] }
        if !rows.isEmpty {
            text += "\n| argument | type | |\n|---|---|---|\n"
            for row in rows {
                let mark = row.isOptional ? "" : " *"
                text += "| `\(row.name)`\(mark) | \(Self.cell(row.type.description)) | \(Self.cell(row.doc)) |\n"
            }
        }
        if !function.returns.isEmpty { text += "\nGives: \(function.returns)\n" }
        if let example = state.examples[type + prefix + function.name] { text += "\n```lua\n\(example)\n```\n" }
        return text
    }

    private static func cell(_ text: String) -> String {
        String(text.flatMap { $0 == "|" ? Array("\\|") : [$0] })
    }
}
