// What is said beside the picture of a structure, a spectrum, a model.

import Basics
import Crystal
import Forest
import ScriptAPI
import Spectra

enum StructureFacts {
    static func fields(_ object: StructureObject) -> [HTMLFields.Field] {
        let structure = object.structure, l = structure.lattice
        func n(_ x: Double) -> String { NumberText.short(x, digits: 6) }
        var fields = [
            HTMLFields.Field(
                name: "formula",
                value: "\(structure.composition.reducedFormula) (cell: \(structure.composition.formula))"),
            .init(name: "a, b, c", value: "\(n(l.a)), \(n(l.b)), \(n(l.c))", unit: "Å"),
            .init(name: "α, β, γ", value: "\(n(l.alpha)), \(n(l.beta)), \(n(l.gamma))", unit: "°"),
            .init(name: "volume", value: n(l.volume), unit: "Å³"),
            .init(name: "density", value: NumberText.short(structure.density, digits: 4), unit: "g/cm³"),
        ]
        // With spglib's own rule for angles: a wide limit lets it search for ten seconds where a primitive cell is
        // strained.
        if structure.sites.count <= 200, let symmetry = try? Symmetry(of: structure, angleTolerance: nil) {
            fields.insert(.init(name: "space group", value: "\(symmetry.symbol) (\(symmetry.number))"), at: 1)
        }
        return fields
    }
}

enum ClusterFacts {
    /// The absorber, and the neighbours by element and distance, the nearest shells first.
    static func fields(_ cluster: Cluster) -> [HTMLFields.Field] {
        var fields = [
            HTMLFields.Field(
                name: "absorber",
                value: cluster.absorber.symbol + (cluster.charge.map { ", charge \(NumberText.short($0)) e" } ?? "")),
            .init(
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
                .init(
                    name: i == 0 ? "nearest" : "",
                    value: "\(shell.count) \(shell.element.symbol) at \(NumberText.fixed(shell.r, decimals: 3))",
                    unit: "Å"))
        }
        return fields
    }
}

enum SpectrumFacts {
    static func fields(_ crystal: CrystalSpectrum) -> [HTMLFields.Field] {
        let details = crystal.average.details, energies = crystal.average.energies
        func n(_ x: Double) -> String { NumberText.short(x, digits: 5) }
        var fields: [HTMLFields.Field] = []
        if let sams = try? crystal.sams() { fields.append(.init(name: "SAMS", value: n(sams), unit: "1/√eV")) }
        if let window = details.window {
            fields.append(.init(name: "window", value: "\(n(window.from)) to \(n(window.to))", unit: "eV"))
        }
        fields.append(
            .init(
                name: "energies",
                value: "\(energies.count) from \(n(energies[0])) to \(n(energies[energies.count - 1]))",
                unit: details.fermiLevel == nil ? "eV" : "eV about the Fermi level"))
        fields.append(
            .init(
                name: "frame",
                value: crystal.frame.rawValue + (crystal.sites.count > 1 ? ", \(crystal.sites.count) sites" : "")))
        if !details.engine.isEmpty { fields.append(.init(name: "engine", value: details.engine)) }
        return fields
    }
}

enum ModelFacts {
    static func fields(_ model: ModelFile) -> [HTMLFields.Field] {
        let forest = model.forest
        var fields = [
            HTMLFields.Field(name: "random forest", value: "\(forest.treeCount) trees"),
            .init(name: "predicts", value: forest.targetName, unit: ColumnUnits.unit(of: forest.targetName)),
            .init(name: "from", value: forest.featureNames.joined(separator: ", ")),
            .init(name: "trained on", value: "\(forest.trainingRowCount) rows"),
        ]
        let importance = zip(forest.featureNames, forest.impurityImportance).sorted { $0.1 > $1.1 }.prefix(5)
        if let oob = try? forest.outOfBag(threads: 1).scores {
            let r2 = oob.r2.map { "R² \(NumberText.fixed($0, decimals: 3)), " } ?? ""
            fields.append(
                .init(name: "out of bag", value: "\(r2)MAE \(NumberText.short(oob.mae, digits: 3)), \(oob.count) rows"))
        }
        fields.append(
            .init(
                name: "most important",
                value: importance.map { "\($0.0) \(NumberText.fixed($0.1, decimals: 2))" }
                    .joined(separator: ", ")))
        return fields
    }
}
