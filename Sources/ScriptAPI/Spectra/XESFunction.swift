// `xes` and `feff.run`: polarized valence-to-core emission of a structure or a cluster.
//
// In the body of a sweep the call suspends the body until its jobs are done; where nothing can be suspended it waits
// in place. Either way the script reads as if the answer were there at once.

import Basics
import Laboratory
import LuaRuntime
import Spectra

extension Function {
    static let xes = Function(
        "xes",
        "Polarized valence-to-core K emission spectra, computed, or from the store. A job that fails raises an object "
            + "with .status, .message, .key and .log.",
        SpectrumOptions.subject, StructureObject.metalParameter,
        .options(
            [.optional("engine", .choice(EngineCatalogue.builtIn.names), "What computes; spar.engine unless given.")]
                + SpectrumOptions.physics + SpectrumOptions.running), returns: "A spectrum."
    ) { call in
        let name: String? = try call[optional: "engine"]
        return try call.spectrum(engine: name.map { try EngineCatalogue.builtIn.named($0, by: "engine") })
    }
}

extension Call {
    var spectraService: SpectraService {
        state.service(SpectraService.self, default: SpectraService(LaboratorySettings(), state: state))
    }

    /// - Parameter engine: nil for the run's own.
    func spectrum(engine: EngineDescription?) throws -> LuaValue {
        let service = spectraService, engine = try engine ?? service.laboratory.engine
        let ticket = try service.ask(
            try request(by: engine), of: engine, limits: try jobLimits(), fresh: try self[optional: "fresh"] ?? false)
        return ticket.isReady ? .object(try SpectrumObject(ticket)) : try wait(for: AwaitedSpectrum(ticket))
    }

    /// Suspends the body of a sweep until the answer is there; waits in place where nothing can be suspended.
    func wait(for awaited: any Awaited) throws -> LuaValue {
        if canSuspend { return .suspended(awaited) }
        return try state.service(SweepService.self, default: SweepService(state, waitingRoom: spectraService)).scheduler
            .wait(for: awaited)
    }
}
