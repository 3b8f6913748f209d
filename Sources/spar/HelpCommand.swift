// `spar help [name]`: the documentation of what scripts can call, and of the program's commands.

import ArgumentParser
import Basics
import LuaRuntime
import ScriptAPI

struct HelpCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "help", abstract: "Explain a module, function or method that scripts can call, or a command.",
        discussion: "For example: spar help structure.read, spar help strain, spar help run, spar help store verify.")

    @Argument(help: "A name such as structure, structure.read, strain or sweep, or a command such as run.")
    var name: [String] = []

    @Flag(help: "Print the whole reference page in Markdown.")
    var reference = false

    @Option(help: "Write the manual pages of all commands into a folder.", completion: .directory)
    var manual: String?

    func run() throws {
        if let manual {
            for path in try ManualPages.write(to: manual) { print(path) }
            return
        }
        let host = try ScriptHost(HostSettings(script: "", memoryLimit: 0))
        if reference {
            print(ReferencePage(host.state).markdown, terminator: "")
            return
        }
        let help = Help(host.state)
        let wanted = name.joined(separator: " ")
        // A name may be both, as `run` of a module and the command: what scripts call comes first.
        let sections = [help.text(for: wanted), name.isEmpty ? nil : Self.command(name)].compactMap { $0 }
        guard !sections.isEmpty else {
            let hint =
                nearestName(to: wanted, among: help.names + Self.commandNames).map { "; did you mean '\($0)'?" } ?? ""
            throw SparError("there is no help on '\(wanted)'\(hint)")
        }
        print(sections.joined(separator: "\n\n"))
        if name.isEmpty { print("\nCommands\n" + Spar.helpMessage()) }
    }

    private static var commandNames: [String] { Spar.configuration.subcommands.map(name(of:)) }

    private static func name(of command: any ParsableCommand.Type) -> String {
        command.configuration.commandName ?? String(describing: command).lowercased()
    }

    /// The help of a command, or of a command of a command; nil where there is none.
    private static func command(_ path: [String]) -> String? {
        var type: any ParsableCommand.Type = Spar.self
        for word in path {
            guard let next = type.configuration.subcommands.first(where: { name(of: $0) == word }) else { return nil }
            type = next
        }
        return Spar.helpMessage(for: type)
    }
}
