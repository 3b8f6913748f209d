// How our values become JSON and come back: each type says its own form once, and reads its parts by their names. What
// is missing or of another kind is named by its path: "settings: energy: it is missing".

/// A value with one form in JSON.
public protocol JSONCodable {
    var json: JSON { get }
    /// - Throws: `SparError` that says what is missing or wrong.
    init(json: JSON) throws
}

extension JSON {
    /// A number, whole or not.
    public var number: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }

    /// A number without fractional part.
    public var whole: Int? {
        switch self {
        case .integer(let value): value
        case .number(let value): Int(exactly: value)
        default: nil
        }
    }

    public var text: String? { if case .string(let text) = self { text } else { nil } }
    public var flag: Bool? { if case .bool(let flag) = self { flag } else { nil } }
    public var items: [JSON]? { if case .array(let items) = self { items } else { nil } }
    public var members: [String: JSON]? { if case .object(let members) = self { members } else { nil } }

    /// An object of values by name.
    public init(_ members: KeyValuePairs<String, any JSONCodable>) {
        self = .object(Dictionary(members.map { ($0.key, $0.value.json) }) { _, last in last })
    }

    /// A member as the type that is wanted. An optional may be missing.
    /// - Throws: `SparError` that names the member.
    public func read<Value: JSONCodable>(_ name: String, as type: Value.Type = Value.self) throws -> Value {
        try blaming(.part(name)) {
            guard let member = self[name] else {
                if let absent = (Value.self as? any AbsentInJSON.Type)?.absent as? Value { return absent }
                throw SparError("it is missing")
            }
            return try Value(json: member)
        }
    }
}

/// A type that can do without its member.
private protocol AbsentInJSON {
    static var absent: Self { get }
}

extension JSON: JSONCodable {
    public var json: JSON { self }
    public init(json: JSON) { self = json }
}

extension Double: JSONCodable {
    public var json: JSON { .number(self) }
    public init(json: JSON) throws { self = try json.expected("a number", json.number) }
}

extension Int: JSONCodable {
    public var json: JSON { .integer(self) }
    public init(json: JSON) throws { self = try json.expected("a whole number", json.whole) }
}

extension Bool: JSONCodable {
    public var json: JSON { .bool(self) }
    public init(json: JSON) throws { self = try json.expected("true or false", json.flag) }
}

extension String: JSONCodable {
    public var json: JSON { .string(self) }
    public init(json: JSON) throws { self = try json.expected("a text", json.text) }
}

extension Array: JSONCodable where Element: JSONCodable {
    public var json: JSON { .array(map(\.json)) }

    public init(json: JSON) throws {
        self = try json.expected("a list", json.items).enumerated().map { i, item in
            try blaming(.part("entry \(i + 1)")) { try Element(json: item) }
        }
    }
}

extension Dictionary: JSONCodable where Key == String, Value: JSONCodable {
    public var json: JSON { .object(mapValues(\.json)) }

    public init(json: JSON) throws {
        let members = try json.expected("an object", json.members)
        self = try Dictionary(
            uniqueKeysWithValues: members.map { name, value in
                (name, try blaming(.part(name)) { try Value(json: value) })
            })
    }
}

extension Optional: JSONCodable, AbsentInJSON where Wrapped: JSONCodable {
    static var absent: Self { nil }
    public var json: JSON { self?.json ?? .null }
    public init(json: JSON) throws { self = json == .null ? nil : try Wrapped(json: json) }
}

extension JSONCodable where Self: RawRepresentable, RawValue == String {
    public var json: JSON { .string(rawValue) }

    public init(json: JSON) throws {
        let word = try String(json: json)
        guard let value = Self(rawValue: word) else { throw SparError("\"\(word)\" is not known") }
        self = value
    }
}

extension JSON {
    fileprivate func expected<Value>(_ what: String, _ value: Value?) throws -> Value {
        guard let value else { throw SparError("\(what) is expected") }
        return value
    }
}
