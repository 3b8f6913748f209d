// The file that --report names: HTML or Markdown by its ending, replaced only by a complete one.

import Notebook
import Basics
import Foundation

public struct ReportFile: Sendable {
    public enum Format: String, Sendable { case html, md }

    public let path: String
    public let format: Format

    /// - Throws: `SparError` for another ending.
    public init(_ path: String) throws {
        self.path = path
        switch FilePath.ending(of: path) {
        case "html", "htm": format = .html
        case "md", "markdown": format = .md
        default: throw SparError("--report takes a file that ends in .html or .md, got '\(path)'")
        }
    }

    /// Fails before any work is done where the report could not be written.
    public func check() throws {
        let folder = FilePath.folder(of: path)
        var isFolder: ObjCBool = false
        let place = folder.isEmpty ? "." : folder
        guard FileManager.default.fileExists(atPath: place, isDirectory: &isFolder), isFolder.boolValue else {
            throw SparError("the report \(path) cannot be written: there is no folder \(place); make it first")
        }
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
            throw SparError("the report \(path) cannot be written: it is a folder; name a file in it")
        }
        guard FileManager.default.isWritableFile(atPath: place) else {
            throw SparError("the report \(path) cannot be written: its folder may not be written to; choose another")
        }
    }

    /// - Parameter command: how the run was started.
    /// - Returns: the page, where the report is HTML.
    @discardableResult
    public func write(_ run: NotebookRun, command: String) throws -> ReportPage? {
        let provenance = Provenance(run, command: command)
        switch format {
        case .html:
            let page = ReportPage(run, provenance: provenance, name: run.host.settings.script)
            try AtomicFile.write(page.html(), to: path)
            return page
        case .md:
            let folder = FilePath.stem(of: path) + "_files"
            let report = ReportMarkdown(run, provenance: provenance, folder: folder)
            let base = FilePath.folder(of: path)
            for (i, picture) in report.pictures.enumerated() {
                let target = base.isEmpty ? picture.name : base + "/" + picture.name
                if i == 0 {
                    try FileManager.default.createDirectory(
                        atPath: FilePath.folder(of: target), withIntermediateDirectories: true)
                }
                try AtomicFile.write(picture.svg, to: target)
            }
            try AtomicFile.write(report.text, to: path)
            return nil
        }
    }
}
