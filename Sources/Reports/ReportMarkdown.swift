// A run as Markdown, with its pictures as files beside it.

import Notebook
import Basics
import Foundation

public struct ReportMarkdown {
    public let text: String
    /// Pictures by the name under which the text speaks of them.
    public let pictures: [(name: String, svg: String)]

    /// - Parameter folder: the folder of the pictures, relative to the file.
    public init(_ run: NotebookRun, provenance: Provenance, folder: String) {
        var pictures: [(name: String, svg: String)] = []
        func picture(_ svg: String) -> String {
            let name = "\(folder)/figure-\(pictures.count + 1).svg"
            pictures.append(
                (
                    name,
                    svg.contains("xmlns=")
                        ? svg : svg.replacing("<svg", with: "<svg xmlns=\"http://www.w3.org/2000/svg\"")
                ))
            return "![](\(name))\n\n"
        }
        func fenced(_ text: String, _ language: String = "") -> String {
            var fence = "```"
            while text.contains(fence) { fence += "`" }
            return "\(fence)\(language)\n\(text.trimmingLineEnd)\n\(fence)\n\n"
        }
        var text = run.file.title.map { "# \($0)\n\n" } ?? ""
        if let author = run.file.author { text += "\(author)\n\n" }
        for cellRun in run.cells {
            let cell = cellRun.cell
            if cell.tags.contains("remove-cell") || cell.kind == .raw { continue }
            if cell.kind == .markdown {
                text += cell.text + "\n\n"
                continue
            }
            if !cell.title.isEmpty { text += "**\(cell.title)**\n\n" }
            if !cell.tags.contains("remove-input"), !cell.text.isEmpty { text += fenced(cell.text, "lua") }
            if cell.tags.contains("remove-output") { continue }
            for output in cellRun.outputs {
                switch output {
                case .text(let out): text += fenced(ReportPage.cut(out))
                case .note(let note): text += "> \(note.trimmingLineEnd)\n\n"
                case .failure(let failure): text += fenced(failure.report)
                case .stopped(let reason): text += fenced(reason)
                case .bundle(let bundle):
                    if let svg = bundle.svg {
                        text += picture(InlineSVG.element(svg, prefix: ""))
                    } else {
                        for (_, svg) in InlineSVG.split(bundle.html ?? "").pictures { text += picture(svg) }
                        text += bundle.markdown ?? fenced(ReportPage.cut(bundle.text))
                    }
                }
            }
        }
        if let skipped = ReportPage.skipped(run) { text += "> \(skipped)\n\n" }
        text += "---\n\n| how this report was made | |\n|---|---|\n"
        for line in provenance.lines {
            text +=
                "| \(line.name) | "
                + "\(line.name == "run again" ? "`\(line.value)`" : line.value.replacing("|", with: "\\|")) |\n"
        }
        if !provenance.jobKeys.isEmpty {
            text += "\nSpectral jobs in the run store:\n\n" + provenance.jobKeys.map { "- `\($0)`\n" }.joined()
        }
        self.text = text
        self.pictures = pictures
    }
}
