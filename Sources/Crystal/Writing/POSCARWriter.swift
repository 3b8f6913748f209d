// A structure as POSCAR text (VASP 5, direct coordinates), grouped by element in the order of first appearance.

import Basics

extension Structure {
    /// - Throws: where a site is only partly occupied, which a POSCAR cannot say.
    public func poscarText() throws -> String {
        if let i = sites.firstIndex(where: { $0.occupancy != 1 }) {
            throw SparError(
                "\(name(ofSite: i)) has occupancy \(shortNumber(sites[i].occupancy)), which a POSCAR cannot "
                    + "hold; write a CIF")
        }
        let kinds = amounts(sites)
        func row(_ v: Vector3) -> String {
            (0..<3).map { "  " + NumberText.shortest(v[$0] + 0) }.joined()
        }
        var lines = [formulaText(kinds), "1.0"]
        lines += (0..<3).map { row(lattice.matrix[$0]) }
        lines.append(kinds.map(\.element.symbol).joined(separator: " "))
        lines.append(
            kinds.map { kind in "\(sites.filter { $0.element == kind.element }.count)" }.joined(separator: " "))
        lines.append("Direct")
        for kind in kinds { lines += sites.filter { $0.element == kind.element }.map { row($0.frac) } }
        return lines.joined(separator: "\n") + "\n"
    }
}
