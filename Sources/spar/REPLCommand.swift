// `spar repl`: cells typed by hand, or from a pipe.

import ArgumentParser
import Basics
import Dispatch
import Glibc
import Terminal
import ScriptAPI

struct REPLCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "repl", abstract: "Type Lua and see what it gives. From a pipe, its lines are run as they come.")

    @OptionGroup
    var common: ScriptOptions

    @OptionGroup(title: "Spectra")
    var runs: RunOptions

    func run() throws {
        let settings = try common.settings(script: "", runs: runs)
        let done = DispatchSemaphore(value: 0)
        let status = Box(ExitStatus.scriptError.rawValue)
        let signals = Box<(any DispatchSourceProtocol)?>(nil)
        ScriptThread.start {
            do {
                let repl = try REPL(try ScriptHost(settings))
                signals.value = Interrupts.take {
                    guard !repl.interrupt() else { return }
                    standardError("spar: the session was ended in the middle of a cell")
                    end(.interrupt)
                }
                let isWell = repl.run()
                status.value = repl.exitStatus ?? (isWell ? ExitStatus.success : .scriptError).rawValue
            } catch {
                standardError("spar: \(error)")
            }
            done.signal()
        }
        done.wait()
        end(code: status.value)
    }
}

/// Ctrl-C as a call on a thread of its own.
enum Interrupts {
    static func take(_ action: @escaping @Sendable () -> Void) -> any DispatchSourceProtocol {
        signal(SIGINT, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: SIGINT, queue: DispatchQueue(label: "spar.interrupts"))
        source.setEventHandler(handler: action)
        source.resume()
        return source
    }
}
