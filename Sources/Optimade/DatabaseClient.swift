// Asks a database, page after page.
//
// A page is kept as soon as it has come. What was kept is not asked for again, so that a query that was cut short goes on
// where it was, and a colleague who has the store needs no network.

import Basics
import Foundation

public struct DatabaseClient: Sendable {
    public enum Mode: Sendable {
        /// What is kept is taken, the rest asked for.
        case usual
        /// Nobody is asked.
        case offline
        /// Everything is asked for anew.
        case fresh
    }

    private let transport: any Transport
    let cache: any AnswerCache
    private let persistence: Persistence
    private let mode: Mode
    private let environment: [String: String]

    var isOffline: Bool { mode == .offline }

    /// - Parameter environment: where keys are looked for (`Provider.keyVariable`).
    public init(
        transport: any Transport, cache: any AnswerCache, persistence: Persistence = .usual, mode: Mode = .usual,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) {
        self.transport = transport
        self.cache = cache
        self.persistence = persistence
        self.mode = mode
        self.environment = environment
    }

    /// The same in another mode.
    public func with(_ mode: Mode) -> DatabaseClient {
        DatabaseClient(
            transport: transport, cache: cache, persistence: persistence, mode: mode, environment: environment)
    }

    /// - Parameters:
    ///   - progress: told how many entries have come, at most how many are wanted.
    ///   - isCancelled: asked a few times a second.
    /// - Throws: `SparError` where the database is not there, refuses, or stops in the middle; then what came is kept.
    ///   `Persistence.Cancelled`.
    public func ask(
        _ query: DatabaseQuery, progress: (_ come: Int) -> Void = { _ in },
        isCancelled: @escaping () -> Bool = { false }
    ) throws -> DatabaseFind {
        var find = DatabaseFind(query: query), seen = Set<String>(), visited = Set<String>()
        var next: String? = query.address(version: "/v1")
        find.address = next ?? ""
        while let address = next, find.entries.count < query.limit {
            guard visited.insert(address).inserted else {
                find.notes.append("its next page is one that was read before; \(find.entries.count) entries were taken")
                break
            }
            let page: DatabaseAnswer, wasKept = find.isKept
            do {
                page = try self.page(address, query, &find, isCancelled)
            } catch is StaleLink where wasKept && !find.entries.isEmpty {
                // Links of pages that were kept long ago may be of no use any more.
                return try with(.fresh).ask(query, progress: progress, isCancelled: isCancelled)
            } catch let stale as StaleLink {
                throw Self.broken(find, stale.error)
            } catch let error as SparError {
                throw Self.broken(find, error)
            }
            find.notes += page.faults
            let new = page.entries.filter { seen.insert($0.id).inserted }
            find.entries += new.prefix(query.limit - find.entries.count)
            progress(find.entries.count)
            guard case .entries = query.wanted else { break }
            next = page.next.flatMap { Self.resolved($0, from: address) }
            if let link = page.next, next == nil { find.notes.append("its next page, \"\(link)\", is no address") }
            if new.isEmpty, next != nil, page.faults.isEmpty {
                find.notes.append("its pages go on without new entries; \(find.entries.count) were taken")
                break
            }
            if page.next == nil, page.hasMore == true, find.entries.count < query.limit {
                find.notes.append("it says that it has more entries, and names no further page")
            }
        }
        if case .entry(let id) = query.wanted, find.entries.isEmpty {
            throw SparError(at: .part(query.provider.name), find.notes.first ?? "there is no entry \(id)")
        }
        return find
    }

    private static func broken(_ find: DatabaseFind, _ error: SparError) -> SparError {
        let name = find.query.provider.name
        guard !find.entries.isEmpty else { return error.within(.part(name)) }
        return SparError(
            at: .part(name),
            "\(find.entries.count) entries came, then: \(error.fact); what came is kept: run again to go on")
    }

    /// A server does not know a page any more that it named itself.
    private struct StaleLink: Error {
        let error: SparError
    }

    /// A page, kept or fetched.
    private func page(
        _ address: String, _ query: DatabaseQuery, _ find: inout DatabaseFind, _ isCancelled: @escaping () -> Bool
    ) throws -> DatabaseAnswer {
        if mode != .fresh, let kept = try cache.answer(to: address) {
            find.date = kept.date
            return try DatabaseAnswer(kept.body, to: query)
        }
        guard mode != .offline else {
            throw SparError(
                "the answer to \(address) is not in the store, and --offline asks nobody; run once without it, or bring "
                    + "the answer from another store (spar store export, spar store import)")
        }
        find.isKept = false
        let answer = try fetched(address, query, isCancelled)
        let page = try DatabaseAnswer(answer.body, to: query)
        find.date = try cache.keep(answer.body, to: address).date
        return page
    }

