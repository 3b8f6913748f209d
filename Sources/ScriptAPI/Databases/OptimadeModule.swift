// The module `optimade`, and `structure.fetch`: crystals from databases.

import Basics
import Crystal
import LuaRuntime
import Optimade
import Tables

extension Module {
    static let optimade = Module(
        "optimade",
        "Crystals from databases that speak OPTIMADE, the community's protocol. What came is kept in the store and pinned "
            + "in spar.lock beside the script: the next run gets the same without asking (`--update-lock` asks anew, "
            + "`--offline` asks nobody).",
        [
            Function(
                "query", "The structures that a filter lets through.",
                .options([
                    .optional(
                        "provider", .either([.string, .list(.string)]),
                        "A database's short name (optimade.providers() lists them) or address, or several, which are asked "
                            + "at once; \"mp\" unless given. Of several, one that does not answer is said in a note."),
                    .optional("filter", .string, "In OPTIMADE's language, such as elements HAS ALL \"Ni\",\"O\"."),
                    .optional(
                        "limit", .count(1),
                        "At most so many of each database; \(DatabaseQuery.standardLimit) unless given."),
                    fieldsOption,
                ]),
                returns:
                    "A list of structures, each with .id and .origin; molecules are clusters, which have neither. Entries that hold no "
                    + "structure that can be used are left out, and a note says which."
            ) { call in
                let limit: Int = try call[optional: "limit"] ?? DatabaseQuery.standardLimit
                let filter: String? = try call[optional: "filter"]
                let queries = try call.providers().map {
                    try DatabaseQuery($0, .entries(filter: filter, limit: limit), fields: call.fields())
                }
                let ends = try call.state.databases.ask(queries)
                let faults = ends.compactMap { if case .failure(let error) = $0 { error } else { nil } }
                if faults.count == ends.count, let fault = faults.first {
                    throw faults.count == 1 ? fault : SparError(faults.map(\.description).joined(separator: "; "))
                }
                for fault in faults { call.warn(fault.description) }
                var values: [LuaValue] = []
                for case .success(let find) in ends { values += try call.objects(in: find) }
                return .object(LuaList(values))
            },
            Function(
                "providers", "The databases that are known by a short name.",
                returns:
                    "A table: name, title, url, key (the environment variable whose value is sent as the key, where a "
                    + "database wants one)."
            ) {
                _ in
                .object(
                    TableObject(
                        try Table([
                            (name: "name", column: .text(Provider.all.map(\.name))),
                            (name: "title", column: .text(Provider.all.map(\.title))),
                            (name: "url", column: .text(Provider.all.map(\.address))),
                            (name: "key", column: .text(Provider.all.map(\.keyVariable))),
                        ])))
            },
        ])
}

extension Function {
    static let fetch = Function(
        "fetch", "One structure of a database, by its identifier.",
        .optional("entry", .string, "Such as \"mp-19770\" (the Materials Project) or \"1000041\" (COD)."),
        .options([
            .optional("id", .string, "The same by its name: structure.fetch{ provider = \"cod\", id = \"1000041\" }."),
            .optional("provider", .string, "The database, where the identifier does not say which it is: \"oqmd\", …"),
            fieldsOption,
        ]), returns: "A structure with .id and .origin; a molecule is a cluster, which has neither."
    ) { call in
        let first: String? = try call[optional: "entry"], named: String? = try call[optional: "id"]
        let given: String? = try call[optional: "provider"]
        guard let id = first ?? named, first == nil || named == nil else {
            throw call.error("entry", "one identifier expected, such as \"mp-19770\"")
        }
        guard let provider = try given.map({ try Provider($0) }) ?? Provider.known(byForm: id) else {
            throw call.error(
                "entry", "of which database is \"\(id)\"? Name it: structure.fetch(\"\(id)\", { provider = … })")
        }
        let end = try call.state.databases.ask([DatabaseQuery(provider, .entry(id: id), fields: call.fields())])[0]
        let find = try end.get()
        for note in find.notes { call.warn(note, about: provider.name) }
        return try call.object(find.entries[0], of: find)
    }
}

private let fieldsOption = Parameter.optional(
    "fields", .list(.string),
    "Properties of the entries that are wanted besides, such as { \"_mp_stability\" }: .origin has them.")

extension Call {
    fileprivate func providers() throws -> [Provider] {
        let list: [String]? = try self[optional: "provider"]
        guard let list else {
            let one: String = try self[optional: "provider"] ?? "mp"
            return [try Provider(one)]
        }
        guard !list.isEmpty else { throw error("provider", "at least one database expected") }
        let all = try list.map { try Provider($0) }
        for (i, provider) in all.enumerated() where all[..<i].contains(provider) {
            throw error("provider", "\"\(provider.name)\" is named twice")
        }
        return all
    }

    fileprivate func fields() throws -> [String] { try self[optional: "fields"] ?? [] }

    /// The structures of an answer; what cannot be used is left out and said.
    fileprivate func objects(in find: DatabaseFind) throws -> [LuaValue] {
        var values: [LuaValue] = [], faults: [String] = []
        for entry in find.entries {
            do { values.append(try object(entry, of: find)) } catch let error as SparError { faults.append("\(error)") }
        }
        let name = find.query.provider.name
        for note in find.notes { warn(note, about: name) }
        if !faults.isEmpty {
            let shown = faults.prefix(3).joined(separator: "; ")
            let rest = faults.count > 3 ? "; and \(faults.count - 3) more" : ""
            warn("left out \(faults.count) of \(find.entries.count) entries: \(shown)\(rest)", about: name)
        }
        return values
    }

    fileprivate func object(_ entry: DatabaseEntry, of find: DatabaseFind) throws -> LuaValue {
        switch try entry.content() {
        case .crystal(let structure):
            for note in structure.notes { warn(note, about: entry.id) }
            return .object(StructureObject(structure, origin: StructureOrigin(entry, of: find)))
        case .molecule(let molecule):
            let (cluster, notes) = try blaming(.part(entry.id)) { try molecule.cluster() }
            for note in notes { warn(note, about: entry.id) }
            return .object(ClusterObject(cluster))
        }
    }
}
