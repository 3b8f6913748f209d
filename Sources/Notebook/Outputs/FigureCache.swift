// Figures drawn before, by what decides them, so that a script that runs again draws only what changed.

import Plotting

final class FigureCache {
    private static let most = 256

    private var drawings: [String: String] = [:]
    private var order: [String] = []

    /// The picture as an SVG document.
    func svg(_ panels: Panels) throws -> String {
        let (script, data) = try panels.script(for: "figure.svg")
        let key = script + "\u{0}" + data
        if let known = drawings[key] { return known }
        let drawn = String(decoding: try panels.picture(.svg), as: UTF8.self)
        if order.count == Self.most { drawings[order.removeFirst()] = nil }
        order.append(key)
        drawings[key] = drawn
        return drawn
    }
}
