// A picture of one cell: its edges, its atoms (those on a face, an edge or a corner at every copy of it), its bonds.
//
// Orthographic, looked at from a little above and to the right of the first two axes; lengths in angstrom, 1 angstrom is
// `scale` units of the picture. What is nearer is drawn later. A bond joins atoms of different electronegativity (all
// kinds, where the cell has one kind only) that are closer than 1.15 times the sum of their covalent radii.

import Anisotropy
import Basics
import Crystal
import Foundation

struct StructureDrawing {
    private struct Atom {
        let element: Element
        let occupancy: Double
        let place: Vector3
    }

    static let mostAtoms = 400
    private static let scale = 30.0

    private let structure: Structure
    private var atoms: [Atom] = []
    /// Rows: right, up, towards the eye.
    private let view: Matrix3

    /// nil where the cell has too many atoms for a picture.
    init?(_ structure: Structure) {
        self.structure = structure
        guard structure.sites.count <= Self.mostAtoms else { return nil }
        let rows = structure.lattice.matrix.rows
        // The third axis stands up; the eye sees mostly the plane of the first and third.
        let up0 = rows.2.normalized
        let side = (rows.0 - rows.0.dot(up0) * up0).normalized
        let back = up0.cross(side)
        let turn = 0.42, tilt = 0.24
        let right = cos(turn) * side + sin(turn) * back
        let forward = sin(turn) * side - cos(turn) * back // towards the eye before tilting
        let eye = cos(tilt) * forward + sin(tilt) * up0
        let up = cos(tilt) * up0 - sin(tilt) * forward
        guard [right, up, eye].allSatisfy({ $0.length.isFinite }) else { return nil }
        view = Matrix3(rows: right, up, eye)
        for site in structure.sites {
            let base = Vector3(Self.wrapped(site.frac.x), Self.wrapped(site.frac.y), Self.wrapped(site.frac.z))
            for i in Self.copies(base.x) {
                for j in Self.copies(base.y) {
                    for k in Self.copies(base.z) {
                        let frac = base + Vector3(i, j, k)
                        atoms.append(Atom(element: site.element, occupancy: site.occupancy,
                                          place: structure.lattice.cartesian(frac)))
                    }
                }
            }
        }
        guard atoms.count <= 4 * Self.mostAtoms else { return nil }
    }

    private static let edge = 0.02

    private static func wrapped(_ x: Double) -> Double {
        let w = x - x.rounded(.down)
        return w > 1 - 1e-6 ? 0 : w
    }

    private static func copies(_ x: Double) -> [Double] {
        x < edge ? [0, 1] : x > 1 - edge ? [0, -1] : [0]
    }

    private func projected(_ r: Vector3) -> Vector3 {
        let v = view * r
        return Vector3(v.x * Self.scale, -v.y * Self.scale, v.z)
    }

    private func radius(_ element: Element) -> Double { (0.20 + 0.22 * AtomLook.radius(element)) * Self.scale }

    /// An SVG document.
    var svg: String {
        var corners: [Vector3] = []
        for x in [0.0, 1.0] { for y in [0.0, 1.0] { for z in [0.0, 1.0] { corners.append(structure.lattice.cartesian(Vector3(x, y, z))) } } }
        var shapes = edges(corners) + bondShapes() + atoms.map(shape)
        shapes.sort { $0.depth < $1.depth }
        var points: [Vector3] = corners.map(projected)
        for atom in atoms {
            let p = projected(atom.place), r = radius(atom.element)
            points.append(p + Vector3(r, r, 0))
            points.append(p - Vector3(r, r, 0))
        }
        let xs: [Double] = points.map { $0.x }, ys: [Double] = points.map { $0.y }
        let left = (xs.min() ?? 0) - 8, top = (ys.min() ?? 0) - 8
        let width = (xs.max() ?? 0) - left + 8, height = (ys.max() ?? 0) - top + 8
        return document(shapes.map(\.text), left: left, top: top, width: width, height: height)
    }

    private struct Shape {
        let depth: Double
        let text: String
    }

    private static func n(_ x: Double) -> String { NumberText.fixed(x, decimals: 1) }

    private static func line(_ a: Vector3, _ b: Vector3, _ style: String) -> String {
        "<line x1=\"\(n(a.x))\" y1=\"\(n(a.y))\" x2=\"\(n(b.x))\" y2=\"\(n(b.y))\" \(style)/>"
    }

