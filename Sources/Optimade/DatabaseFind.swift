// What a database gave for a query.

import Basics

public struct DatabaseFind: Sendable {
    public let query: DatabaseQuery
    /// In the server's order, each once.
    public internal(set) var entries: [DatabaseEntry] = []
    /// What is worth saying, a sentence each.
    public internal(set) var notes: [String] = []
    /// Of the first page.
    public internal(set) var address = ""
    /// When the last page came, UTC.
    public internal(set) var date = ""
    /// Whether all of it had been kept before.
    public internal(set) var isKept = true

    public init(query: DatabaseQuery) { self.query = query }

    /// As it is kept whole.
    var kept: JSON {
        JSON(["url": address, "date": date, "notes": notes, "entries": JSON.array(entries.map(\.json))])
    }

    /// - Throws: `SparError` for what was not kept so.
    init(kept json: JSON, _ query: DatabaseQuery) throws {
        self.init(query: query)
        address = try json.read("url")
        date = try json.read("date")
        notes = try json.read("notes")
        entries = try (json["entries"]?.items ?? []).map { try DatabaseEntry(json: $0, fields: query.fields) }
    }

    /// SHA-256 of the entries, their structures and what was asked for besides: not of times, hosts and versions, which
    /// change from one answer to the next.
    public func hash() throws -> String { try JSON.array(entries.map(\.json)).hash() }
}
