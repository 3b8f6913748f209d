// Atoms as XYZ text: a structure with its lattice (extended XYZ), a cluster with the absorber first at the origin.

import Basics

extension Structure {
    /// Extended XYZ; occupancies and charges are not part of the format.
    public var xyzText: String {
        let vectors = (0..<3).flatMap { i in (0..<3).map { NumberText.shortest(lattice.matrix[i][$0] + 0) } }
        var lines = [
            "\(sites.count)",
            "Lattice=\"\(vectors.joined(separator: " "))\" Properties=species:S:1:pos:R:3 pbc=\"T T T\"",
        ]
        for i in sites.indices { lines.append(xyzLine(sites[i].element, cartesian(i))) }
        return lines.joined(separator: "\n") + "\n"
    }
}

extension Cluster {
    /// XYZ, angstrom: the absorber at the origin, then its neighbours, nearest first.
    public var xyzText: String {
        let about = charge.map { " charge \(NumberText.shortest($0))" } ?? ""
        var lines = ["\(atoms.count + 1)", "cluster about \(absorber.symbol)\(about)", xyzLine(absorber, .zero)]
        lines += atoms.map { xyzLine($0.element, $0.position) }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Writes XYZ; the file is replaced only by a complete one.
    public func write(to path: String) throws {
        guard path.lowercased().hasSuffix(".xyz") else {
            throw SparError("cannot write a cluster to \(path): its name ends in .xyz")
        }
        try AtomicFile.write(xyzText, to: path)
    }
}

private func xyzLine(_ element: Element, _ p: Vector3) -> String {
    let numbers = (0..<3).map { NumberText.fixed(p[$0], decimals: 10) }
    return "\(element.symbol) \(numbers.joined(separator: " "))"
}
