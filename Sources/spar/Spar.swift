// The command line.
//
// Exit status: 0; 1 a script's error; 2 wrong usage; 3 finished with failed points; 124 time limit; 125 memory limit;
// 130 interrupt.

import ArgumentParser
import Basics
import Glibc
import ScriptAPI

@main
struct Spar: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "spar",
        abstract: "Runs Lua scripts over crystal structures, anisotropy tensors and polarized x-ray emission spectra.",
        discussion: """
            Names that begin with examples/ or scripts/ are found in any folder: where the current one has no such file,
            the one that comes with Spar is taken. So spar run scripts/nio_strain.lua works everywhere.
            """,
        version: SparVersion.text,
        subcommands: [
            RunCommand.self, WatchCommand.self, REPLCommand.self, KernelCommand.self, InitCommand.self,
            StoreCommand.self,
            PredictCommand.self, DoctorCommand.self, HelpCommand.self, ServeCommand.self,
        ],
        helpNames: [.long, .short])

    /// Wrong usage ends with 2, not with the parser's own 64.
    static func main() {
        holdStandardDescriptors()
        signal(SIGPIPE, SIG_IGN)  // a closed pipe is an error of a write, with a sentence
        do {
            var command = try parseAsRoot()
            try command.run()
            end(.success)
        } catch let status as ExitStatus {
            end(status)
        } catch let error as SparError {
            standardError("spar: \(error)")
            end(.usage)
        } catch {
            let code = exitCode(for: error)
            let message = fullMessage(for: error)
            if code == .success {
                print(message)
                end(.success)
            }
            standardError(message)
            end(.usage)
        }
    }
}
