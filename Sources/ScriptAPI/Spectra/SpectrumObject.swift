// Polarized spectra in scripts. Energies in eV about the Fermi level where one is known; intensities of computed
// spectra in 1/eV on one scale for all engines (IntensityScale.swift), of files as they are; SAM and SAMS in eV^(-1/2).
// Sites count from 1.

import Basics
import Crystal
import LuaRuntime
import Plotting
import Spectra

/// The spectrum of a crystal (its sites and their average), or of one of its sites.
package final class SpectrumObject: LuaObject {
    package let crystal: CrystalSpectrum
    /// Processor seconds of the jobs behind it, asked of the store when they are wanted; nil where it does not know.
    let cpuSeconds: () throws -> Double?

    init(_ crystal: CrystalSpectrum, cpuSeconds: @escaping () throws -> Double? = { nil }) {
        self.crystal = crystal
        self.cpuSeconds = cpuSeconds
    }
    convenience init(_ spectrum: PolarizedSpectrum) { self.init(CrystalSpectrum(spectrum)) }

    /// A site by itself keeps its number in the structure.
    private convenience init(site: SiteSpectrum) throws {
        try self.init(CrystalSpectrum(sites: [site], frame: site.spectrum.details.frame))
    }

    var average: PolarizedSpectrum { crystal.average }

    package var storages: [Storage] {
        crystal.sites.flatMap { site in
            switch site.spectrum.response {
            case .tensor(let t): t.components.compactMap { Storage($0) }
            case .polarizations(let x, let y, let z): [x, y, z].compactMap { Storage($0) }
            }
        }
    }

    package static let luaType = ObjectType(
        SpectrumObject.self, "spectrum",
        "A polarized spectrum, of emission or absorption. It does not change: operations give new ones.",
        properties: curveProperties + factProperties + absorptionProperties,
        methods: anisotropyMethods + operationMethods + absorptionMethods,
        changeHint: "sp:shift, sp:on and sp:broaden give new spectra",
        operators: [
            .subtract: { _, a, b in
                guard case .object(let x) = a, case .object(let y) = b, let p = x as? SpectrumObject,
                    let q = y as? SpectrumObject
                else { throw SparError("cannot subtract a \(b.typeName) from a \(a.typeName)") }
                return .object(SpectrumObject(try p.minus(q)))
            }
        ],
        text: { $0.text })

    private var text: String {
        let energies = average.energies
        func n(_ x: Double) -> String { NumberText.short(x, digits: 5) }
        let engine = average.details.engine.isEmpty ? "" : " by \(average.details.engine)"
        let sites = crystal.sites.count == 1 ? "" : " of \(crystal.sites.count) sites"
        let sams = (try? crystal.sams()).map { ", SAMS = \(NumberText.short($0, digits: 5)) eV^(-1/2)" } ?? ""
        let kind = average.details.spectroscopy?.process == .absorption ? "absorption" : "spectrum"
        return "\(kind)\(sites)\(engine), \(energies.count) energies from \(n(energies[0])) to "
            + "\(n(energies[energies.count - 1])) eV, frame \(crystal.frame.rawValue)\(sams)"
    }

    // MARK: curves

    private static let curveProperties: [Property] = [
        property("energy", "Energies (eV), about the Fermi level where one is known.") { .array($0.average.energies) },
        property("emission", "Of emission: photon energies (eV), as `photon`; nil where they are not known.") { sp in
            guard sp.average.details.spectroscopy?.process != .absorption else {
                throw SparError("this is a spectrum of absorption: its photon energies are .photon")
            }
            return sp.average.photonEnergies.map { .array($0) } ?? .nil
        },
        property(
            "x",
            "Polarized along the first axis of the frame, averaged over the sites (of emission 1/eV: the average of a "
                + "computed spectrum integrates to 1 from -13 to 3 eV; of absorption multiples of the edge step)."
        ) { .array($0.average.polarizations.x) },
        property("y", "Polarized along the second axis.") { .array($0.average.polarizations.y) },
        property("z", "Polarized along the third axis.") { .array($0.average.polarizations.z) },
        property("average", "The isotropic average.") { .array($0.average.average) },
        property(
            "tensor",
            "The components .xx .yy .zz .xy .xz .yz in the crystal's Cartesian axes, averaged over the sites; "
                + "nil where only three polarizations are known."
        ) { sp in
            guard let tensor = sp.crystal.crystalAverage?.tensor else { return .nil }
            return .object(
                LuaRecord(
                    "tensor curves",
                    zip(TensorCurves.componentNames, tensor.components).map {
                        ($0, LuaValue.array($1))
                    }))
        },
        property("dos", "Projected densities of states (1/eV) by name, where the engine gives them.") { sp in
            .object(
                LuaRecord(
                    "densities of states", sp.average.details.densitiesOfStates.map { ($0.label, .array($0.values)) }))
        },
    ]

    // MARK: facts

    private static let factProperties: [Property] = [
        property("frame", "How the axes were chosen: \"site\", \"mean\", \"crystal\" or \"given\".") {
            .string($0.crystal.frame.rawValue)
        },
        property(
            "axes",
            "A tensor whose columns are the axes in the crystal's Cartesian frame; nil where each site has its "
                + "own: sp.sites[i].axes."
        ) { sp in
            guard let first = sp.crystal.sites.first?.spectrum.axes,
                sp.crystal.sites.allSatisfy({ ($0.spectrum.axes - first).maxAbs < 1e-9 })
            else { return .nil }
            return .object(TensorObject(first))
        },
        property(
            "fermi", "The Fermi level on the engine's own scale (eV); nil where the energies are not relative to one."
        ) {
            $0.average.details.fermiLevel.map { .number($0) } ?? .nil
        },
        property(
            "engine",
            "The engine that computed it, \"green\" or \"feff\", or what its maker said; nil where nothing is known."
        ) { sp in
            sp.average.details.engine.isEmpty ? .nil : .string(sp.average.details.engine)
        },
        property("window", "The window .from .to (eV) that SAM takes when none is asked for; nil for the whole grid.") {
            sp in
            guard let window = sp.average.window else { return .nil }
            return .object(LuaRecord("window", [("from", .plain(window.from)), ("to", .plain(window.to))]))
        },
        property(
            "charges",
            "Electrons that the atoms of each element gained, by element: sp.sites[i].charges.Ni is the "
                + "absorber's, sp.sites[i].charges.O the mean of the oxygens; nil where they are not known or differ "
                + "from site to site.",
            get: electronic(\.chargeTransfer)),
        property("radii", "Norman radii (angstrom) by element, as `charges`.", get: electronic(\.normanRadius)),
        property(
            "potential",
            "The constant potential between the atoms on the engine's own scale (eV); nil as for `charges`."
        ) {
            $0.average.details.electronic?.interstitialPotential.map { .number($0) } ?? .nil
        },
        property(
            "cpu_seconds",
            "Processor time of the engine for it, whether just now or when it was put into the store; nil "
                + "where that is not known."
        ) { try $0.cpuSeconds().map { .number($0) } ?? .nil },
        property("notes", "What is worth knowing about it, a list of sentences.") { sp in
            .object(LuaList(sp.average.details.notes.map { .string($0) }))
        },
        property("provenance", "How it was made: a list of .name .value; of several sites: sp.sites[i].provenance.") {
            sp in
            .object(
                LuaList(
                    sp.average.details.provenance.map {
                        .object(LuaRecord("provenance", [("name", .string($0.name)), ("value", .string($0.value))]))
                    }))
        },
        property("sites", "Each site's own spectrum, a list.") { sp in
            .object(LuaList(try sp.crystal.sites.map { .object(try SpectrumObject(site: $0)) }))
        },
        property("index", "Of one site's spectrum: its number in s.sites; nil for an average of several.") { sp in
            sp.crystal.sites.count == 1 ? .integer(sp.crystal.sites[0].index + 1) : .nil
        },
        property(
            "equivalent",
            "Of one site's spectrum: the first site whose surroundings are its own, but for a rotation; both come from "
                + "one computation. A site that is its own `equivalent` is a distinct one."
        ) { sp in
            sp.crystal.sites.count == 1 ? .integer(sp.crystal.sites[0].equivalent + 1) : .nil
        },
        property(
            "multiplicity", "Of one site's spectrum: how many sites of the cell it stands for, symmetry copies of it."
        ) { sp in
            sp.crystal.sites.count == 1 ? .integer(sp.crystal.sites[0].multiplicity) : .nil
        },
    ]

    /// By element; the absorber's own value where others are of its element, the mean over the others of an element.
    private static func electronic(_ value: @escaping @Sendable (ElectronicQuantities.Potential) -> Double?)
        -> @Sendable (SpectrumObject) throws -> LuaValue
    {
        { sp in
            guard let potentials = sp.average.details.electronic?.potentials, !potentials.isEmpty else { return .nil }
            var names: [String] = []
            for potential in potentials where !names.contains(potential.element) { names.append(potential.element) }
            return .object(
                LuaRecord(
                    "by element",
                    names.map { name in
                        let own =
                            potentials[0].element == name ? [potentials[0]] : potentials.filter { $0.element == name }
                        let atoms = own.reduce(0) { $0 + $1.atoms }
                        let sum = own.reduce(Double?(0)) { sum, p in
                            guard let sum, let value = value(p) else { return nil }
                            return sum + value * Double(p.atoms)
                        }
                        return (name, sum.map { .number($0 / Double(max(1, atoms))) } ?? .nil)
                    }))
        }
    }
}

extension LuaValue {
    static func array(_ numbers: [Double]) -> LuaValue { .object(ArrayObject(numbers)) }
}
