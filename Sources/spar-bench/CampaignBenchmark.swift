// What a campaign costs beside its engine: so many finished jobs through the spool into a store, and then each thing
// that a user or the next run asks of that store. The engine is a stub, so that a hundred thousand jobs take minutes.
//
// Each line is a step, its wall and processor seconds, and the process's largest memory so far (MB).

import Basics
import Foundation
import Runs
import RunsTestSupport
import Spectra

enum CampaignBenchmark {
    /// Finished jobs that lie in the spool when the host looks: what a cluster of some hundred cores leaves in a minute.
    private static let portion = 1000

    /// - Parameter arguments: how many jobs, a folder that does not exist, kilobytes of a result (60 unless given).
    static func run(_ arguments: [String]) throws {
        guard arguments.count >= 2, let count = Int(arguments[0]), (1...10_000_000).contains(count) else {
            throw SparError("usage: spar-bench campaign JOBS FOLDER [kilobytes of a result]")
        }
        let folder = arguments[1]
        guard !FileManager.default.fileExists(atPath: folder) else {
            throw SparError("\(folder) is there already; name a folder that is not")
        }
        let kilobytes = arguments.count > 2 ? Int(arguments[2]) ?? 60 : 60
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let path = folder + "/store.sqlite"
        try fill(RunStore(path: path), count, kilobytes: min(10_000, max(1, kilobytes)))
        print("store \(size(path) >> 20) MB, spool \(size(folder + "/store.spool/done")) bytes in \(count) jobs")
        let store = try step("open") { try RunStore(path: path) }
        try ask(store, count)
        try step("gc, with VACUUM") { _ = try store.collectGarbage() }
        try submit(store, count)
    }

    private static func fill(_ store: RunStore, _ count: Int, kilobytes: Int) throws {
        let spool = try Spool(path: store.spoolPath), engine = StubEngine(log: nil)
        var template = try engine.compute(
            StubEngine.job(0), limits: JobLimits(), scratch: "", isCancelled: { false })
        let bytes = try template.encoded(job: String(repeating: "0", count: 64)).count
        template.log = String(repeating: "x", count: max(0, kilobytes * 1024 - bytes))
        let result = template
        try step("\(count) jobs through the spool into the store, \(kilobytes) kB each") {
            for start in stride(from: 0, to: count, by: portion) {
                for number in start..<min(start + portion, count) {
                    try spool.put(
                        RunRecord(
                            job: StubEngine.job(number), outcome: .success(result), cpuSeconds: 50, wallSeconds: 50))
                }
                try spool.takeIn(store)
                if start % 10_000 == 0 { FileHandle.standardError.write(Data("\(start) of \(count)\n".utf8)) }
            }
        }
    }

    private static func ask(_ store: RunStore, _ count: Int) throws {
        try step("spar store ls") {
            var entries = 0
            try store.forEachEntry { _ in entries += 1 }
            guard entries == count else { throw SparError("the store has \(entries) entries, not \(count)") }
        }
        let key = try StubEngine.job(count / 2).key
        try step("spar store show KEY") { _ = try store.entry(beginning: String(key.prefix(12))) }
        try step("spar doctor") { _ = try store.entryCounts() }
        let scheduler = try RunScheduler(store: store, executor: nil)
        try step("a second run: every job answered from the store") {
            for number in 0..<count { _ = try scheduler.submit(StubEngine.job(number)) }
        }
        scheduler.close()
    }

    /// As many jobs again, none of which is there: what waits costs memory and a look at the store each.
    private static func submit(_ store: RunStore, _ count: Int) throws {
        let scheduler = try RunScheduler(store: store, executor: nil)
        try step("\(count) jobs submitted at once that have to wait") {
            for number in count..<2 * count { _ = try scheduler.submit(StubEngine.job(number)) }
        }
        try step("a line of progress with all of them waiting") {
            for _ in 0..<10 { _ = scheduler.progress }
        }
        scheduler.close()
    }

    @discardableResult
    private static func step<T>(_ name: String, _ body: () throws -> T) rethrows -> T {
        print(name)
        defer { print("peak \(Int(Stopwatch.peakMemory)) MB") }
        return try Stopwatch.time(body)
    }

    /// Bytes of a file.
    private static func size(_ path: String) -> Int {
        ((try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int) ?? 0
    }
}
