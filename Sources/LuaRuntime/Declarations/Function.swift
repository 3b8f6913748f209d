// A binding as one value: what it is called, what it takes, what it says of itself, and what it does.

/// A function or method that scripts can call.
public struct Function: Sendable {
    public typealias Body = @Sendable (Call) throws -> LuaValue

    public let name: String
    /// One or two sentences.
    public let doc: String
    public let parameters: [Parameter]
    /// What it gives, in words with the unit.
    public let returns: String
    /// May take any number of further arguments (`print`).
    public let isVariadic: Bool
    let body: Body

    public init(
        _ name: String, _ doc: String, _ parameters: Parameter..., variadic: Bool = false,
        returns: String = "", body: @escaping Body
    ) {
        self.init(name, doc, parameters: parameters, variadic: variadic, returns: returns, body: body)
    }

    public init(
        _ name: String, _ doc: String, parameters: [Parameter], variadic: Bool = false,
        returns: String = "", body: @escaping Body
    ) {
        self.name = name
        self.doc = doc
        self.parameters = parameters
        self.isVariadic = variadic
        self.returns = returns
        self.body = body
    }
}

/// A property of an object.
public struct Property: Sendable {
    public let name: String
    public let doc: String
    let get: @Sendable (AnyObject) throws -> LuaValue
}

/// A table of functions and constants under one global name.
public struct Module: Sendable {
    public let name: String
    public let doc: String
    public let functions: [Function]
    /// Values that are read anew each time.
    public let fields: [Field]
    /// What calling the module itself does (`plot{ … }`).
    public let call: Function?

    /// A field of a module; one with a setter can be assigned.
    public struct Field: Sendable {
        public let name: String
        public let doc: String
        let get: @Sendable (LuaState) throws -> LuaValue
        let set: (@Sendable (LuaState, LuaValue) throws -> Void)?

        public init(
            _ name: String, _ doc: String, set: (@Sendable (LuaState, LuaValue) throws -> Void)? = nil,
            get: @escaping @Sendable (LuaState) throws -> LuaValue
        ) {
            self.name = name
            self.doc = doc
            self.get = get
            self.set = set
        }
    }

    public init(_ name: String, _ doc: String, fields: [Field] = [], call: Function? = nil, _ functions: [Function]) {
        self.name = name
        self.doc = doc
        self.fields = fields
        self.call = call
        self.functions = functions
    }
}
