// `spar watch`: runs a script again whenever it, or a Lua file beside it, is saved, and shows only what changed. A save
// stops a run that is still on its way; the spectra that it got are in the store.

import Notebook
import Processes
import Basics
import CLuaShim
import Foundation
import LuaRuntime
import ScriptAPI

public final class Watcher: @unchecked Sendable {
    private let settings: HostSettings
    private let report: ReportFile?
    private let server: ReportServer?
    private let command: String
    private let show: (CellOutput) -> Void
    private let watch: FileWatch
    private let rendering: RichOutput
    private let lock = NSLock()
    private var stopper: Stopper?
    private var isSaved = false
    private let saved = DispatchSemaphore(value: 0)

    /// - Parameters:
    ///   - port: of the page, where the report is HTML; 0 for any free one.
    ///   - command: how to run the script again, for the report.
    ///   - show: takes what is new.
    public init(
        _ settings: HostSettings, report: ReportFile?, port: Int, command: String, show: @escaping (CellOutput) -> Void
    ) throws {
        self.settings = settings
        self.report = report
        self.command = command
        self.show = show
        guard settings.script != "-", FileManager.default.fileExists(atPath: settings.script) else {
            throw SparError("cannot watch \(settings.script): there is no such file")
        }
        rendering = RichOutput(figuresOnly: report == nil, stacksPanels: true)
        server = report?.format == .html ? try ReportServer(port: port) : nil
        let folder = FilePath.folder(of: settings.script)
        let name = FilePath.name(of: settings.script)
        watch = try FileWatch(folder: folder.isEmpty ? "." : folder) { $0 == name || $0.hasSuffix(".lua") }
    }

    /// The page that shows the report; nil where none does.
    public var address: String? { server?.address }

    /// Runs until the process ends. The calling thread is the one of the scripts.
    public func run() throws -> Never {
        try startThread { [self] in waitForSaves() }
        var changes = OutputChanges()
        while true {
            lock.withLock { isSaved = false }
            let start = Machine.clock()
            do {
                try runOnce(&changes, start)
            } catch {
                show(.note("\(error)"))
            }
            spar_flush()
            saved.wait()
            while saved.wait(timeout: .now()) == .success {}
        }
    }

    private func waitForSaves() {
        while true {
            watch.wait()
            lock.withLock {
                isSaved = true
                stopper?.stop(.interrupt)
            }
            saved.signal()
        }
    }

    private func runOnce(_ changes: inout OutputChanges, _ start: Double) throws {
        let host = try ScriptHost(settings)
        lock.withLock { stopper = host.state.stopper }
        defer { lock.withLock { stopper = nil } }
        let isFirst = changes.isFirst
        let run = try NotebookRun(host, rendering: rendering, showsProgress: false) { [show] output in
            if isFirst { show(output) }
        }
        let known = changes
        var isChanged = false
        let end = run.run { [show] cell, i in
            guard !isFirst else { return }
            let new = known.changed(cell, i)
            guard !new.isEmpty else { return }
            isChanged = true
            if run.file.isCut {
                show(.text("── line \(cell.cell.line)\(cell.cell.title.isEmpty ? "" : ", " + cell.cell.title)\n"))
            }
            new.forEach(show)
        }
        host.endRuns(cancelling: end != .finished)
        let isStoppedBySave = lock.withLock { isSaved } && end == .stopped(.interrupt)
        if isStoppedBySave { return }
        changes.keep(run.cells)
        if let report, let page = try report.write(run, command: command) { server?.show(page) }
        let milliseconds = Int((Machine.clock() - start) * 1000)
        show(
            .note(
                "\(isFirst || isChanged ? "" : "nothing changed, ")\(milliseconds) ms; waiting for \(settings.script) "
                    + "to be saved"
            ))
    }
}
