// How an address becomes an answer. Tests have one of their own.

import Basics

/// What a server answered, whatever it thinks of the request.
public struct HTTPAnswer: Equatable, Sendable {
    public let status: Int
    /// Seconds that the server wants us to wait; nil where it does not say.
    public let retryAfter: Double?
    public let body: [UInt8]

    public init(status: Int, retryAfter: Double? = nil, body: [UInt8]) {
        self.status = status
        self.retryAfter = retryAfter
        self.body = body
    }
}

/// No answer came.
public struct TransportFailure: Error, Equatable, Sendable {
    public enum Kind: Equatable, Sendable {
        /// Nobody is there, or nobody answered in time: it may be so only now.
        case unreachable
        /// Nobody listens there: asked once more, no longer waited for.
        case absent
        /// What trying again would not change.
        case impossible
        case cancelled
    }

    public let kind: Kind
    public let reason: String

    public init(_ kind: Kind, _ reason: String) {
        self.kind = kind
        self.reason = reason
    }
}

public protocol Transport: Sendable {
    /// - Parameters:
    ///   - headers: "Name: value". Where there are any, no redirection is followed: they may be secret.
    ///   - isCancelled: asked a few times a second.
    /// - Throws: `TransportFailure`.
    func get(_ address: String, headers: [String], isCancelled: @escaping () -> Bool) throws -> HTTPAnswer
}
