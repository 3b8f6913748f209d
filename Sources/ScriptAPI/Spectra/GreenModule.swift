// The module `green`: the embedded engine by itself.

import Green
import LuaRuntime
import Spectra

extension Module {
    static let green = Module(
        "green", "The embedded engine: spectra without FEFF, in seconds.",
        [
            Function(
                "run", "As xes, by the embedded engine; its own options stand beside the common ones.",
                SpectrumOptions.subject, StructureObject.metalParameter,
                .options(
                    GreenEngine.description.options.map(\.parameter) + SpectrumOptions.physics + SpectrumOptions.running
                ), returns: "A spectrum."
            ) { call in
                try call.spectrum(engine: GreenEngine.description)
            },
            .greenConvergence,
            Function(
                "version", "The physics version, which changes only when the engine's numbers do.",
                returns: "A text."
            ) { _ in .string(GreenEngine.physicsVersion) },
        ])
}
