// A database in memory: pages by their addresses, and what goes wrong with them.

import Basics
import Foundation
import Optimade
import Synchronization

/// Answers from a list; notes who was asked for what.
final class FakeDatabase: Transport {
    typealias Reply = @Sendable (_ address: String, _ times: Int) throws -> HTTPAnswer
    private let reply: Reply
    private let log = Mutex<[(address: String, headers: [String])]>([])

    init(_ reply: @escaping Reply) { self.reply = reply }

    func get(_ address: String, headers: [String], isCancelled: @escaping () -> Bool) throws -> HTTPAnswer {
        let times = log.withLock { log in
            log.append((address, headers))
            return log.count { $0.address == address }
        }
        if isCancelled() { throw TransportFailure(.cancelled, "stopped") }
        return try reply(address, times)
    }

    var asked: [String] { log.withLock { $0.map(\.address) } }
    var headers: [[String]] { log.withLock { $0.map(\.headers) } }

    static func ok(_ text: String) -> HTTPAnswer { HTTPAnswer(status: 200, body: Array(text.utf8)) }

    /// Pages of `size` entries of rock salts named "x-1", "x-2", …; pages are told apart by page=N.
    static func pages(_ count: Int, size: Int, host: String = "https://db.test") -> Reply {
        { address, _ in
            let page = address.components(separatedBy: "page=").last.flatMap { Int($0) } ?? 0
            let ids = (page * size..<min(count, (page + 1) * size)).map { "x-\($0 + 1)" }
            let next = (page + 1) * size < count ? "\"\(host)/v1/structures?page=\(page + 1)\"" : "null"
            let entries = ids.map { entry($0) }.joined(separator: ",")
            return ok(
                "{\"data\":[\(entries)],\"links\":{\"next\":\(next)},\"meta\":{\"more_data_available\":\(next != "null")}}"
            )
        }
    }

    /// Rock salt, with attributes replaced; a value of nil leaves one out.
    static func entry(_ id: String, _ changes: [String: String?] = [:]) -> String {
        var attributes: [String: String] = [
            "lattice_vectors": "[[4.2,0,0],[0,4.2,0],[0,0,4.2]]",
            "cartesian_site_positions": "[[0,0,0],[2.1,2.1,0],[2.1,0,2.1],[0,2.1,2.1],[2.1,0,0],[0,2.1,0],[0,0,2.1],"
                + "[2.1,2.1,2.1]]",
            "species_at_sites": "[\"Ni\",\"Ni\",\"Ni\",\"Ni\",\"O\",\"O\",\"O\",\"O\"]",
            "species": "[{\"name\":\"Ni\",\"chemical_symbols\":[\"Ni\"],\"concentration\":[1.0]},"
                + "{\"name\":\"O\",\"chemical_symbols\":[\"O\"],\"concentration\":[1]}]",
            "dimension_types": "[1,1,1]",
        ]
        for (name, value) in changes { attributes[name] = value }
        let body = attributes.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",")
        return "{\"id\":\"\(id)\",\"type\":\"structures\",\"attributes\":{\(body)}}"
    }
}

final class FakeCache: AnswerCache {
    private let kept = Mutex<[String: KeptAnswer]>([:])

    func answer(to address: String) throws -> KeptAnswer? { kept.withLock { $0[address] } }

    func keep(_ body: [UInt8], to address: String) throws -> KeptAnswer {
        let answer = KeptAnswer(body: body, date: "2026-11-29T00:00:00Z")
        kept.withLock { $0[address] = answer }
        return answer
    }

    var count: Int { kept.withLock { $0.count } }
}
