// `spar watch script.lua`: runs it again on every save and shows what changed.

import ArgumentParser
import Basics
import Dispatch
import Foundation
import Reports
import ScriptAPI

struct WatchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch", abstract: "Run a script again whenever it is saved, and show what changed.")

    @Argument(help: "The script.", completion: .file(extensions: ["lua"]))
    var script: String

    @Argument(
        help: "Arguments for the script, its `arg` table; after -- they may begin with a dash.", completion: .file())
    var arguments: [String] = []

    @Option(
        help: "Keep a report current, a file ending in .html or .md; a page on this machine follows the first kind.",
        completion: .file(extensions: ["html", "md"]))
    var report: String?

    @Option(help: "The port of that page; any free one unless given.")
    var port = 0

    @OptionGroup
    var common: ScriptOptions

    @OptionGroup(title: "Spectra")
    var runs: RunOptions

    func validate() throws {
        guard (0...65535).contains(port) else {
            throw ValidationError("--port takes a number from 0 to 65535, got \(port)")
        }
    }

    func run() throws {
        let report = try report.map(ReportFile.init)
        try report?.check()
        let settings = try common.settings(script: script, arguments: arguments, runs: runs)
        let command = ScriptRunner.command.replacing("spar watch", with: "spar run")
        let watcher = try Watcher(settings, report: report, port: port, command: command) {
            TerminalOutput.show($0, withFailures: true)
        }
        if let address = watcher.address { standardError("the report is shown at \(address)") }
        let signals = Interrupts.take { end(.success) }
        ScriptThread.start {
            do { try watcher.run() } catch {
                standardError("spar: \(error)")
                end(.scriptError)
            }
        }
        withExtendedLifetime(signals) { while true { pause() } }
    }
}
