// Figures drawn before, by what decides them, so that a script that runs again draws only what changed.

import Plotting

final class FigureCache {
    private static let most = 256

    private var drawings: [String: [UInt8]] = [:]
    private var order: [String] = []

    /// The picture as an SVG document.
    /// - Parameter isStacked: whether panels beside each other may stand above each other on a narrow page.
    func svg(_ panels: Panels, isStacked: Bool = false) throws -> String {
        guard isStacked, panels.columns > 1 else { return String(decoding: try picture(panels, .svg), as: UTF8.self) }
        return String(
            decoding: try kept(panels, .svg, kind: "stacked") { Array(try StackedPanels.svg(panels).utf8) },
            as: UTF8.self)
    }

    func picture(_ panels: Panels, _ format: PictureFormat) throws -> [UInt8] {
        try kept(panels, format, kind: "") { try panels.picture(format) }
    }

    private func kept(_ panels: Panels, _ format: PictureFormat, kind: String, _ draw: () throws -> [UInt8]) throws
        -> [UInt8]
    {
        let (script, data) = try panels.script(for: "figure." + format.rawValue)
        let key = [kind, script, data].joined(separator: "\u{0}")
        if let known = drawings[key] { return known }
        let drawn = try draw()
        if order.count == Self.most { drawings[order.removeFirst()] = nil }
        order.append(key)
        drawings[key] = drawn
        return drawn
    }
}
