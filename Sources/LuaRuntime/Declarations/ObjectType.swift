// The declaration of a kind of object: its properties, methods and operators.

/// A kind of userdata. One value a kind, for the life of the process.
public final class ObjectType: Sendable {
    public let name: String
    public let doc: String
    public let properties: [Property]
    public let methods: [Function]
    /// "use s:strain{…}, which returns a new structure": said when a script assigns to a field.
    let changeHint: String
    let operators: [Operator: @Sendable (LuaState, LuaValue, LuaValue) throws -> LuaValue]
    let index: (@Sendable (AnyObject, LuaValue) throws -> LuaValue?)?
    let length: (@Sendable (AnyObject) -> Int)?
    /// The one-line or tabular text of an object of this kind.
    public let text: @Sendable (AnyObject) -> String
    let pairs: (@Sendable (AnyObject) -> [(LuaValue, LuaValue)])?
    let names: (@Sendable (AnyObject) -> [String])?
    let object: @Sendable (AnyObject) -> any LuaObject

    /// Operators that a kind of object may define; operands come in the order written.
    public enum Operator: String, CaseIterable, Sendable {
        case add = "__add", subtract = "__sub", multiply = "__mul", divide = "__div", power = "__pow", negate = "__unm"
        case equal = "__eq", call = "__call"
    }

    /// - Parameters:
    ///   - index: what `object[key]` gives for keys that are no property or method; nil for none.
    ///   - names: further names that `index` answers to, for the nearest-name hint.
    public init<T: LuaObject>(
        _: T.Type, _ name: String, _ doc: String, properties: [Property] = [], methods: [Function] = [],
        changeHint: String = "",
        operators: [Operator: @Sendable (LuaState, LuaValue, LuaValue) throws -> LuaValue] = [:],
        index: (@Sendable (T, LuaValue) throws -> LuaValue?)? = nil, length: (@Sendable (T) -> Int)? = nil,
        pairs: (@Sendable (T) -> [(LuaValue, LuaValue)])? = nil, names: (@Sendable (T) -> [String])? = nil,
        text: @escaping @Sendable (T) -> String
    ) {
        self.name = name
        self.doc = doc
        self.properties = properties
        self.methods = methods
        self.changeHint = changeHint
        self.operators = operators
        if let index {
            self.index = { try index(unsafeDowncast($0, to: T.self), $1) }
        } else {
            self.index = nil
        }
        self.length = Self.erased(length)
        self.pairs = Self.erased(pairs)
        self.names = Self.erased(names)
        self.text = { text(unsafeDowncast($0, to: T.self)) }
        self.object = { unsafeDowncast($0, to: T.self) }
    }
}

extension ObjectType {
    private static func erased<T: LuaObject, R>(
        _ function: (@Sendable (T) -> R)?
    ) -> (@Sendable (AnyObject) -> R)? {
        guard let function else { return nil }
        return { function(unsafeDowncast($0, to: T.self)) }
    }
}

extension LuaObject {
    /// Declares a property of this kind of object.
    public static func property(
        _ name: String, _ doc: String,
        get: @escaping @Sendable (Self) throws -> LuaValue
    ) -> Property {
        Property(name: name, doc: doc) { try get(unsafeDowncast($0, to: Self.self)) }
    }

    /// Declares a method of this kind of object.
    public static func method(
        _ name: String, _ doc: String, _ parameters: Parameter..., returns: String = "",
        body: @escaping @Sendable (Self, Call) throws -> LuaValue
    ) -> Function {
        Function(name, doc, parameters: parameters, returns: returns) { call in
            try body(try call.receiver(Self.self), call)
        }
    }
}
