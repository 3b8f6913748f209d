// The help text of every function, module and kind of object, made from their declarations.

import Basics
import CLuaShim

/// Help as text for a terminal.
public struct Help {
    let state: LuaState

    public init(_ state: LuaState) { self.state = state }

    /// Help on a name: "structure", "structure.read", "structure:strain", "strain"; nil where nothing has it.
    public func text(for name: String) -> String? {
        if name.isEmpty { return overview }
        let parts = name.split(whereSeparator: { $0 == "." || $0 == ":" }).map(String.init)
        if parts.count == 2 {
            if let module = state.modules.first(where: { $0.name == parts[0] }) {
                if let f = module.functions.first(where: { $0.name == parts[1] }) {
                    return text(f, prefix: module.name + ".")
                }
                if let f = module.fields.first(where: { $0.name == parts[1] }) { return "\(name)\n  \(f.doc)" }
            }
            if let type = state.types.first(where: { $0.name == parts[0] }) { return member(parts[1], of: type) }
            return nil
        }
        if let f = state.globals.first(where: { $0.name == name }) { return text(f, prefix: "") }
        let module = state.modules.first { $0.name == name }.map(text)
        // "table" is a table of data, and Lua's own library.
        let type = state.types.first { $0.name == name || $0.name.hasPrefix(name + " ") && !name.contains(" ") }.map(
            text)
        let own = Self.languageLibraries[name].map {
            "\(name)\n  Lua's own library: \($0). See https://www.lua.org/manual/5.4/"
        }
        let sections = [module, type, own].compactMap { $0 }
        if !sections.isEmpty { return sections.joined(separator: "\n\n") }
        let methods = state.types.compactMap { member(name, of: $0) }
        return methods.isEmpty ? nil : methods.joined(separator: "\n\n")
    }

    private static let languageLibraries = [
        "table": "table.insert, table.remove, table.sort, table.concat, table.unpack, …",
        "string": "string.format, string.gsub, string.match, string.rep, string.sub, …",
        "math": "math.abs, math.floor, math.max, math.min, math.pi, math.random, math.sqrt, …",
        "io": "io.lines, io.open, io.read, io.write; without io.popen",
        "os": "os.clock, os.date, os.getenv, os.time, …; without os.execute",
        "coroutine": "coroutine.create, coroutine.resume, coroutine.wrap, coroutine.yield, …",
        "utf8": "utf8.char, utf8.codepoint, utf8.len, …",
    ]

    /// All names that `text(for:)` answers to, for the nearest-name hint.
    public var names: [String] {
        state.globals.map(\.name) + state.modules.map(\.name) + state.types.map(\.name)
            + state.modules.flatMap { m in m.functions.map { m.name + "." + $0.name } }
            + state.types.flatMap { $0.methods.map(\.name) + $0.properties.map(\.name) }
    }

    private var overview: String {
        let modules = state.modules.map { ($0.name, $0.doc) }
        let functions = state.globals.map { ($0.name, $0.doc) }
        let objects = state.types.map { ($0.name, $0.doc) }
        return "Modules\n" + Self.columns(modules) + "\n\nFunctions\n" + Self.columns(functions)
            + "\n\nKinds of object\n" + Self.columns(objects)
            + "\n\nhelp(\"name\") or help(f) says more, for example help(structure.read) or help(\"strain\")."
    }

    func text(_ function: Function, prefix: String) -> String {
        var lines = [function.signature(prefix: prefix), "  " + function.doc]
        var entries: [(String, String)] = []
        for parameter in function.parameters {
            if let fields = parameter.fields {
                entries += fields.map { ($0.name + ($0.isOptional ? "" : " *"), "\($0.type.description). \($0.doc)") }
            } else {
                entries.append((parameter.name, "\(parameter.type.description). \(parameter.doc)"))
            }
        }
        if !entries.isEmpty { lines.append(Self.columns(entries)) }
        if !function.returns.isEmpty { lines.append("  gives  " + function.returns) }
        if let example = state.examples[prefix + function.name] {
            lines.append("  example")
            lines += example.split(separator: "\n").map { "    " + $0 }
        }
        return lines.joined(separator: "\n")
    }

