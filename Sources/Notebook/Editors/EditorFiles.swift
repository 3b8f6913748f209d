// `spar init`: files that let editors complete and check scripts.

import Basics
import Foundation
import LuaRuntime
import ScriptAPI

public enum EditorFiles {
    static let definitions = "spar.d.lua", configuration = ".luarc.json"

    /// Bare expressions end cells here; globals of our own are known by the definitions.
    private static let settings: JSON = .object([
        "runtime.version": .string("Lua 5.4"),
        "workspace.checkThirdParty": .bool(false),
        "diagnostics.disable": .array([.string("exp-in-action"), .string("lowercase-global")]),
    ])

    /// Writes the files into a folder; sentences say what was written and what was left.
    public static func write(to folder: String) throws -> [String] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
            throw SparError("there is no folder \(folder); make it first")
        }
        let host = try ScriptHost(HostSettings(script: "", memoryLimit: 0))
        let base = folder.hasSuffix("/") ? folder : folder + "/"
        try AtomicFile.write(DefinitionFile(host.state).text, to: base + definitions)
        var said = ["written: \(base + definitions)"]
        let wanted = try settings.canonicalText().replacing(",\"", with: ",\n  \"").replacing("{\"", with: "{\n  \"")
            .replacing("}", with: "\n}\n")
        let path = base + configuration
        if FileManager.default.fileExists(atPath: path) {
            let present = try FileBytes.read(path)
            said.append(
                present == Array(wanted.utf8)
                    ? "left as it is: \(path)"
                    : "left as it is, since it holds settings of yours: \(path); Spar's would "
                        + "be\n\(wanted.trimmingLineEnd)"
            )
        } else {
            try AtomicFile.write(wanted, to: path)
            said.append("written: \(path)")
        }
        return said
    }
}
