// A Lua value as an output: what it has to show, in the forms that notebooks, pages and terminals take.
//
// A picture that cannot be drawn (no gnuplot) leaves the text; why stands in it.

import Basics
import LuaRuntime
import Plotting
import ScriptAPI
import Tables

public final class RichOutput {
    private let figures = FigureCache()
    private let figuresOnly: Bool
    private let withPNG: Bool
    private let stacksPanels: Bool

    /// - Parameters:
    ///   - figuresOnly: for a terminal: text, and the pictures of figures.
    ///   - withPNG: a PNG beside each drawn figure, for readers that drop SVG: notebooks that are not trusted, LaTeX.
    ///   - stacksPanels: panels may stand above each other on narrow pages that have the style sheet of reports.
    public init(figuresOnly: Bool = false, withPNG: Bool = false, stacksPanels: Bool = false) {
        self.figuresOnly = figuresOnly
        self.withPNG = withPNG
        self.stacksPanels = stacksPanels
    }

    public func bundle(_ value: LuaValue) -> MIMEBundle {
        switch value {
        case .object(let object): return bundle(object)
        case .values(let values) where values.count == 1: return bundle(values[0])
        case .values(let values): return MIMEBundle(text: values.map(LuaValueText.short).joined(separator: "  "))
        case .table(let table):
            if let rows = ShownText.rows(of: table) {
                return figuresOnly ? MIMEBundle(text: text(rows)) : page(Shown(table: rows), text: text(rows))
            }
            return MIMEBundle(text: LuaValueText.short(value))
        default: return MIMEBundle(text: LuaValueText.short(value))
        }
    }

    private func bundle(_ object: any LuaObject) -> MIMEBundle {
        guard let object = object as? any ShowsItself else { return MIMEBundle(text: text(object)) }
        if let panels = object.figure { return figure(panels, text: text(object)) }
        guard !figuresOnly, let shown = object.shown() else { return MIMEBundle(text: text(object)) }
        return page(shown, text: shown.table.map(text) ?? text(object))
    }

    private func text(_ object: any LuaObject) -> String { withoutLastNewline(ShownText.lines(of: .object(object))) }

    private func text(_ table: Table) -> String { withoutLastNewline(table.rendered()) }

    private func withoutLastNewline(_ text: String) -> String { text.hasSuffix("\n") ? String(text.dropLast()) : text }

    private func figure(_ panels: Panels, text: String) -> MIMEBundle {
        do {
            return MIMEBundle(text: text, svg: try svg(panels), png: png(panels))
        } catch {
            return MIMEBundle(text: text + "\n(\(error))")
        }
    }

    /// Picture, facts, table, notes, in this order, as far as there are any.
    private func page(_ shown: Shown, text: String) -> MIMEBundle {
        var bundle = MIMEBundle(text: text), html = "", markdown = ""
        let facts = shown.facts.isEmpty ? "" : HTMLFields.table(shown.facts)
        switch shown.picture {
        case .look(let panels)?:
            if let svg = try? svg(panels) {
                html = inline(svg)
                bundle.png = png(panels)
            }
            html += facts
        case .structure(let structure)?: html = beside(StructureDrawing(structure), facts)
        case .cluster(let cluster)?: html = beside(StructureDrawing(cluster), facts)
        case nil: html = facts
        }
        if !shown.facts.isEmpty { markdown = HTMLFields.markdown(shown.facts) }
        if let table = shown.table {
            let parts = ShownTable(table)
            html += parts.html
            markdown += parts.markdown
            if !shown.notes.isEmpty { bundle.text += "\n(\(shown.notes.joined(separator: "; ")))" }
        }
        if let rows = shown.matrix { html += HTMLFields.matrix(rows) }
        html += shown.notes.map { "<p class=\"spar-note\">\(HTMLText.escaped($0))</p>\n" }.joined()
        markdown += shown.notes.map { $0 + "\n\n" }.joined()
        if !html.isEmpty { bundle.html = html }
        if !markdown.isEmpty { bundle.markdown = markdown }
        return bundle
    }

    private func beside(_ drawing: StructureDrawing?, _ facts: String) -> String {
        "<div class=\"spar-structure\">\n" + (drawing.map { inline($0.svg) } ?? "") + facts + "</div>\n"
    }

    private func svg(_ panels: Panels) throws -> String { try figures.svg(panels, isStacked: stacksPanels) }

    private func png(_ panels: Panels) -> [UInt8]? { withPNG ? try? figures.picture(panels, .png) : nil }

    /// A picture inside HTML. Pages give the ids of all their pictures a prefix again; this one keeps the pictures of
    /// different outputs apart in Jupyter, whose page we do not write.
    private func inline(_ svg: String) -> String {
        let prefix = "s" + SHA256.hex(Array(svg.utf8)).prefix(8) + "-"
        return "<div class=\"spar-figure\">" + InlineSVG.element(svg, prefix: prefix) + "</div>\n"
    }
}
