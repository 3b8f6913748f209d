// Which columns of a file are the photon's energy and the absorption.
//
// Labels are XDI's dictionary and those of Athena's and Larch's exports. What is processed furthest is taken: "flat" before
// "norm" before mu, mu before the counts that it is made of. Columns named by polarizations are taken all.

import Basics
import Crystal
import Foundation

struct AbsorptionColumns {
    private let table: ColumnTable
    private let header: AbsorptionHeader
    private let name: String
    /// One for each column, as the file has them; small letters for looking up.
    private let labels: [String]
    private let units: [String?]

    init(_ table: ColumnTable, _ header: AbsorptionHeader, name: String) {
        self.table = table
        self.header = header
        self.name = name
        let given = table.values.indices.map { header.column($0 + 1) }
        labels = table.values.indices.map { i in given[i]?.label ?? (table.labels.isEmpty ? "" : table.labels[i]) }
        units = given.map { $0?.unit }
    }

    func spectrum(_ wanted: String?) throws -> MeasuredSpectrum {
        guard table.values.count >= 2 else {
            throw SparError(at: .file(name), "one column is not a spectrum; energy and absorption are needed")
        }
        let (energyColumn, energies) = try photonEnergies()
        let (curves, processing) = try curves(wanted, besides: energyColumn)
        let (order, notes) = try ascending(energies)
        var spectrumNotes = notes
        if let edge = header.edge, edge != "K" {
            spectrumNotes.append("\(name) is of the \(edge) edge; what Spar computes is of K edges.")
        }
        return MeasuredSpectrum(
            energies: order.map { energies[$0] },
            curves: curves.map { curve in
                .init(label: curve.label, polarization: curve.polarization, values: order.map { curve.values[$0] })
            },
            processing: processing, element: try header.element(), edge: header.edge,
            edgeEnergy: try header.edgeEnergy(), facts: header.facts, notes: spectrumNotes)
    }

    // MARK: Energies

    private func index(_ names: [String]) -> Int? {
        for name in names { if let i = labels.firstIndex(where: { $0.lowercased() == name }) { return i } }
        return nil
    }

    private static let energyLabels = ["energy", "e", "photon_energy", "energy_ev", "energy(ev)", "omega", "ev"]
    private static let kiloLabels = ["energy_kev", "energy(kev)", "kev"]

    private func photonEnergies() throws -> (column: Int, energies: [Double]) {
        if let i = index(Self.energyLabels) { return (i, try inElectronvolts(table.values[i], unit: units[i])) }
        if let i = index(Self.kiloLabels) { return (i, table.values[i].map { $0 * 1000 }) }
        if let i = index(["angle"]) { return (i, try fromAngles(table.values[i], unit: units[i])) }
        if labels[0].lowercased() == "k" || labels[0].lowercased() == "r" {
            throw SparError(
                at: .file(name), "its first column is \"\(labels[0])\": this is chi, not the absorption itself")
        }
        guard labels.allSatisfy(\.isEmpty) else { return (0, try inElectronvolts(table.values[0], unit: units[0])) }
        guard table.values.count == 2 else {
            throw SparError(
                at: .file(name),
                "\(table.values.count) columns without labels; a line such as \"# energy mu\" above the first row would "
                    + "say what they are")
        }
        return (0, try inElectronvolts(table.values[0], unit: nil))
    }

    private func inElectronvolts(_ values: [Double], unit: String?) throws -> [Double] {
        switch unit {
        case "kev": return values.map { $0 * 1000 }
        case nil, "ev":
            // Boron's K edge, the lowest of those computed, lies at 188 eV.
            if let top = values.max(), top < 120 {
                throw SparError(
                    at: .file(name),
                    "the energies end at \(NumberText.short(top)) eV, below every K edge from boron on; are they in keV? Name "
                        + "the column energy_keV then")
            }
            return values
        case .some(let other):
            throw SparError(at: .file(name), "the energies are in \"\(other.prefix(20))\"; eV and keV are read")
        }
    }

    /// Bragg: E = h c / (2 d sin theta), h c = 12398.41984 eV angstrom (CODATA 2018).
    private func fromAngles(_ values: [Double], unit: String?) throws -> [Double] {
        guard let d = try header.dSpacing() else {
            throw SparError(
                at: .file(name), "the column angle needs the field Mono.d_spacing (angstrom) to become an energy")
        }
        let scale = unit?.hasPrefix("rad") == true ? 1 : Double.pi / 180
        return try values.enumerated().map { k, angle in
            let sine = sin(angle * scale)
            guard sine > 1e-6 else {
                throw SparError(
                    at: .file(name, line: table.lines[k]), "\(NumberText.short(angle)) is no angle of a monochromator")
            }
            return 12398.41984 / (2 * d * sine)
        }
    }

