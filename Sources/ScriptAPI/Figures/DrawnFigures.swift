// Figures that a cell draws to files. Each of them is shown where it is drawn, in a notebook and in a report, and not a
// second time where the same cell also shows it or ends in it.

import LuaRuntime

package final class DrawnFigures {
    private var figures: [ObjectIdentifier: FigureObject] = [:]

    package init() {}

    package static func of(_ state: LuaState) -> DrawnFigures {
        state.service(DrawnFigures.self, default: DrawnFigures())
    }

    /// Before each cell.
    package func forget() { figures = [:] }

    /// Whether the value is a figure that this cell has shown already by drawing it.
    package func contains(_ value: LuaValue) -> Bool {
        guard case .object(let object) = value, let figure = object as? FigureObject else { return false }
        return figures[ObjectIdentifier(figure)] != nil
    }

    /// A figure was drawn to a file: shows it where values are shown.
    func add(_ figure: FigureObject, _ context: RunContext) {
        guard context.takesValues, figures.updateValue(figure, forKey: ObjectIdentifier(figure)) == nil else { return }
        context.emit(.value(.object(figure)))
    }
}
