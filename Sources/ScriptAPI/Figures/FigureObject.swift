// Figures in scripts.

import Basics
import LuaRuntime
import Plotting

/// A figure, or several in panels.
package final class FigureObject: LuaObject {
    package let panels: Panels
    /// Where it was last saved.
    package let file: String?

    init(_ panels: Panels, file: String?) {
        self.panels = panels
        self.file = file
    }

    /// With the options `file` and `keep` of a call: saved where a file is named, and then shown.
    static func drawn(_ panels: Panels, _ call: Call) throws -> FigureObject {
        let given: String? = try call[optional: "file"]
        let path = try given.map { try call.outputPath($0) }
        if let path { try panels.save(path, keep: call[optional: "keep"] ?? false) }
        let figure = FigureObject(panels, file: path)
        if path != nil { DrawnFigures.of(call.state).add(figure, call.state.context) }
        return figure
    }

    package static let luaType = ObjectType(
        FigureObject.self, "figure", "A figure, drawn when it is saved.",
        properties: [property("file", "Where `file =` saved it.") { .optional($0.file) }],
        methods: [
            method(
                "save", "Draws it to a file: \(PictureFormat.endings).", .required("path", .string, "The file."),
                .options([.optional("keep", .boolean, "Keep gnuplot's script and data beside it.")])
            ) { figure, call in
                let path = try call.outputPath(try call["path"])
                try figure.panels.save(path, keep: call[optional: "keep"] ?? false)
                DrawnFigures.of(call.state).add(figure, call.state.context)
                return .nil
            }
        ],
        changeHint: "plot again",
        text: { "figure" + ($0.file.map { " " + $0 } ?? "") })
}
