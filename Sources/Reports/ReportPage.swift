// A run as one HTML file that needs nothing else: prose, code, outputs, pictures, and where they come from.

import Notebook
import Basics

public struct ReportPage {
    private let file: NotebookFile
    private let cells: [CellRun]
    private let provenance: Provenance
    private let name: String
    private let skipped: String?

    /// - Parameter name: the script's, for the title of a page whose file gives none.
    public init(_ run: NotebookRun, provenance: Provenance, name: String) {
        file = run.file
        cells = run.cells
        self.provenance = provenance
        self.name = name
        skipped = Self.skipped(run)
    }

    /// What is said where an error or a stop left cells out.
    static func skipped(_ run: NotebookRun) -> String? {
        let count = run.skippedCells
        guard count > 0 else { return nil }
        return count == 1
            ? "One more cell of code follows; it was not run."
            : "\(count) more cells of code follow; they were not run."
    }

    /// The folder of the script, in which its prose names pictures.
    private var folder: String {
        name.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    }

    private var title: String {
        if let title = file.title { return title }
        for cell in file.cells where cell.kind == .markdown {
            if let heading = MarkdownHTML.firstHeading(cell.text) { return heading }
        }
        return name.split(separator: "/").last.map(String.init) ?? name
    }

    /// The page. `script` stands before the end of the body; a saved report has none.
    public func html(script: String = "") -> String {
        var pictures = PictureNames()
        var body = ""
        let hasOwnTitle =
            file.title == nil
            && file.cells.contains { $0.kind == .markdown && MarkdownHTML.firstHeading($0.text) != nil }
        if !hasOwnTitle { body += "<h1>\(HTMLText.escaped(title))</h1>\n" }
        if let author = file.author { body += "<p class=\"author\">\(HTMLText.escaped(author))</p>\n" }
        for (i, cell) in cells.enumerated() { body += html(cell, i, &pictures) }
        if let skipped { body += "<p class=\"skipped\">\(skipped)</p>\n" }
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="generator" content="spar">
            <meta name="color-scheme" content="light dark">
            <title>\(HTMLText.escaped(title))</title>
            <link rel="icon" href="data:,">
            <style>
            \(StyleSheet.css)
            </style>
            </head>
            <body>
            <main>
            \(body)\(footer)</main>
            \(script)</body>
            </html>

            """
    }

    private func html(_ run: CellRun, _ number: Int, _ pictures: inout PictureNames) -> String {
        let cell = run.cell
        if cell.tags.contains("remove-cell") || cell.kind == .raw { return "" }
        if cell.kind == .markdown { return MarkdownHTML(folder: folder, prefix: "\(number + 1)-").html(cell.text) }
        var html = ""
        if !cell.title.isEmpty { html += "<p class=\"cell-title\">\(HTMLText.escaped(cell.title))</p>\n" }
        if !cell.tags.contains("remove-input"), !cell.text.isEmpty {
            html += "<pre class=\"code\"><code>\(CodeColour.html(cell.text))</code></pre>\n"
        }
        guard !cell.tags.contains("remove-output"), !run.outputs.isEmpty else { return html }
        return html + "<div class=\"output\">\n" + run.outputs.map { self.html($0, &pictures) }.joined() + "</div>\n"
    }

    private func html(_ output: CellOutput, _ pictures: inout PictureNames) -> String {
        switch output {
        case .text(let text): return "<pre class=\"text\">\(HTMLText.escaped(Self.cut(text)))</pre>\n"
        case .note(let text): return "<p class=\"note\">\(HTMLText.escaped(text.trimmingLineEnd))</p>\n"
        case .failure(let failure): return "<pre class=\"error\">\(HTMLText.escaped(failure.report))</pre>\n"
        case .stopped(let reason): return "<pre class=\"error\">\(HTMLText.escaped(reason))</pre>\n"
        case .bundle(let bundle):
            if let html = bundle.html { return pictures.distinct(html) }
            if let svg = bundle.svg {
                return "<div class=\"spar-figure\">\(pictures.distinct(InlineSVG.element(svg, prefix: "")))</div>\n"
            }
            return "<pre class=\"text\">\(HTMLText.escaped(Self.cut(bundle.text)))</pre>\n"
        }
    }

    static func cut(_ text: String) -> String {
        let most = NotebookRun.mostText
        guard text.utf8.count > most else { return text.trimmingLineEnd }
        return String(text.prefix(most)) + "\n… the rest of the text, beyond \(most) characters, is left out …"
    }

    private var footer: String {
        var html = "<footer>\n<h2>How this report was made</h2>\n<table><tbody>\n"
        for line in provenance.lines {
            let value =
                line.name == "run again" ? "<code>\(HTMLText.escaped(line.value))</code>" : HTMLText.escaped(line.value)
            html += "<tr><td>\(HTMLText.escaped(line.name))</td><td>\(value)</td></tr>\n"
        }
        html += "</tbody></table>\n"
        if !provenance.jobKeys.isEmpty {
            html +=
                "<details><summary>\(provenance.jobKeys.count) spectral job\(provenance.jobKeys.count == 1 ? "" : "s") "
                + "in the run store, by key</summary>\n<ul>\n"
                + provenance.jobKeys.map { "<li>\(HTMLText.escaped($0))</li>\n" }.joined() + "</ul></details>\n"
        }
        return html + "</footer>\n"
    }
}

/// Gives the ids of each picture of a page a prefix of its own.
struct PictureNames {
    private var count = 0

    mutating func distinct(_ html: String) -> String {
        let (found, rest) = InlineSVG.split(html)
        var result = ""
        for (before, svg) in found {
            count += 1
            result += before + InlineSVG.element(svg, prefix: "f\(count)-")
        }
        return result + rest
    }
}
