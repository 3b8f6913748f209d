// A folder of a test's own, the host program that tests start, and what an undisturbed sweep gives.

import Basics
import Foundation
import Processes
import Runs
import RunsTestSupport
import Spectra

/// Goes away with the value that holds it.
final class TestFolder: Sendable {
    let path: String
    var store: String { path + "/s.sqlite" }
    var log: String { path + "/log" }
    var output: String { path + "/out.csv" }

    init() throws {
        path = NSTemporaryDirectory() + "/spar-runs-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// The jobs begun, in order.
    func begun() -> [String] {
        ((try? String(contentsOfFile: log, encoding: .utf8)) ?? "").split(separator: "\n").map(String.init)
    }

    func scheduler(
        _ store: RunStore, jobs: Int = 2, retriesFailures: Bool = false, isDryRun: Bool = false,
        cluster: (queue: any BatchQueue, options: ClusterOptions)? = nil
    ) throws -> RunScheduler {
        let worker = WorkerCommand(program: TestHost.program, arguments: ["worker", "--log", log])
        let executor: ExecutorMaker = { place in
            guard let cluster else { return LocalExecutor(place, worker: worker, width: jobs) }
            return try ClusterExecutor(place, worker: worker, queue: cluster.queue, options: cluster.options)
        }
        return try RunScheduler(
            store: store, retriesFailures: retriesFailures, executor: isDryRun ? nil : executor)
    }
}

enum TestHost {
    /// Built beside the tests.
    static let program: String = {
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return (own as NSString).deletingLastPathComponent + "/runs-test-host"
    }()

    static func sweep(_ folder: TestFolder, count: Int, milliseconds: Int, more: [String] = []) -> Command {
        Command(
            program,
            [
                "sweep", folder.store, folder.output, "--count", "\(count)", "--milliseconds", "\(milliseconds)",
                "--log", folder.log,
            ] + more, timeout: 120)
    }

    /// What a sweep writes, computed here and now.
    static func expected(count: Int, milliseconds: Int) throws -> String {
        var text = "job,sum\n"
        for i in 0..<count {
            let job = try StubEngine.job(i)
            let result = try StubEngine(log: nil).compute(
                job, limits: JobLimits(), scratch: "/tmp", isCancelled: { false })
            text += "\(i),\(NumberText.shortest(result.tensor.xy.reduce(0, +)))\n"
        }
        return text
    }

    /// Waits until the host and all its workers are gone.
    static func waitForSilence(_ folder: TestFolder) {
        let file = open(folder.log + ".life", O_RDWR | O_CREAT, 0o666)
        flock(file, LOCK_EX)
        close(file)
    }

    /// The keys of jobs that have finished: in the spool or in the store.
    static func finished(_ folder: TestFolder) throws -> Set<String> {
        let spool = (try? FileManager.default.contentsOfDirectory(atPath: folder.path + "/s.spool/done")) ?? []
        var keys = Set(spool.filter { $0.hasSuffix(".run") }.map { String($0.dropLast(4)) })
        if FileManager.default.fileExists(atPath: folder.store) {
            keys.formUnion(try RunStore(path: folder.store).entries().map(\.key))
        }
        return keys
    }
}
