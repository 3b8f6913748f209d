// `spar run script.lua`: one script from start to end, within its limits.

import ArgumentParser
import Basics
import Dispatch
import LuaRuntime
import ScriptAPI
import Glibc

struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "run", abstract: "Run a Lua script.")

    @Argument(help: "The script; - reads it from standard input.")
    var script: String

    @Argument(help: "Arguments for the script, its `arg` table; after -- they may begin with a dash.")
    var arguments: [String] = []

    @Option(help: "Folder for the script's outputs: relative paths are taken in it. Without it, spar.out is the folder out.")
    var out: String?

    @Option(help: "Seed of all random numbers.")
    var seed: UInt64 = 1

    @Option(help: "Seconds after which the script is stopped (exit status 124).")
    var timeLimit: Double?

    @Option(help: "Memory after which it is stopped (exit status 125): bytes, or with K, M, G. Default: half the machine's.")
    var memoryLimit: String?

    @OptionGroup(title: "Spectra")
    var runs: RunOptions

    func validate() throws {
        if let timeLimit, !(timeLimit > 0 && timeLimit.isFinite) {
            throw ValidationError("--time-limit takes a positive number of seconds, got \(timeLimit)")
        }
    }

    func run() throws {
        let limit = try memoryLimit.map(MemorySize.parse) ?? MemorySize.half
        let settings = HostSettings(script: script, arguments: arguments, out: out, seed: seed, memoryLimit: limit,
                                    runs: try runs.settings())
        let runner = ScriptRunner(settings: settings, timeLimit: timeLimit)
        end(runner.run())
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
