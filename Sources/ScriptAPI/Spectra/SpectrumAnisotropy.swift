// Methods of spectra that say how much their polarizations differ, over a window.

import Basics
import Crystal
import LuaRuntime
import Spectra

extension SpectrumObject {
    static let windowOptions = Parameter.options([
        .optional("from", .number, "Lower end (eV)."), .optional("to", .number, "Upper end (eV)."),
        .optional(
            "window", .string,
            "By name: \(EnergyWindow.all.map { "\"\($0.name)\" (\($0.window.text))" }.alternatives); "
                + "\"paper\" begins at about -20 eV."),
    ])

    static let anisotropyMethods: [Function] = [
        method(
            "sam", "The spectral anisotropy matrix (Eq. 1), the mean over the sites.", windowOptions,
            returns: "A tensor, eV^(-1/2)."
        ) { sp, call in
            .object(TensorObject(try sp.crystal.sam(call.window(of: sp))))
        },
        method(
            "sams", "SAMS, the sum of SAM over its three pairs (Eq. 2), the mean over the sites.", windowOptions,
            returns: "A number, eV^(-1/2)."
        ) { sp, call in .number(try sp.crystal.sams(call.window(of: sp))) },
        method(
            "max_sams",
            "The largest SAMS of all orientations; needs the tensor. In the frame \"site\" each site turns by "
                + "itself.", windowOptions,
            returns: "A number, eV^(-1/2), and the axes: a tensor with the axes as columns, or a list of them, one a "
                + "site."
        ) { sp, call in
            let best = try sp.crystal.maxSAMS(call.window(of: sp))
            let axes = best.axes.map { LuaValue.object(TensorObject($0)) }
            return .values([.number(best.value), axes.count == 1 ? axes[0] : .object(LuaList(axes))])
        },
        method(
            "along", "The spectrum for one polarization.",
            .required("direction", .vector, "Any length but zero."),
            .options([
                .optional(
                    "frame", .choice(["own", "crystal"]),
                    "The axes that the direction is given in: the spectrum's own (the default), or the "
                        + "crystal's Cartesian ones.")
            ]), returns: "An array."
        ) { sp, call in
            let direction: Vector3 = try call["direction"], frame: String? = try call[optional: "frame"]
            guard frame == "crystal" else { return .array(try sp.average.along(sp.average.axes * direction)) }
            guard let crystal = sp.crystal.crystalAverage else { return .array(try sp.average.along(direction)) }
            return .array(try crystal.along(direction))
        },
    ]
}

extension Call {
    /// The window of `from`, `to` or `window`; nil where none is named.
    /// - Throws: where numbers that were given reach beyond the spectrum.
    func window(of spectrum: SpectrumObject) throws -> EnergyWindow? {
        let name: String? = try self[optional: "window"]
        guard has("from") || has("to") else {
            let process = spectrum.average.details.spectroscopy?.process ?? .emission
            return try name.map { try EnergyWindow.named($0, for: process) }
        }
        guard name == nil else { throw error("window", "from and to, or window, not both") }
        let window = try EnergyWindow(from: try self["from"], to: try self["to"])
        let energies = spectrum.average.energies
        if let first = energies.first, let last = energies.last, window.from < first - 0.5 || window.to > last + 0.5 {
            throw error(
                window.from < first - 0.5 ? "from" : "to",
                "the spectrum reaches from \(NumberText.short(first)) to \(NumberText.short(last)) eV")
        }
        return window
    }
}
