// `spar worker`: started by spar itself, on this machine or on a node of a cluster.

import ArgumentParser
import Basics
import Foundation
import Green
import Laboratory
import Runs

struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "worker", abstract: "Compute jobs for a host.", shouldDisplay: false)

    @Option var spool: String
    @Option var parent: Int?
    @Option var chunk: String?
    @Option var scratch: String?
    /// "name=folder".
    @Option var engineFolder: [String] = []

    func run() throws {
        startAnewWithBetterKernels()
        let options = try WorkerOptions(spool: spool, parent: parent, chunk: chunk, scratch: scratch)
        var folders: [String: String] = [:]
        for word in engineFolder {
            guard let mark = word.firstIndex(of: "=") else {
                throw SparError(
                    "--engine-folder takes an engine's name and a folder, such as feff=/opt/feff, got \(word)")
            }
            folders[String(word[..<mark])] = String(word[word.index(after: mark)...])
        }
        let engines = EngineCatalogue.builtIn.serving(
            folders: folders, environment: ProcessInfo.processInfo.environment)
        Foundation.exit(try WorkerLoop(engines: engines, options: options).run())
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
