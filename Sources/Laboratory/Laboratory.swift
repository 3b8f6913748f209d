// Where spectra are asked for: requests come in, answers come from the store or from jobs on the scheduler.
//
// Store, scheduler and engine are opened when they are first needed, so that who asks for no spectrum pays nothing.
// A request whose plan and results are kept is answered at once, without symmetry, charges or neighbours.

import Basics
import Foundation
import Runs
import Spectra

/// Asked by one thread at a time.
public final class Laboratory {
    public let settings: LaboratorySettings
    public let engines: EngineCatalogue
    public let journal: RunJournal
    /// Takes sentences that are worth saying beside the answer, such as where a replayed spectrum is from.
    private let say: (String) -> Void
    private var store: RunStore?
    private var scheduler: RunScheduler?
    private var choices: [String: EngineChoice] = [:]
    private var chosenEngine: EngineDescription?
    /// Engines that were asked for a job.
    private var hasComputed: Set<String> = []
    /// Jobs of requests that the store answered without the scheduler.
    private var jobsFromStore = 0
    /// Of a store that a dry run made for itself.
    private var passingFolder: String?

    public init(
        _ settings: LaboratorySettings = LaboratorySettings(), engines: EngineCatalogue = .builtIn,
        journal: RunJournal = RunJournal(), say: @escaping (String) -> Void = { _ in }
    ) {
        self.settings = settings
        self.engines = engines
        self.journal = journal
        self.say = say
    }

    /// The engine of requests that name none.
    /// - Throws: `SparError` where the settings or SPAR_ENGINE name one that does not exist.
    public var engine: EngineDescription {
        get throws {
            if let chosenEngine { return chosenEngine }
            if let name = settings.engine { return try engines.named(name, by: "--engine") }
            if let name = settings.environment["SPAR_ENGINE"], !name.isEmpty {
                return try engines.named(name, by: "SPAR_ENGINE")
            }
            return engines.standard
        }
    }

    /// - Parameter source: who names it, for the sentence.
    /// - Throws: `SparError` for a name that no engine has.
    public func setEngine(_ name: String, by source: String) throws {
        chosenEngine = try engines.named(name, by: source)
    }

    // MARK: Requests

    /// Asks for a spectrum. In a dry run what is not in the store never gets ready.
    /// - Parameters:
    ///   - engine: nil for the laboratory's own.
    ///   - fresh: whether it is computed even where the store has it.
    /// - Throws: `SpectrumFailure` where nothing can be computed and the store has no result; `SparError` for a request
    ///   that cannot be.
    public func ask(
        _ request: SpectralRequest, of engine: EngineDescription? = nil, limits: JobLimits = JobLimits(),
        fresh: Bool = false
    ) throws -> SpectrumTicket {
        let engine = try engine ?? self.engine, spectroscopy = request.settings.spectroscopy
        guard engine.computes.contains(spectroscopy) else {
            throw SparError(
                "the engine \(engine.name) does not compute \(spectroscopy.title); it computes "
                    + engine.computes.map(\.title).joined(separator: ", "))
        }
        let choice = try choice(engine)
        let key = try request.key(engine: choice.identity)
        if !fresh, let key, let known = try existingStore()?.answer(key) {
            journal.note(choice.identity, keys: known.keys)
            let results = known.results.map { (version: choice.identity.version, result: $0) }
            return try stored(known.assembly, results, choice, keys: known.keys)
        }
        let plan = try request.plan(engine: choice.identity)
        journal.note(choice.identity, keys: plan.jobs.map(\.key))
        if let missing = choice.failure { return try replay(plan, key: key, choice, missing) }
        let scheduler = try openScheduler()
        try sayOfOtherBuilds(choice, scheduler.store)
        if let key, !settings.isDryRun { try scheduler.store.keep(plan, for: key) }
        let tickets = try plan.jobs.map { try scheduler.submit($0, limits: limits, fresh: fresh) }
        return SpectrumTicket(tickets, plan.assembly, engine: choice.engine.name, store: scheduler.store)
    }

