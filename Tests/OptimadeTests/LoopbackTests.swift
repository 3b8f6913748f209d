// The whole way through libcurl: a server on this machine that errs as real ones do; and the consortium's own server, where
// SPAR_OPTIMADE names one (scripts/dev/optimade.sh).

import Basics
import Crystal
import Foundation
import Processes
import Testing

@testable import Optimade

/// The server of Fixtures/server.py on a port of its own.
private final class LoopbackServer {
    private let process: ServiceProcess
    let port: String

    static let isThere = Command.find("python3") != nil

    init() throws {
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/Fixtures/server.py"
        process = try ServiceProcess(Command("python3", [script]))
        guard case .line(let port) = process.receive(seconds: 30) else {
            throw SparError("the loopback server does not start: \(String(decoding: process.errors, as: UTF8.self))")
        }
        self.port = port
    }

    var host: String { "127.0.0.1:\(port)" }

    /// The path of each request so far, with the key that came.
    func requests() -> [String] {
        var lines: [String] = []
        while case .line(let line) = process.receive(seconds: 0.05) { lines.append(line) }
        return lines
    }

    func query(_ mode: String, filter: String? = nil, limit: Int = 1000) throws -> DatabaseQuery {
        try DatabaseQuery(Provider("http://\(host)/\(mode)"), .entries(filter: filter, limit: limit))
    }

    func client(seconds: Double = 30, environment: [String: String] = [:]) -> DatabaseClient {
        DatabaseClient(
            transport: CurlTransport(seconds: seconds, largest: 1 << 20), cache: FakeCache(),
            persistence: Persistence(waits: [0.01, 0.01]), environment: environment)
    }
}

@Suite(.enabled(if: LoopbackServer.isThere, "there is no python3, which is the loopback server"))
struct LoopbackTests {
    @Test(arguments: ["plain", "gzip", "busy", "cut", "moved", "nan"])
    func pagesCome(mode: String) throws {
        let server = try LoopbackServer()
        #expect(try server.client().ask(server.query(mode)).entries.map(\.id) == (1...12).map { "mp-\($0)" })
    }

    @Test(arguments: [
        (
            "html",
            "the answer is no JSON; it begins with \"<!DOCTYPE html><html><head><title>Welcome</title></head></ht\""
        ),
        ("huge", "the answer is larger than 1 MB"), ("slow", "no whole answer within 0.5 s; tried 3 times"),
        ("down", "5 entries came, then: status 503; tried 3 times; what came is kept: run again to go on"),
        ("echo", "it refuses the filter x=3: no filter for the key …"),
    ])
    func errors(mode: String, says: String) throws {
        let server = try LoopbackServer()
        let variable = try server.query(mode).provider.keyVariable
        let environment = mode == "echo" ? [variable: "Authorization: Bearer s3cret-s3cret"] : [:]
        do {
            _ = try server.client(seconds: mode == "slow" ? 0.5 : 30, environment: environment)
                .ask(server.query(mode, filter: "x=3"))
            Issue.record("no error")
        } catch { #expect("\(error)" == "\(server.host): \(says)") }
        #expect(server.requests().allSatisfy { !$0.contains("s3cret") })
    }

    @Test func redirectionToFiles() throws {
        let server = try LoopbackServer()
        do {
            _ = try server.client().ask(server.query("file"))
            Issue.record("no error")
        } catch { #expect("\(error)".hasPrefix("\(server.host): ") && !"\(error)".contains("root:"), "\(error)") }
    }

    @Test func aStopIsSeenWhileAServerThinks() throws {
        let server = try LoopbackServer(), start = Date()
        #expect(throws: Persistence.Cancelled.self) {
            _ = try server.client().ask(
                server.query("slow", filter: "seconds=20"), isCancelled: { Date().timeIntervalSince(start) > 0.3 })
        }
        #expect(Date().timeIntervalSince(start) < 10)
    }
}

private let referenceServer = ProcessInfo.processInfo.environment["SPAR_OPTIMADE"] ?? ""

@Suite(
    .enabled(
        if: !referenceServer.isEmpty,
        "SPAR_OPTIMADE names no server; eval \"$(scripts/dev/optimade.sh start)\" starts the consortium's own"))
struct ReferenceServerTests {
    private let cache = FakeCache()
    private var client: DatabaseClient { DatabaseClient(transport: CurlTransport(), cache: cache, environment: [:]) }
    private func query(_ filter: String?, limit: Int = 1000) throws -> DatabaseQuery {
        try DatabaseQuery(
            Provider(referenceServer), .entries(filter: filter, limit: limit), fields: ["chemical_formula_reduced"])
    }

    @Test func pagesAndEntries() throws {
        let found = try client.ask(query(nil))
        #expect(found.entries.count >= 10 && found.notes == [])
        var crystals = 0
        for entry in found.entries {
            guard case .crystal(let structure)? = try? entry.content(),
                structure.sites.allSatisfy({ $0.occupancy == 1 })
            else { continue }
            crystals += 1
            // The server's formula is in the order of the alphabet.
            let stated = try #require(entry.fields["chemical_formula_reduced"]?.text)
            func parts(_ text: String) -> [String] {
                text.reduce(into: [String]()) { parts, letter in
                    if letter.isUppercase { parts.append("") }
                    parts[parts.count - 1].append(letter)
                }.sorted()
            }
            #expect(parts(structure.composition.reducedFormula) == parts(stated), "\(entry.id)")
            let one = try client.ask(DatabaseQuery(Provider(referenceServer), .entry(id: entry.id)))
            #expect(one.entries.map(\.id) == [entry.id])
        }
        #expect(crystals > 0)
        // Pages of two give the same.
        #expect(try client.ask(query(nil, limit: 2)).entries == Array(found.entries.prefix(2)))
    }

    @Test func sentences() throws {
        func said(_ query: DatabaseQuery) -> String {
            do {
                return "\(try client.ask(query).entries.count) entries"
            } catch { return "\(error)" }
        }
        #expect(said(try query("elements HAS")).contains("it refuses the filter elements HAS: "))
        #expect(
            said(try DatabaseQuery(Provider(referenceServer), .entry(id: "no such thing"))).hasSuffix(
                "there is no entry no such thing"))
    }
}
