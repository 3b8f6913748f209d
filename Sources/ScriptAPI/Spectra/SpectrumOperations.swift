// Methods of spectra that give others, write them or draw them.

import Basics
import Crystal
import LuaRuntime
import Plotting
import Spectra

extension SpectrumObject {
    static let operationMethods: [Function] = [
        method("shift", "Moved to higher energy.", .required("dE", .number, "eV."), returns: "A spectrum.") {
            sp, call in
            let dE: Double = try call["dE"]
            return .object(SpectrumObject(try sp.crystal.map { try $0.shifted(by: dE) }))
        },
        method(
            "on", "On other energies, interpolated linearly.", .required("energies", .numbers, "eV, ascending."),
            returns: "A spectrum."
        ) { sp, call in
            let energies: [Double] = try call["energies"]
            return .object(SpectrumObject(try sp.crystal.map { try $0.on(energies) }))
        },
        method(
            "broaden", "Convolved with a Lorentzian, then with a Gaussian.",
            .options([
                .optional(
                    "gaussian", .either([.number, .numbers]), "Full width at half maximum (eV), or one an energy."),
                .optional(
                    "lorentzian", .either([.number, .numbers]), "Full width at half maximum (eV), or one an energy."),
            ]), returns: "A spectrum."
        ) { sp, call in
            let gaussian = try call.broadening("gaussian"), lorentzian = try call.broadening("lorentzian")
            guard gaussian != nil || lorentzian != nil else {
                throw call.error("gaussian", "a width expected: gaussian or lorentzian")
            }
            return .object(
                SpectrumObject(
                    try sp.crystal.map {
                        try $0.broadened(gaussian: gaussian, lorentzian: lorentzian, check: call.state.checkStop)
                    }))
        },
        method(
            "save",
            "Writes the average as CSV, with what is known about it in comment lines; spectra.read reads it back.",
            .required("path", .string, "The file.")
        ) { sp, call in
            try sp.average.write(to: try call.outputPath(try call["path"]))
            return .nil
        },
        method(
            "plot", "The three polarizations above their differences, as in the paper's Figs. 1b and 2b-c.",
            .options([
                .optional("title", .string, "Above the frame."),
                .optional("xlim", .numbers, "{ from, to } (eV); SAM's window unless given."),
                .optional("columns", .count(1), "2 puts the panels beside each other."),
                .optional("file", .string, "Where to save it: \(PictureFormat.endings)."),
                .optional("keep", .boolean, "Keep gnuplot's script and data beside it."),
            ]), returns: "A figure."
        ) { sp, call in .object(try SpectrumFigure.figure(sp.average, call)) },
    ]

    /// Site by site where both have the same ones, else the averages.
    func minus(_ other: SpectrumObject) throws -> CrystalSpectrum {
        let a = crystal.sites, b = other.crystal.sites
        guard a.count > 1, a.map(\.index) == b.map(\.index) else {
            return CrystalSpectrum(try average.minus(other.average))
        }
        return try CrystalSpectrum(
            sites: zip(a, b).map { $0.with(try $0.spectrum.minus($1.spectrum)) }, frame: crystal.frame)
    }
}

extension Call {
    fileprivate func broadening(_ name: String) throws -> BroadeningWidth? {
        if let width: Double = try self[optional: name] { return .constant(width) }
        if let widths: [Double] = try self[optional: name] { return .each(widths) }
        return nil
    }
}
