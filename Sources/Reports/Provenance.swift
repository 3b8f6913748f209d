// What stands at the end of a report: what made the numbers, and how to make them again.

import Notebook
import Basics
import Foundation
import Laboratory
import Plotting
import ScriptAPI

public struct Provenance: Equatable, Sendable {
    public struct Line: Equatable, Sendable {
        public let name, value: String
    }

    public let lines: [Line]
    /// Keys under which the run store has the spectra.
    public let jobKeys: [String]

    /// - Parameter command: how the run was started, for running it again.
    public init(_ run: NotebookRun, command: String) {
        let settings = run.host.settings
        let journal = run.host.state.service(RunJournal.self, default: RunJournal())
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.dateFormat = "yyyy-MM-dd HH:mm:ss ZZZZZ"
        var lines = [
            Line(name: "run again", value: command),
            Line(name: "program", value: "spar \(SparVersion.text)"),
            Line(name: "seed", value: "\(settings.seed)"),
        ]
        if let bytes = try? FileBytes.read(settings.script) {
            lines.insert(
                Line(name: "script", value: "\(settings.script), SHA-256 \(SHA256.hex(bytes).prefix(16))…"), at: 1)
        }
        for path in journal.inputs { lines.append(Line(name: "input", value: Self.input(path))) }
        if !journal.engines.isEmpty {
            lines.append(Line(name: "spectra by", value: journal.engines.joined(separator: "; ")))
        }
        if let gnuplot = Gnuplot.installedVersion { lines.append(Line(name: "figures by", value: gnuplot)) }
        lines.append(Line(name: "started", value: format.string(from: run.started)))
        lines.append(Line(name: "took", value: "\(NumberText.short(run.seconds, digits: 2)) s"))
        self.lines = lines
        jobKeys = journal.jobKeys
    }

    /// Larger files are named with their size: to read them again would hold up the report.
    private static let largestHashed = 256 << 20

    private static func input(_ path: String) -> String {
        var status = stat()
        guard stat(path, &status) == 0 else { return "\(path), no longer there" }
        if status.st_mode & S_IFMT == S_IFDIR { return "\(path), a folder" }
        guard status.st_size <= largestHashed, let bytes = try? FileBytes.read(path) else {
            return "\(path), \(status.st_size) bytes"
        }
        return "\(path), SHA-256 \(SHA256.hex(bytes).prefix(16))…"
    }
}

extension Gnuplot {
    /// Asked once: each asking starts gnuplot.
    fileprivate static let installedVersion = version()
}
