// `spar help [name]`: the documentation of what scripts can call.

import ArgumentParser
import Basics
import LuaRuntime
import ScriptAPI

struct HelpCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "help", abstract: "Explain a module, function or method that scripts can call.")

    @Argument(help: "A name such as structure, structure.read, strain or sweep.")
    var name: String?

    @Flag(help: "Print the whole reference page in Markdown.")
    var reference = false

    func run() throws {
        let host = try ScriptHost(HostSettings(script: "", memoryLimit: 0))
        if reference {
            print(ReferencePage(host.state).markdown, terminator: "")
            return
        }
        let help = Help(host.state)
        guard let text = help.text(for: name ?? "") else {
            let hint = nearestName(to: name ?? "", among: help.names).map { "; did you mean '\($0)'?" } ?? ""
            throw SparError("there is no help on '\(name ?? "")'\(hint)")
        }
        print(text)
        if name == nil { print("\nCommands\n" + Spar.helpMessage()) }
    }
}
