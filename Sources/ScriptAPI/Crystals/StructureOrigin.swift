// Where a structure came from, where a database gave it.

import Basics
import LuaRuntime
import Optimade

/// Of a structure as it was given; what operations make of it has none.
package struct StructureOrigin: Equatable, Sendable {
    let id: String
    let provider: Provider
    /// When it was asked for, UTC.
    let date: String
    let fields: [String: JSON]

    init(_ entry: DatabaseEntry, of find: DatabaseFind) {
        id = entry.id
        provider = find.query.provider
        date = find.date
        fields = entry.fields
    }

    /// Of the entry itself.
    private var address: String {
        (try? DatabaseQuery(provider, .entry(id: id)))?.entryAddress ?? provider.address
    }

    var record: LuaRecord {
        LuaRecord(
            "origin",
            [
                ("id", .string(id)), ("provider", .string(provider.name)), ("url", .string(address)),
                ("date", .string(date)),
            ] + fields.sorted { $0.key < $1.key }.map { ($0.key, LuaValue($0.value)) },
            // What was asked for and the entry does not have.
            absent: { _ in true })
    }
}
