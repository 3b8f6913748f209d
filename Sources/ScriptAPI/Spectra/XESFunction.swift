// `xes`, `xas` and `feff.run`: polarized emission or absorption of a structure or a cluster.
//
// In the body of a sweep the call suspends the body until its jobs are done; where nothing can be suspended it waits
// in place. Either way the script reads as if the answer were there at once.

import Basics
import Laboratory
import LuaRuntime
import Spectra

extension Function {
    static let xes = spectrum(
        "xes", .kEmission,
        "Polarized valence-to-core K emission spectra, computed, or from the store. A job that fails raises an object "
            + "with .status, .message, .key and .log.")

    static let xas = spectrum(
        "xas", .kAbsorption,
        "Polarized absorption near the K edge (XANES) of any element from B to Rn, computed, or from the store: dipole "
            + "transitions of one electron to empty p states beside the core hole; no quadrupole transitions, multiplets "
            + "or spin. Intensities are multiples of the edge step, what the absorber alone absorbs 50 eV above the edge. "
            + "A job that fails raises an object, as of xes.")

    private static func spectrum(_ name: String, _ spectroscopy: Spectroscopy, _ doc: String) -> Function {
        Function(
            name, doc, SpectrumOptions.subject, StructureObject.metalParameter,
            .options(
                [
                    .optional(
                        "engine", .choice(EngineCatalogue.builtIn.names), "What computes; spar.engine unless given.")
                ]
                    + SpectrumOptions.physics(of: spectroscopy) + SpectrumOptions.running), returns: "A spectrum."
        ) { call in
            let name: String? = try call[optional: "engine"]
            return try call.spectrum(
                engine: name.map { try EngineCatalogue.builtIn.named($0, by: "engine") }, spectroscopy)
        }
    }
}

extension Call {
    var spectraService: SpectraService { state.spectraService }

    /// - Parameter engine: nil for the run's own.
    func spectrum(engine: EngineDescription?, _ spectroscopy: Spectroscopy = .kEmission) throws -> LuaValue {
        let service = spectraService, engine = try engine ?? service.laboratory.engine
        guard engine.computes.contains(spectroscopy) else {
            throw error("engine", "\(engine.title) does not compute \(spectroscopy.title)")
        }
        let ticket = try service.ask(
            try request(by: engine, spectroscopy), of: engine, limits: try jobLimits(),
            fresh: try self[optional: "fresh"] ?? false)
        return ticket.isReady ? .object(try SpectrumObject(ticket)) : try wait(for: AwaitedSpectrum(ticket))
    }

    /// Suspends the body of a sweep until the answer is there; waits in place where nothing can be suspended.
    func wait(for awaited: any Awaited) throws -> LuaValue {
        if canSuspend { return .suspended(awaited) }
        return try state.service(SweepService.self, default: SweepService(state, waitingRoom: spectraService)).scheduler
            .wait(for: awaited)
    }
}
