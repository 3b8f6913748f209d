// The module `feff`: FEFF10 by itself.

import Basics
import FEFF
import LuaRuntime
import Spectra

extension Module {
    static let feff = Module(
        "feff", "FEFF10: its input, its results, its version.",
        [
            Function(
                "input", "The text of feff.inp for each distinct site, without running anything.",
                SpectrumOptions.subject, StructureObject.metalParameter, .options(SpectrumOptions.physics),
                returns: "A table: the text by the number of the site in s.sites."
            ) { call in
                let request = try call.request(by: FEFFEngine.description)
                let plan = try request.plan(engine: EngineIdentity(name: FEFFEngine.name, version: ""))
                let texts = try plan.jobs.map { try FEFFInput($0).text() }
                var isNamed = [Bool](repeating: false, count: plan.jobs.count)
                let sites = plan.assembly.sites.filter { site in
                    defer { isNamed[site.job] = true }
                    return !isNamed[site.job]
                }
                return .table(LuaTable(fields: sites.map { (.integer($0.index + 1), .string(texts[$0.job])) }))
            },
            Function(
                "read",
                "Spectra that FEFF computed elsewhere: a folder with feff.inp and xmu.dat for each polarization, in "
                    + "folders below it or as xmu_x.dat, xmu_y.dat, xmu_z.dat.",
                .required("path", .string, "The folder."),
                returns: "A spectrum."
            ) { call in
                .object(SpectrumObject(try FEFFDirectory.read(call.inputPath(try call["path"]))))
            },
            Function(
                "run", "As xes, by FEFF.", SpectrumOptions.subject, StructureObject.metalParameter,
                .options(SpectrumOptions.physics + SpectrumOptions.running), returns: "A spectrum."
            ) { call in
                try call.spectrum(engine: FEFFEngine.description)
            },
            Function(
                "version", "The FEFF found by --feff, SPAR_FEFF or PATH.",
                returns: "Its version and build; nil, and why, where there is none."
            ) { call in
                let place = call.spectraService.laboratory.settings.place(of: FEFFEngine.description)
                do {
                    return .string(try FEFFEngine.description.make(place).identity().version)
                } catch let failure as JobFailure {
                    return .values([.nil, .string(failure.message)])
                }
            },
        ])
}
