// The laboratory of one state: scripts' requests go to it, its answers and failures come back as Lua's objects, and the
// line of progress shows how far its jobs are.

import Basics
import Laboratory
import LuaRuntime
import Runs
import Spectra

/// The jobs of one request, in flight.
final class AwaitedSpectrum: Awaited {
    private let ticket: SpectrumTicket

    init(_ ticket: SpectrumTicket) { self.ticket = ticket }

    var isReady: Bool { ticket.isReady }
    func answer() throws -> LuaValue { .object(try SpectrumObject(ticket)) }
}

extension SpectrumObject {
    /// The spectrum of a ticket; waits for it where it is not there.
    /// - Throws: `LuaObjectError` for a job that failed.
    convenience init(_ ticket: SpectrumTicket) throws {
        do {
            self.init(try ticket.spectrum(), cpuSeconds: ticket.cpuSeconds)
        } catch let failure as SpectrumFailure {
            throw LuaObjectError(failure)
        }
    }
}

final class SpectraService {
    let laboratory: Laboratory
    private unowned let state: LuaState
    private let line: StatusLine
    /// The report of a dry run that has reached the end of its first wave.
    private(set) var dryRunReport: DryRunReport?

    init(_ settings: LaboratorySettings, state: LuaState) {
        laboratory = Laboratory(settings, journal: state.service(RunJournal.self, default: RunJournal())) {
            [unowned state] in state.service(Warnings.self, default: Warnings()).say($0)
        }
        self.state = state
        line = StatusLine(.of(state))
    }

    /// - Throws: `LuaObjectError` where nothing can be computed and the store has no result.
    func ask(_ request: SpectralRequest, of engine: EngineDescription, limits: JobLimits, fresh: Bool) throws
        -> SpectrumTicket
    {
        do {
            let ticket = try laboratory.ask(request, of: engine, limits: limits, fresh: fresh)
            state.context.count(requestKept: ticket.isFromStore)
            return ticket
        } catch let failure as SpectrumFailure {
            throw LuaObjectError(failure)
        }
    }

    /// Ends the workers: at once where `cancelling`, and what they finished is then in the store.
    func end(cancelling: Bool) {
        line.clear()
        if laboratory.settings.isDryRun, dryRunReport == nil { dryRunReport = laboratory.dryRunReport }
        laboratory.end(cancelling: cancelling)
    }
}

extension LuaState {
    /// The one of this state; a state that no host made has one by the environment alone.
    var spectraService: SpectraService {
        service(SpectraService.self, default: SpectraService(LaboratorySettings(), state: self))
    }
}

extension SpectraService: WaitingRoom {
    /// Returns when a job has ended, and at the latest after a moment: a stop must be seen.
    func waitForProgress() {
        guard laboratory.progress != nil else { return }
        if laboratory.settings.isDryRun {
            // Every body waits for a job that will not run: the first wave is complete.
            dryRunReport = laboratory.dryRunReport
            state.stopper.stop(.interrupt)
            return
        }
        guard state.stopReason == nil else { return line.clear() }
        // What was printed is seen while one waits, also where the output is a file.
        _ = StandardOutput.flush()
        laboratory.waitForProgress(timeout: 0.1)
        guard let progress = laboratory.progress, progress.running + progress.waiting > 0 else { return line.clear() }
        line.show(progress.sentence)
    }
}

extension RunProgress {
    /// "12 done, 2 running, 5 from store, 1 failed, 3 min 20 s left".
    fileprivate var sentence: String {
        var parts = ["\(done) done", "\(running) running"]
        if waiting > 0 { parts.append("\(waiting) waiting") }
        parts.append("\(fromStore) from store")
        parts.append("\(failed) failed")
        if let secondsLeft, running + waiting > 0 { parts.append("\(Progress.duration(secondsLeft)) left") }
        if let notice { parts.append(notice) }
        return "spectra: " + parts.joined(separator: ", ")
    }
}
