// Databases as scripts ask them: several at once, the forms of a call, what the answers are good for. The databases are
// closures; what servers do wrong is OptimadeTests' matter.

import Basics
import Foundation
import Laboratory
import LuaRuntime
import Optimade
import ScriptAPI
import Testing

/// "up.test" has three crystals, "a" to "c", and one entry without a lattice; nobody listens anywhere else.
private struct ThreeCrystals: Transport {
    func get(_ address: String, headers: [String], isCancelled: @escaping () -> Bool) throws -> HTTPAnswer {
        guard address.contains("//up.test/") else { throw TransportFailure(.absent, "nobody listens") }
        let path = address.prefix { $0 != "?" }, id = path.split(separator: "/").last.map(String.init) ?? ""
        let entries = ["a", "b", "c", "bad"].map { name in
            """
            {"id":"\(name)","type":"structures","attributes":{"_x_rank":\(name.utf8.count),
            \(name == "bad" ? "" : "\"lattice_vectors\":[[4.2,0,0],[0,4.2,0],[0,0,4.2]],")
            "cartesian_site_positions":[[0,0,0],[2.1,2.1,2.1]],"species_at_sites":["Ni","O"],"dimension_types":[1,1,1]}}
            """
        }
        if id == "structures" { return answer("{\"data\":[\(entries.joined(separator: ","))]}") }
        guard let one = entries.first(where: { $0.contains("\"id\":\"\(id)\"") }) else {
            return answer("{\"data\":null}")
        }
        return answer("{\"data\":\(one)}")
    }

    private func answer(_ text: String) -> HTTPAnswer { HTTPAnswer(status: 200, body: Array(text.utf8)) }
}

@Suite struct DatabaseTests {
    private func run(_ script: String) throws -> String {
        let folder = try TemporaryFolder()
        var runs = LaboratorySettings(environment: [:])
        runs.store = folder.path + "/store.sqlite"
        var settings = HostSettings(script: folder.path + "/t.lua", memoryLimit: 0, runs: runs)
        settings.databases.transport = ThreeCrystals()
        settings.databases.persistence = Persistence(waits: [0])
        let host = try ScriptHost(settings)
        final class Output { var text = "" }
        let output = Output()
        host.state.context = RunContext(seed: 1) { output.text += $0 }
        do {
            _ = try host.state.compile(script, name: "t.lua").call([])
            return output.text
        } catch { return output.text + "\(error)" }
    }

    /// One that is down takes nothing from the others.
    @Test func severalAtOnce() throws {
        #expect(
            try run(
                """
                local q = optimade.query{ provider = { "http://up.test", "http://down.test" }, fields = { "_x_rank" } }
                for _, s in ipairs(q) do io.write(s.id, " ", s.origin.provider, " ", s.origin._x_rank, "; ") end
                print(#q, #structure.features(q))
                """) == "a up.test 1; b up.test 1; c up.test 1; 3\t3\n")
        #expect(
            try run("optimade.query{ provider = { 'http://down.test', 'http://gone.test' } }").contains(
                "down.test: nobody listens; tried 2 times; gone.test: nobody listens; tried 2 times"))
    }

    @Test(arguments: [
        "structure.fetch('b', { provider = 'http://up.test' })",
        "structure.fetch{ provider = 'http://up.test', id = 'b' }",
    ])
    func oneCrystal(call: String) throws {
        #expect(
            try run("local s = \(call) print(s.id, s.formula, s.origin.url, s:strain{ c = 0.01 }.id)")
                == "b\tNi1 O1\thttp://up.test/v1/structures/b\tnil\n")
    }

    @Test(arguments: [
        ("structure.fetch()", "bad argument 'entry' to 'fetch' (one identifier expected, such as \"mp-19770\")"),
        ("structure.fetch('b', { id = 'c' })", "bad argument 'entry' to 'fetch' (one identifier expected"),
        ("structure.fetch('b')", "of which database is \"b\"?"),
        ("structure.fetch('z', { provider = 'http://up.test' })", "up.test: there is no entry z"),
        ("structure.fetch('bad', { provider = 'http://up.test' })", "bad: it has no lattice_vectors"),
        ("optimade.query{ provider = {} }", "at least one database expected"),
        ("optimade.query{ provider = { 'mp', 'mp' } }", "\"mp\" is named twice"),
        ("optimade.query{ provider = 'http://up.test', limit = 0 }", "whole number of at least 1 expected, got 0"),
    ])
    func mistakes(call: String, says: String) throws {
        let output = try run("\(call)")
        #expect(output.contains(says), "\(output)")
    }

    @Test func providers() throws {
        let output = try run(
            "for _, row in ipairs(optimade.providers():filter(function(r) return r.name == 'mp' end)) do print(row.url, row.key) end"
        )
        #expect(output == "https://optimade.materialsproject.org\tSPAR_OPTIMADE_KEY_MP\n", "\(output)")
    }
}
