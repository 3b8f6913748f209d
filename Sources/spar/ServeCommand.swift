// `spar worker`: started by spar itself, on this machine or on a node of a cluster.

import ArgumentParser
import Basics
import Foundation
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
}
