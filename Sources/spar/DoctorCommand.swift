// `spar doctor`: what was found on this machine, whether it works, and what to do about what is missing.

import ArgumentParser
import Basics
import Foundation
import Glibc
import Laboratory
import Plotting
import Runs
import ScriptAPI
import Spectra

struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Say what was found of gnuplot, FEFF, the store and Slurm, and whether it works.")

    @OptionGroup
    var places: EnginePlaces

    @Option(help: "The run store, a file. Default: SPAR_STORE, else the user's data folder.", completion: .file())
    var store: String?

    func run() throws {
        print(
            "spar",
            "\(SparVersion.text), \(sysconf(Int32(_SC_NPROCESSORS_ONLN))) cores, "
                + "\(sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE)) / 1_000_000) MB of memory")
        print("files", ShippedFiles.home ?? "examples and scripts were not found beside or above the program")
        print("gnuplot", Gnuplot.version() ?? "not found; figures need it: apt-get install gnuplot-nox")
        for engine in EngineCatalogue.builtIn.engines {
            guard let check = engine.check else { continue }
            print(engine.title, finding(of: engine, check))
        }
        print("store", storeLine)
        for queue in BatchQueues.all {
            if let (title, text) = queue.finding { print(title, text) }
        }
    }

    private func print(_ title: String, _ text: String) {
        Swift.print(title.padding(toLength: max(9, title.count + 1), withPad: " ", startingAt: 0) + text)
    }

    /// The version, and what a calculation of some seconds gave.
    private func finding(of engine: EngineDescription, _ check: (EnginePlace) throws -> String) -> String {
        let environment = ProcessInfo.processInfo.environment
        do {
            return try check(EnginePlace(folder: places.folders[engine.name], environment: environment))
        } catch {
            return "\(error)"
        }
    }

    private var storeLine: String {
        do {
            let path = try StoreLocation.path(option: store, environment: ProcessInfo.processInfo.environment)
            guard FileManager.default.fileExists(atPath: path) else {
                return "\(path), made when the first spectrum is wanted"
            }
            let store = try RunStore(path: path), count = try store.entryCounts()
            return "\(path), \(count.results) results, \(count.failures) failures"
                + (store.isReadOnly ? ", may only be read" : "")
        } catch {
            return "\(error)"
        }
    }
}
