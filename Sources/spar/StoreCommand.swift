// `spar store`: what the run store holds, and its care.

import ArgumentParser
import Basics
import Foundation
import Runs
import Spectra

struct StoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "store", abstract: "List, show, export, import, check and tidy the results that are kept.",
        subcommands: [List.self, Show.self, Export.self, Import.self, CollectGarbage.self, Verify.self])

    struct Place: ParsableArguments {
        @Option(help: "The run store, a file. Default: SPAR_STORE, else the user's data folder.", completion: .file())
        var store: String?

        var path: String {
            get throws { try StoreLocation.path(option: store, environment: ProcessInfo.processInfo.environment) }
        }

        /// - Parameter isMade: whether a store is made where there is none.
        func open(isMade: Bool = false) throws -> RunStore {
            let path = try path
            guard FileManager.default.fileExists(atPath: path) else {
                guard isMade else {
                    throw SparError("there is no store \(path); name another with --store or SPAR_STORE")
                }
                if store == nil { try StoreLocation.makeFolder(of: path) }
                return try RunStore(path: path)
            }
            return try RunStore(path: path)
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "ls", abstract: "List results and failures, the oldest first.", aliases: ["list"])
        @OptionGroup var place: Place

        func run() throws {
            try place.open().forEachEntry { entry in
                let seconds = NumberText.fixed(entry.cpuSeconds, decimals: 1)
                print(
                    "\(entry.key.prefix(12))  \(entry.date)  \(entry.engine.name)  \(entry.element)  \(entry.atoms) "
                        + "atoms  \(seconds) s  \(entry.status.text)")
            }
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show one entry: its job, how it ended, what was said.")
        @OptionGroup var place: Place
        @Argument(help: "The key, or the beginning of it.") var key: String
        @Flag(help: "Print the engine's input as it was given.") var input = false
        @Flag(help: "Print the engine's last words.") var log = false

        func run() throws {
            let (entry, job, outcome) = try place.open().entry(beginning: key)
            if case .success(let result) = outcome, input { return print(result.input, terminator: "") }
            if log {
                switch outcome {
                case .success(let result): print(result.log)
                case .failure(let failure): print(failure.log)
                }
                return
            }
            let grid = job.settings.energies
            func n(_ x: Double) -> String { NumberText.short(x, digits: 8) }
            print("key      \(entry.key)")
            print("engine   \(entry.engine.version)")
            print(
                "job      \(entry.element), \(entry.atoms) of \(job.cluster.atoms.count) atoms scatter, "
                    + "\(n(grid.from)) to \(n(grid.to)) eV in steps of \(n(grid.step)), "
                    + (job.settings.coreHole ? "core hole" : "no core hole"))
            print("status   \(entry.status.text)")
            print(
                "run      \(entry.date), \(entry.node), \(NumberText.fixed(entry.cpuSeconds, decimals: 1)) s of "
                    + "processor time"
            )
            switch outcome {
            case .failure(let failure):
                print("message  \(failure.message)")
                for attempt in failure.attempts { print("tried    \(attempt)") }
            case .success(let result):
                print("Fermi    \(n(result.fermiLevel)) eV, \(result.energies.count) energies")
                for line in result.provenance { print("fact     \(line.name): \(line.value)") }
                for note in result.notes { print("note     \(note)") }
            }
        }
    }

    struct Export: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write results, plans and cached values into one file, for a colleague or another machine.")
        @OptionGroup var place: Place
        @Argument(help: "The file to write.", completion: .file()) var file: String

        func run() throws {
            let (count, refused) = try place.open().export(to: file)
            print("written: \(file), \(count) result\(count == 1 ? "" : "s")")
            for sentence in refused { standardError("spar: left out \(sentence)") }
            if !refused.isEmpty { throw ExitStatus.scriptError }
        }
    }

    struct Import: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take in an exported file; what is there already stays.")
        @OptionGroup var place: Place
        @Argument(help: "The exported file.", completion: .file()) var file: String

        func run() throws {
            let summary = try place.open(isMade: true).importEntries(from: ShippedFiles.path(file))
            print(
                "\(summary.added) results added, \(summary.known) known already, \(summary.plans) plans, "
                    + "\(summary.values) cached values")
            if summary.unboundPlans > 0 {
                standardError(
                    "note: \(summary.unboundPlans) plan\(summary.unboundPlans == 1 ? "" : "s") left out: nothing "
                        + "binds them to their requests; they are made anew when wanted")
            }
            for sentence in summary.refused { standardError("spar: left out \(sentence)") }
            if !summary.refused.isEmpty { throw ExitStatus.scriptError }
        }
    }

    struct CollectGarbage: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "gc", abstract: "Remove what is old, and plans whose jobs are gone, and give the room back.")
        @OptionGroup var place: Place
        @Option(help: "Remove results, failures and cached values older than so many days.") var olderThan: Double?

        func validate() throws {
            if let olderThan, !(olderThan >= 0) {
                throw ValidationError(
                    "--older-than takes a number of days, 0 or more, got \(NumberText.short(olderThan))")
            }
        }

        func run() throws {
            let count = try place.open().collectGarbage(olderThanDays: olderThan)
            print("\(count) entr\(count == 1 ? "y" : "ies") removed")
        }
    }

    struct Verify: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Hash everything again and remove entries that are damaged; they are computed again when wanted.")
        @OptionGroup var place: Place

        func run() throws {
            let check = try place.open().verify()
            for sentence in check.damage { standardError("spar: " + sentence) }
            print(
                "\(check.results) results, \(check.failures) failures, \(check.plans) plans, \(check.values) cached "
                    + "values, \(check.damage.count) damaged")
            if !check.damage.isEmpty { throw ExitStatus.scriptError }
        }
    }
}
