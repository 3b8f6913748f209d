// Jupyter's messages without sockets: signatures, what is refused, connection files; completion and help.

import Basics
import Foundation
import LuaRuntime
import ScriptAPI
import Testing
import Jupyter

@Suite struct ProtocolTests {
    /// RFC 4231, test cases 1, 2 and 6 (a key longer than a block).
    @Test(arguments: [
        (
            String(repeating: "\u{0b}", count: 20), "Hi There",
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        ),
        ("Jefe", "what do ya want for nothing?", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
    ])
    func signatures(key: String, text: String, expected: String) {
        let signature = MessageSignature(key: key)
        #expect(signature.signature(of: [Array(text.utf8)]) == expected)
        let half = Array(text.utf8.prefix(3)), rest = Array(text.utf8.dropFirst(3))
        #expect(signature.signature(of: [half, rest]) == expected)
        #expect(signature.accepts(Array(expected.utf8), of: [half, rest]))
        #expect(!signature.accepts(Array(expected.utf8.reversed()), of: [half, rest]))
        #expect(!signature.accepts([], of: [half, rest]))
    }

    @Test func whatIsNoMessageIsRefusedWithAReason() throws {
        let signature = MessageSignature(key: "k")
        func frames(_ parts: [String], sign: Bool = true) -> [[UInt8]] {
            let bytes = parts.map { Array($0.utf8) }
            return [
                Array("id".utf8), Array("<IDS|MSG>".utf8), Array((sign ? signature.signature(of: bytes) : "").utf8),
            ] + bytes
        }
        func reason(_ frames: [[UInt8]]) -> String {
            do {
                return try JupyterMessage(frames: frames, signature).type
            } catch {
                return "\(error)"
            }
        }
        let header = "{\"msg_id\":\"1\",\"msg_type\":\"kernel_info_request\"}"
        #expect(reason(frames([header, "{}", "{}", "{}"])) == "kernel_info_request")
        #expect(reason(frames([header, "{}", "{}", "{}"], sign: false)) == "it is not signed")
        #expect(reason([]) == "it has no delimiter <IDS|MSG>")
        #expect(reason(frames([header])) == "it has 2 parts after the delimiter, 5 are needed")
        #expect(reason(frames([header, "{}", "{}", "[]"])) == "its content is no object")
        #expect(reason(frames(["{}", "{}", "{}", "{}"])) == "its header has no msg_type or msg_id")
        #expect(reason(frames([header, "{}", "{}", "{\"a\":}"])).hasPrefix("content:1:6: "))
        var forged = frames([header, "{}", "{}", "{}"])
        forged[2][0] ^= 1
        #expect(reason(forged) == "its signature is wrong")
    }

    /// A message that was recorded and is sent again is not run again; without a key every message is new.
    @Test func replayedMessagesAreKnown() {
        let signature = MessageSignature(key: "k"), unsigned = MessageSignature(key: "")
        func frames(_ text: String, _ signature: MessageSignature) -> [[UInt8]] {
            [
                Array("id".utf8), Array("<IDS|MSG>".utf8), Array(signature.signature(of: [Array(text.utf8)]).utf8),
                Array(text.utf8),
            ]
        }
        var seen = SeenMessages()
        func isNew(_ text: String, _ signature: MessageSignature) -> Bool {
            seen.isNew(frames(text, signature), signature)
        }
        #expect(isNew("a", signature) && isNew("b", signature))
        #expect(!isNew("a", signature))
        #expect(isNew("a", unsigned) && isNew("a", unsigned))
        for i in 0..<70_000 { _ = isNew("\(i)", signature) }
        #expect(!isNew("69999", signature))
    }

    @Test func connectionFilesAreChecked() throws {
        let folder = try TemporaryFolder()
        func read(
            _ ip: String, key: String = "k", transport: String = "tcp", scheme: String = "hmac-sha256",
            remote: Bool = false
        ) throws -> String {
            let ports = ["shell", "control", "stdin", "iopub", "hb"].enumerated().map { "\"\($1)_port\":\(5000 + $0)" }
                .joined(separator: ",")
            let path = try folder.write(
                "c.json",
                "{\"transport\":\"\(transport)\",\"ip\":\"\(ip)\",\"key\":\"\(key)\",\"signature_scheme\":\"\(scheme)\",\(ports)}"
            )
            do {
                return try ConnectionFile(path, allowRemote: remote).address("control")
            } catch {
                return "\(error)".replacingOccurrences(of: path, with: "FILE")
            }
        }
        #expect(try read("127.0.0.1") == "tcp://127.0.0.1:5001")
        #expect(try read("/tmp/k", transport: "ipc") == "ipc:///tmp/k-5001")
        #expect(try read("0.0.0.0").hasPrefix("FILE: the address 0.0.0.0 can be reached from other machines"))
        #expect(try read("10.0.0.1", remote: true) == "tcp://10.0.0.1:5001")
        #expect(try read("10.0.0.1", key: "", remote: true).hasSuffix("would not be checked"))
        #expect(try read("127.0.0.1", scheme: "hmac-md5").hasSuffix("only hmac-sha256 is known"))
        #expect(try read("127.0.0.1", transport: "carrier pigeon").hasSuffix("there are tcp and ipc"))
        #expect(throws: SparError.self) {
            try ConnectionFile(try folder.write("d.json", "{\"transport\":\"tcp\"}"), allowRemote: false)
        }
    }