    func text(_ module: Module) -> String {
        var lines = ["\(module.name)", "  " + module.doc]
        if let call = module.call { lines.append(text(call, prefix: "")) }
        let entries =
            module.fields.map { (module.name + "." + $0.name, $0.doc) }
            + module.functions.map { ($0.signature(prefix: module.name + "."), $0.doc) }
        lines.append(Self.columns(entries))
        return lines.joined(separator: "\n")
    }

    func text(_ type: ObjectType) -> String {
        var lines = ["A \(type.name)", "  " + type.doc]
        let entries =
            type.properties.map { ("." + $0.name, $0.doc) }
            + type.methods.map { ($0.signature(prefix: ":"), $0.doc) }
        if !entries.isEmpty { lines.append(Self.columns(entries)) }
        return lines.joined(separator: "\n")
    }

    private func member(_ name: String, of type: ObjectType) -> String? {
        if let method = type.methods.first(where: { $0.name == name }) { return text(method, prefix: type.name + ":") }
        return type.properties.first { $0.name == name }.map { "\(type.name).\(name)\n  \($0.doc)" }
    }

    /// Two columns; a long left part has its text on the next line.
    private static func columns(_ entries: [(String, String)]) -> String {
        let width = min(26, entries.map(\.0.count).max() ?? 0)
        return entries.map { left, right in
            left.count > width
                ? "    \(left)\n      " + String(repeating: " ", count: width) + right
                : "    \(left)" + String(repeating: " ", count: width - left.count + 2) + right
        }.joined(separator: "\n")
    }

    /// The `help` function of scripts.
    public static let function = Function(
        "help", "Prints the documentation of a module, a function, a method or a kind of object.",
        .optional("what", .any, "The thing itself or its name; without it, an overview.")
    ) { call in
        let help = Help(call.state)
        guard call.has("what") else {
            call.state.context.write(help.overview + "\n")
            return .nil
        }
        guard let text = try help.text(of: call) else {
            throw SparError("there is no help on \(call.text(ofArgument: 0))")
        }
        call.state.context.write(text + "\n")
        return .nil
    }

    private func text(of call: Call) throws -> String? {
        if let f = state.documentation(call.L, call.first) { return text(f, prefix: state.prefix(of: f)) }
        if let type = state.objectType(call.L, call.first) { return text(type) }
        if lua_type(call.L, call.first) == LUA_TTABLE, let module = state.module(call.L, call.first) {
            return text(module)
        }
        guard let name: String = try call[optional: "what"] else { return nil }
        if let text = text(for: name) { return text }
        let hint = nearestName(to: name, among: names).map { "; did you mean '\($0)'?" } ?? ""
        throw SparError("there is no help on '\(name)'\(hint)")
    }
}

extension Function {
    /// "structure.read(path, { block = })".
    func signature(prefix: String) -> String {
        var shown: [String] = []
        var onlyOptions = false
        for parameter in parameters {
            if let fields = parameter.fields {
                let names = fields.prefix(4).map { $0.name + " =" } + (fields.count > 4 ? ["…"] : [])
                onlyOptions = parameters.count == 1
                shown.append(fields.isEmpty ? "{ … }" : "{ " + names.joined(separator: ", ") + " }")
            } else {
                shown.append(parameter.isOptional ? "[\(parameter.name)]" : parameter.name)
            }
        }
        if isVariadic { shown.append("…") }
        let list = shown.joined(separator: ", ")
        return prefix + name + (onlyOptions ? list : "(\(list))")
    }
}

extension LuaState {
    /// "structure." or "structure:": what stands before the name of a documented function.
    func prefix(of function: Function) -> String {
        func isSame(_ other: Function) -> Bool { other.name == function.name && other.doc == function.doc }
        if let module = modules.first(where: { $0.functions.contains(where: isSame) }) { return module.name + "." }
        if let type = types.first(where: { $0.methods.contains(where: isSame) }) { return type.name + ":" }
        return ""
    }

    /// The module that a table on the stack is.
    func module(_ L: OpaquePointer, _ index: Int32) -> Module? {
        let wanted = lua_topointer(L, index)
        return modules.first { modulePointers[$0.name] == wanted }
    }
}
