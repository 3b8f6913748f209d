// Answers that came are kept by their addresses, so that nothing is asked for twice and a query that was cut short goes on
// where it was.

import Basics

public struct KeptAnswer: Equatable, Sendable {
    public let body: [UInt8]
    /// When it came, UTC.
    public let date: String

    public init(body: [UInt8], date: String) {
        self.body = body
        self.date = date
    }
}

public protocol AnswerCache: Sendable {
    func answer(to address: String) throws -> KeptAnswer?
    /// - Returns: as it is kept.
    func keep(_ body: [UInt8], to address: String) throws -> KeptAnswer
}
