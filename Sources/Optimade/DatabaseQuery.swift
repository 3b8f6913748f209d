// What is asked of one database: the entries that a filter lets through, or one entry by its identifier.

import Basics

public struct DatabaseQuery: Equatable, Sendable {
    public enum Wanted: Equatable, Sendable {
        /// In OPTIMADE's language of filters; nil for all entries. At most so many of them.
        case entries(filter: String?, limit: Int)
        case entry(id: String)
    }

    public let provider: Provider
    public let wanted: Wanted
    /// Properties that are wanted besides the structure, sorted.
    public let fields: [String]

    /// Of a structure.
    static let structureFields = [
        "cartesian_site_positions", "dimension_types", "lattice_vectors", "nsites", "species", "species_at_sites",
        "structure_features",
    ]
    /// Entries that are asked for at once; servers may give fewer.
    static let page = 100
    public static let standardLimit = 1000
    public static let largestLimit = 1_000_000

    /// - Throws: `SparError` for a limit or a field's name that cannot be.
    public init(_ provider: Provider, _ wanted: Wanted, fields: [String] = []) throws {
        if case .entries(_, let limit) = wanted, !(1...Self.largestLimit).contains(limit) {
            throw SparError("limit = \(limit): from 1 to \(Self.largestLimit) structures are possible")
        }
        if case .entry(let id) = wanted, id.isEmpty { throw SparError("the identifier is empty") }
        for field in fields where !Self.isName(field) {
            throw SparError(
                "\"\(field)\" is no name of a property; one has lower-case letters, digits and underscores, such as "
                    + "_mp_stability or chemical_formula_reduced")
        }
        self.provider = provider
        self.wanted = wanted
        self.fields = Array(Set(fields).subtracting(Self.structureFields)).sorted()
    }

    private static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, text.utf8.count <= 200 else { return false }
        return (first == UInt8(ascii: "_") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first))
            && text.utf8.allSatisfy {
                $0 == UInt8(ascii: "_") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
            }
    }

    var isList: Bool { if case .entries = wanted { true } else { false } }
    public var limit: Int { if case .entries(_, let limit) = wanted { limit } else { 1 } }

    /// The address of the first page.
    /// - Parameters:
    ///   - version: the part of the path that names the protocol's version, "/v1" or "".
    ///   - page: entries that are asked for at once, which servers may think too many; nil for as many as they like.
    func address(version: String, page: Int? = Self.page) -> String {
        let properties = "response_fields=" + (Self.structureFields + fields).joined(separator: ",")
        let start = provider.address + version + "/structures"
        switch wanted {
        case .entry(let id): return start + "/" + Self.escaped(id) + "?" + properties
        case .entries(let filter, let limit):
            let part = filter.map { "filter=" + Self.escaped($0) + "&" } ?? ""
            let pages = page.map { "page_limit=\(min(limit, $0))&" } ?? ""
            return start + "?" + part + pages + properties
        }
    }

    /// Of one entry, for people.
    public var entryAddress: String {
        let whole = address(version: "/v1")
        return String(whole.prefix { $0 != "?" })
    }

    private static func escaped(_ text: String) -> String {
        let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~".utf8)
        return text.utf8.map { byte in
            let digits = String(byte, radix: 16, uppercase: true)
            return plain.contains(byte)
                ? String(decoding: [byte], as: UTF8.self) : "%" + (digits.count < 2 ? "0" : "") + digits
        }.joined()
    }

    /// What a lock file knows it by.
    public var json: JSON {
        var members: [String: JSON] = ["provider": .string(provider.address)]
        if !fields.isEmpty { members["fields"] = .array(fields.map { .string($0) }) }
        switch wanted {
        case .entry(let id): members["id"] = .string(id)
        case .entries(let filter, let limit):
            members["filter"] = filter.map { .string($0) } ?? .null
            members["limit"] = .integer(limit)
        }
        return .object(members)
    }

    /// For messages: "mp-19770 of mp".
    public var description: String {
        switch wanted {
        case .entry(let id): "\(id) of \(provider.name)"
        case .entries(let filter?, _): "\(filter) of \(provider.name)"
        case .entries(nil, _): "all entries of \(provider.name)"
        }
    }
}