    private func edges(_ corners: [Vector3]) -> [Shape] {
        var shapes: [Shape] = []
        for i in 0..<8 {
            for bit in [1, 2, 4] where i & bit == 0 {
                let a = projected(corners[i]), b = projected(corners[i | bit])
                shapes.append(Shape(depth: (a.z + b.z) / 2 - 0.5, text: Self.line(a, b, "stroke=\"#8a8f98\" stroke-width=\"1.1\"")))
            }
        }
        return shapes
    }

    /// Each bond in two halves, of the colours of its atoms.
    private func bondShapes() -> [Shape] {
        bonds.flatMap { i, j -> [Shape] in
            let middle = projected(0.5 * (atoms[i].place + atoms[j].place))
            return [i, j].map { end in
                let p = projected(atoms[end].place)
                let style = "stroke=\"\(AtomLook.color(atoms[end].element))\" stroke-width=\"5\" opacity=\"0.75\""
                return Shape(depth: (p.z + middle.z) / 2 - 0.05, text: Self.line(p, middle, style))
            }
        }
    }

    private func shape(_ atom: Atom) -> Shape {
        let p = projected(atom.place), symbol = atom.element.symbol
        let faint = atom.occupancy < 0.999 ? " opacity=\"\(Self.n(0.4 + 0.6 * atom.occupancy))\"" : ""
        let place = "cx=\"\(Self.n(p.x))\" cy=\"\(Self.n(p.y))\" r=\"\(Self.n(radius(atom.element)))\""
        let text = "<circle \(place) fill=\"url(#\(symbol))\" stroke=\"#333\" stroke-width=\"0.6\"\(faint)>"
            + "<title>\(symbol)</title></circle>"
        return Shape(depth: p.z, text: text)
    }

    private func document(_ shapes: [String], left: Double, top: Double, width: Double, height: Double) -> String {
        let legendHeight = 26.0
        // Small cells are drawn at a readable size, long ones not larger than a page.
        let size = min(1.6, max(0.25, 260 / max(width, height)))
        let n = Self.n
        var text = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(n(width * size))\" "
        text += "height=\"\(n((height + legendHeight) * size))\" viewBox=\"\(n(left)) \(n(top)) \(n(width)) \(n(height + legendHeight))\" "
        text += "role=\"img\">\n<title>\(HTMLText.escaped(structure.composition.reducedFormula))</title>\n<defs>\n"
        let elements = structure.composition.elements
        for element in elements {
            let color = AtomLook.color(element)
            text += "<radialGradient id=\"\(element.symbol)\" cx=\"0.36\" cy=\"0.32\" r=\"0.75\"><stop offset=\"0\" stop-color=\"#fff\" "
            text += "stop-opacity=\"0.95\"/><stop offset=\"0.35\" stop-color=\"\(color)\"/><stop offset=\"1\" stop-color=\"\(color)\"/>"
            text += "</radialGradient>\n"
        }
        text += "</defs>\n" + shapes.joined(separator: "\n") + "\n"
        var x = left + 12
        let y = top + height + 8
        for element in elements {
            text += "<circle cx=\"\(n(x))\" cy=\"\(n(y))\" r=\"6\" fill=\"\(AtomLook.color(element))\" stroke=\"#333\" stroke-width=\"0.6\"/>"
            text += "<text x=\"\(n(x + 10))\" y=\"\(n(y + 4.5))\" font-family=\"Helvetica, Arial, DejaVu Sans, sans-serif\" "
            text += "font-size=\"13\">\(element.symbol)</text>\n"
            x += 22 + 9 * Double(element.symbol.count)
        }
        return text + "</svg>\n"
    }

    /// Pairs of drawn atoms that are bonded.
    private var bonds: [(Int, Int)] {
        let elements = Set(atoms.map(\.element))
        func differ(_ a: Element, _ b: Element) -> Bool {
            guard elements.count > 1, let x = a.electronegativity, let y = b.electronegativity else { return true }
            return abs(x - y) >= 0.4
        }
        let anyDiffers = elements.contains { a in elements.contains { a != $0 && differ(a, $0) } }
        var found: [(Int, Int)] = []
        for i in atoms.indices {
            for j in atoms.indices.dropFirst(i + 1) {
                guard !anyDiffers || differ(atoms[i].element, atoms[j].element) else { continue }
                let reach = 1.15 * (AtomLook.radius(atoms[i].element) + AtomLook.radius(atoms[j].element))
                let distance = (atoms[i].place - atoms[j].place).length
                if distance < reach, distance > 0.4 { found.append((i, j)) }
            }
        }
        return found
    }
}
