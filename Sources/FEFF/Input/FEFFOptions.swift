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
}

extension FEFFOptions: JSONCodable {
    /// For `SpectralSettings.engineOptions`: what equals the default is left out.
    public var json: JSON {
        var members: [String: JSON] = [:]
        if !cards.isEmpty {
            members["cards"] = .object(
                Dictionary(uniqueKeysWithValues: cards.map { ($0.name, $0.value?.json ?? .bool(false)) }))
        }
        if !retries { members["retries"] = .bool(false) }
        return .object(members)
    }

    public init(json: JSON) throws {
        let given = try json.read("cards", as: [String: JSON]?.self) ?? [:]
        let cards = try given.sorted { $0.key < $1.key }.map { name, value in
            guard value.text != nil || value == .bool(false) else {
                throw SparError("feff.cards: the value of \(name) must be text, or false to leave the card out")
            }
            return try FEFFCard(name, value.text)
        }
        try self.init(cards: cards, retries: json.read("retries", as: Bool?.self) ?? true)
    }
}
