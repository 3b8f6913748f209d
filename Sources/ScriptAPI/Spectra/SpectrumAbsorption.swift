// What absorption is asked for: its scale, and how two polarizations differ.

import Basics
import Crystal
import LuaRuntime
import Spectra

extension SpectrumObject {
    static let absorptionProperties: [Property] = [
        property("process", "\"emission\" or \"absorption\"; nil where it is not known.") {
            $0.average.details.spectroscopy.map { .string($0.process.rawValue) } ?? .nil
        },
        property("photon", "Photon energies (eV); nil where they are not known.") { sp in
            sp.average.photonEnergies.map { .array($0) } ?? .nil
        },
        property(
            "edge_step",
            "Of absorption: what an intensity of 1 is, Mb an atom (10^-18 cm^2); nil where it is not known."
        ) { $0.average.details.edgeStep.map { .number($0) } ?? .nil },
        property(
            "directions",
            "What x, y and z are, a sentence each: in Cartesian axes and, of a computed crystal, along the edges of its "
                + "cell."
        ) { sp in .object(LuaList(sp.directions.map { .string($0) })) },
    ]

    /// "x = (0.7071, 0.7071, 0) = [1 1 0]".
    var directions: [String] {
        crystal.sites.count > 1 && crystal.frame == .site
            ? ["each site has axes of its own: sp.sites[i].directions"]
            : average.directionTexts
    }

    static let absorptionMethods: [Function] = [
        method(
            "dichroism", "How two polarizations differ: the spectrum along a less that along b.",
            .required("a", .vector, "A direction; any length but zero."),
            .required("b", .vector, "Another."),
            .options([
                .optional(
                    "frame", .choice(["own", "crystal"]),
                    "The axes that directions are given in: the spectrum's own (the default), or the crystal's "
                        + "Cartesian ones.")
            ]), returns: "An array."
        ) { sp, call in
            let a: Vector3 = try call["a"], b: Vector3 = try call["b"], frame: String? = try call[optional: "frame"]
            let spectrum = frame == "crystal" ? sp.crystal.crystalAverage ?? sp.average : sp.average
            func along(_ v: Vector3) throws -> [Double] {
                try spectrum.along(frame == "crystal" ? v : spectrum.axes * v)
            }
            return .array(zip(try along(a), try along(b)).map { $0 - $1 })
        },
        method(
            "save_xdi",
            "Writes absorption as XDI, the community's exchange format, with fields of our own for polarizations and the "
                + "frame; spectra.measured reads it back. Where each site has axes of its own, what is written is along "
                + "the crystal's Cartesian ones.",
            .required("path", .string, "The file."), .required("element", .string, "The absorber, such as \"Ti\".")
        ) { sp, call in
            let element = try call.element(.string(try call["element"]), "element")
            // The mean over sites in their own axes has no direction in the crystal.
            let isOfSites = sp.crystal.sites.count > 1 && sp.average.details.frame == .site
            guard let written = isOfSites ? sp.crystal.crystalAverage : sp.average else {
                throw SparError(
                    "each site has axes of its own, and its tensor is not known: there is no direction to write; write "
                        + "one site's spectrum, sp.sites[1]")
            }
            try AtomicFile.write(try written.xdi(element: element), to: call.outputPath(try call["path"]))
            return .nil
        },
        method(
            "normalize",
            "Absorption on another scale. by = \"edge\": less a line through the pre-edge, divided by the edge step, as "
                + "Athena and Larch do; \"flat\": flattened beyond the edge besides; \"area\": the average integrates to 1 "
                + "over the window; \"mb\": megabarn an atom. Computed spectra are multiples of an edge step already.",
            .options([
                .required("by", .choice(["edge", "flat", "area", "mb"]), "Which scale."),
                .optional("e0", .number, "The edge (eV); 0 where energies are about it or the Fermi level."),
                .optional("pre", .numbers, "{ from, to }, the pre-edge (eV); all that lies 5 eV below the edge."),
                .optional("post", .numbers, "{ from, to } beyond the edge (eV); the upper half of what lies there."),
                .optional("order", .count(1), usually: 2) {
                    "Coefficients beyond the edge: 1, \($0) (a line, the default) or 3."
                },
                .optional("window", .numbers, "{ from, to } of \"area\" (eV); SAM's window unless given."),
            ]), returns: "A spectrum."
        ) { sp, call in
            let by: String = try call["by"]
            switch by {
            case "mb": return .object(SpectrumObject(try sp.crystal.map { try $0.inMegabarn() }))
            case "area":
                let window = try call.range("window").map { try EnergyWindow(from: $0.lowerBound, to: $0.upperBound) }
                return .object(SpectrumObject(try sp.crystal.map { try $0.normalizedByArea(window) }))
            default:
                let rule = try call.edgeNormalization(of: sp.average, isFlattened: by == "flat")
                return .object(SpectrumObject(try sp.crystal.map { try rule.applied(to: $0) }))
            }
        },
    ]
}

extension Call {
    fileprivate func range(_ name: String) throws -> ClosedRange<Double>? {
        guard let ends: [Double] = try self[optional: name] else { return nil }
        guard ends.count == 2, ends.allSatisfy(\.isFinite), ends[0] < ends[1] else {
            throw error(name, "two numbers { from, to } expected, from below to")
        }
        return ends[0]...ends[1]
    }

    fileprivate func edgeNormalization(of spectrum: PolarizedSpectrum, isFlattened: Bool) throws -> EdgeNormalization {
        let given: Double? = try self[optional: "e0"]
        // A measured one has no Fermi level; its energies are about the edge where their zero is a photon's energy.
        let isAboutEdge = spectrum.details.fermiLevel != nil || spectrum.details.emissionOffset != nil
        guard let edge = given ?? (isAboutEdge ? 0 : nil) else {
            throw error("e0", "the edge's energy expected (eV): this spectrum's energies are not about an edge")
        }
        let first = spectrum.energies[0], last = spectrum.energies[spectrum.energies.count - 1]
        guard first < edge - 5, last > edge + 5 else {
            throw error(
                "e0",
                "the edge lies at \(NumberText.short(edge)) eV, the spectrum reaches from "
                    + "\(NumberText.short(first)) to \(NumberText.short(last)): 5 eV at least are needed on each side")
        }
        return try EdgeNormalization(
            edge: edge, before: try range("pre") ?? first...(edge - 5),
            beyond: try range("post") ?? (0.5 * (edge + last))...last, order: try self["order"],
            isFlattened: isFlattened)
    }
}