    /// Rows by ascending energy. Scans go either way, and may repeat a point, of which the first counts.
    private func ascending(_ energies: [Double]) throws -> (order: [Int], notes: [String]) {
        var order = Array(energies.indices)
        if let first = energies.first, let last = energies.last, last < first { order.reverse() }
        var kept: [Int] = []
        for i in order {
            guard let before = kept.last else {
                kept.append(i)
                continue
            }
            if energies[i] == energies[before] { continue }
            guard energies[i] > energies[before] else {
                throw SparError(
                    at: .file(name, line: table.lines[i]),
                    "the energies turn back: \(NumberText.short(energies[i], digits: 8)) eV is next to "
                        + "\(NumberText.short(energies[before], digits: 8)) eV; a file holds one scan")
            }
            kept.append(i)
        }
        guard kept.count >= 2 else { throw SparError(at: .file(name), "one energy is not a spectrum") }
        let dropped = energies.count - kept.count
        return (
            kept, dropped == 0 ? [] : ["\(name): \(dropped) repeated \(dropped == 1 ? "energy" : "energies") left out."]
        )
    }

    // MARK: Absorption

    private static let processed: [(label: String, processing: MeasuredSpectrum.Processing)] = [
        ("flat", .flattened), ("norm", .normalized), ("normtrans", .normalized), ("normfluor", .normalized),
        ("mutrans", .raw), ("mufluor", .raw), ("mu", .raw), ("xmu", .raw), ("absorption", .raw), ("intensity", .raw),
    ]

    private static func processing(of label: String) -> MeasuredSpectrum.Processing {
        let text = label.lowercased()
        if text.hasPrefix("flat") { return .flattened }
        return text.hasPrefix("norm") ? .normalized : .raw
    }

    private func curves(_ wanted: String?, besides energy: Int) throws
        -> ([MeasuredSpectrum.Curve], MeasuredSpectrum.Processing)
    {
        func curve(_ i: Int) throws -> MeasuredSpectrum.Curve {
            .init(label: labels[i], polarization: try polarization(i, isAlone: true), values: table.values[i])
        }
        if let wanted {
            guard let i = index([wanted.lowercased()]) else {
                let others = labels.filter { !$0.isEmpty }
                let near = nearestName(to: wanted, among: others).map { "; did you mean \"\($0)\"?" } ?? ""
                throw SparError(
                    at: .file(name),
                    "no column is called \"\(wanted.prefix(40))\"; there are \(others.joined(separator: ", "))\(near)")
            }
            return ([try curve(i)], Self.processing(of: labels[i]))
        }
        let named = try table.values.indices.filter { try $0 != energy && polarization($0, isAlone: false) != nil }
        if let first = named.first {
            let curves = try named.map { i in
                MeasuredSpectrum.Curve(
                    label: labels[i], polarization: try polarization(i, isAlone: false), values: table.values[i])
            }
            return (curves, Self.processing(of: labels[first]))
        }
        for (label, processing) in Self.processed {
            if let i = index([label]), i != energy { return ([try curve(i)], processing) }
        }
        if let counts = try counted() { return ([counts], .raw) }
        if table.values.count == 2 { return ([try curve(1 - energy)], Self.processing(of: labels[1 - energy])) }
        throw SparError(
            at: .file(name),
            "none of the columns \(labels.filter { !$0.isEmpty }.joined(separator: ", ")) is known as absorption; name one "
                + "with column = \"…\"")
    }

    /// From the file's own field, or from the label where that names a polarization.
    private func polarization(_ i: Int, isAlone: Bool) throws -> MeasuredPolarization? {
        guard !labels[i].isEmpty else {
            return isAlone ? try header.direction("direction").map { .direction($0) } : nil
        }
        if let direction = try header.direction(labels[i]) { return .direction(direction) }
        // Without an energy, x and y are no directions but what people call any two columns.
        if index(Self.energyLabels + Self.kiloLabels + ["angle"]) != nil,
            let named = MeasuredPolarization(name: labels[i])
        {
            return named
        }
        return isAlone ? try header.direction("direction").map { .direction($0) } : nil
    }

    /// ln(I0 / It) of a transmission scan, If / I0 of fluorescence.
    private func counted() throws -> MeasuredSpectrum.Curve? {
        guard let i0 = index(["i0"]), let other = index(["itrans", "it", "i1", "ifluor", "if"]) else { return nil }
        let isTransmission = !["ifluor", "if"].contains(labels[other].lowercased())
        let values = try table.values[i0].indices.map { k in
            let before = table.values[i0][k], after = table.values[other][k]
            guard before > 0, isTransmission ? after > 0 : true else {
                throw SparError(
                    at: .file(name, line: table.lines[k]),
                    "counts of \(NumberText.short(before)) before and \(NumberText.short(after)) after the sample give no "
                        + "absorption")
            }
            return isTransmission ? log(before / after) : after / before
        }
        return .init(
            label: isTransmission ? "ln(\(labels[i0])/\(labels[other]))" : "\(labels[other])/\(labels[i0])",
            polarization: try header.direction("direction").map { .direction($0) }, values: values)
    }
}
