// A Lua state with every module of Spar, and one script in it.

import Basics
import Crystal
import Foundation
import LuaRuntime

/// The version of the program.
public enum SparVersion {
    public static let text = "0.1.0"
}

/// What a run is told from outside.
public struct HostSettings: Sendable {
    /// Path of the script; "-" for standard input; empty for none.
    public var script: String
    public var arguments: [String]
    /// The folder that was asked for with --out; nil where none was.
    public var out: String?
    public var seed: UInt64
    /// Bytes; 0 for no limit.
    public var memoryLimit: Int

    public init(script: String, arguments: [String] = [], out: String? = nil, seed: UInt64 = 1, memoryLimit: Int) {
        self.script = script
        self.arguments = arguments
        self.out = out
        self.seed = seed
        self.memoryLimit = memoryLimit
    }
}

/// A state with the modules of Spar.
public final class ScriptHost {
    public let state: LuaState
    private let settings: HostSettings
    private let sweeps: SweepService

    public init(_ settings: HostSettings) throws {
        self.settings = settings
        state = try LuaState(memoryLimit: settings.memoryLimit, seed: settings.seed)
        sweeps = SweepService(state)
        state.set(service: sweeps)
        state.set(service: OutputFolder(settings.out))
        state.set(service: Warnings())
        state.set(service: RunSeed(settings.seed))
        for module in [Module.structure, Module.cluster, Module.tensor, Module.data, Module.plot, Module.json, Module.spar] { try state.add(module) }
        for function in [Function.sweep, .range, .grid, .show, Help.function] { try state.add(function) }
        for type in [StructureObject.luaType, ClusterObject.luaType, TensorObject.luaType, TableObject.luaType,
                     RowObject.luaType, ArrayObject.luaType, FigureObject.luaType, StructureTableObject.luaType,
                     LuaRecord.luaType, LuaList.luaType] { try state.add(type) }
        let folder = settings.script.contains("/") ? String(settings.script[..<(settings.script.lastIndex(of: "/") ?? settings.script.startIndex)]) : "."
        try state.installRequire(folder: folder.isEmpty ? "/" : folder) { path in
            guard FileManager.default.fileExists(atPath: path) else { return nil }
            return String(decoding: try FileBytes.read(path), as: UTF8.self)
        }
        try state.setGlobal("arg", .table(LuaTable(
            items: settings.arguments.map { .string($0) }, fields: [(.integer(0), .string(settings.script))])))
    }

    /// Points of sweeps that failed and were left out or kept.
    public var failedPoints: Int { sweeps.failedPoints }

    /// Compiles and runs the script.
    public func runScript() throws {
        let isStandardInput = settings.script == "-"
        let bytes = isStandardInput
            ? Array(FileHandle.standardInput.readDataToEndOfFile()) : try FileBytes.read(settings.script)
        if bytes.contains(0) {
            throw SparError("\(settings.script): this is not a Lua script but a binary file")
        }
        let name = isStandardInput ? "=stdin" : settings.script
        let arguments: [LuaValue] = settings.arguments.map { .string($0) }
        _ = try state.compile(String(decoding: bytes, as: UTF8.self), name: name).call(arguments)
    }
}

/// Sentences about what was found worth saying, each once, on standard error.
final class Warnings {
    private var said: Set<String> = []

    func say(_ sentence: String, about subject: String = "") {
        let line = subject.isEmpty ? sentence : "\(subject): \(sentence)"
        guard said.insert(line).inserted else { return }
        FileHandle.standardError.write(Data("note: \(line)\n".utf8))
    }
}

/// The seed of the run.
final class RunSeed {
    let value: UInt64
    init(_ value: UInt64) { self.value = value }
}

/// Where outputs go.
///
/// Paths are taken as they stand; with --out DIR a relative one lies below DIR. `spar.out` is DIR, or "out". The
/// folder itself is made when something is written below it.
final class OutputFolder {
    let folder: String
    private let isChosen: Bool

    init(_ chosen: String?) {
        folder = chosen ?? "out"
        isChosen = chosen != nil
    }

    /// The path to write to.
    func path(_ given: String) throws -> String {
        let isBelow = given == folder || given.hasPrefix(folder + "/")
        let path = isChosen && !given.hasPrefix("/") && !isBelow ? folder + "/" + given : given
        guard isBelow || path != given else { return path }
        let parent = (path as NSString).deletingLastPathComponent
        do {
            try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
        } catch {
            throw SparError("the output folder \(parent) cannot be made; choose another with --out")
        }
        return path
    }
}

extension Call {
    /// The path for an output that the script names.
    func outputPath(_ given: String) throws -> String {
        try state.service(OutputFolder.self, default: OutputFolder(nil)).path(given)
    }

    func warn(_ sentence: String, about subject: String = "") {
        state.service(Warnings.self, default: Warnings()).say(sentence, about: subject)
    }
}