    /// Before the first job of a build: results of others that lie in the store are of no use to it, which may
    /// surprise.
    private func sayOfOtherBuilds(_ choice: EngineChoice, _ store: RunStore) throws {
        guard hasComputed.insert(choice.engine.name).inserted else { return }
        let others = try store.versions(ofEngine: choice.engine.name)
        guard !others.isEmpty, !others.contains(where: { $0.version == choice.identity.version }) else { return }
        let count = others.reduce(0) { $0 + $1.results }
        say(
            "the store holds \(count) result\(count == 1 ? "" : "s") of "
                + "\(others.map(\.version).joined(separator: ", ")); here is "
                + "\(choice.identity.version), which computes anew. --replay takes what the store has instead")
    }

    /// Where nothing is computed the newest result of each job is taken, whatever build gave it.
    private func replay(_ plan: SpectralPlan, key: String?, _ choice: EngineChoice, _ missing: JobFailure) throws
        -> SpectrumTicket
    {
        guard let store = try existingStore() else { throw SpectrumFailure(missing) }
        let found = try plan.jobs.map { job in
            guard let found = try store.resultOfAnyVersion(of: job) else {
                throw SpectrumFailure(
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
    ) throws -> SpectrumTicket {
        jobsFromStore += results.count
        var assembly = assembly
        if choice.failure != nil {
            let origin = choice.origin(ofVersions: results.map(\.version))
            say("replayed from the store \(store?.path ?? ""), not computed here: \(origin) computed this")
            assembly.notes.append("Replayed from the store: \(origin) computed this.")
        }
        let spectrum = try assembly.spectrum(results.map(\.result), engine: choice.engine.name)
        return SpectrumTicket(spectrum, keys: keys, store: store)
    }

    // MARK: What is opened when needed

    private func choice(_ engine: EngineDescription) throws -> EngineChoice {
        if let known = choices[engine.name] { return known }
        do {
            let found = try EngineChoice.find(engine, settings, store: existingStore())
            choices[engine.name] = found
            return found
        } catch let failure as JobFailure {
            throw SpectrumFailure(failure)
        }
    }

    /// The store, which is not made only to be asked.
    private func existingStore() throws -> RunStore? {
        if store == nil, FileManager.default.fileExists(atPath: try settings.storePath) { return try openStore() }
        return store
    }

    /// The store, made where there is none.
    /// - Throws: `SparError` where it cannot be opened.
    public func openStore() throws -> RunStore {
        if let store { return store }
        let path = try settings.storePath
        if settings.isDryRun, !FileManager.default.fileExists(atPath: path) { return try openPassingStore() }
        if settings.store == nil { try StoreLocation.makeFolder(of: path) }
        let opened = try RunStore(path: path)
        store = opened
        return opened
    }

    /// A store for a dry run where there is none: it leaves no file behind.
    private func openPassingStore() throws -> RunStore {
        let folder = NSTemporaryDirectory() + "spar-dry-run-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        passingFolder = folder
        let opened = try RunStore(path: folder + "/store.sqlite")
        store = opened
        return opened
    }

    private func openScheduler() throws -> RunScheduler {
        if let scheduler { return scheduler }
        let executor = try settings.executor()
        let opened = try RunScheduler(
            store: try openStore(), retriesFailures: settings.retriesFailures,
            typicalSeconds: Dictionary(uniqueKeysWithValues: engines.engines.map { ($0.name, $0.typicalSeconds) }),
            executor: executor)
        scheduler = opened
        return opened
    }

    // MARK: How far it is, and the end

    /// How far the jobs are; nil before the first one.
    public var progress: RunProgress? {
        guard var progress = scheduler?.progress else { return nil }
        progress.fromStore += jobsFromStore
        return progress
    }

    /// Returns when a job has ended, and at the latest after some seconds; at once where there are none.
    public func waitForProgress(timeout: Double) { scheduler?.waitForProgress(timeout: timeout) }

    /// What was asked for and would run.
    public var dryRunReport: DryRunReport {
        var report = scheduler?.dryRunReport ?? DryRunReport()
        report.jobs += jobsFromStore
        report.inStore += jobsFromStore
        return report
    }

    /// Ends the workers: at once where `cancelling`, and what they finished is then in the store.
    public func end(cancelling: Bool) {
        if cancelling { scheduler?.cancelAll() } else { scheduler?.close() }
        // Closed in order the store has no log that the next run must read through.
        try? store?.close()
        if let passingFolder { try? FileManager.default.removeItem(atPath: passingFolder) }
    }
}
