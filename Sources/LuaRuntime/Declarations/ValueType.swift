// The types that declarations speak of. One description serves the check of an argument, the help text, the reference
// page and, later, the definitions for editors.

import Basics

/// What an argument, a field or a result may be.
public indirect enum ValueType: Sendable {
    case any
    case boolean
    /// Finite.
    case number
    /// Any number, NaN and infinities too.
    case anyNumber
    case integer
    /// A whole number of at least this.
    case count(Int)
    case string
    case function
    /// A table of any shape; the words say which.
    case table(String)
    case object(any LuaObject.Type)
    /// Three numbers.
    case vector
    /// Three rows of three numbers.
    case matrix
    /// A list of numbers, or an array.
    case numbers
    /// A list of strings.
    case strings
    case list(ValueType)
    case choice([String])
    case either([ValueType])
    /// Named fields, and list items of `items` where that is given.
    case options([Parameter], items: ValueType?)

    /// The words for it: in messages ("number expected, got string") and in the reference.
    public var description: String {
        switch self {
        case .any: "any value"
        case .boolean: "boolean"
        case .number: "number"
        case .anyNumber: "number"
        case .integer: "whole number"
        case .count(let least): "whole number of at least \(least)"
        case .string: "string"
        case .function: "function"
        case .table(let words): words
        case .object(let type): type.luaType.name
        case .vector: "three numbers"
        case .matrix: "3x3 matrix"
        case .numbers: "list of numbers"
        case .strings: "list of strings"
        case .list(let item): "list of \(item.description)"
        case .choice(let words): words.map { "\"\($0)\"" }.joined(separator: " or ")
        case .either(let types): types.map(\.description).joined(separator: " or ")
        case .options: "table"
        }
    }
}

/// One parameter of a function, or one field of an options table.
public struct Parameter: Sendable {
    public let name: String
    public let type: ValueType
    public let isOptional: Bool
    /// What it means, with its unit and its default.
    public let doc: String
    /// The number that stands for it where it was left out.
    let usual: Double?

    private init(name: String, type: ValueType, isOptional: Bool, doc: String, usual: Double? = nil) {
        self.name = name
        self.type = type
        self.isOptional = isOptional
        self.doc = doc
        self.usual = usual
    }

    public static func required(_ name: String, _ type: ValueType, _ doc: String) -> Parameter {
        Parameter(name: name, type: type, isOptional: false, doc: doc)
    }

    public static func optional(_ name: String, _ type: ValueType, _ doc: String) -> Parameter {
        Parameter(name: name, type: type, isOptional: true, doc: doc)
    }

    /// A number with a default, which is declared here alone: a body that reads it as if it were required gets it.
    /// - Parameter doc: what it means, made of the default as text.
    public static func optional(
        _ name: String, _ type: ValueType, usually value: Double, _ doc: (String) -> String
    ) -> Parameter {
        Parameter(name: name, type: type, isOptional: true, doc: doc(NumberText.short(value)), usual: value)
    }

    public static func optional(_ name: String, _ type: ValueType, usually value: Int, _ doc: (String) -> String)
        -> Parameter
    { optional(name, type, usually: Double(value), doc) }

    /// A table of named options, which may be left out unless one of its fields is required.
    public static func options(_ fields: [Parameter], items: ValueType? = nil) -> Parameter {
        Parameter(
            name: "options", type: .options(fields, items: items),
            isOptional: fields.allSatisfy(\.isOptional) && items == nil, doc: "")
    }

    /// The fields where this is an options table.
    var fields: [Parameter]? { if case .options(let fields, _) = type { fields } else { nil } }
}
