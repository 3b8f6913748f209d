// A structure as a notebook shows it: its drawing, cell, density and space group.

import Basics
import Crystal

extension StructureObject: ShowsItself {
    package func shown() -> Shown? { Shown(picture: .structure(structure), facts: facts) }

    private var facts: [ShownFact] {
        let l = structure.lattice
        func n(_ x: Double) -> String { NumberText.short(x, digits: 6) }
        var fields = [
            ShownFact(
                name: "formula",
                value: "\(structure.composition.reducedFormula) (cell: \(structure.composition.formula))"),
            ShownFact(name: "a, b, c", value: "\(n(l.a)), \(n(l.b)), \(n(l.c))", unit: "Å"),
            ShownFact(name: "α, β, γ", value: "\(n(l.alpha)), \(n(l.beta)), \(n(l.gamma))", unit: "°"),
            ShownFact(name: "volume", value: n(l.volume), unit: "Å³"),
            ShownFact(name: "density", value: NumberText.short(structure.density, digits: 4), unit: "g/cm³"),
        ]
        // With spglib's own rule for angles: a wide limit lets it search for ten seconds where a primitive cell is
        // strained.
        if structure.sites.count <= 200, let symmetry = try? Symmetry(of: structure, angleTolerance: nil) {
            fields.insert(ShownFact(name: "space group", value: "\(symmetry.symbol) (\(symmetry.number))"), at: 1)
        }
        return fields
    }
}
