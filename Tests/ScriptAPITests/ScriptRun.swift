// Runs a script in a host of its own and gives what it printed, or its error as a sentence.

import Basics
import Foundation
import Laboratory
import LuaRuntime
import ScriptAPI

/// The repository's folder.
let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

/// A folder that goes when the value goes.
final class TemporaryFolder {
    let path = NSTemporaryDirectory() + "spar-test-" + UUID().uuidString
    init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ name: String, _ text: String) throws -> String {
        try text.write(toFile: path + "/" + name, atomically: true, encoding: .utf8)
        return path + "/" + name
    }
}

/// Runs `script` with the globals `here` (a temporary folder) and `examples` set, a store in that folder and no FEFF.
func run(_ script: String, seed: UInt64 = 1, in folder: TemporaryFolder? = nil) throws -> String {
    let folder = try folder ?? TemporaryFolder()
    var runs = LaboratorySettings(environment: [:])
    runs.store = folder.path + "/store.sqlite"
    let host = try ScriptHost(
        HostSettings(script: "", out: folder.path + "/out", seed: seed, memoryLimit: 0, runs: runs))
    let output = Output()
    host.state.context = RunContext(seed: seed) { output.text += $0 }
    try host.state.setGlobal("here", .string(folder.path))
    try host.state.setGlobal("examples", .string(repository + "/examples/structures"))
    do {
        _ = try host.state.compile(script, name: "t.lua").call([])
        return output.text
    } catch {
        return output.text + "\(error)".replacingOccurrences(of: folder.path, with: "HERE")
    }
}

private final class Output {
    var text = ""
}
