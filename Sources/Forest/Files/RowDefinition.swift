// How the features of some rows were made, as their column `definition` says. A model keeps that of its training rows and
// takes no rows of another.

import Basics
import Tables

public struct RowDefinition: Equatable, Sendable {
    /// The column of tables that says it, and its name in model files.
    public static let column = "definition"

    /// By name. Spar's own rows have one, named as the column.
    private let facts: [String: String]

    private init(facts: [String: String]) { self.facts = facts }

    /// Nothing is known.
    public static let unknown = RowDefinition(facts: [:])

    /// - Throws: `SparError` for rows of different definitions.
    public init(of table: Table) throws {
        guard table.has(Self.column), table.count > 0 else {
            self = .unknown
            return
        }
        let labels = try table.labels(Self.column)
        if let other = labels.firstIndex(where: { $0 != labels[0] }) {
            throw SparError(
                "the rows have features of different definitions: '\(labels[0])' in row 1, "
                    + "'\(labels[other])' in row \(other + 1)")
        }
        self.init(facts: [Self.column: labels[0]])
    }

    public var isUnknown: Bool { facts.isEmpty }

    /// What the column said; nil where nothing is known.
    public var text: String? { facts[Self.column] }

    /// - Throws: `SparError` naming the first fact in which these rows are other than a model's.
    func require(_ rows: RowDefinition) throws {
        for key in Set(facts.keys).union(rows.facts.keys).sorted() where facts[key] != rows.facts[key] {
            throw SparError(
                "the model was trained on features of another definition: \(key) is "
                    + "\(facts[key] ?? "not set") in the model and \(rows.facts[key] ?? "not set") in the rows")
        }
    }
}

extension RowDefinition: JSONCodable {
    public var json: JSON { facts.json }
    public init(json: JSON) throws { self.init(facts: try [String: String](json: json)) }
}

extension RowDefinition: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral facts: (String, String)...) {
        self.init(facts: Dictionary(uniqueKeysWithValues: facts))
    }
}
