// What the user reads when something is wrong: where it stands, the fact with its value, and what would be right. The
// parts stay apart until somebody reads them: whoever knows the place better adds it, and nobody looks into the text.

/// An error whose `description` is written for the person at the keyboard.
public struct SparError: Error, Equatable, CustomStringConvertible, Sendable {
    /// Where, from the outside in: the file before the line's column.
    public private(set) var places: [ErrorPlace]
    /// One sentence: the value, and what would be right.
    public let fact: String

    public init(_ fact: String) {
        places = []
        self.fact = fact
    }

    public init(at place: ErrorPlace, _ fact: String) {
        places = [place]
        self.fact = fact
    }

    /// The same error, seen from further outside.
    public func within(_ place: ErrorPlace) -> SparError {
        var error = self
        error.places.insert(place, at: 0)
        return error
    }

    /// The places and the fact, parted by colons: "rows.csv:12: …".
    public var description: String { (places.map(\.description) + [fact]).joined(separator: ": ") }

    /// Equal are errors that read alike.
    public static func == (a: SparError, b: SparError) -> Bool { a.description == b.description }
}

/// A place of which an error may speak.
public enum ErrorPlace: Equatable, CustomStringConvertible, Sendable {
    /// Lines and columns count from 1; nil where they are not known, a line of 0 too.
    case file(String, line: Int? = nil, column: Int? = nil)
    /// A part of what is spoken of, as "row 3" or "in the second table".
    case part(String)

    public var description: String {
        switch self {
        case .file(let name, let line, let column):
            ([name] + [line, column].compactMap { $0 }.filter { $0 > 0 }.map(String.init)).joined(separator: ":")
        case .part(let text): text
        }
    }
}

/// What `body` gives; a `SparError` of it comes out with the place added.
public func blaming<T>(_ place: ErrorPlace, _ body: () throws -> T) throws -> T {
    do { return try body() } catch let error as SparError { throw error.within(place) }
}
