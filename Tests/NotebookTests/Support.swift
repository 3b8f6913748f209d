// Sessions whose outputs are kept.

import Basics
import Foundation
import Laboratory
import LuaRuntime
@_exported import Jupyter
@_exported import Notebook
@_exported import Reports
@_exported import Terminal
import ScriptAPI

let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

final class TemporaryFolder {
    let path = NSTemporaryDirectory() + "spar-notebook-" + UUID().uuidString
    init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ name: String, _ text: String) throws -> String {
        try text.write(toFile: path + "/" + name, atomically: true, encoding: .utf8)
        return path + "/" + name
    }
}

/// A host without FEFF whose store and outputs are in the folder.
func makeHost(_ folder: TemporaryFolder, script: String = "") throws -> ScriptHost {
    var runs = LaboratorySettings(environment: [:])
    runs.store = folder.path + "/store.sqlite"
    return try ScriptHost(HostSettings(script: script, out: folder.path + "/out", memoryLimit: 0, runs: runs))
}

final class TestSession {
    let folder: TemporaryFolder
    let session: Session
    private let outputs: Collector
    private var count = 0

    private final class Collector { var list: [Session.Output] = [] }

    init() throws {
        folder = try TemporaryFolder()
        let collector = Collector()
        outputs = collector
        session = try Session(makeHost(folder)) { collector.list.append($0) }
        try session.host.state.setGlobal("examples", .string(repository + "/examples"))
    }

    /// Runs a cell; its outputs, and the failure's sentence.
    @discardableResult
    func run(_ text: String) -> (outputs: [Session.Output], end: Session.End) {
        outputs.list = []
        count += 1
        let end = session.run(text, name: "cell \(count)")
        return (outputs.list, end)
    }

    /// The bundle that a cell shows, shown or as its value.
    func bundle(_ text: String) -> MIMEBundle? {
        for output in run(text).outputs {
            if case .shown(let bundle) = output { return bundle }
            if case .value(let bundle) = output { return bundle }
        }
        return nil
    }
}

extension Session.End {
    var sentence: String {
        switch self {
        case .finished: "finished"
        case .failed(let failure): failure.sentence
        case .stopped(let reason): "stopped: \(reason)"
        }
    }
}
