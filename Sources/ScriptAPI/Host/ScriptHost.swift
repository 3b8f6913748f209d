// A Lua state with every module of Spar, and one script in it.

import Basics
import Crystal
import Foundation
import Laboratory
import LuaRuntime
import Runs

/// What a run is told from outside.
public struct HostSettings: Sendable {
    /// Path of the script; "-" for standard input; empty for none.
    public var script: String
    /// The script's text where it stands in no file; `script` is then its name.
    public var text: String?
    public var arguments: [String]
    /// The folder that was asked for with --out; nil where none was.
    public var out: String?
    public var seed: UInt64
    /// Bytes; 0 for no limit.
    public var memoryLimit: Int
    public var runs: LaboratorySettings
    public var databases = DatabaseSettings()

    public init(
        script: String, arguments: [String] = [], out: String? = nil, seed: UInt64 = 1, memoryLimit: Int,
        runs: LaboratorySettings = LaboratorySettings()
    ) {
        self.script = script
        self.arguments = arguments
        self.out = out
        self.seed = seed
        self.memoryLimit = memoryLimit
        self.runs = runs
    }
}

/// A state with the modules of Spar.
public final class ScriptHost {
    public let state: LuaState
    public let settings: HostSettings
    private let sweeps: SweepService
    private let spectra: SpectraService
    private let outputs: OutputFolder

    public init(_ settings: HostSettings) throws {
        self.settings = settings
        state = try LuaState(memoryLimit: settings.memoryLimit, seed: settings.seed)
        let stopper = state.stopper
        Patience.ask({ stopper.isUp }, for: state)
        spectra = SpectraService(settings.runs, state: state)
        sweeps = SweepService(state, waitingRoom: spectra)
        state.set(service: spectra)
        state.set(service: sweeps)
        // What comes with Spar is not where its user works.
        let isShipped = ShippedFiles.home.map { settings.script.hasPrefix($0 + "/") } ?? false
        let folder = settings.script == "-" || isShipped ? "" : FilePath.folder(of: settings.script)
        state.set(
            service: DatabaseService(
                settings.databases, folder: folder, isDryRun: settings.runs.isDryRun, state: state))
        outputs = try OutputFolder(settings.out, isDryRun: settings.runs.isDryRun)
        state.set(service: outputs)
        state.set(service: Warnings())
        state.set(service: RunSeed(settings.seed))
        for module in [
            Module.structure, Module.optimade, Module.cluster, Module.tensor, Module.spectra, Module.feff, Module.green,
            Module.data,
            Module.forest,
            Module.plot, Module.json, Module.spar,
        ] { try state.add(module) }
        for function in [Function.xes, .xas, .sams, .sweep, .range, .grid, .show, Help.function] {
            try state.add(function)
        }
        for type in [
            StructureObject.luaType, ClusterObject.luaType, TensorObject.luaType, SpectrumObject.luaType,
            TableObject.luaType,
            RowObject.luaType, LedgerObject.luaType, ArrayObject.luaType, FigureObject.luaType,
            StructureTableObject.luaType, ModelObject.luaType,
            LuaRecord.luaType, LuaList.luaType,
        ] { try state.add(type) }
        state.examples = Examples.all
        state.propertyTypes = PropertyTypes.all
        try outputs.redirectFiles(state)
        try state.installRequire(folders: Self.folders(ofScript: settings.script)) { path in
            guard FileManager.default.fileExists(atPath: path) else { return nil }
            return String(decoding: try FileBytes.read(path), as: UTF8.self)
        }
        try state.setGlobal(
            "arg",
            .table(
                LuaTable(
                    items: settings.arguments.map { .string($0) }, fields: [(.integer(0), .string(settings.script))])))
    }

    /// Where a script's neighbours are: its folder, and where it was reached by a link, the folder that it really lies
    /// in.
    private static func folders(ofScript path: String) -> [String] {
        let named = FilePath.folder(of: path), real = FilePath.resolved(path).map(FilePath.folder)
        let first = named.isEmpty ? "." : named
        guard let real, FilePath.resolved(first) != real else { return [first] }
        return [first, real]
    }

    deinit { Patience.forget(state) }

    /// Points of sweeps that failed and were left out or kept.
    public var failedPoints: Int { sweeps.failedPoints }

    /// Ends the workers of spectral runs. Where `cancelling` they stop at once; all that they finished is in the store.
    public func endRuns(cancelling: Bool) {
        spectra.end(cancelling: cancelling)
        outputs.removeScratch()
    }

    /// What a dry run found; nil for any other run, and where the script ended otherwise.
    public var dryRunReport: DryRunReport? { spectra.dryRunReport }

    /// The text of the script, and the name under which errors speak of it.
    public func readScript() throws -> (text: String, name: String) {
        if let text = settings.text { return (text, "=" + settings.script) }
        let isStandardInput = settings.script == "-"
        let bytes =
            isStandardInput
            ? Array(FileHandle.standardInput.readDataToEndOfFile()) : try FileBytes.read(settings.script)
        if bytes.contains(0) {
            throw SparError("\(settings.script): this is not a Lua script but a binary file")
        }
        return (String(decoding: bytes, as: UTF8.self), isStandardInput ? "=stdin" : settings.script)
    }

    /// What the script gets as `...`.
    public var scriptArguments: [LuaValue] { settings.arguments.map { .string($0) } }
}
