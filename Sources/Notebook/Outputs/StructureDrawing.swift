// A picture of a cell or a cluster: atoms as balls, bonds as sticks, the cell's edges, the directions of a, b and c (of
// a cluster x, y and z), and which colour is which element.
//
// Orthographic, looked at from a little above and to the right of the first two axes. Lengths on the picture are in
// pixels:
// text has one size whatever the cell. Sticks and edges are drawn in short pieces, each at its own depth and without
// what lies inside a ball, so that what is in front covers what is behind. Lines and text that stand on the page itself
// have the page's own colour, or one that shows on light and dark.

import Basics
import Crystal
import Foundation

struct StructureDrawing {
    /// Pixels of the longer side of the drawing, and of an angstrom at most.
    private static let longest = 300.0, largestScale = 46.0
    private static let fontSize = 13.0

    private let drawn: DrawnAtoms
    private let name: String
    /// Cartesian; the edges of the cell are drawn where there is one.
    private let axes: [Vector3]
    private let hasCell: Bool
    private let axisNames: [String]
    /// Rows: right, up, towards the eye.
    private let view: Matrix3
    /// Pixels an angstrom.
    private var scale = 1.0

    /// nil where there are too many atoms for a picture.
    init?(_ structure: Structure) {
        guard let drawn = DrawnAtoms(structure) else { return nil }
        let rows = structure.lattice.matrix.rows
        self.init(
            drawn, name: structure.composition.reducedFormula, axes: [rows.0, rows.1, rows.2],
            axisNames: ["a", "b", "c"], hasCell: true)
    }

    init?(_ cluster: Cluster) {
        guard let drawn = DrawnAtoms(cluster) else { return nil }
        self.init(
            drawn, name: "cluster around \(cluster.absorber.symbol)", axes: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
            axisNames: ["x", "y", "z"], hasCell: false)
    }

    private init?(_ drawn: DrawnAtoms, name: String, axes: [Vector3], axisNames: [String], hasCell: Bool) {
        self.drawn = drawn
        self.name = name
        self.axes = axes
        self.axisNames = axisNames
        self.hasCell = hasCell
        // The third axis stands up; the eye sees mostly the plane of the first and third.
        let up0 = axes[2].normalized
        let side = (axes[0] - axes[0].dot(up0) * up0).normalized
        let back = up0.cross(side)
        let turn = 0.42, tilt = 0.24
        let right = cos(turn) * side + sin(turn) * back
        let forward = sin(turn) * side - cos(turn) * back  // towards the eye before tilting
        let eye = cos(tilt) * forward + sin(tilt) * up0
        let up = cos(tilt) * up0 - sin(tilt) * forward
        guard [right, up, eye].allSatisfy({ $0.length.isFinite }) else { return nil }
        view = Matrix3(rows: right, up, eye)
        let points = extent
        scale = min(Self.largestScale, Self.longest / max(1, points.width, points.height))
    }

    private var corners: [Vector3] {
        guard hasCell else { return [] }
        return (0..<8).map { i in (0..<3).reduce(Vector3.zero) { $0 + (i >> $1 & 1 == 1 ? axes[$1] : .zero) } }
    }

    /// On the picture: pixels to the right, pixels down, angstrom towards the eye.
    private func projected(_ r: Vector3) -> Vector3 {
        let v = view * r
        return Vector3(v.x * scale, -v.y * scale, v.z)
    }

    /// Angstrom.
    private func radius(_ element: Element) -> Double { 0.20 + 0.22 * AtomLook.radius(element) }

    /// What the drawing takes, in pixels at the present scale.
    private var extent: (left: Double, top: Double, width: Double, height: Double) {
        var points = corners.map(projected)
        for atom in drawn.atoms {
            let p = projected(atom.place), r = radius(atom.element) * scale
            points += [p + Vector3(r, r, 0), p - Vector3(r, r, 0)]
        }
        let xs = points.map(\.x), ys = points.map(\.y)
        let left = xs.min() ?? 0, top = ys.min() ?? 0
        return (left, top, (xs.max() ?? 0) - left, (ys.max() ?? 0) - top)
    }

    // MARK: shapes

    private struct Shape {
        let depth: Double
        let text: String
    }

    private static func n(_ x: Double) -> String { NumberText.fixed(x, decimals: 1) }

    private static func line(_ a: Vector3, _ b: Vector3, _ style: String) -> String {
        "<line x1=\"\(n(a.x))\" y1=\"\(n(a.y))\" x2=\"\(n(b.x))\" y2=\"\(n(b.y))\" \(style)/>"
    }

    /// A line from `a` to `b` (angstrom) in pieces of at most `length`, less what is inside balls.
    private func pieces(_ a: Vector3, _ b: Vector3, length: Double, balls: [Int], _ style: String) -> [Shape] {
        let whole = b - a, count = max(1, Int(((whole.length) / length).rounded(.up)))
        // Ends of the pieces also where the line goes into a ball or comes out of it.
        var ends = (0...count).map { Double($0) / Double(count) }
        var hidden: [ClosedRange<Double>] = []
        for i in balls {
            let atom = drawn.atoms[i], r = radius(atom.element) * 0.97
            let middle = (atom.place - a).dot(whole) / whole.dot(whole)
            let distance = (a + middle * whole - atom.place).length
            guard distance < r else { continue }
            let half = ((r * r - distance * distance) / whole.dot(whole)).squareRoot()
            hidden.append((middle - half)...(middle + half))
            ends += [middle - half, middle + half].filter { $0 > 0 && $0 < 1 }
        }
        ends.sort()
        return zip(ends, ends.dropFirst()).compactMap { from, to in
            let middle = (from + to) / 2
            guard to - from > 1e-6, !hidden.contains(where: { $0.contains(middle) }) else { return nil }
            let p = projected(a + from * whole), q = projected(a + to * whole)
            return Shape(depth: (p.z + q.z) / 2, text: Self.line(p, q, style))
        }
    }

