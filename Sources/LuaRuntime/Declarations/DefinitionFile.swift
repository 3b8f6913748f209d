// The declarations as a definition file for editors, in the annotations of LuaCATS (as lua-language-server 3 reads
// them):
// classes for modules, kinds of object and tables of options; `---@param`, `---@return`, `---@overload`,
// `---@operator`.
// The file is Lua without effect; `---@meta` says that it only describes.

/// The definitions of all that scripts can call.
public struct DefinitionFile {
    private let state: LuaState

    public init(_ state: LuaState) { self.state = state }

    public var text: String {
        var writer = DefinitionWriter(types: state.types, propertyTypes: state.propertyTypes)
        for type in state.types { writer.add(type) }
        for module in state.modules { writer.add(module) }
        for function in state.globals { writer.add(function, to: nil, isMethod: false) }
        return writer.text
    }
}

private struct DefinitionWriter {
    let types: [ObjectType]
    let propertyTypes: [String: String]
    /// What follows the classes of options.
    private var body = ""
    private var options = ""
    private static let head = """
        ---@meta _
        -- What Spar's scripts can call, for editors. Made by `spar init` from the program's own declarations: do not edit it.


        """

    init(types: [ObjectType], propertyTypes: [String: String]) {
        (self.types, self.propertyTypes) = (types, propertyTypes)
    }

    var text: String { Self.head + options + body }

    // MARK: classes

    mutating func add(_ type: ObjectType) {
        let name = className(type)
        comment(type.doc, into: &body)
        body += "---@class \(name)\n"
        for property in type.properties {
            body +=
                "---@field \(property.name) \(propertyTypes[type.name + "." + property.name] ?? "any") "
                + "\(Self.oneLine(property.doc))\n"
        }
        if type.index != nil || type.length != nil {
            body += "---@field [integer] \(propertyTypes[type.name + "[integer]"] ?? "any")\n"
        }
        if type.names != nil { body += "---@field [string] \(propertyTypes[type.name + "[string]"] ?? "any")\n" }
        for operation in ObjectType.Operator.allCases where type.operators[operation] != nil {
            switch operation {
            case .add: body += "---@operator add(any): \(name)\n"
            case .subtract: body += "---@operator sub(any): \(name)\n"
            case .multiply: body += "---@operator mul(any): \(name)\n"
            case .divide: body += "---@operator div(any): \(name)\n"
            case .power: body += "---@operator pow(any): \(name)\n"
            case .negate: body += "---@operator unm: \(name)\n"
            case .call: body += "---@operator call: any\n"
            case .equal: break  // comparison has no annotation
            }
        }
        if type.length != nil { body += "---@operator len: integer\n" }
        let variable = Self.identifier(name)
        body += "local \(variable) = {}\n\n"
        for method in type.methods { add(method, to: variable, isMethod: true, owner: name) }
    }

    mutating func add(_ module: Module) {
        comment(module.doc, into: &body)
        body += "---@class spar.module.\(module.name)\n"
        for field in module.fields {
            body +=
                "---@field \(field.name) \(propertyTypes[module.name + "." + field.name] ?? "any") "
                + "\(Self.oneLine(field.doc))\n"
        }
        if let call = module.call {
            let parameters = call.parameters.map {
                "\($0.name)\($0.isOptional ? "?" : ""): \(type(of: $0, in: call, path: module.name))"
            }
            body += "---@overload fun(\(parameters.joined(separator: ", "))): \(result(call) ?? "any")\n"
        }
        body += "\(module.name) = {}\n\n"
        for function in module.functions { add(function, to: module.name, isMethod: false) }
    }

    // MARK: functions

