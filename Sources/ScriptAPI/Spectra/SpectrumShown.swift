// A spectrum as a notebook shows it: its curves, SAMS, window and frame, and what has to be said of it.

import Basics
import Plotting
import Spectra

extension SpectrumObject: ShowsItself {
    package func shown() -> Shown? {
        Shown(
            picture: (try? SpectrumFigure.panels(crystal.average, columns: 2)).map { .look($0) },
            facts: Self.facts(crystal), notes: crystal.average.details.notes)
    }

    private static func facts(_ crystal: CrystalSpectrum) -> [ShownFact] {
        let details = crystal.average.details, energies = crystal.average.energies
        func n(_ x: Double) -> String { NumberText.short(x, digits: 5) }
        var fields: [ShownFact] = []
        if let sams = try? crystal.sams() { fields.append(ShownFact(name: "SAMS", value: n(sams), unit: "1/√eV")) }
        if let window = details.window {
            fields.append(ShownFact(name: "window", value: "\(n(window.from)) to \(n(window.to))", unit: "eV"))
        }
        fields.append(
            ShownFact(
                name: "energies",
                value: "\(energies.count) from \(n(energies[0])) to \(n(energies[energies.count - 1]))",
                unit: details.fermiLevel == nil ? "eV" : "eV about the Fermi level"))
        fields.append(
            ShownFact(
                name: "frame",
                value: crystal.frame.rawValue + (crystal.sites.count > 1 ? ", \(crystal.sites.count) sites" : "")))
        if !details.engine.isEmpty { fields.append(ShownFact(name: "engine", value: details.engine)) }
        return fields
    }
}
