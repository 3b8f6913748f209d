// The embedded engine as others meet it: always there.

import Basics
import Spectra

extension GreenEngine {
    public static let description = EngineDescription(
        name: name, title: "green", typicalSeconds: 1.5, computes: [.kEmission, .kAbsorption],
        options: [
            EngineOption("scf", .flag, "Self-consistent; true unless given."),
            EngineOption(
                "lmax", .whole(least: 2, expected: "2 or 3"),
                "The highest l in the spectrum, 2 or 3; 2 of emission, 3 of absorption unless given."),
            EngineOption("width", .number, "The core hole's full width (eV); the element's unless given."),
            EngineOption(
                "move_hydrogen", .flag,
                "Potentials with hydrogen drawn away from its neighbour, as FEFF10 makes them; true unless given."),
            EngineOption(
                "exchange", .word,
                "Of absorption: \"hedin-lundqvist\" (the default) or \"ground\", what an electron above the Fermi "
                    + "level feels."),
        ],
        optionsDoc: "The embedded engine's own: scf = false takes the overlapped atoms as they are (for screening); "
            + "lmax = 3 in the spectrum; width of the core hole (eV); move_hydrogen = false makes the potentials with "
            + "hydrogen where it is, not drawn away from its neighbour as FEFF10 does; of absorption exchange = "
            + "\"ground\" leaves the self-energy of fast electrons out.",
        canonical: { try GreenOptions(json: $0, for: $1.process).json(for: $1.process) },
        make: { _ in GreenEngine() })
}
