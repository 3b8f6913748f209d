// The spectra of one state: requests come in, answers come from the store or from jobs on the scheduler.
//
// Store, scheduler and engine are opened when they are first needed, so that a script without spectra pays nothing.
// A request whose plan and results are kept is answered at once, without symmetry, charges or neighbours.

import Basics
import Foundation
import LuaRuntime
import Runs
import Spectra

/// What becomes of a request.
enum SpectrumAnswer {
    case ready(SpectrumObject)
    case awaited(AwaitedSpectrum)
}

/// The jobs of one request, in flight.
final class AwaitedSpectrum: Awaited {
    private let tickets: [RunTicket]
    private let assembly: Assembly
    private let engine: ScriptEngine
    private let store: RunStore

    init(_ tickets: [RunTicket], _ assembly: Assembly, _ engine: ScriptEngine, _ store: RunStore) {
        self.tickets = tickets
        self.assembly = assembly
        self.engine = engine
        self.store = store
    }

    var isReady: Bool { tickets.allSatisfy(\.isReady) }
    func answer() throws -> LuaValue { .object(try spectrum()) }

    func spectrum() throws -> SpectrumObject {
        let results = try tickets.map { ticket in
            do {
                return try ticket.result()
            } catch let failure as JobFailure {
                throw LuaObjectError(failure, key: ticket.key)
            }
        }
        let keys = tickets.map(\.key)
        return SpectrumObject(try assembly.spectrum(results, engine: engine.name)) { [store] in
            try store.cpuSeconds(of: keys)
        }
    }
}

final class SpectraService {
    let settings: RunSettings
    private unowned let state: LuaState
    private var store: RunStore?
    private var scheduler: RunScheduler?
    private var choices: [String: EngineChoice] = [:]
    private var chosenEngine: ScriptEngine?
    /// Engines that were asked for a job.
    private var hasComputed: Set<String> = []
    /// Requests answered from the store without a job.
    private var jobsFromStore = 0
    private let line: StatusLine
    private var journal: RunJournal { state.service(RunJournal.self, default: RunJournal()) }
    /// The report of a dry run that has reached the end of its first wave.
    private(set) var dryRunReport: DryRunReport?

    init(_ settings: RunSettings, state: LuaState) {
        self.settings = settings
        self.state = state
        line = StatusLine(.of(state))
    }

    /// The engine of requests that name none.
    var engine: ScriptEngine {
        get throws { try chosenEngine ?? settings.defaultEngine() }
    }

    func setEngine(_ name: String) throws { chosenEngine = try .named(name, by: "spar.engine") }

    // MARK: Requests

    /// - Throws: `LuaObjectError` for a job that failed before and would only fail again.
    func request(_ wish: SpectrumWish, by engine: ScriptEngine, limits: JobLimits, fresh: Bool) throws -> SpectrumAnswer
    {
        let choice = try choice(engine)
        let key = try wish.key(choice.identity)
        if !fresh, let key, let known = try existingStore()?.answer(key) {
            journal.note(choice.identity, keys: known.keys)
            return .ready(
                try stored(
                    known.assembly, known.results.map { (choice.identity.version, $0) }, choice, keys: known.keys))
        }
        let plan = try wish.plan(choice.identity)
        journal.note(choice.identity, keys: plan.jobs.map(\.key))
        if let missing = choice.failure { return .ready(try replay(plan, key: key, choice, missing)) }
        let scheduler = try openScheduler()
        try sayOfOtherBuilds(choice, scheduler.store)
        if let key { try scheduler.store.keep(plan, for: key) }
        let tickets = try plan.jobs.map { try scheduler.submit($0, limits: limits, fresh: fresh) }
        state.context.count(requestKept: tickets.allSatisfy(\.isFromStore))
        let awaited = AwaitedSpectrum(tickets, plan.assembly, engine, scheduler.store)
        return awaited.isReady ? .ready(try awaited.spectrum()) : .awaited(awaited)
    }

    /// Before the first job of a build: results of others that lie in the store are of no use to it, which may
    /// surprise.
    private func sayOfOtherBuilds(_ choice: EngineChoice, _ store: RunStore) throws {
        guard !hasComputed.contains(choice.engine.name) else { return }
        hasComputed.insert(choice.engine.name)
        let others = try store.versions(ofEngine: choice.engine.name)
        guard !others.isEmpty, !others.contains(where: { $0.version == choice.identity.version }) else { return }
        let count = others.reduce(0) { $0 + $1.results }
        state.service(Warnings.self, default: Warnings()).say(
            "the store holds \(count) result\(count == 1 ? "" : "s") of "
                + "\(others.map(\.version).joined(separator: ", ")); here is "
                + "\(choice.identity.version), which computes anew. --replay takes what the store has instead")
    }