    // MARK: completion and help

    @Test(
        arguments: [
            ("struc", ["structure"]), ("structure.", nil), ("structure.re", ["read", "read_table"]),
            ("s:stra", ["strain"]),
            ("s.latt", ["lattice"]), ("s.lattice.al", ["alpha"]), ("s:strain{ vol", ["volume = "]),
            ("s:strain{ a = 1, vol", ["volume = "]),
            ("s:strain{ a = 1 }:feat", ["features"]), ("structure.read('x.cif'):prim", ["primitive"]),
            ("plot{ d, xla", ["xlabel = "]),
            ("sweep(range(1, 2), function(x) end, { on_", ["on_error = "]), ("d.QA", ["QAMS"]), ("t.in", ["inner"]),
            ("-- struc", []),
            ("local x = s.for", ["formula"]), ("whi", ["while"]), ("nothing.at.al", []), ("x = 'struc", []),
        ] as [(String, [String]?)])
    func completion(code: String, expected: [String]?) throws {
        let session = try Self.prepared()
        let found = session.session.assistant.completions(code, at: code.unicodeScalars.count)
        if let expected {
            #expect(found.matches == expected)
        } else {
            #expect(found.matches.contains("read") && found.matches.contains("new"))
        }
    }

    @Test func fileNamesAreCompleted() throws {
        let session = try Self.prepared()
        let code = "structure.read('\(repository)/examples/structures/Ni"
        #expect(
            session.session.assistant.completions(code, at: code.count).matches == [
                repository + "/examples/structures/NiO.cif"
            ])
    }

    @Test(arguments: [
        ("structure.read", 12, "structure.read(path"), ("s:strain", 5, "structure:strain"),
        ("s:strain{ a = ", 14, "structure:strain"),
        ("sweep(", 6, "sweep("), ("s", 1, "structure Ni4 O4"), ("plot", 2, "plot"), ("s.lattice", 9, "record"),
        ("1 + 1", 2, ""),
    ])
    func documentation(code: String, place: Int, beginning: String) throws {
        let text = try Self.prepared().session.assistant.documentation(code, at: place)
        if beginning.isEmpty {
            #expect(text == nil)
        } else {
            #expect(text?.contains(beginning) == true, "\(text ?? "nothing")")
        }
    }

    private static func prepared() throws -> TestSession {
        let session = try TestSession()
        session.run(
            "local s = structure.read(examples .. '/structures/NiO.cif')\nlocal d = data.new{ { QAMS = 1 } }\nlocal t "
                + "= { inner = 1 }"
        )
        return session
    }

    // MARK: editors

    @Test func definitionsAreLuaAndKeepToTheGrammar() throws {
        let folder = try TemporaryFolder()
        let host = try makeHost(folder)
        let text = DefinitionFile(host.state).text
        _ = try host.state.compile(text, name: "=definitions")
        let identifier = "[A-Za-z_][A-Za-z0-9_.]*"
        let type = "[^ ].*"
        let patterns = [
            "meta _", "class \(identifier)", "field (\(identifier)\\??|\\[(integer|string)\\]) \(type)",
            "param (\(identifier)|\\.\\.\\.)\\?? \(type)",
            "return \(type)", "overload fun\\(.*\\): \(type)",
            "operator (add|sub|mul|div|pow|call)(\\(any\\))?: \(type)", "operator (unm|len): \(type)",
        ].map { "^---@(\($0))$" }
        for line in text.split(separator: "\n") where line.hasPrefix("---@") {
            #expect(patterns.contains { line.range(of: $0, options: .regularExpression) != nil }, "\(line)")
        }
        // Every module, function and method is there.
        for module in host.state.modules {
            for function in module.functions { #expect(text.contains("\nfunction \(module.name).\(function.name)(")) }
        }
        for type in host.state.types {
            for method in type.methods { #expect(text.contains(":\(method.name)(")) }
        }
        #expect(text.contains("---@field volume? number") && text.contains("---@return spar.structure #"))
    }

    @Test func initLeavesAUsersSettingsAlone() throws {
        let folder = try TemporaryFolder()
        let mine = try folder.write(".luarc.json", "{}")
        let said = try EditorFiles.write(to: folder.path)
        #expect(said[0].hasSuffix("spar.d.lua") && said[1].hasPrefix("left as it is"))
        #expect(try String(contentsOfFile: mine, encoding: .utf8) == "{}")
        #expect(throws: SparError.self) { try EditorFiles.write(to: folder.path + "/none") }
    }
}