    private func fetched(_ address: String, _ query: DatabaseQuery, _ isCancelled: @escaping () -> Bool) throws
        -> HTTPAnswer
    {
        var answer = try get(address, query.provider, isCancelled)
        if [400, 403].contains(answer.status), address == query.address(version: "/v1"), query.isList {
            // It may have been the size of the pages that it refused; some refuse their own usual size.
            for size in answer.status == 403 ? [nil, 10, 1] : [nil] {
                answer = try get(query.address(version: "/v1", page: size), query.provider, isCancelled)
                if answer.status != 403 { break }
            }
        }
        let isFirst = address == query.address(version: "/v1")
        if (200..<300).contains(answer.status) { return answer }
        let words = DatabaseAnswer.words(answer.body)
        if !isFirst, (400..<500).contains(answer.status) {
            throw StaleLink(error: SparError("it refuses its own next page: \(words ?? "status \(answer.status)")"))
        }
        switch (answer.status, query.wanted) {
        case (404, .entry(let id)) where words != nil: throw SparError("there is no entry \(id) (\(words ?? ""))")
        case (404, _) where words == nil && address == query.address(version: "/v1"):
            // Some serve version 1 at the bare address.
            let bare = try get(query.address(version: ""), query.provider, isCancelled)
            if (200..<300).contains(bare.status) { return bare }
            throw try unversioned(query.provider, isCancelled)
        case (300..<400, _):
            throw SparError("it sends us to another address (status \(answer.status)), to which no key is sent")
        case (401, _), (403, _):
            throw SparError(
                "it lets nobody in without a key (\(words ?? "status \(answer.status)")); put yours into the variable "
                    + query.provider.keyVariable)
        case (_, .entries(let filter?, _)) where words != nil:
            throw SparError("it refuses the filter \(filter): \(words ?? "")")
        default: throw SparError("it refuses: \(words ?? "status \(answer.status)")")
        }
    }

    /// Why a server answers at none of the usual addresses.
    private func unversioned(_ provider: Provider, _ isCancelled: @escaping () -> Bool) throws -> SparError {
        let answer = try get(provider.address + "/versions", provider, isCancelled)
        let lines = String(decoding: answer.body.prefix(1000), as: UTF8.self).split(whereSeparator: \.isNewline)
        let versions = lines.dropFirst().map { $0.trimmingCharacters(in: .whitespaces) }
        if answer.status == 200, lines.first?.hasPrefix("version") == true, !versions.contains("1") {
            return SparError("it speaks version \(versions.joined(separator: ", ")) of OPTIMADE; version 1 is needed")
        }
        return SparError("there is no OPTIMADE server at \(provider.address) (status 404)")
    }

    private func get(_ address: String, _ provider: Provider, _ isCancelled: @escaping () -> Bool) throws -> HTTPAnswer
    {
        var headers: [String] = []
        // A key goes to its own database, not wherever a page links to.
        if let key = environment[provider.keyVariable], !key.isEmpty, Self.host(address) == Self.host(provider.address)
        {
            guard key.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }) else {
                throw SparError("\(provider.keyVariable) holds a line break or another control character")
            }
            headers.append(key.contains(": ") ? key : "X-API-KEY: " + key)
        }
        let answer = try persistence.get(address, headers: headers, by: transport, isCancelled: isCancelled)
        guard let secret = headers.first?.split(separator: " ").last, secret.utf8.count >= 6 else { return answer }
        // What is kept and what is said holds no key, though a server repeats it.
        return HTTPAnswer(
            status: answer.status, retryAfter: answer.retryAfter,
            body: answer.body.replacing(Array(secret.utf8), with: Array("…".utf8)))
    }

    /// Scheme, host and port.
    private static func host(_ address: String) -> Substring {
        let start = address.firstRange(of: "://")?.upperBound ?? address.startIndex
        let end = address[start...].firstIndex { $0 == "/" || $0 == "?" } ?? address.endIndex
        return address[..<end]
    }

    /// A link as an address; nil where it is none that may be asked.
    private static func resolved(_ link: String, from address: String) -> String? {
        guard let whole = joined(escaped(link), to: address) else { return nil }
        // A server elsewhere must not have this machine's own services asked.
        guard WebHost.isLoopback(address) || !WebHost.isLoopback(whole) else { return nil }
        // Servers behind a gate often do not know that they are asked by https.
        return address.hasPrefix("https://") && whole.hasPrefix("http://")
            && host(whole).dropFirst(7) == host(address).dropFirst(8)
            ? "https" + whole.dropFirst(4) : whole
    }

    private static func joined(_ link: String, to address: String) -> String? {
        if link.hasPrefix("http://") || link.hasPrefix("https://") { return link }
        if link.prefix(while: { !"/?#".contains($0) }).contains(":") { return nil }
        if link.hasPrefix("//") { return address.prefix { $0 != "/" } + link }
        if link.hasPrefix("/") { return host(address) + link }
        let path = address.prefix { $0 != "?" }
        if link.hasPrefix("?") { return path + link }
        return path[...(path.lastIndex(of: "/") ?? path.startIndex)] + link
    }

    /// Blanks and quotation marks, which servers leave in the filters of their links, may not stand in an address.
    private static func escaped(_ link: String) -> String {
        let never = Set("\"<>\\^`{|}".utf8)
        let bytes = link.utf8.flatMap { byte -> [UInt8] in
            guard byte <= 0x20 || byte >= 0x7f || never.contains(byte) else { return [byte] }
            let digits = String(byte, radix: 16, uppercase: true)
            return Array(("%" + (digits.count < 2 ? "0" : "") + digits).utf8)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
