// The module `spectra`: spectra from arrays and files, and how far two are apart. The function `sams`.

import Basics
import Crystal
import Laboratory
import LuaRuntime
import Spectra

extension Module {
    static let spectra = Module(
        "spectra", "Polarized spectra from arrays and files.",
        [
            Function(
                "new", "A spectrum from its energies and three polarizations, or the whole tensor.",
                .options([
                    .required("energy", .numbers, "eV, ascending; about the Fermi level where `fermi` is given."),
                    .optional("x", .numbers, "Polarized along the first axis."),
                    .optional("y", .numbers, "Along the second."), .optional("z", .numbers, "Along the third."),
                    .optional(
                        "tensor", .table("table of xx, yy, zz, xy, xz, yz"),
                        "Instead of x, y, z: the components in the crystal's Cartesian axes."),
                    .optional("axes", .matrix, "The axes as columns; the crystal's Cartesian ones unless given."),
                    .optional(
                        "fermi", .number,
                        "The Fermi level on the scale of its origin (eV): energies are then relative "
                            + "to it, and SAM's window is the default one."),
                    .optional("engine", .string, "What made it."),
                ]), returns: "A spectrum."
            ) { call in
                let axes: Matrix3? = try call[optional: "axes"], fermi: Double? = try call[optional: "fermi"]
                let details = PolarizedSpectrum.Details(
                    engine: try call[optional: "engine"] ?? "", fermiLevel: fermi,
                    frame: axes == nil ? .crystal : .given,
                    window: fermi == nil ? nil : .standard)
                return .object(
                    SpectrumObject(
                        try PolarizedSpectrum(
                            energies: try call["energy"], response: try response(call), axes: axes ?? .identity,
                            details: details)))
            },
            Function(
                "read",
                "Reads a CSV file with the header energy,x,y,z or energy,xx,yy,zz,xy,xz,yz, such as sp:save writes.",
                .required("path", .string, "The file."), returns: "A spectrum."
            ) { call in
                let path: String = try call["path"]
                let spectrum = try PolarizedSpectrum.read(call.inputPath(path))
                call.state.service(RunJournal.self, default: RunJournal()).note(engineOf: spectrum, read: path)
                return .object(SpectrumObject(spectrum))
            },
            .measured,
            Function(
                "distance",
                "How far two spectra are apart: the L2 norm of the difference of their polarizations over that of "
                    + "the first, with the best scale and, unless align = false, the best rigid shift.",
                .required("a", .object(SpectrumObject.self), "The first."),
                .required("b", .object(SpectrumObject.self), "The second."),
                .options([
                    .optional("align", .boolean, "Whether the second is shifted; true unless given."),
                    .optional(
                        "within", .number,
                        "How far it may be shifted either way (eV); \(NumberText.short(SpectralDistance.usualRange)) "
                            + "unless given. A measured absorption, its energies about the steepest rise, may need 15."),
                    .optional("from", .number, "Lower end of the window (eV); the first spectrum's own unless given."),
                    .optional("to", .number, "Upper end (eV)."),
                    SpectrumOptions.namedWindow,
                ]), returns: "A number between 0 and 1, and the shift of the second (eV)."
            ) { call in
                let a: SpectrumObject = try call["a"], b: SpectrumObject = try call["b"]
                let isAligned = try call[optional: "align"] ?? true
                let found = try SpectralDistance(
                    a.average, b.average, window: try call.window(of: a),
                    within: isAligned ? call[optional: "within"] ?? SpectralDistance.usualRange : 0)
                if found.isAtLimit {
                    call.warn(
                        "the best shift found is \(NumberText.short(found.shift)) eV, the largest that was tried; "
                            + "within = tries more")
                }
                return .values([.number(found.value), .number(found.shift)])
            },
        ])

    private static func response(_ call: Call) throws -> PolarizedSpectrum.Response {
        guard let tensor: LuaTable = try call[optional: "tensor"] else {
            return .polarizations(x: try call["x"], y: try call["y"], z: try call["z"])
        }
        for name in ["x", "y", "z"] where call.has(name) { throw call.error(name, "x, y, z or tensor, not both") }
        for (key, _) in tensor.fields where !TensorCurves.componentNames.contains(key.asString ?? "") {
            throw call.error(
                "tensor",
                "there is no component '\(LuaValueText.short(key))'; there are "
                    + TensorCurves.componentNames.joined(separator: ", "))
        }
        let curves = try TensorCurves.componentNames.map { name -> [Double] in
            if case .object(let object) = tensor[name], let numbers = object as? any LuaNumbers {
                return numbers.numbers
            }
            guard let numbers = tensor[name].asTable?.items.map(\.asNumber), !numbers.contains(nil) else {
                throw call.error("tensor", "\(name): list of numbers expected, got \(tensor[name].typeName)")
            }
            return numbers.compactMap { $0 }
        }
        return .tensor(
            TensorCurves(
                xx: curves[0], yy: curves[1], zz: curves[2], xy: curves[3], xz: curves[4], yz: curves[5]))
    }
}

extension Function {
    static let sams = Function(
        "sams", "SAMS of a spectrum (Eq. 2): sams(sp) is sp:sams().",
        .required("spectrum", .object(SpectrumObject.self), "The spectrum."),
        .options([
            .optional("from", .number, "Lower end (eV)."), .optional("to", .number, "Upper end (eV)."),
            SpectrumOptions.namedWindow,
        ]), returns: "A number, eV^(-1/2)."
    ) { call in
        let spectrum: SpectrumObject = try call["spectrum"]
        return .number(try spectrum.crystal.sams(call.window(of: spectrum)))
    }
}
