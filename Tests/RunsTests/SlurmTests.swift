// Slurm's words, and where a controller answers (`scripts/dev/slurm.sh start`) sweeps on it.

import Basics
import Foundation
import Glibc
import Processes
import Runs
import RunsTestSupport
import Spectra
import Testing

private let isReachable = (try? Slurm.arrayLimit()) != nil

struct SlurmWordsTests {
    @Test func records() {
        let records = Slurm.parse(
            """
            JobId=7 ArrayJobId=5 ArrayTaskId=2 JobName=spar-a JobState=NODE_FAIL Reason=None Command=/a=b
            JobId=5 ArrayJobId=5 ArrayTaskId=3-5%2 JobName=spar-a JobState=PENDING
            """)
        #expect(records.map { $0["JobState"] } == ["NODE_FAIL", "PENDING"])
        #expect(records[0]["Command"] == "/a=b")
        #expect(Slurm.indices("3-5%2") == [3, 4, 5])
        #expect(Slurm.indices("7") == [7])
        #expect(Slurm.indices("0,2-3,9") == [0, 2, 3, 9])
        #expect(Slurm.indices("N/A") == [])
    }

    @Test func states() {
        #expect(TaskState(word: "RUNNING") == .active)
        #expect(TaskState(word: "COMPLETED") == .completed)
        for word in ["CANCELLED", "TIMEOUT", "NODE_FAIL", "OUT_OF_MEMORY"] {
            #expect(TaskState(word: word) == .ended(word))
        }
    }
}

@Suite(.enabled(if: isReachable, "no Slurm controller answers"), .serialized)
struct SlurmTests {
    private let options = ["--slurm", "--chunk-seconds", "250"]

    @Test func sameSweep() throws {
        let folder = try TestFolder()
        let outcome = try TestHost.sweep(folder, count: 7, milliseconds: 20, more: options).run()
        #expect(outcome.succeeded, "\(outcome.errorText)")
        #expect(
            try String(contentsOfFile: folder.output, encoding: .utf8) == TestHost.expected(count: 7, milliseconds: 20))
        #expect(folder.begun().count == 7)
    }

    @Test(arguments: [nil, "claimed"])
    func hostRestarted(_ step: String?) throws {
        let folder = try TestFolder()
        let kills = step.map { ["--kill", "host:\($0):1"] } ?? []
        let host = try ServiceProcess(TestHost.sweep(folder, count: 6, milliseconds: 300, more: options + kills))
        while step == nil && folder.begun().count < 2 { usleep(10_000) }
        if step == nil { kill(host.id, SIGKILL) }
        while case .nothing = host.receive(seconds: 1) {}
        let outcome = try TestHost.sweep(folder, count: 6, milliseconds: 300, more: options).run()
        #expect(outcome.succeeded, "\(outcome.errorText)")
        #expect(
            try String(contentsOfFile: folder.output, encoding: .utf8) == TestHost.expected(count: 6, milliseconds: 300)
        )
        // The array of the killed host went on and was not submitted a second time.
        #expect(folder.begun().count == 6)
    }

    @Test func failuresAreToldApart() throws {
        let folder = try TestFolder(), store = try RunStore(path: folder.store)
        var slurm = SlurmOptions()
        slurm.retries = 0
        let runs = try folder.scheduler(store, slurm: slurm)
        let crashed = try runs.submit(StubEngine.job(0, play: "abort"))
        let good = try runs.submit(StubEngine.job(1)),
            unconverged = try runs.submit(StubEngine.job(2, play: "unconverged"))
        while ![crashed, good, unconverged].allSatisfy(\.isReady) { runs.waitForProgress(timeout: 1) }
        _ = try good.result()
        #expect(throws: JobFailure.self) { try crashed.result() }
        #expect(try store.failure(crashed.key)?.status == .crashed(module: "worker"))
        #expect(try store.failure(unconverged.key)?.status == .unconverged)
        let cancelled = try runs.submit(StubEngine.job(3, milliseconds: 60_000))
        while folder.begun().count < 4 { runs.waitForProgress(timeout: 0.1) }
        let chunk = try #require(
            try FileManager.default.contentsOfDirectory(atPath: folder.path + "/s.spool/chunks").last {
                FileManager.default.fileExists(atPath: folder.path + "/s.spool/chunks/\($0)/task-0.trying")
            })
        try Slurm.cancel(#require(try Slurm.job(named: chunk)))
        while !cancelled.isReady { runs.waitForProgress(timeout: 1) }
        #expect(try store.failure(cancelled.key)?.status == .killed)
        #expect(
            try store.failure(cancelled.key)?.message
                == "the job's task on the cluster was cancelled (1 try); run again")
        runs.close()
    }
}