    /// Where nothing is computed the newest result of each job is taken, whatever build gave it.
    private func replay(_ plan: SpectralPlan, key: String?, _ choice: EngineChoice, _ missing: JobFailure) throws
        -> SpectrumObject
    {
        guard let store = try existingStore() else { throw LuaObjectError(missing) }
        let found = try plan.jobs.map { job in
            guard let found = try store.resultOfAnyVersion(of: job) else {
                throw LuaObjectError(
                    JobFailure(
                        status: missing.status,
                        message: "\(missing.message); the store \(store.path) has no result of this job"),
                    key: job.key)
            }
            return found
        }
        if let key, found.allSatisfy({ $0.version == choice.identity.version }) { try store.keep(plan, for: key) }
        return try stored(plan.assembly, found, choice, keys: plan.jobs.map(\.key))
    }

    /// A spectrum of results that were there; says so where nothing can be computed.
    private func stored(
        _ assembly: Assembly, _ results: [(version: String, result: SiteResult)], _ choice: EngineChoice,
        keys: [String]
    ) throws -> SpectrumObject {
        jobsFromStore += results.count
        state.context.count(requestKept: true)
        var assembly = assembly
        if choice.failure != nil {
            let origin = choice.origin(ofVersions: results.map(\.version))
            state.service(Warnings.self, default: Warnings()).say(
                "replayed from the store \(store?.path ?? ""), not computed here: \(origin) computed this")
            assembly.notes.append("Replayed from the store: \(origin) computed this.")
        }
        let spectrum = try assembly.spectrum(results.map(\.result), engine: choice.engine.name)
        return SpectrumObject(spectrum, cpuSeconds: store.map { store in { try store.cpuSeconds(of: keys) } })
    }

    // MARK: What is opened when needed

    private func choice(_ engine: ScriptEngine) throws -> EngineChoice {
        if let known = choices[engine.name] { return known }
        do {
            let found = try EngineChoice.find(engine, settings, store: existingStore())
            choices[engine.name] = found
            return found
        } catch let failure as JobFailure {
            throw LuaObjectError(failure)
        }
    }

    /// The store, which is not made only to be asked.
    func existingStore() throws -> RunStore? {
        if store == nil, FileManager.default.fileExists(atPath: try settings.storePath) { return try openStore() }
        return store
    }

    /// The store, made where there is none.
    func openStore() throws -> RunStore {
        if let store { return store }
        let path = try settings.storePath
        if settings.store == nil { try StoreLocation.makeFolder(of: path) }
        let opened = try RunStore(path: path)
        store = opened
        return opened
    }

    private func openScheduler() throws -> RunScheduler {
        if let scheduler { return scheduler }
        guard let program = settings.workerProgram else {
            throw SparError("no spectra can be computed here: the program that serves as a worker is not known")
        }
        var arguments = ["worker"]
        if let feff = settings.feff { arguments += ["--feff", URL(fileURLWithPath: feff).standardizedFileURL.path] }
        let worker = WorkerCommand(program: program, arguments: arguments)
        let jobs = settings.jobs ?? ProcessInfo.processInfo.activeProcessorCount, cluster = settings.cluster
        let executor: ExecutorMaker = { place in
            guard let cluster else { return LocalExecutor(place, worker: worker, width: jobs) }
            return try ClusterExecutor(place, worker: worker, queue: cluster.queue, options: cluster.options)
        }
        let opened = try RunScheduler(
            store: try openStore(), retriesFailures: settings.retriesFailures,
            executor: settings.isDryRun ? nil : executor)
        scheduler = opened
        return opened
    }

    // MARK: The end

    /// Ends the workers: at once where `cancelling`, and what they finished is then in the store.
    func end(cancelling: Bool) {
        line.clear()
        if settings.isDryRun, dryRunReport == nil { dryRunReport = report }
        if cancelling { scheduler?.cancelAll() } else { scheduler?.close() }
        // Closed in order the store has no log that the next run must read through.
        try? store?.close()
    }

    private var report: DryRunReport {
        var report = scheduler?.dryRunReport ?? DryRunReport()
        report.jobs += jobsFromStore
        report.inStore += jobsFromStore
        return report
    }
}

extension SpectraService: WaitingRoom {
    /// Returns when a job has ended, and at the latest after a moment: a stop must be seen.
    func waitForProgress() {
        guard let scheduler else { return }
        if settings.isDryRun {
            // Every body waits for a job that will not run: the first wave is complete.
            dryRunReport = report
            state.stopper.stop(.interrupt)
            return
        }
        guard state.stopReason == nil else { return line.clear() }
        scheduler.waitForProgress(timeout: 0.1)
        var progress = scheduler.progress
        progress.fromStore += jobsFromStore
        if progress.running + progress.waiting == 0 { line.clear() } else { line.show(progress.sentence) }
    }
}

extension RunProgress {
    /// "12 done, 2 running, 5 from store, 1 failed, 3 min 20 s left".
    var sentence: String {
        var parts = ["\(done) done", "\(running) running"]
        if waiting > 0 { parts.append("\(waiting) waiting") }
        parts.append("\(fromStore) from store")
        parts.append("\(failed) failed")
        if let secondsLeft, running + waiting > 0 { parts.append("\(Progress.duration(secondsLeft)) left") }
        if let notice { parts.append(notice) }
        return "spectra: " + parts.joined(separator: ", ")
    }
}
