// A store on a disk that is full: a sentence, and when there is room the next run goes on.

import Basics
import Foundation
import Processes
import Testing

/// A namespace of one's own in which small disks can be mounted, without being the administrator.
private let unshared = ["-rm", "sh", "-c"]
private let canMount =
    (try? Command("unshare", unshared + ["mount -t tmpfs tmpfs /mnt"], timeout: 10).run().succeeded) == true

@Suite(
    .enabled(if: program != nil, "the program spar is not built"),
    .enabled(if: canMount, "this machine lets nobody mount a disk"))
struct FullDiskTests {
    @Test func aFullDiskLosesNothing() throws {
        let shop = try Workshop()
        let script =
            "local here = '\(shop.path)'\n" + options
            + "options.energy.step = 0.02\nprint(#xes(nio:strain{ c = 0.01 }, options).energy)"
        try AtomicFile.write(script, to: shop.path + "/one.lua")
        let command = try shop.command()
        // The store and its spool lie on a disk of 316 kB, which grows before the second run.
        let run =
            (["'\(command.program)'"]
            + command.arguments.dropLast().map {
                $0.replacingOccurrences(
                    of: shop.path + "/store.sqlite", with: "full/store.sqlite")
            } + [shop.path + "/one.lua"]).joined(separator: " ")
        let steps =
            "cd \(shop.path); mkdir full; mount -t tmpfs -o size=316k tmpfs full; cp -r \(repository)/examples .; "
            + "\(run); echo first $?; mount -o remount,size=40m full; \(run); echo second $?; \(command.program) "
            + "store verify --store full/store.sqlite"
        let outcome = try Command("unshare", unshared + [steps], timeout: 120).run()
        #expect(
            outcome.errorText.contains(
                "the store full/store.sqlite cannot grow: the disk is full; make room and run again: "
                    + "results that could still be written wait in the spool"), "\(outcome.errorText)")
        #expect(
            outcome.outputText
                == "first 1\n1751\nsecond 0\n1 results, 0 failures, 1 plans, 1 cached values, 0 damaged\n",
            "\(outcome.outputText)")
    }

    /// A store whose first commit found no room is no store of another program when there is some.
    @Test func aStoreBegunOnAFullDisk() throws {
        let shop = try Workshop()
        try AtomicFile.write("print(spar.cached('a', 1, function() return 2 end))", to: shop.path + "/c.lua")
        let run = "'\(try #require(program))' run --store full/s.sqlite c.lua"
        let steps =
            "cd \(shop.path); mkdir full; mount -t tmpfs -o size=200k tmpfs full; \(run); echo first $?; "
            + "mount -o remount,size=20m full; \(run); echo second $?; mount -o remount,ro full; \(run); echo third $?"
        let outcome = try Command("unshare", unshared + [steps], timeout: 120).run()
        #expect(
            outcome.outputText == "first 1\n2\nsecond 0\n2\nthird 0\n", "\(outcome.outputText) \(outcome.errorText)")
    }

    /// A campaign whose store finds no room stops; when there is some it goes on, and no row says what happened.
    @Test func aCampaignStopsAndGoesOn() throws {
        let shop = try Workshop()
        let program = try #require(program)
        let run =
            "SPAR_STORE=full/s.sqlite '\(program)' run --jobs 1 \(repository)/scripts/campaign.lua -- in t.csv "
            + "--radius 2.5"
        let steps =
            "cd \(shop.path); mkdir full in; cp \(repository)/examples/structures/NiO.cif in; "
            + "mount -t tmpfs -o size=200k tmpfs full; \(run); echo first $?; mount -o remount,size=40m full; \(run); "
            + "echo second $?; wc -l < t.csv; grep -c ',ok,' t.csv"
        let outcome = try Command("unshare", unshared + [steps], timeout: 300).run()
        #expect(outcome.outputText == "first 1\nsecond 0\n2\n1\n", "\(outcome.outputText) \(outcome.errorText)")
        #expect(outcome.errorText.contains("campaign: stopped: the store"), "\(outcome.errorText)")
    }
}