    mutating func add(_ function: Function, to owner: String?, isMethod: Bool, owner className: String = "") {
        let path =
            (isMethod ? className.split(separator: ".").last.map(String.init) ?? "" : owner ?? "") + "." + function.name
        var lines = ""
        comment(function.doc, into: &lines)
        var names: [String] = []
        for parameter in function.parameters {
            let name = Self.keywords.contains(parameter.name) ? parameter.name + "_" : parameter.name
            names.append(name)
            lines +=
                "---@param \(name)\(parameter.isOptional ? "?" : "") \(type(of: parameter, in: function, path: path))"
                + (parameter.doc.isEmpty ? "\n" : " \(Self.oneLine(parameter.doc))\n")
        }
        if function.isVariadic {
            names.append("...")
            lines += "---@param ... any\n"
        }
        if let result = result(function) { lines += "---@return \(result) # \(Self.oneLine(function.returns))\n" }
        // Optional arguments before a table of options may be left out.
        if let last = function.parameters.last, last.fields != nil, function.parameters.count > 1 {
            let required = function.parameters.dropLast().filter { !$0.isOptional }
            if required.count < function.parameters.count - 1 {
                let shown =
                    (isMethod ? ["self: \(className)"] : [])
                    + (required + [last]).map { "\($0.name): \(type(of: $0, in: function, path: path))" }
                lines += "---@overload fun(\(shown.joined(separator: ", "))): \(result(function) ?? "any")\n"
            }
        }
        let prefix = owner.map { $0 + (isMethod ? ":" : ".") } ?? ""
        body += lines + "function \(prefix)\(function.name)(\(names.joined(separator: ", "))) end\n\n"
    }

    private mutating func type(of parameter: Parameter, in function: Function, path: String) -> String {
        guard case .options(let fields, let items) = parameter.type else { return name(of: parameter.type) }
        let name = "spar.options." + (path.hasPrefix(".") ? String(path.dropFirst()) : path).replacing(" ", with: "_")
        guard !options.contains("---@class \(name)\n") else { return name }
        var text = "---@class \(name)\n"
        for field in fields {
            text +=
                "---@field \(field.name)\(field.isOptional ? "?" : "") \(self.name(of: field.type)) "
                + "\(Self.oneLine(field.doc))\n"
        }
        if let items { text += "---@field [integer] \(self.name(of: items))\n" }
        options += text + "\n"
        return name
    }

    // MARK: types

    private func name(of type: ValueType) -> String {
        switch type {
        case .any: "any"
        case .boolean: "boolean"
        case .number, .anyNumber: "number"
        case .integer, .count: "integer"
        case .string: "string"
        case .function: "function"
        case .table: "table"
        case .object(let metatype): className(metatype.luaType)
        case .vector, .numbers: "number[]|spar.array"
        case .matrix: "number[][]|spar.tensor"
        case .strings: "string[]|spar.array"
        case .list(let item): "(\(name(of: item)))[]"
        case .choice(let words): words.map { "\"\($0)\"" }.joined(separator: "|")
        case .either(let types): types.map(name).joined(separator: "|")
        case .options: "table"
        }
    }

    private func className(_ type: ObjectType) -> String { "spar." + type.name.replacing(" ", with: "_") }

    /// The type that the words about a result begin with; nil where nothing is given.
    private func result(_ function: Function) -> String? {
        guard !function.returns.isEmpty else { return nil }
        if let type = function.resultType(among: types) { return className(type) }
        let words = function.returns.lowercased()
        if words.hasPrefix("a number") { return words.contains("nil") ? "number?" : "number" }
        if words.hasPrefix("true") || words.hasPrefix("whether") { return "boolean" }
        if words.hasPrefix("a text") || words.hasPrefix("the text") || words.hasPrefix("a string") { return "string" }
        return "any"
    }

    private func comment(_ doc: String, into text: inout String) { text += "---\(Self.oneLine(doc))\n" }

    private static func oneLine(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline).joined(separator: " ")
    }

    private static func identifier(_ name: String) -> String { String(name.map { $0 == "." ? "_" : $0 }) }

    private static let keywords = LuaTokens.keywords
}

extension Function {
    /// The kind of object that the words about the result begin with: "A structure.", "A new array.".
    func resultType(among types: [ObjectType]) -> ObjectType? {
        let words = returns.lowercased()
        func isNamed(_ name: String) -> Bool {
            ["a ", "an ", "a new "].contains { article in
                guard words.hasPrefix(article + name) else { return false }
                let next = words.dropFirst(article.count + name.count).first
                return next.map { !$0.isLetter } ?? true
            }
        }
        return types.filter { isNamed($0.name) || $0.name == "table of data" && isNamed("table") }.max {
            $0.name.count < $1.name.count
        }
    }
}
