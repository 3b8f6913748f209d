// `xes` and `feff.run`: polarized valence-to-core emission of a structure or a cluster.
//
// In the body of a sweep the call suspends the body until its jobs are done; where nothing can be suspended it waits
// in place. Either way the script reads as if the answer were there at once.

import Basics
import LuaRuntime
import Spectra

extension Function {
    static let xes = Function(
        "xes",
        "Polarized valence-to-core K emission spectra, computed, or from the store. A job that fails raises an object "
            + "with .status, .message, .key and .log.",
        SpectrumOptions.subject, StructureObject.metalParameter,
        .options(
            [.optional("engine", .choice(ScriptEngine.names), "What computes; spar.engine unless given.")]
                + SpectrumOptions.physics + SpectrumOptions.running), returns: "A spectrum."
    ) { call in
        let name: String? = try call[optional: "engine"]
        return try call.spectrum(engine: try name.map { try .named($0, by: "engine") })
    }
}

extension Call {
    var spectraService: SpectraService {
        state.service(SpectraService.self, default: SpectraService(RunSettings(), state: state))
    }

    /// - Parameter engine: nil for the run's own.
    func spectrum(engine: ScriptEngine?) throws -> LuaValue {
        let service = spectraService, engine = try engine ?? service.engine
        let answer = try service.request(
            try spectrumWish(engine), by: engine, limits: try jobLimits(), fresh: try self[optional: "fresh"] ?? false)
        switch answer {
        case .ready(let spectrum): return .object(spectrum)
        case .awaited(let awaited): return try wait(for: awaited)
        }
    }

    /// Suspends the body of a sweep until the answer is there; waits in place where nothing can be suspended.
    func wait(for awaited: any Awaited) throws -> LuaValue {
        if canSuspend { return .suspended(awaited) }
        return try state.service(SweepService.self, default: SweepService(state, waitingRoom: spectraService)).scheduler
            .wait(for: awaited)
    }
}
