// A structure as CIF text: every atom of the cell in P 1, with the digits that read back to the same numbers.
//
// The cell is written as lengths and angles, so the crystal keeps its shape but not its orientation in space.

import Basics

extension Structure {
    /// CIF text. A left-handed cell is written with all three vectors turned round, which is the same crystal.
    public var cifText: String {
        let flip: Double = lattice.matrix.determinant < 0 ? -1 : 1
        let formula = formulaText(amounts(sites))
        var lines = [
            "data_" + formula.filter { $0 != " " },
            "_chemical_formula_sum '\(formula)'",
            "_cell_length_a \(NumberText.shortest(lattice.a))",
            "_cell_length_b \(NumberText.shortest(lattice.b))",
            "_cell_length_c \(NumberText.shortest(lattice.c))",
            "_cell_angle_alpha \(NumberText.shortest(lattice.alpha.tidyAngle))",
            "_cell_angle_beta \(NumberText.shortest(lattice.beta.tidyAngle))",
            "_cell_angle_gamma \(NumberText.shortest(lattice.gamma.tidyAngle))",
            "_cell_volume \(NumberText.short(lattice.volume, digits: 10))",
            "_space_group_name_H-M_alt 'P 1'",
            "_space_group_IT_number 1",
            "loop_", "_space_group_symop_operation_xyz", "'x, y, z'",
        ]
        let types = sites.map(\.typeSymbol)
        if sites.contains(where: { $0.oxidation != nil }) {
            lines += ["loop_", "_atom_type_symbol", "_atom_type_oxidation_number"]
            var seen: Set<String> = []
            for (site, type) in zip(sites, types) where seen.insert(type).inserted {
                lines.append("\(type) \(site.oxidation.map(NumberText.shortest) ?? "?")")
            }
        }
        lines += [
            "loop_", "_atom_site_label", "_atom_site_type_symbol", "_atom_site_fract_x", "_atom_site_fract_y",
            "_atom_site_fract_z", "_atom_site_occupancy",
        ]
        for (i, label) in uniqueLabels.enumerated() {
            let f = flip * sites[i].frac
            lines.append(
                "\(label) \(types[i]) \(NumberText.shortest(f.x + 0)) \(NumberText.shortest(f.y + 0)) "
                    + "\(NumberText.shortest(f.z + 0)) \(NumberText.shortest(sites[i].occupancy))")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The sites' own labels where they differ from each other, else symbol and running number.
    private var uniqueLabels: [String] {
        let own = sites.map(\.label)
        let isPlain = own.allSatisfy { label in
            label.first?.isLetter == true && label.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x23 }
        }
        if isPlain, Set(own).count == own.count { return own }
        var count: [Element: Int] = [:]
        return sites.map { site in
            count[site.element, default: 0] += 1
            return "\(site.element.symbol)\(count[site.element] ?? 0)"
        }
    }
}

extension Site {
    /// Element and charge as CIF writes them: `Fe3+`, `O2-`, `Ni`.
    var typeSymbol: String {
        guard let q = oxidation else { return element.symbol }
        return "\(element.symbol)\(NumberText.shortest(abs(q)))\(q < 0 ? "-" : "+")"
    }
}
