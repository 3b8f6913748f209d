// A cluster as a notebook shows it: its drawing, its absorber and the shells about it.

import Basics
import Crystal

extension ClusterObject: ShowsItself {
    package func shown() -> Shown? { Shown(picture: .cluster(cluster), facts: Self.facts(cluster)) }

    /// The absorber, and the neighbours by element and distance, the nearest shells first.
    private static func facts(_ cluster: Cluster) -> [ShownFact] {
        var fields = [
            ShownFact(
                name: "absorber",
                value: cluster.absorber.symbol + (cluster.charge.map { ", charge \(NumberText.short($0)) e" } ?? "")),
            ShownFact(
                name: "atoms", value: "\(cluster.atoms.count) to \(NumberText.fixed(cluster.radius, decimals: 3))",
                unit: "Å"),
        ]
        var shells: [(element: Element, r: Double, count: Int)] = []
        for atom in cluster.atoms {
            if let last = shells.last, last.element == atom.element, atom.r - last.r < 0.005 {
                shells[shells.count - 1].count += 1
            } else {
                shells.append((atom.element, atom.r, 1))
            }
        }
        for (i, shell) in shells.prefix(6).enumerated() {
            fields.append(
                ShownFact(
                    name: i == 0 ? "nearest" : "",
                    value: "\(shell.count) \(shell.element.symbol) at \(NumberText.fixed(shell.r, decimals: 3))",
                    unit: "Å"))
        }
        return fields
    }
}
