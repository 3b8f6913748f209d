// What the user reads when something is wrong: one sentence that names file, line or site, value, and what would be
// right.

/// An error whose `description` is written for the person at the keyboard.
public struct SparError: Error, Equatable, CustomStringConvertible, Sendable {
    public let description: String
    public init(_ description: String) { self.description = description }
}
