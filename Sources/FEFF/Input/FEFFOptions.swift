// FEFF's own part of a job's settings, and its canonical JSON.

import Basics

public struct FEFFOptions: Equatable, Sendable {
    /// In the order of their names, each once.
    public let cards: [FEFFCard]
    /// Whether a self-consistency that fails is tried again with other mixing.
    public let retries: Bool

    /// - Throws: `SparError` where a card is given twice.
    public init(cards: [FEFFCard] = [], retries: Bool = true) throws {
        let sorted = cards.sorted { $0.name < $1.name }
        for (a, b) in zip(sorted, sorted.dropFirst()) where a.name == b.name {
            throw SparError("feff.cards: \(a.name) is given twice")
        }
        self.cards = sorted
        self.retries = retries
    }

    private init() {
        cards = []
        retries = true
    }

    public static let standard = FEFFOptions()

    func card(_ name: String) -> FEFFCard? { cards.first { $0.name == name } }

    /// For `SpectralSettings.engineOptions`: what equals the default is left out.
    public var json: JSON {
        var members: [String: JSON] = [:]
        if !cards.isEmpty {
            members["cards"] = .object(
                Dictionary(
                    uniqueKeysWithValues: cards.map { ($0.name, $0.value.map { .string($0) } ?? .bool(false)) }))
        }
        if !retries { members["retries"] = .bool(false) }
        return .object(members)
    }

    public init(json: JSON) throws {
        guard case .object(let members) = json else { throw SparError("the FEFF options of this job are not readable") }
        var cards: [FEFFCard] = []
        if case .object(let given)? = members["cards"] {
            for (name, value) in given.sorted(by: { $0.key < $1.key }) {
                switch value {
                case .string(let text): cards.append(try FEFFCard(name, text))
                case .bool(false): cards.append(try FEFFCard(name, nil))
                default:
                    throw SparError("feff.cards: the value of \(name) must be text, or false to leave the card out")
                }
            }
        }
        try self.init(cards: cards, retries: members["retries"] != .bool(false))
    }
}
