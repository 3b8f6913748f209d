// A session: evaluates cells one after another in one Lua state, and gives what they print and show as outputs.
//
// Reports, the REPL and the Jupyter kernel are its faces. It lives on the thread of its state.

import Basics
import LuaRuntime
import ScriptAPI

/// Why a cell did not finish.
public struct CellFailure: Equatable, Sendable {
    /// "cell 3:2: bad argument …".
    public let sentence: String
    /// The sentence, the lines of source, and the calls that led there.
    public let report: String
}

public final class Session {
    /// What a cell gives to see, in the order it comes.
    public enum Output {
        case text(String)
        /// A line that belongs on standard error: a note.
        case note(String)
        /// What `show` was given.
        case shown(MIMEBundle)
        /// The value of the last expression.
        case value(MIMEBundle)
        /// A line of progress that replaces the one before; nil takes it away.
        case progress(String?)
    }

    public enum End: Equatable, Sendable {
        case finished
        case failed(CellFailure)
        case stopped(StopReason)
    }

    public let host: ScriptHost
    public let scope: SessionScope
    private let rich: RichOutput?
    private let emit: (Output) -> Void
    /// Names of cells whose source is kept for error reports, oldest first.
    private var keptSources: [String] = []
    private static let mostSources = 500
    /// The text of which the present cell is the last piece.
    private var typed = ""

    /// A session whose outputs come in all forms that `rendering` makes.
    /// - Parameter showsProgress: whether lines of progress are outputs; otherwise they are the terminal's.
    public init(
        _ host: ScriptHost, rendering rich: RichOutput = RichOutput(), showsProgress: Bool = true,
        emit: @escaping (Output) -> Void
    ) throws {
        self.host = host
        self.rich = rich
        self.emit = emit
        scope = try SessionScope(host.state)
        host.state.context = RunContext(seed: host.settings.seed, takesValues: true) { output in
            switch output {
            case .text(let text): emit(.text(text))
            case .value(let value): emit(.shown(rich.bundle(value)))
            }
        }
        host.state.service(Warnings.self, default: Warnings()).write = { emit(.note($0)) }
        if showsProgress { ProgressDisplay.of(host.state).show = { emit(.progress($0)) } }
    }

    /// A session on the terminal: text goes to standard output as a script's does.
    public init(terminal host: ScriptHost) throws {
        self.host = host
        rich = nil
        emit = { if case .text(let text) = $0 { RunContext.standardOutput(text) } }
        scope = try SessionScope(host.state)
    }

    /// Runs a cell that stands in no file.
    /// - Parameter line: where the cell begins in what has the name, which is given piece by piece.
    public func run(_ text: String, name: String, line: Int = 1) -> End {
        if line == 1 {
            typed = text
        } else {
            typed += String(repeating: "\n", count: max(1, line - 1 - typed.utf8.count { $0 == 0x0a })) + text
        }
        remember(typed, name)
        host.state.service(Warnings.self, default: Warnings()).forget()
        return run(text, chunk: "=" + name, line: line, arguments: [])
    }

    /// Runs a cell of a file whose text the state knows already.
    public func run(_ cell: NotebookCell, of file: String, arguments: [LuaValue] = []) -> End {
        run(cell.text, chunk: file, line: cell.line, arguments: arguments)
    }

    private func run(_ text: String, chunk: String, line: Int, arguments: [LuaValue]) -> End {
        do {
            try evaluate(text, chunk: chunk, line: line, arguments: arguments)
            return .finished
        } catch is LuaStop {
            return .stopped(host.state.stopReason ?? .interrupt)
        } catch {
            let sentence = (error as? LuaError)?.description ?? String(describing: error)
            return .failed(CellFailure(sentence: sentence, report: host.state.report(error)))
        }
    }

    /// Runs a cell and lets its error through.
    public func evaluate(_ text: String, chunk: String, line: Int, arguments: [LuaValue]) throws {
        let cell = try scope.compile(text, name: chunk, line: line)
        let drawn = DrawnFigures.of(host.state)
        drawn.forget()
        let values = try cell.run(arguments)
        // `io.write` gives the file, which nobody wants to see.
        let isFile = values.count == 1 && values[0].typeName == "userdata"
        guard values.contains(where: { !$0.isNil }), !values.allSatisfy(drawn.contains), !isFile else { return }
        if let rich {
            emit(.value(rich.bundle(.values(values))))
        } else {
            emit(
                .text(
                    values.count == 1
                        ? ShownText.lines(of: values[0]) : values.map(LuaValueText.short).joined(separator: "  ") + "\n"
                ))
        }
    }

    /// After a stop: the state is ready for the next cell.
    public func recover() { host.state.clearStop() }

    /// A stop that came too late for the cell must not end the next one.
    public func recoverIfStopped() { if host.state.stopReason != nil { recover() } }

    /// Completion and help for code typed in this session.
    public var assistant: CodeAssistant { CodeAssistant(host.state, scope: scope) }

    private func remember(_ text: String, _ name: String) {
        host.state.remember(source: text, name: name)
        if keptSources.last != name { keptSources.append(name) }
        if keptSources.count > Self.mostSources { host.state.forget(source: keptSources.removeFirst()) }
    }
}
