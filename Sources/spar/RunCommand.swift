// `spar run script.lua`: one script from start to end, within its limits.

import ArgumentParser
import Basics
import Dispatch
import LuaRuntime
import ScriptAPI
import Reports
import Glibc

struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "run", abstract: "Run a Lua script.")

    @Argument(help: "The script; - reads it from standard input.", completion: .file(extensions: ["lua"]))
    var script: String

    @Argument(
        help: "Arguments for the script, its `arg` table; after -- they may begin with a dash.", completion: .file())
    var arguments: [String] = []

    @OptionGroup
    var common: ScriptOptions

    @Option(
        help: "Also write what it shows as a report: a file ending in .html (self-contained) or .md.",
        completion: .file(extensions: ["html", "md"]))
    var report: String?

    @Option(help: "Seconds after which the script is stopped (exit status 124).")
    var timeLimit: Double?

    @OptionGroup(title: "Spectra")
    var runs: RunOptions

    func validate() throws {
        if let timeLimit, !(timeLimit > 0 && timeLimit.isFinite) {
            throw ValidationError("--time-limit takes a positive number of seconds, got \(timeLimit)")
        }
    }

    func run() throws {
        let report = try report.map(ReportFile.init)
        try report?.check()
        let settings = try common.settings(script: script, arguments: arguments, runs: runs)
        let runner = ScriptRunner(settings: settings, timeLimit: timeLimit, report: report)
        end(code: runner.run())
    }
}

/// What every command that runs scripts takes.
struct ScriptOptions: ParsableArguments {
    @Option(
        help:
            "Folder for the script's outputs: relative paths are taken in it. Without it, spar.out is the folder out.",
        completion: .directory)
    var out: String?

    @Option(help: "Seed of all random numbers.")
    var seed: UInt64 = 1

    @Option(
        help: "Memory after which it is stopped (exit status 125): bytes, or with K, M, G. Default: half the machine's."
    )
    var memoryLimit: String?

    func settings(script: String, arguments: [String] = [], runs: RunOptions) throws -> HostSettings {
        var settings = HostSettings(
            script: ShippedFiles.path(script), arguments: arguments, out: out, seed: seed,
            memoryLimit: try memoryLimit.map(MemorySize.parse) ?? MemorySize.half, runs: try runs.settings())
        settings.databases = runs.databases
        return settings
    }
}

/// Sizes of memory on the command line.
enum MemorySize {
    static func parse(_ text: String) throws -> Int {
        guard let bytes = MemoryText.bytes(text), bytes >= 1 << 24 else {
            throw SparError("--memory-limit takes a size of at least 16M, such as 500M or 4G, got '\(text)'")
        }
        return bytes
    }

    /// Half of the machine's memory.
    static var half: Int { max(1 << 28, sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE)) / 2) }
}
