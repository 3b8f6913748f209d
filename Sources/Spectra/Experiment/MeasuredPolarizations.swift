// Measured spectra as one polarized spectrum, beside which theory can be laid.
//
// Energies about the edge, the photon's energy kept apart; raw curves are normalised and flattened, each by itself. Curves on
// other energies are interpolated linearly onto the first one's, where all were measured.

import Basics
import Crystal

extension PolarizedSpectrum {
    /// A measured spectrum with the polarization that the user names; nil for what the file says.
    public typealias MeasuredPart = (polarization: String?, spectrum: MeasuredSpectrum)

    /// - Parameters:
    ///   - parts: of one crystal. One curve without a polarization counts as a powder's, the same along all axes.
    ///   - edgeEnergy: eV; nil for the files', or for where the average rises fastest.
    /// - Throws: `SparError` where the polarizations do not make up x, y and z, or the files do not belong together.
    public init(measured parts: [MeasuredPart], edgeEnergy: Double? = nil) throws {
        guard let first = parts.first?.spectrum else { throw SparError("no measured spectrum was given") }
        for part in parts.map(\.spectrum)
        where part.element != nil && first.element != nil && part.element != first.element {
            throw SparError(
                "measured spectra of \(first.element?.symbol ?? "") and of \(part.element?.symbol ?? "") are not polarizations "
                    + "of one")
        }
        if let other = parts.first(where: { $0.spectrum.processing != first.processing })?.spectrum {
            throw SparError(
                "one measured spectrum is \(first.processing.rawValue) and one is \(other.processing.rawValue); take the same "
                    + "column of all")
        }
        var notes: [String] = []
        for note in parts.flatMap(\.spectrum.notes) where !notes.contains(note) { notes.append(note) }
        let curves = try Self.labelled(parts, &notes), photon = try Self.commonEnergies(parts.map(\.spectrum))
        let e0 = edgeEnergy ?? parts.lazy.compactMap(\.spectrum.edgeEnergy).first
        var measured = try curves.map { curve in
            let values = photon.map { InterpolationPoint($0, in: curve.energies).value(of: curve.values) }
            guard first.processing == .raw else { return (curve.polarization, values) }
            return (
                curve.polarization, try MeasuredEdge.flattened(photon, values, edge: e0, name: curve.label)
            )
        }
        if first.processing == .raw {
            notes.append("Background and edge step were taken off, and the curves flattened.")
        }
        let sum = photon.indices.map { k in measured.reduce(0) { $0 + $1.1[k] } }
        let zero = e0 ?? MeasuredEdge.steepest(photon, sum)
        measured = try Self.directed(measured)
        let isK = first.edge == nil || first.edge == "K"
        var details = Details(
            engine: "experiment", emissionOffset: zero, window: nil, notes: notes,
            provenance: parts.flatMap(\.spectrum.facts), spectroscopy: isK ? .kAbsorption : nil)
        let energies = photon.map { $0 - zero }
        if let low = energies.first, let high = energies.last, low <= EnergyWindow.edge.from,
            high >= EnergyWindow.edge.to
        {
            details.window = .edge
        }
        let directions = measured.compactMap { item -> Vector3? in
            if case .direction(let e) = item.0 { return e }
            return nil
        }
        if let tensor = PolarizationFit.tensor(directions, measured.map(\.1)) {
            try self.init(energies: energies, response: .tensor(tensor), details: details)
        } else if let (chosen, axes) = PolarizationFit.perpendicular(directions) {
            details.frame = (axes - .identity).maxAbs < 1e-6 ? .crystal : .given
            try self.init(
                energies: energies,
                response: .polarizations(x: measured[chosen[0]].1, y: measured[chosen[1]].1, z: measured[chosen[2]].1),
                axes: axes, details: details)
        } else {
            throw SparError(
                "the measured polarizations are \(directions.map(Self.text).joined(separator: ", ")); three perpendicular ones "
                    + "are needed. Where x and y are alike, name one \"parallel\" and one \"perpendicular\"")
        }
    }

    private static func text(_ v: Vector3) -> String {
        "(\(NumberText.short(v.x, digits: 3)), \(NumberText.short(v.y, digits: 3)), \(NumberText.short(v.z, digits: 3)))"
    }

    private struct Labelled {
        let label: String
        let polarization: MeasuredPolarization
        let energies: [Double]
        let values: [Double]
    }

    /// Every curve with the polarization that it belongs to.
    private static func labelled(_ parts: [MeasuredPart], _ notes: inout [String]) throws -> [Labelled] {
        let isAlone = parts.count == 1 && parts[0].spectrum.curves.count == 1
        return try parts.flatMap { part -> [Labelled] in
            try part.spectrum.curves.map { curve in
                var polarization = curve.polarization
                if let name = part.polarization {
                    guard part.spectrum.curves.count == 1 else {
                        throw SparError(
                            "the measured spectrum of \(name) holds \(part.spectrum.curves.count) polarizations itself")
                    }
                    guard let named = MeasuredPolarization(name: name) else {
                        throw SparError(
                            "\"\(name.prefix(40))\" names no polarization; there are \(MeasuredPolarization.names)")
                    }
                    polarization = named
                }
                if polarization == nil, isAlone {
                    notes.append("No polarization is named: the measured spectrum is taken as a powder's.")
                    polarization = .isotropic
                }
                guard let polarization else {
                    throw SparError(
                        "of the measured curve \"\(curve.label)\" no polarization is known; name it, as x, y, z, parallel, "
                            + "perpendicular")
                }
                return Labelled(
                    label: curve.label.isEmpty ? "the measured spectrum" : curve.label, polarization: polarization,
                    energies: part.spectrum.energies, values: curve.values)
            }
        }
    }

    private static func commonEnergies(_ spectra: [MeasuredSpectrum]) throws -> [Double] {
        let low = spectra.compactMap(\.energies.first).max() ?? 0, high = spectra.compactMap(\.energies.last).min() ?? 0
        let common = spectra[0].energies.filter { $0 >= low && $0 <= high }
        guard common.count >= 2 else {
            throw SparError("the measured spectra have no energies in common")
        }
        return common
    }

    /// Names of planes and of powders as the directions that they stand for.
    private static func directed(_ curves: [(MeasuredPolarization, [Double])]) throws -> [(
        MeasuredPolarization, [Double]
    )] {
        let x = MeasuredPolarization.direction([1, 0, 0]), y = MeasuredPolarization.direction([0, 1, 0])
        return try curves.flatMap { polarization, values in
            switch polarization {
            case .direction: [(polarization, values)]
            case .perpendicular: [(x, values), (y, values)]
            case .isotropic:
                if curves.count == 1 {
                    [(x, values), (y, values), (MeasuredPolarization.direction([0, 0, 1]), values)]
                } else {
                    throw SparError("a powder's spectrum stands for all directions; it goes with no others")
                }
            }
        }
    }
}
