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

    @Option(help: "Folder for the script's outputs (default: out).")
    var out: String = "out"

    @Option(help: "Seed of all random numbers.")
    var seed: UInt64 = 1

    @Option(help: "Seconds after which the script is stopped (exit status 124).")
    var timeLimit: Double?

    @Option(help: "Memory after which it is stopped (exit status 125): bytes, or with K, M, G. Default: half the machine's.")
    var memoryLimit: String?

    func validate() throws {
        if let timeLimit, !(timeLimit > 0 && timeLimit.isFinite) {
            throw ValidationError("--time-limit takes a positive number of seconds, got \(timeLimit)")
        }
    }

    func run() throws {
        let limit = try memoryLimit.map(MemorySize.parse) ?? MemorySize.half
        let settings = HostSettings(script: script, arguments: arguments, out: out, seed: seed, memoryLimit: limit)
        let runner = ScriptRunner(settings: settings, timeLimit: timeLimit)
        end(runner.run())
    }
}

/// Sizes of memory as people write them.
enum MemorySize {
    static func parse(_ text: String) throws -> Int {
        let units: [Character: Double] = ["k": 0x1p10, "m": 0x1p20, "g": 0x1p30, "t": 0x1p40]
        var digits = text.lowercased()
        if digits.hasSuffix("b") { digits.removeLast() }
        let unit = digits.last.flatMap { units[$0] }
        if unit != nil { digits.removeLast() }
        guard let number = NumberText.parse(digits), number > 0, number * (unit ?? 1) < 0x1p60 else {
            throw SparError("--memory-limit takes a size such as 500M or 4G, got '\(text)'")
        }
        return Int(number * (unit ?? 1))
    }

    /// Half of the machine's memory.
    static var half: Int { max(1 << 28, sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE)) / 2) }
}
