// What the tests of spectra on the command line work with: the stub FEFF of FEFFTests, a store, and a sweep.

import Basics
import Foundation
import Processes
import Testing

/// A stub FEFF, a store and a script in a folder that goes with the value.
final class Workshop {
    let path = NSTemporaryDirectory() + "spar-xes-" + UUID().uuidString
    static let modules = [
        "rdinp", "atomic", "pot", "screen", "opconsat", "xsph", "fms", "mkgtr", "path", "genfmt", "ff2x", "sfconv",
    ]

    /// - Parameter play: lines "<module> <failure>" of the stub.
    init(play: String = "") throws {
        let files = FileManager.default
        try files.createDirectory(atPath: path + "/feff", withIntermediateDirectories: true)
        for module in Self.modules {
            try files.copyItem(
                atPath: repository + "/Tests/FEFFTests/Fixtures/stub.sh", toPath: path + "/feff/" + module)
            try files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path + "/feff/" + module)
        }
        try AtomicFile.write(play + "\n", to: path + "/feff/play")
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// `spar run` of the script on standard input; where `feff` is false no FEFF can be found.
    func command(_ options: [String] = [], feff: Bool = true) throws -> Command {
        var command = Command(
            try #require(program),
            ["run", "--store", path + "/store.sqlite", "--jobs", "2"]
                + (feff ? ["--engine", "feff", "--feff", path + "/feff"] : ["--engine", "feff"]) + options + ["-"],
            directory: repository, timeout: 120)
        command.environment = ["SPAR_FEFF": "", "SPAR_ENGINE": "", "PATH": "/usr/bin:/bin"]
        return command
    }

    func run(_ script: String, _ options: String..., feff: Bool = true) throws -> Outcome {
        var command = try command(options, feff: feff)
        command.input = Array("local here = '\(path)'\n\(script)".utf8)
        return try command.run()
    }

    func store(_ arguments: String...) throws -> Outcome {
        try Command(try #require(program), ["store"] + arguments + ["--store", path + "/store.sqlite"], timeout: 60)
            .run()
    }

    func bytes(_ name: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path + "/" + name)) }
}

let options =
    "local options = { energy = { from = -30, to = 5, step = 0.5 }, feff = { retries = false } } "
    + "local nio = structure.read('examples/structures/NiO.cif')\n"

func sweep(_ file: String) -> String {
    options + """
        local rows = sweep(range(0, 0.04, 0.01), function(strain)
          local sp = xes(nio:strain{ c = strain }, options)
          return { SAMS = sp:sams(), fermi = sp.fermi, sites = #sp.sites }
        end, { name = "strain", file = here .. "/\(file)" })
        print(#rows, rows.cached, rows.failures and #rows.failures)
        """
}
