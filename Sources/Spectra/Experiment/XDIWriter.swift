// Absorption as an XDI file, with the polarizations in the namespace Polarization (AbsorptionHeader.swift).
//
// One column for each polarization: along the spectrum's axes, and along the face diagonals between them where the tensor is
// known, so that it can be made of the file again. Values are multiples of the edge step, as XDI's "norm" is.

import Basics
import Crystal

extension PolarizedSpectrum {
    /// The text of an XDI file.
    /// - Throws: `SparError` for a spectrum of emission, or one whose photon energies are not known.
    public func xdi(element: Element) throws -> String {
        guard details.spectroscopy?.process != .emission else {
            throw SparError("XDI is a format of absorption, and this is a spectrum of emission; write it as CSV")
        }
        guard let photon = photonEnergies, let zero = details.emissionOffset else {
            throw SparError("XDI needs photon energies, which are not known of this spectrum; write it as CSV")
        }
        let columns = polarizedColumns
        var out = "# XDI/1.0 Spar/\(SparVersion.text)\n# Element.symbol: \(element.symbol)\n"
        out += "# Element.edge: \(details.spectroscopy?.edge.rawValue ?? "K")\n"
        out += "# Scan.edge_energy: \(NumberText.shortest(zero)) eV\n# Column.1: energy eV\n"
        for (i, column) in columns.enumerated() { out += "# Column.\(i + 2): \(column.label)\n" }
        for column in columns { out += "# Polarization.\(column.label): \(Self.text(column.direction))\n" }
        out += "# Polarization.frame: the crystal's Cartesian axes\n"
        if let lattice = details.lattice.map(Lattice.init(matrix:)) {
            for column in columns {
                out +=
                    "# Crystal.\(column.label): \(Self.text(lattice.fractional(column.direction).normalized)) (a b c)\n"
            }
        }
        out += "# ///\n"
        if !details.engine.isEmpty { out += "# computed by \(details.engine)\n" }
        for note in details.notes { out += "# \(note.split(whereSeparator: \.isNewline).joined(separator: " "))\n" }
        out += "# ---\n# energy \(columns.map(\.label).joined(separator: " "))\n"
        for k in photon.indices {
            let row = [photon[k]] + columns.map { $0.values[k] }
            out += row.map(NumberText.shortest).joined(separator: " ") + "\n"
        }
        return out
    }

    private var polarizedColumns: [(label: String, direction: Vector3, values: [Double])] {
        let (x, y, z) = polarizations, e = (0..<3).map(axes.column)
        var columns = [("norm_x", e[0], x), ("norm_y", e[1], y), ("norm_z", e[2], z)]
        if let tensor {
            for (label, i, j) in [("norm_xy", 0, 1), ("norm_xz", 0, 2), ("norm_yz", 1, 2)] {
                let direction = (e[i] + e[j]).normalized
                columns.append((label, direction, tensor.along(direction)))
            }
        }
        return columns
    }

    private static func text(_ v: Vector3) -> String {
        [v.x, v.y, v.z].map { NumberText.fixed($0, decimals: 9) }.joined(separator: " ")
    }
}
