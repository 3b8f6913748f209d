// FEFF10 as others meet it: looked for where the user says, and tried by a small cluster.

import Basics
import Spectra

extension FEFFEngine {
    public static let description = EngineDescription(
        name: name, title: "FEFF", typicalSeconds: 100, computes: [.kEmission],
        options: [
            EngineOption(
                "cards",
                .settings(
                    expected: "a table of name = value expected, such as { SCF = \"5.0 0\", RPATH = false }",
                    item: "is text, a number, or false to leave the card out"),
                "Cards of feff.inp that are set, or left out where false."),
            EngineOption("retries", .flag, "Try again where self-consistency fails; true unless given."),
        ],
        optionsDoc: "FEFF's own: cards = { SCF = \"5.0 0\", RPATH = false } sets or leaves out cards of feff.inp; "
            + "retries = false gives up where self-consistency fails.",
        canonical: { options, _ in try FEFFOptions(json: options).json },
        make: { FEFFEngine(try FEFFInstallation.find(path: $0.folder, environment: $0.environment)) },
        check: { place in
            let installation = try FEFFInstallation.find(path: place.folder, environment: place.environment)
            let check = try FEFFCheck(installation)
            return "\(check.identity.version) in \(installation.directory); a small cluster took "
                + "\(NumberText.fixed(check.seconds, decimals: 1)) s and came out as isotropic as it is"
        })
}
