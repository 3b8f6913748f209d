// `spar worker`: started by spar itself, on this machine or on a node of a cluster.

import ArgumentParser
import Basics
import Glibc
import Runs
import ScriptAPI

struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "worker", abstract: "Compute jobs for a host.", shouldDisplay: false)

    @Option var spool: String
    @Option var parent: Int?
    @Option var chunk: String?
    @Option var scratch: String?
    @Option var feff: String?

    func run() throws {
        let options = try WorkerOptions(spool: spool, parent: parent, chunk: chunk, scratch: scratch)
        Glibc.exit(try WorkerLoop(engines: ScriptEngine.serving(feff: feff), options: options).run())
    }
}
