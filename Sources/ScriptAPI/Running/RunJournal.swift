// What a run rests on, for the end of a report: the files it read, which engines gave its spectra, and under which keys
// the store has them.

import Spectra

/// What was read and asked for so far.
package final class RunJournal {
    /// "feff 10.0.0 (…)", each once, in the order first used.
    package private(set) var engines: [String] = []
    /// Keys of jobs, each once, in the order first asked for.
    package private(set) var jobKeys: [String] = []
    /// Files that scripts read, each once, in the order first read.
    package private(set) var inputs: [String] = []
    private var known: Set<String> = []

    package init() {}

    func note(input path: String) {
        if !inputs.contains(path) { inputs.append(path) }
    }

    /// A spectrum that was read: the engine that its file names.
    func note(engineOf spectrum: PolarizedSpectrum, read path: String) {
        let named = spectrum.details.provenance.first { $0.name == "engine" }?.value ?? spectrum.details.engine
        if !named.isEmpty { note(engine: "\(named) (\(path))") }
    }

    private func note(engine name: String) {
        if !engines.contains(name) { engines.append(name) }
    }

    func note(_ engine: EngineIdentity, keys: [String]) {
        note(engine: engine.name + " " + engine.version)
        for key in keys where known.insert(key).inserted { jobKeys.append(key) }
    }
}
