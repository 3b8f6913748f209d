// Crystals that the tests share, from published cells (see examples/structures for the references).

import Basics
import Crystal
import Foundation
import Testing

/// The element of a symbol that the test itself wrote.
func element(_ symbol: String) throws -> Element { try #require(Element(symbol)) }

enum Crystals {
    static func rockSalt(a: Double = 4.178) throws -> Structure {
        let ni = try element("Ni"), o = try element("O")
        let corners: [Vector3] = [[0, 0, 0], [0, 0.5, 0.5], [0.5, 0, 0.5], [0.5, 0.5, 0]]
        let sites =
            corners.map { Site(element: ni, frac: $0) }
            + corners.map { Site(element: o, frac: $0 + Vector3(0.5, 0.5, 0.5)) }
        return Structure(lattice: Lattice(a: a, b: a, c: a, alpha: 90, beta: 90, gamma: 90), sites: sites)
    }

    static func rutile() throws -> Structure {
        let ti = try element("Ti"), o = try element("O"), u = 0.3053
        let oxygen: [Vector3] = [[u, u, 0], [-u, -u, 0], [0.5 - u, 0.5 + u, 0.5], [0.5 + u, 0.5 - u, 0.5]]
        let sites =
            [Site(element: ti, frac: [0, 0, 0]), Site(element: ti, frac: [0.5, 0.5, 0.5])]
            + oxygen.map { Site(element: o, frac: $0) }
        return Structure(
            lattice: Lattice(a: 4.5937, b: 4.5937, c: 2.9587, alpha: 90, beta: 90, gamma: 90), sites: sites)
    }
}

/// The text of the error that `body` throws, or nil.
func message(_ body: () throws -> Void) -> String? {
    do {
        try body()
        return nil
    } catch {
        return "\(error)"
    }
}

func isClose(_ a: Double, _ b: Double, _ tolerance: Double = 1e-9) -> Bool {
    abs(a - b) <= tolerance * max(1, abs(a), abs(b))
}

/// Mass-free density: sites for each cubic angstrom.
func siteDensity(_ s: Structure) -> Double { Double(s.sites.count) / s.lattice.volume }

extension Structure {
    /// All distances below `radius` between sites and their images, sorted: the same in every cell of a crystal.
    func distances(fromFirst symbol: String, within radius: Double) -> [Double] {
        guard let i = sites.firstIndex(where: { $0.element.symbol == symbol }) else { return [] }
        let reach = (0..<3).map { Int((radius * lattice.inverse.column($0).length).rounded(.up)) + 1 }
        var result: [Double] = []
        for j in sites.indices {
            for x in -reach[0]...reach[0] {
                for y in -reach[1]...reach[1] {
                    for z in -reach[2]...reach[2] {
                        let shift = Vector3(Double(x), Double(y), Double(z))
                        let d = lattice.cartesian(sites[j].frac + shift - sites[i].frac).length
                        if d < radius { result.append(d) }
                    }
                }
            }
        }
        return result.sorted()
    }
}
