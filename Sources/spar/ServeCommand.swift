// `spar worker`: started by spar itself, on this machine or on a node of a cluster.

import ArgumentParser
import Basics
import Glibc
import Green
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
        startAnewWithBetterKernels()
        let options = try WorkerOptions(spool: spool, parent: parent, chunk: chunk, scratch: scratch)
        Glibc.exit(try WorkerLoop(engines: ScriptEngine.serving(feff: feff), options: options).run())
    }

    /// The same worker in the same process, with the vector kernels that its processor can use. Once: the choice that it
    /// then finds in its environment, or a user's, stands.
    private func startAnewWithBetterKernels() {
        let variable = "OPENBLAS_CORETYPE"
        guard getenv(variable) == nil, let kernels = ProcessorKernels.better else { return }
        setenv(variable, kernels, 1)
        execv("/proc/self/exe", CommandLine.unsafeArgv)
        // Where that fails the worker is slower, no more.
    }
}
