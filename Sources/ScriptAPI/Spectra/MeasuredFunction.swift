// Measured absorption in scripts: XDI, Athena's and Larch's columns, plain columns, a file for each polarization or one
// with all.

import Basics
import Crystal
import LuaRuntime
import Spectra

extension Function {
    static let measured = Function(
        "measured",
        "Reads measured absorption: XDI, columns of Athena or Larch, or any columns of energy and absorption. What is not "
            + "normalised is flattened. Energies are then about the edge: e0, else where the file puts it, else the steepest rise.",
        .required(
            "files", .either([.string, .table("table of files by polarization")]),
            "One file, or { x = file, z = file }: polarized along x, y, z, or \"parallel\", \"perpendicular\", "
                + "\"isotropic\"."),
        .options([
            .optional("column", .string, "The label of the curve that is wanted, where a file has several."),
            .optional("e0", .number, "The edge (eV), where no file says it."),
        ]), returns: "A spectrum."
    ) { call in
        let column: String? = try call[optional: "column"]
        func read(_ path: String) throws -> MeasuredSpectrum {
            try MeasuredSpectrum.read(call.inputPath(path), column: column)
        }
        var parts: [PolarizedSpectrum.MeasuredPart] = []
        if let path: String = try call[optional: "files"] {
            parts = [(polarization: nil, spectrum: try read(path))]
        } else if let table: LuaTable = try call[optional: "files"] {
            guard table.items.isEmpty, !table.fields.isEmpty else {
                throw call.error("files", "files by polarization expected, as { x = \"a.xdi\", z = \"b.xdi\" }")
            }
            for (key, value) in table.fields.sorted(by: { LuaValueText.short($0.key) < LuaValueText.short($1.key) }) {
                guard let path = value.asString else {
                    throw call.error("files", "\(LuaValueText.short(key)): a file expected, got \(value.typeName)")
                }
                parts.append((polarization: LuaValueText.short(key), spectrum: try read(path)))
            }
        }
        return .object(
            SpectrumObject(try PolarizedSpectrum(measured: parts, edgeEnergy: try call[optional: "e0"])))
    }
}
