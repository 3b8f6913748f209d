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
                    [
                        .optional("scf", .boolean, "Self-consistent; true unless given."),
                        .optional("lmax", .count(2), "The highest l in the spectrum, 2 (the default) or 3."),
                        .optional("width", .number, "The core hole's full width (eV); the element's unless given."),
                        .optional(
                            "move_hydrogen", .boolean,
                            "Potentials with hydrogen drawn away from its neighbour, as "
                                + "FEFF10 makes them; true unless given."),
                    ] + SpectrumOptions.physics + SpectrumOptions.running), returns: "A spectrum."
            ) { call in
                try call.spectrum(engine: .green)
            },
            .greenConvergence,
            Function(
                "version", "The physics version, which changes only when the engine's numbers do.",
                returns: "A text."
            ) { _ in .string(GreenEngine.physicsVersion) },
        ])
}
