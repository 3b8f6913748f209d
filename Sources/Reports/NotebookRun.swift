// A file run from its first cell to its last, with what each cell gave.

import Notebook
import Basics
import Foundation
import LuaRuntime
import ScriptAPI

/// What a reader of a report sees of a cell.
public enum CellOutput: Equatable, Sendable {
    case text(String)
    case note(String)
    case bundle(MIMEBundle)
    case failure(CellFailure)
    case stopped(String)
}

/// One cell and its outputs.
public struct CellRun: Equatable, Sendable {
    public let cell: NotebookCell
    public var outputs: [CellOutput] = []
}

/// Runs the cells of a file in one session and collects what they give.
public final class NotebookRun {
    /// Characters of text that a report shows of one cell.
    static let mostText = 200_000

    public private(set) var cells: [CellRun] = []
    public let host: ScriptHost
    public let file: NotebookFile
    public let started = Date()
    public private(set) var seconds = 0.0
    /// Cells of code behind the one that failed or was stopped.
    public var skippedCells: Int { file.cells.dropFirst(cells.count).count { $0.kind == .code } }
    /// Called with each output as it comes.
    private let watch: (CellOutput) -> Void
    private var session: Session?
    /// The name under which errors speak of the file.
    private let chunk: String

    /// - Throws: `SparError` where the script cannot be read or a cell of prose is broken.
    public init(
        _ host: ScriptHost, rendering: RichOutput = RichOutput(stacksPanels: true), showsProgress: Bool = true,
        watch: @escaping (CellOutput) -> Void = { _ in }
    ) throws {
        self.host = host
        self.watch = watch
        let (text, name) = try host.readScript()
        file = try NotebookFile(text, name: name.hasPrefix("=") ? String(name.dropFirst()) : name)
        host.state.remember(source: text, name: name)
        chunk = name
        session = try Session(host, rendering: rendering, showsProgress: showsProgress) { [weak self] in self?.take($0)
        }
    }

    /// Runs until the end or the first cell that fails.
    /// - Parameter onCell: called with each cell of code that has run, and its number from 0.
    public func run(onCell: (CellRun, Int) -> Void = { _, _ in }) -> Session.End {
        defer { seconds = Date().timeIntervalSince(started) }
        for cell in file.cells {
            cells.append(CellRun(cell: cell))
            guard cell.kind == .code, let session else { continue }
            let end = session.run(cell, of: chunk, arguments: host.scriptArguments)
            switch end {
            case .finished: break
            case .failed(let failure): add(.failure(failure))
            case .stopped(let reason): add(.stopped(reason.sentence))
            }
            onCell(cells[cells.count - 1], cells.count - 1)
            if end != .finished { return end }
        }
        return .finished
    }

    private func take(_ output: Session.Output) {
        switch output {
        case .text(let text): add(.text(text))
        case .note(let text): add(.note(text))
        case .shown(let bundle), .value(let bundle): add(.bundle(bundle))
        case .progress: break
        }
    }

    private func add(_ output: CellOutput) {
        watch(output)
        guard let last = cells.indices.last else { return }
        if case .text(let more) = output, case .text(let before)? = cells[last].outputs.last {
            if before.utf8.count < Self.mostText {
                cells[last].outputs[cells[last].outputs.count - 1] = .text(before + more)
            }
            return
        }
        cells[last].outputs.append(output)
    }
}
