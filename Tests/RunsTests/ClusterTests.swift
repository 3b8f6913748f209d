// The words of batch systems, and where one answers (`scripts/dev/slurm.sh start`) sweeps on it: by Slurm's own
// commands, and by PBS's, which Debian's slurm-wlm-torque wraps about Slurm's.

import Basics
import Foundation
import Glibc
import Processes
import Runs
import RunsTestSupport
import Spectra
import Testing

private let slurmAnswers = (try? Slurm().arrayLimit()) != nil
private let pbsAnswers = (try? PBS().arrayLimit()) != nil

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
        #expect(Slurm.state("RUNNING") == .active)
        #expect(Slurm.state("COMPLETED") == .completed)
        let ends: [(String, TaskEnd)] = [
            ("CANCELLED", .cancelled), ("TIMEOUT", .outOfTime), ("NODE_FAIL", .lostNode),
            ("OUT_OF_MEMORY", .outOfMemory), ("FAILED", .other("FAILED")),
        ]
        for (word, end) in ends { #expect(Slurm.state(word) == .ended(end)) }
    }
}

struct PBSWordsTests {
    @Test func jobs() {
        let jobs = PBS.parse(
            """
            Job Id: 12.server
                Job_Name = spar0123456789a
                job_state = C
                exit_status = 271
                Variable_List = PBS_O_HOME=/home/u,
            \tPBS_O_LANG=C
                Output_Path = host:/a = b

            Job Id:\t13
            \tjob_state = Q

            """)
        #expect(jobs.map(\.id) == ["12.server", "13"])
        #expect(jobs[0].attributes["Job_Name"] == "spar0123456789a")
        #expect(jobs[0].attributes["Output_Path"] == "host:/a = b")
        #expect(jobs.map { PBS.state($0.attributes) } == [.ended(.cancelled), .active])
    }

    @Test func states() {
        for letter in ["Q", "R", "H", "E", "S", "W", "U"] { #expect(PBS.state(["job_state": letter]) == .active) }
        let ends: [(String, TaskState)] = [
            ("0", .completed), ("-10", .ended(.outOfMemory)), ("-11", .ended(.outOfTime)),
            ("265", .ended(.cancelled)), ("1", .ended(.other("exit status 1"))),
        ]
        for (status, state) in ends {
            #expect(PBS.state(["job_state": "C", "exit_status": status]) == state)
            #expect(PBS.state(["job_state": "F", "Exit_status": status]) == state)
        }
        #expect(PBS.state(["job_state": "C"]) == .completed)
    }

    @Test func names() {
        #expect(PBS.shortName("spar-node-1-2-abc").utf8.count == 15)
        #expect(PBS.shortName("spar-node-1-2-abc") != PBS.shortName("spar-node-1-3-abc"))
    }
}

/// What holds on every batch system.
private struct ClusterSweeps {
    let queue: any BatchQueue
    private var options: [String] { ["--cluster", queue.name, "--chunk-seconds", "250"] }

    init(_ queue: any BatchQueue) { self.queue = queue }

    func sameSweep() throws {
        let folder = try TestFolder()
        let outcome = try TestHost.sweep(folder, count: 7, milliseconds: 20, more: options).run()
        #expect(outcome.succeeded, "\(outcome.errorText)")
        #expect(
            try String(contentsOfFile: folder.output, encoding: .utf8) == TestHost.expected(count: 7, milliseconds: 20))
        #expect(folder.begun().count == 7)
    }

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
        // The jobs of the killed host went on and were not submitted a second time.
        #expect(folder.begun().count == 6)
    }

    /// - Parameter cancelled: what is said of a job whose task was cancelled.
    func failuresAreToldApart(_ status: JobStatus, _ cancelled: String) throws {
        let folder = try TestFolder(), store = try RunStore(path: folder.store)
        var options = ClusterOptions()
        options.retries = 0
        let runs = try folder.scheduler(store, cluster: (queue, options))
        let crashed = try runs.submit(StubEngine.job(0, play: "abort"))
        let good = try runs.submit(StubEngine.job(1)),
            unconverged = try runs.submit(StubEngine.job(2, play: "unconverged"))
        while ![crashed, good, unconverged].allSatisfy(\.isReady) { runs.waitForProgress(timeout: 1) }
        _ = try good.result()
        #expect(throws: JobFailure.self) { try crashed.result() }
        #expect(try store.failure(crashed.key)?.status == .crashed(module: "worker"))
        #expect(try store.failure(unconverged.key)?.status == .unconverged)
        let ended = try runs.submit(StubEngine.job(3, milliseconds: 60_000))
        while folder.begun().count < 4 { runs.waitForProgress(timeout: 0.1) }
        let chunk = try #require(
            try FileManager.default.contentsOfDirectory(atPath: folder.path + "/s.spool/chunks").last {
                FileManager.default.fileExists(atPath: folder.path + "/s.spool/chunks/\($0)/task-0.trying")
            })
        try queue.cancel(#require(try queue.job(named: chunk)))
        while !ended.isReady { runs.waitForProgress(timeout: 1) }
        #expect(try store.failure(ended.key)?.status == status)
        #expect(try store.failure(ended.key)?.message == cancelled)
        runs.close()
    }
}

@Suite(.enabled(if: slurmAnswers, "no Slurm controller answers"), .serialized)
struct SlurmTests {
    private let sweeps = ClusterSweeps(Slurm())

    @Test func sameSweep() throws { try sweeps.sameSweep() }
    @Test(arguments: [nil, "claimed"]) func hostRestarted(_ step: String?) throws { try sweeps.hostRestarted(step) }
    @Test func failuresAreToldApart() throws {
        try sweeps.failuresAreToldApart(.killed, "the job's task on the cluster was cancelled (1 try); run again")
    }
}

@Suite(
    .enabled(if: pbsAnswers, "no PBS server answers (qsub, qstat, qdel; Debian's slurm-wlm-torque wraps Slurm's)"),
    .serialized)
struct PBSTests {
    private let sweeps = ClusterSweeps(PBS())

    @Test func sameSweep() throws { try sweeps.sameSweep() }
    @Test(arguments: [nil, "claimed"]) func hostRestarted(_ step: String?) throws { try sweeps.hostRestarted(step) }
    /// The wrappers do not say how a task ended.
    @Test func failuresAreToldApart() throws {
        try sweeps.failuresAreToldApart(
            .crashed(module: "worker"), "the job's task on the cluster ended without a result (1 try); see the log")
    }
}
