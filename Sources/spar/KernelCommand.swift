// `spar kernel`: Spar in Jupyter.

import ArgumentParser
import Basics
import Dispatch
import Glibc
import Jupyter
import ScriptAPI

struct KernelCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kernel", abstract: "Use Spar in Jupyter: spar kernel install.",
        subcommands: [KernelInstallCommand.self, KernelRunCommand.self])
}

struct KernelInstallCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "install",
        abstract: "Make the kernel \"spar\" known to Jupyter, for this user unless --prefix says otherwise.")

    @Flag(help: "For this user (the default).")
    var user = false

    @Option(
        help: "Into share/jupyter below this folder, such as that of a virtual environment.", completion: .directory)
    var prefix: String?

    @OptionGroup(title: "Spectra")
    var runs: RunOptions

    func validate() throws {
        if user, prefix != nil { throw ValidationError("--user and --prefix exclude each other") }
    }

    func run() throws {
        guard let program = ThisProgram.path else { throw SparError("the path of this program is not known") }
        let options =
            (runs.store.map { ["--store", $0] } ?? []) + runs.places.arguments
            + (runs.engine.map { ["--engine", $0] } ?? [])
        print(
            "installed: "
                + "\(try KernelSpec.install(prefix.map { .prefix($0) } ?? .user, program: program, options: options))"
        )
    }
}

struct KernelRunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Serve a notebook; Jupyter starts it.", shouldDisplay: false)

    @Argument(help: "Jupyter's connection file.", completion: .file())
    var connection: String

    @Flag(help: "Listen also on an address that other machines reach.")
    var allowRemote = false

    @OptionGroup
    var common: ScriptOptions

    @OptionGroup(title: "Spectra")
    var runs: RunOptions

    func run() throws {
        let settings = try common.settings(script: "", runs: runs)
        let kernel = try Kernel(connectionFile: connection, allowRemote: allowRemote)
        let signals = Interrupts.take { kernel.interrupt() }
        signal(SIGPIPE, SIG_IGN)
        let done = DispatchSemaphore(value: 0)
        let status = Box(ExitStatus.scriptError)
        ScriptThread.start {
            do {
                try kernel.run(try ScriptHost(settings))
                status.value = .success
            } catch {
                standardError("spar kernel: \(error)")
            }
            done.signal()
        }
        withExtendedLifetime(signals) { done.wait() }
        end(status.value)
    }
}
