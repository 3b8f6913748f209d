// What the laboratory answers to a request: a spectrum that is there, or will be.

import Runs
import Spectra

/// A spectrum that was asked for.
public final class SpectrumTicket {
    private enum State {
        case ready(CrystalSpectrum)
        case awaited([RunTicket], Assembly, engine: String)
    }

    /// The keys of its jobs in the store.
    public let keys: [String]
    /// Whether the store had all of it when it was asked for.
    public let isFromStore: Bool
    private var state: State
    private let store: RunStore?

    /// Of results that are there.
    init(_ spectrum: CrystalSpectrum, keys: [String], store: RunStore?) {
        state = .ready(spectrum)
        self.keys = keys
        isFromStore = true
        self.store = store
    }

    init(_ tickets: [RunTicket], _ assembly: Assembly, engine: String, store: RunStore) {
        state = .awaited(tickets, assembly, engine: engine)
        keys = tickets.map(\.key)
        isFromStore = tickets.allSatisfy(\.isFromStore)
        self.store = store
    }

    /// Whether `spectrum` answers at once.
    public var isReady: Bool {
        switch state {
        case .ready: true
        case .awaited(let tickets, _, _): tickets.allSatisfy(\.isReady)
        }
    }

    /// The spectrum; waits for its jobs where they are not done.
    /// - Throws: `SpectrumFailure` for a job that gave none; `SparError`.
    public func spectrum() throws -> CrystalSpectrum {
        switch state {
        case .ready(let spectrum): return spectrum
        case .awaited(let tickets, let assembly, let engine):
            let results = try tickets.map { ticket in
                do {
                    return try ticket.result()
                } catch let failure as JobFailure {
                    throw SpectrumFailure(failure, key: ticket.key)
                }
            }
            let spectrum = try assembly.spectrum(results, engine: engine)
            state = .ready(spectrum)
            return spectrum
        }
    }

    /// Processor seconds of its jobs, on whatever day they were computed; nil where no store knows them.
    public func cpuSeconds() throws -> Double? { try store?.cpuSeconds(of: keys) }
}

/// Why there is no spectrum.
public struct SpectrumFailure: Error, CustomStringConvertible {
    public let failure: JobFailure
    /// The key of the job; nil where there was none yet.
    public let key: String?

    init(_ failure: JobFailure, key: String? = nil) {
        self.failure = failure
        self.key = key
    }

    public var description: String { failure.message }
}
