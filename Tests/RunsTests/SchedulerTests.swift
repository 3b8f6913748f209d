// The scheduler with worker processes of this machine: once each, failures with their reasons, cancelling.

import Basics
import Foundation
import Runs
import RunsTestSupport
import Spectra
import Testing

private func failure(_ ticket: RunTicket) -> JobFailure? {
    do {
        _ = try ticket.result()
        return nil
    } catch {
        return error as? JobFailure
    }
}

struct SchedulerTests {
    @Test func identicalJobsRunOnce() throws {
        let folder = try TestFolder(), store = try RunStore(path: folder.store)
        let runs = try folder.scheduler(store)
        let tickets = try (0..<12).map { try runs.submit(StubEngine.job($0 % 4, milliseconds: 20)) }
        let results = try tickets.map { try $0.result() }
        #expect(results[0] == results[4] && results[0] != results[1])
        #expect(folder.begun().count == 4)
        let again = try runs.submit(StubEngine.job(2, milliseconds: 20))
        #expect(again.isReady && again.isFromStore)
        #expect(try again.result() == results[2])
        let fresh = try runs.submit(StubEngine.job(2, milliseconds: 20), fresh: true)
        #expect(!fresh.isReady)
        #expect(try fresh.result() == results[2])
        #expect(folder.begun().count == 5)
        let progress = runs.progress
        #expect(progress.done == 5 && progress.fromStore == 1 && progress.failed == 0 && progress.waiting == 0)
        runs.close()
    }

    @Test(arguments: [
        ("abort", JobStatus.crashed(module: "worker"), "the worker process ended (signal 6, Aborted)"),
        ("fault", .crashed(module: "worker"), "the worker process ended (signal 11, Segmentation fault)"),
        (
            "kill", .killed,
            "the worker process ended (signal 9, Killed); this machine may have run out of memory: use fewer "
                + "--jobs"
        ),
        ("unconverged", .unconverged, "the stub did not converge"),
        ("throw", .crashed(module: "stub"), "the stub is out of sorts"),
        ("hang", .timeout, "the job was stopped at its limit of 0.1 s; timeout = sets another"),
        ("deaf", .timeout, "the job was stopped at its limit of 0.1 s; timeout = sets another"),
    ])
    func failures(_ play: String, _ status: JobStatus, _ message: String) throws {
        let folder = try TestFolder(), store = try RunStore(path: folder.store)
        let job = try StubEngine.job(1, play: play), limits = JobLimits(seconds: status == .timeout ? 0.1 : 60)
        let runs = try folder.scheduler(store, jobs: 1)
        let bad = try runs.submit(job, limits: limits), good = try runs.submit(StubEngine.job(2))
        let found = try #require(failure(bad))
        #expect(found.status == status)
        #expect(found.message == message)
        // The worker is replaced, and the same job is not tried twice in one run.
        _ = try good.result()
        #expect(failure(try runs.submit(job, limits: limits)) == found)
        #expect(folder.begun().count == 2)
        #expect(runs.progress.failed == 1)
        runs.close()
        // The next run replays what the physics decided, and tries the rest again.
        let next = try folder.scheduler(store, jobs: 1)
        #expect(failure(try next.submit(job, limits: limits))?.status == status)
        #expect(folder.begun().count == (status.isPhysics ? 2 : 3))
        next.close()
        if status.isPhysics {
            let last = try folder.scheduler(store, jobs: 1, retriesFailures: true)
            #expect(failure(try last.submit(job, limits: limits)) == found)
            #expect(folder.begun().count == 3)
            last.close()
        }
        #expect(try store.entries().filter { !$0.status.isOK }.map(\.status) == [status])
    }

    /// One after another as fast as they come: the slot of the last one may still hold the job's claim.
    @Test func freshIsNeverAnsweredFromTheStore() throws {
        let folder = try TestFolder(), store = try RunStore(path: folder.store)
        let runs = try folder.scheduler(store)
        for count in 1...100 {
            _ = try runs.submit(StubEngine.job(0), fresh: true).result()
            #expect(folder.begun().count == count)
        }
        runs.close()
    }

    @Test func memoryLimit() throws {
        let folder = try TestFolder(), store = try RunStore(path: folder.store)
        let runs = try folder.scheduler(store, jobs: 1)
        let found = failure(
            try runs.submit(StubEngine.job(1, play: "memory"), limits: JobLimits(seconds: 60, memory: 100 << 20)))
        #expect(found?.status == .killed)
        #expect(found?.message.hasSuffix("MB of memory, more than its limit of 100 MB; memory = sets another") == true)
        runs.close()
    }

    @Test func noWorkerProgram() throws {
        let folder = try TestFolder(), store = try RunStore(path: folder.store)
        let runs = try RunScheduler(store: store) {
            LocalExecutor($0, worker: .init(program: "/nowhere/spar", arguments: []), width: 1)
        }
        let found = failure(try runs.submit(StubEngine.job(1)))
        #expect(found?.status == .missing("worker"))
        #expect(found?.message == "cannot run /nowhere/spar: there is no such program")
        runs.close()
    }

    @Test func cancellingKeepsWhatIsFinished() throws {
        let folder = try TestFolder(), store = try RunStore(path: folder.store)
        let runs = try folder.scheduler(store, jobs: 1)
        let quick = try runs.submit(StubEngine.job(0))
        let slow = try runs.submit(StubEngine.job(1, milliseconds: 60_000)), never = try runs.submit(StubEngine.job(2))
        _ = try quick.result()
        while folder.begun().count < 2 { usleep(1000) }
        runs.cancelAll()
        #expect(failure(slow)?.message == "the job was cancelled before it finished")
        #expect(failure(never)?.message == "the job was cancelled before it finished")
        #expect(failure(try runs.submit(StubEngine.job(3))) != nil)
        #expect(try store.entries().map(\.key) == [quick.key])
        #expect(try store.failure(slow.key) == nil)
    }

    @Test func waitingReturnsWhenSomethingFinished() throws {
        let folder = try TestFolder(), store = try RunStore(path: folder.store)
        let runs = try folder.scheduler(store)
        let tickets = try (0..<6).map { try runs.submit(StubEngine.job($0, milliseconds: 10)) }
        while !tickets.allSatisfy(\.isReady) {
            let before = tickets.count(where: \.isReady)
            runs.waitForProgress(timeout: 60)
            #expect(tickets.count(where: \.isReady) > before || before == tickets.count)
        }
        runs.close()
    }

    @Test func dryRun() throws {
        let folder = try TestFolder(), store = try RunStore(path: folder.store)
        let runs = try folder.scheduler(store)
        _ = try runs.submit(StubEngine.job(0, milliseconds: 10)).result()
        runs.close()
        let dry = try folder.scheduler(store, isDryRun: true)
        for i in 0..<5 { _ = try dry.submit(StubEngine.job(i, milliseconds: 10)) }
        let report = dry.dryRunReport
        #expect(report.jobs == 5 && report.inStore == 1 && report.unknown == 0)
        #expect(report.cpuHours > 0 && report.cpuHours < 0.01)
        dry.close()
        #expect(folder.begun().count == 1)
    }

    @Test func workerArguments() {
        for (parent, chunk) in [(nil, nil), (1, "file")] as [(Int?, String?)] {
            #expect(
                throws: SparError(
                    "spar worker is started by spar itself: it needs --spool and either --parent or --chunk")
            ) {
                try WorkerOptions(spool: "/tmp", parent: parent, chunk: chunk, scratch: nil)
            }
        }
    }
}
