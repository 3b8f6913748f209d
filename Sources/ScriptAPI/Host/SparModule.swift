// The module `spar`: the run itself.

import Basics
import Foundation
import Laboratory
import LuaRuntime

extension Module {
    static let spar = Module(
        "spar", "The run: files, folders, seed, version.",
        fields: [
            Field("version", "The version of the program.") { _ in .string(SparVersion.text) },
            Field("seed", "The seed of the run (--seed).") {
                .integer(Int(clamping: $0.service(RunSeed.self, default: RunSeed(1)).value))
            },
            Field(
                "engine",
                "The engine of xes where a call names none (--engine, SPAR_ENGINE, else "
                    + "\"\(EngineCatalogue.builtIn.standard.name)\"); can be set.",
                set: { state, value in
                    guard case .string(let name) = value else {
                        throw SparError("spar.engine is the name of an engine, got \(value.typeName)")
                    }
                    try state.spectraService.laboratory.setEngine(name, by: "spar.engine")
                }
            ) { .string(try $0.spectraService.laboratory.engine.name) },
            Field("jobs", "How many spectra are computed at once (--jobs, else one a core; on a cluster taken as 200).")
            { .integer($0.spectraService.laboratory.settings.width) },
            Field(
                "out", "The folder for outputs (--out, \"out\" unless given); made when something is written below it."
            ) {
                .string(try $0.service(OutputFolder.self, default: try OutputFolder(nil)).folder)
            },
        ],
        [
            .cached,
            Function(
                "files", "The files that match a pattern, in order of their names: spar.files(\"cifs/*.cif\").",
                .required(
                    "pattern", .string,
                    "With * and ? in any part; a folder alone means all its files. Below examples/ and scripts/ what "
                        + "comes with Spar is found where the current folder has no match."),
                returns: "An array of paths."
            ) { call in
                .object(ArrayObject(.text(try FilePattern.paths(try call["pattern"]))))
            },
            Function(
                "parallel", "Runs several functions side by side and gives the first result of each.",
                .required("f", .function, "The first function; more may follow."), variadic: true,
                returns: "One value for each function."
            ) { call in
                let functions = try call.arguments().enumerated().map { i, value -> LuaFunction in
                    guard case .function(let f) = value else {
                        throw call.error("\(i + 1)", "function expected, got \(value.typeName)")
                    }
                    return f
                }
                return try parallel(functions, call)
            },
        ])

    private static func parallel(_ functions: [LuaFunction], _ call: Call) throws -> LuaValue {
        let state = call.state
        let service = state.service(SweepService.self, default: SweepService(state))
        let results = Results(functions.count)
        let group = BodyGroup(
            count: functions.count, width: functions.count, stopsAtFailure: true, context: state.context,
            function: { functions[$0] }, arguments: { _ in [] },
            onFinish: { results.outcomes[$0] = $1 },
            finish: {
                .values(
                    try results.outcomes.compactMap { outcome in
                        switch outcome {
                        case .returned(let values): return values.first ?? .nil
                        case .failed(let error): throw error
                        case nil: return nil
                        }
                    })
            })
        return try service.scheduler.run(group, for: call)
    }

    private final class Results {
        var outcomes: [BodyOutcome?]
        init(_ count: Int) { outcomes = Array(repeating: nil, count: count) }
    }
}

/// Patterns of file names.
enum FilePattern {
    /// The paths that match, in the order of their bytes whatever the locale. Those of shipped files are given as they
    /// are named from Spar's own folder, so that a table of them is the same wherever it is made.
    static func paths(_ pattern: String) throws -> [String] {
        let found = try matches(pattern)
        guard found.isEmpty, ShippedFiles.isShippedName(pattern), let home = ShippedFiles.home else { return found }
        return try matches(home + "/" + pattern).map { String($0.dropFirst(home.count + 1)) }
    }

    private static func matches(_ pattern: String) throws -> [String] {
        var isFolder: ObjCBool = false
        let folderGiven = FileManager.default.fileExists(atPath: pattern, isDirectory: &isFolder) && isFolder.boolValue
        var result = glob_t()
        defer { globfree(&result) }
        let status = glob(folderGiven ? pattern + "/*" : pattern, GLOB_NOSORT, nil, &result)
        if status == GLOB_NOMATCH { return [] }
        guard status == 0 else {
            throw SparError("the pattern '\(pattern)' cannot be searched: a folder cannot be read")
        }
        return (0..<Int(result.gl_pathc)).compactMap { result.gl_pathv[$0].map { String(cString: $0) } }
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}
