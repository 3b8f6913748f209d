// `spar predict file.cif …`: what the shipped model makes of a crystal, and how far it may be believed.

import ArgumentParser
import Basics
import Foundation
import ScriptAPI

struct PredictCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "predict",
        abstract: "Predict SAMS of crystals by the shipped model: value, interval, what drove it, warnings.")

    @Argument(help: "Structure files that structure.read takes, with a lattice.", completion: .file())
    var files: [String]

    @Option(help: "The 3d metal; all of a crystal's unless given.")
    var metal: String?

    @Flag(help: "One JSON list, an object a file and metal.")
    var json = false

    @Flag(help: "CSV, a line a file and metal.")
    var csv = false

    @Flag(help: "Compute SAMS by the engine too, and set it beside the prediction.")
    var compute = false

    @Option(
        help: "The model, as model:save wrote it. Default: SPAR_MODEL, else the one that is shipped.",
        completion: .file())
    var model: String?

    @OptionGroup(title: "Spectra")
    var runs: RunOptions

    func validate() throws {
        if json, csv { throw ValidationError("--json or --csv, not both") }
        if files.isEmpty { throw ValidationError("predict takes the names of structure files") }
    }

    func run() throws {
        let path = try ShippedModel.path(option: model)
        var settings = HostSettings(
            script: "predict",
            arguments: [
                path, metal.map { $0.prefix(1).uppercased() + $0.dropFirst().lowercased() } ?? "",
                json ? "json" : csv ? "csv" : "text", compute ? "compute" : "",
            ] + files,
            memoryLimit: MemorySize.half, runs: try runs.settings())
        settings.text = PredictScript.text
        end(code: ScriptRunner(settings: settings, timeLimit: nil).run())
    }
}

/// Where the model lies that comes with Spar.
enum ShippedModel {
    static let name = "examples/data/mp_3d_model.json.gz"

    /// What was named, else SPAR_MODEL, else the shipped one.
    static func path(option: String?) throws -> String {
        if let option { return option }
        if let given = ProcessInfo.processInfo.environment["SPAR_MODEL"], !given.isEmpty { return given }
        let found = ShippedFiles.path(name)
        guard FileManager.default.fileExists(atPath: found) else {
            throw SparError(
                "the model that predicts is not there: \(name) was looked for in the current folder and in Spar's own; "
                    + "name one with --model or SPAR_MODEL (scripts/model.lua makes it)")
        }
        return found
    }
}
