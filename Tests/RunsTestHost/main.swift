// The host that RunsTests starts, kills and starts again: a sweep over the stub engine, whose workers are itself.
//
//   runs-test-host sweep STORE OUT --count N [--jobs N] [--milliseconds N] [--cluster NAME] [--kill ROLE:STEP:N] [--log FILE]
//   runs-test-host worker ... (what the scheduler adds) [--kill ...] [--log FILE]
//   runs-test-host measure FOLDER
//
// ROLE host: at the N-th time of a step the host dies, whoever takes the step. ROLE worker: the worker dies.

import Basics
import Glibc
import Runs
import RunsTestSupport
import Spectra
import Synchronization

struct Arguments {
    let words: [String]

    subscript(name: String) -> String? {
        guard let at = words.firstIndex(of: "--" + name), at + 1 < words.count else { return nil }
        return words[at + 1]
    }

    func integer(_ name: String, default value: Int) -> Int { self[name].flatMap { Int($0) } ?? value }
}

/// Kills by SIGKILL at a step of the protocol.
final class Assassin: Sendable {
    private let role: String, step: String, target: Int
    private let isWorker: Bool
    private let count = Atomic<Int>(0)

    init(_ text: String?, isWorker: Bool) {
        let parts = (text ?? "none:none:0").split(separator: ":").map(String.init)
        (role, step, target) = (parts[0], parts[1], Int(parts[2]) ?? 0)
        self.isWorker = isWorker
    }

    func observe(_ taken: ProtocolStep) {
        guard taken.rawValue == step, count.wrappingAdd(1, ordering: .relaxed).newValue == target else { return }
        if isWorker && role == "host" {
            kill(getppid(), SIGKILL)
        } else if isWorker == (role == "worker") {
            kill(getpid(), SIGKILL)
        }
    }
}

func seconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

/// Held for life, shared by all processes of a sweep: who gets it alone knows that all are gone.
func holdLife(_ log: String?) {
    guard let log else { return }
    flock(open(log + ".life", O_RDWR | O_CREAT | O_CLOEXEC, 0o666), LOCK_SH)
}

func worker(_ arguments: Arguments) throws -> Int32 {
    holdLife(arguments["log"])
    let options = try WorkerOptions(
        spool: arguments["spool"] ?? "", parent: arguments["parent"].flatMap { Int($0) },
        chunk: arguments["chunk"], scratch: arguments["scratch"])
    let assassin = Assassin(arguments["kill"], isWorker: true)
    return try WorkerLoop(
        engines: ["stub": StubEngine(log: arguments["log"])], options: options,
        observer: { assassin.observe($0) }
    ).run()
}

func scheduler(_ store: RunStore, _ arguments: Arguments, jobs: Int) throws -> RunScheduler {
    var passed = ["worker"]
    for name in ["kill", "log"] { if let value = arguments[name] { passed += ["--" + name, value] } }
    let program = String(cString: realpath("/proc/self/exe", nil))
    let worker = WorkerCommand(program: program, arguments: passed), cluster = arguments["cluster"]
    var options = ClusterOptions()
    options.chunkSeconds = Double(arguments.integer("chunk-seconds", default: 900))
    let assassin = Assassin(arguments["kill"], isWorker: false)
    return try RunScheduler(store: store, retriesFailures: false, observer: { assassin.observe($0) }) { place in
        guard let queue = BatchQueues.all.first(where: { $0.name == cluster }) else {
            return LocalExecutor(place, worker: worker, width: jobs)
        }
        return try ClusterExecutor(place, worker: worker, queue: queue, options: options)
    }
}

func sweep(_ arguments: Arguments) throws -> Int32 {
    holdLife(arguments["log"])
    let store = try RunStore(path: arguments.words[1])
    let runs = try scheduler(store, arguments, jobs: arguments.integer("jobs", default: 2))
    let milliseconds = arguments.integer("milliseconds", default: 0)
    let tickets = try (0..<arguments.integer("count", default: 8)).map {
        try runs.submit(StubEngine.job($0, milliseconds: milliseconds, play: arguments["play"] ?? ""))
    }
    while !tickets.allSatisfy(\.isReady) { runs.waitForProgress(timeout: 1) }
    var text = "job,sum\n"
    for (i, ticket) in tickets.enumerated() {
        let sum = try ticket.result().tensor.xy.reduce(0, +)
        text += "\(i),\(NumberText.shortest(sum))\n"
    }
    runs.close()
    try AtomicFile.write(text, to: arguments.words[2])
    return 0
}

func measure(_ arguments: Arguments) throws -> Int32 {
    let folder = arguments.words[1]
    for (jobs, count) in [(1, 20), (2, 20)] {
        let store = try RunStore(path: "\(folder)/scheduling-\(jobs).sqlite")
        let runs = try scheduler(store, arguments, jobs: jobs), start = seconds()
        let tickets = try (0..<count).map { try runs.submit(StubEngine.job($0, milliseconds: 500)) }
        for ticket in tickets { _ = try ticket.result() }
        let time = seconds() - start
        print("\(jobs) workers, \(count) jobs of 0.5 s: \(NumberText.fixed(time, decimals: 3)) s")
        runs.close()
    }
    let store = try RunStore(path: "\(folder)/lookups.sqlite")
    let runs = try scheduler(store, arguments, jobs: 2)
    let start = seconds()
    let jobs = try (0..<500).map { try StubEngine.job($0) }
    for ticket in try jobs.map({ try runs.submit($0) }) { _ = try ticket.result() }
    print("500 jobs of no work: \(NumberText.fixed(seconds() - start, decimals: 3)) s")
    let keys = jobs.map(\.key)
    var before = seconds()
    let found = try store.results(keys).count { $0 != nil }
    print("\(found) results in one batch: \(NumberText.fixed(seconds() - before, decimals: 4)) s")
    before = seconds()
    for ticket in try jobs.map({ try runs.submit($0) }) { _ = try ticket.result() }
    print("500 tickets from the store: \(NumberText.fixed(seconds() - before, decimals: 4)) s")
    runs.close()
    return 0
}

let arguments = Arguments(words: Array(CommandLine.arguments.dropFirst()))
do {
    switch arguments.words.first {
    case "worker": exit(try worker(arguments))
    case "sweep": exit(try sweep(arguments))
    case "measure": exit(try measure(arguments))
    default: throw SparError("sweep, worker or measure is expected")
    }
} catch {
    let text = Array("\(error)\n".utf8)
    _ = write(2, text, text.count)
    exit(1)
}
