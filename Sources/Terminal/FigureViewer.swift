// Figures of a REPL: opened by the desktop's own viewer where there is one, else their path is printed.

import Notebook
import Basics
import Foundation
import Processes

final class FigureViewer {
    private var folder: String?
    private var count = 0

    /// The text of an output; a figure becomes a file, which is named.
    func text(of bundle: MIMEBundle) -> String {
        guard let svg = bundle.svg else { return bundle.text }
        do {
            let path = try write(svg)
            open(path)
            return "\(bundle.text): \(path)"
        } catch {
            return "\(bundle.text) (\(error))"
        }
    }

    private func write(_ svg: String) throws -> String {
        let folder =
            try folder
            ?? {
                let path =
                    NSTemporaryDirectory() + (NSTemporaryDirectory().hasSuffix("/") ? "" : "/")
                    + "spar-figures-\(getpid())"
                try FileManager.default.createDirectory(
                    atPath: path, withIntermediateDirectories: true,
                    attributes: [.posixPermissions: 0o700])
                return path
            }()
        self.folder = folder
        count += 1
        let path = "\(folder)/figure-\(count).svg"
        try AtomicFile.write(svg, to: path)
        return path
    }

    private func open(_ path: String) {
        let environment = ProcessInfo.processInfo.environment
        guard isatty(1) == 1, environment["DISPLAY"] ?? environment["WAYLAND_DISPLAY"] != nil,
            Command.find("xdg-open") != nil
        else { return }
        let command = Command("xdg-open", [path], timeout: 10)
        try? startThread { _ = try? command.run() }
    }
}
