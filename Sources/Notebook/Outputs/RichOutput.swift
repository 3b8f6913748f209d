// A Lua value as an output: for each kind of object the forms that show it best.
//
// A picture that cannot be drawn (no gnuplot) leaves the text; why stands in it.

import Basics
import Forest
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
            if let rows = ShownText.rows(of: table) { return self.table(rows) }
            return MIMEBundle(text: LuaValueText.short(value))
        default: return MIMEBundle(text: LuaValueText.short(value))
        }
    }

    private func bundle(_ object: any LuaObject) -> MIMEBundle {
        if figuresOnly {
            if let figure = object as? FigureObject { return self.figure(figure) }
            return MIMEBundle(text: text(object))
        }
        switch object {
        case let data as TableObject: return data.cached == nil ? table(data.table) : sweep(data)
        case let structure as StructureObject: return self.structure(structure)
        case let cluster as ClusterObject: return self.cluster(cluster)
        case let spectrum as SpectrumObject: return self.spectrum(spectrum)
        case let model as ModelObject: return self.model(model)
        case let figure as FigureObject: return self.figure(figure)
        case let record as LuaRecord: return self.record(record)
        case let matrix as TensorObject:
            var bundle = MIMEBundle(text: text(object))
            bundle.html = HTMLFields.matrix(matrix.rows)
            return bundle
        default: return MIMEBundle(text: text(object))
        }
    }

    private func text(_ object: any LuaObject) -> String {
        var lines = ShownText.lines(of: .object(object))
        if lines.hasSuffix("\n") { lines.removeLast() }
        return lines
    }

    private func table(_ table: Table) -> MIMEBundle {
        var text = table.rendered()
        if text.hasSuffix("\n") { text.removeLast() }
        if figuresOnly { return MIMEBundle(text: text) }
        let shown = ShownTable(table)
        return MIMEBundle(text: text, html: shown.html, markdown: shown.markdown)
    }

    /// A table and, where something varies with what was swept, a figure above it.
    private func sweep(_ data: TableObject) -> MIMEBundle {
        var bundle = table(data.table)
        var notes: [String] = []
        if let failures = data.failures, failures.count > 0 {
            notes.append("\(failures.count) point\(failures.count == 1 ? "" : "s") failed")
        }
        if let cached = data.cached, cached > 0 { notes.append("\(cached) of the points came from the store") }
        let words =
            notes.isEmpty ? "" : "<p class=\"spar-note\">\(HTMLText.escaped(notes.joined(separator: "; ")))</p>\n"
        if !notes.isEmpty {
            bundle.text += "\n(\(notes.joined(separator: "; ")))"
            bundle.markdown = (bundle.markdown ?? "") + notes.joined(separator: "; ") + "\n\n"
        }
        if let panels = SweepFigure.panels(data.table), let svg = try? svg(panels) {
            bundle.html = inline(svg) + (bundle.html ?? "")
            bundle.png = png(panels)
        }
        bundle.html = (bundle.html ?? "") + words
        return bundle
    }

    private func structure(_ object: StructureObject) -> MIMEBundle {
        var bundle = MIMEBundle(text: text(object))
        let fields = StructureFacts.fields(object)
        bundle.html = beside(StructureDrawing(object.structure), fields)
        bundle.markdown = HTMLFields.markdown(fields)
        return bundle
    }

    private func cluster(_ object: ClusterObject) -> MIMEBundle {
        let fields = ClusterFacts.fields(object.cluster)
        return MIMEBundle(
            text: text(object), html: beside(StructureDrawing(object.cluster), fields),
            markdown: HTMLFields.markdown(fields))
    }

    private func beside(_ drawing: StructureDrawing?, _ fields: [HTMLFields.Field]) -> String {
        "<div class=\"spar-structure\">\n" + (drawing.map { inline($0.svg) } ?? "") + HTMLFields.table(fields)
            + "</div>\n"
    }

    private func spectrum(_ object: SpectrumObject) -> MIMEBundle {
        var bundle = MIMEBundle(text: text(object))
        var html = ""
        if let panels = try? SpectrumFigure.panels(object.crystal.average, columns: 2), let svg = try? svg(panels) {
            html = inline(svg)
            bundle.png = png(panels)
        }
        let fields = SpectrumFacts.fields(object.crystal), notes = object.crystal.average.details.notes
        bundle.html =
            html + HTMLFields.table(fields)
            + notes.map { "<p class=\"spar-note\">\(HTMLText.escaped($0))</p>\n" }.joined()
        bundle.markdown = HTMLFields.markdown(fields) + notes.map { $0 + "\n\n" }.joined()
        return bundle
    }

    private func model(_ object: ModelObject) -> MIMEBundle {
        let fields = ModelFacts.fields(object.model)
        return MIMEBundle(text: text(object), html: HTMLFields.table(fields), markdown: HTMLFields.markdown(fields))
    }

    private func figure(_ object: FigureObject) -> MIMEBundle {
        do {
            return MIMEBundle(text: text(object), svg: try svg(object.panels), png: png(object.panels))
        } catch {
            return MIMEBundle(text: text(object) + "\n(\(error))")
        }
    }

    private func svg(_ panels: Panels) throws -> String { try figures.svg(panels, isStacked: stacksPanels) }

    private func png(_ panels: Panels) -> [UInt8]? { withPNG ? try? figures.picture(panels, .png) : nil }

    private func record(_ record: LuaRecord) -> MIMEBundle {
        let fields = record.fields.filter { !$0.1.isNil }
        guard !fields.isEmpty, fields.count <= 60 else { return MIMEBundle(text: text(record)) }
        let shown = fields.map {
            HTMLFields.Field(name: $0, value: LuaValueText.short($1), unit: ColumnUnits.unit(of: $0))
        }
        return MIMEBundle(text: text(record), html: HTMLFields.table(shown), markdown: HTMLFields.markdown(shown))
    }

    /// A picture inside HTML. Pages give the ids of all their pictures a prefix again; this one keeps the pictures of
    /// different outputs apart in Jupyter, whose page we do not write.
    private func inline(_ svg: String) -> String {
        let prefix = "s" + SHA256.hex(Array(svg.utf8)).prefix(8) + "-"
        return "<div class=\"spar-figure\">" + InlineSVG.element(svg, prefix: prefix) + "</div>\n"
    }
}
