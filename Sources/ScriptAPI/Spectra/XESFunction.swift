// `xes` and `feff.run`: polarized valence-to-core emission of a structure or a cluster.
//
// In the body of a sweep the call suspends the body until its jobs are done; where nothing can be suspended it waits
// in place. Either way the script reads as if the answer were there at once.

import Basics
import LuaRuntime
import Spectra

extension Function {
    static let xes = Function(
        "xes", "Polarized valence-to-core K emission spectra, computed, or from the store. A job that fails raises an object "
            + "with .status, .message, .key and .log.",
        SpectrumOptions.subject, StructureObject.metalParameter,
        .options([.optional("engine", .choice(RunSettings.engineNames), "What computes; spar.engine unless given.")]
            + SpectrumOptions.physics + SpectrumOptions.running), returns: "A spectrum.") { call in
        let engine: String? = try call[optional: "engine"]
        return try call.spectrum(engine: engine)
    }
}

extension Call {
    var spectraService: SpectraService {
        state.service(SpectraService.self, default: SpectraService(RunSettings(), state: state))
    }

    /// - Parameter engine: nil for the run's own.
    func spectrum(engine: String?) throws -> LuaValue {
        let service = spectraService
        let name = try engine ?? service.engine
        guard RunSettings.builtIn.contains(name) else {
            throw SparError("the engine \"\(name)\" is not built into this program; \"feff\" is the only one")
        }
        let answer = try service.request(
            try spectrumWish(), limits: try jobLimits(), fresh: try self[optional: "fresh"] ?? false)
        switch answer {
        case .ready(let spectrum): return .object(SpectrumObject(spectrum))
        case .awaited(let awaited):
            if canSuspend { return .suspended(awaited) }
            return try state.service(SweepService.self, default: SweepService(state, waitingRoom: service)).scheduler.wait(for: awaited)
        }
    }
}