    private var edges: [Shape] {
        let corners = corners
        guard !corners.isEmpty else { return [] }
        return (0..<8).flatMap { i in
            [1, 2, 4].filter { i & $0 == 0 }.flatMap { bit in
                pieces(
                    corners[i], corners[i | bit], length: 0.4, balls: Array(drawn.atoms.indices),
                    "stroke=\"#868c96\" stroke-width=\"1.2\" stroke-linecap=\"round\"")
            }
        }
    }

    /// Each bond in two halves, of the colours of its atoms.
    private var bonds: [Shape] {
        let width = Self.n(min(6, max(2, 0.13 * scale)))
        return drawn.bonds.flatMap { i, j -> [Shape] in
            let middle = 0.5 * (drawn.atoms[i].place + drawn.atoms[j].place)
            return [i, j].flatMap { end in
                pieces(
                    drawn.atoms[end].place, middle, length: 0.35, balls: [i, j],
                    "stroke=\"\(AtomLook.color(drawn.atoms[end].element))\" stroke-width=\"\(width)\" "
                        + "stroke-linecap=\"round\""
                )
            }
        }
    }

    private func ball(_ atom: DrawnAtom) -> Shape {
        let p = projected(atom.place), symbol = atom.element.symbol
        let faint = atom.occupancy < 0.999 ? " opacity=\"\(Self.n(0.4 + 0.6 * atom.occupancy))\"" : ""
        let place = "cx=\"\(Self.n(p.x))\" cy=\"\(Self.n(p.y))\" r=\"\(Self.n(radius(atom.element) * scale))\""
        let rim = atom.isMarked ? "stroke=\"#c22\" stroke-width=\"2.4\"" : "stroke=\"#333\" stroke-width=\"0.6\""
        let text = "<circle \(place) fill=\"url(#\(symbol))\" \(rim)\(faint)><title>\(symbol)</title></circle>"
        return Shape(depth: p.z, text: text)
    }

    // MARK: the document

    /// An SVG document.
    var svg: String {
        let shapes = (edges + bonds + drawn.atoms.map(ball)).sorted { $0.depth < $1.depth }
        let margin = 8.0, footHeight = 52.0, n = Self.n
        let (left, top, drawingWidth, height) = extent
        // The foot holds the three directions and the elements.
        let elements = Array(Set(drawn.atoms.map(\.element))).sorted { $0.atomicNumber < $1.atomicNumber }
        let footWidth = 78 + elements.reduce(0) { $0 + 24 + 9 * Double($1.symbol.count) }
        let width = max(drawingWidth, footWidth) + 2 * margin
        let x0 = left - (width - drawingWidth) / 2, y0 = top - margin
        var text =
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(n(width))\" "
            + "height=\"\(n(height + 2 * margin + footHeight))\" "
        text +=
            "viewBox=\"\(n(x0)) \(n(y0)) \(n(width)) \(n(height + 2 * margin + footHeight))\" role=\"img\" "
            + "fill=\"currentColor\" "
        text += "font-family=\"Helvetica, Arial, DejaVu Sans, sans-serif\" font-size=\"\(n(Self.fontSize))\">\n"
        text += "<title>\(HTMLText.escaped(name))</title>\n<defs>\n"
        for element in elements {
            let color = AtomLook.color(element)
            text +=
                "<radialGradient id=\"\(element.symbol)\" cx=\"0.36\" cy=\"0.32\" r=\"0.75\"><stop offset=\"0\" "
                + "stop-color=\"#fff\" "
            text +=
                "stop-opacity=\"0.95\"/><stop offset=\"0.35\" stop-color=\"\(color)\"/><stop offset=\"1\" "
                + "stop-color=\"\(color)\"/>"
            text += "</radialGradient>\n"
        }
        text += "</defs>\n" + shapes.map(\.text).joined(separator: "\n") + "\n"
        text += directions(at: Vector3(x0 + margin + 22, y0 + height + 2 * margin + footHeight - 20, 0))
        var x = x0 + margin + 78
        let y = y0 + height + 2 * margin + footHeight - 22
        for element in elements {
            text +=
                "<circle cx=\"\(n(x))\" cy=\"\(n(y))\" r=\"6\" fill=\"\(AtomLook.color(element))\" stroke=\"#868c96\" "
                + "stroke-width=\"0.8\"/>"
            text += "<text x=\"\(n(x + 10))\" y=\"\(n(y + 4.5))\">\(element.symbol)</text>\n"
            x += 24 + 9 * Double(element.symbol.count)
        }
        return text + "</svg>\n"
    }

    /// Three arrows from a place on the picture, along the axes.
    private func directions(at origin: Vector3) -> String {
        let colors = ["#d0402f", "#2f9a48", "#3d6fd8"], n = Self.n
        let arrows = axes.indices.map { i -> (depth: Double, text: String) in
            let v = view * axes[i].normalized
            let direction = Vector3(v.x, -v.y, 0)
            let tip = origin + 24 * direction, label = origin + (24 + 8 / max(0.4, direction.length)) * direction
            let style = "stroke=\"\(colors[i])\" stroke-width=\"2.2\" stroke-linecap=\"round\""
            let text =
                Self.line(origin, tip, style)
                + "<text x=\"\(n(label.x))\" y=\"\(n(label.y + 4))\" text-anchor=\"middle\" "
                + "font-style=\"italic\">\(axisNames[i])</text>\n"
            return (v.z, text)
        }
        return arrows.sorted { $0.depth < $1.depth }.map(\.text).joined()
    }
}
