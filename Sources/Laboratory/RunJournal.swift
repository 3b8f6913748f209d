// What a run rests on, for the end of a report: the files it read, which engines gave its spectra, and under which keys
// the store has them.

import Spectra

/// What was read and asked for so far.
public final class RunJournal {
    /// "feff 10.0.0 (…)", each once, in the order first used.
    public private(set) var engines: [String] = []
    /// Keys of jobs, each once, in the order first asked for.
    public private(set) var jobKeys: [String] = []
    /// Files that scripts read, each once, in the order first read.
    public private(set) var inputs: [String] = []
    private var known: Set<String> = []

    public init() {}

    public func note(input path: String) {
        if !inputs.contains(path) { inputs.append(path) }
    }

    func note(_ engine: EngineIdentity, keys: [String]) {
        let name = engine.name + " " + engine.version
        if !engines.contains(name) { engines.append(name) }
        for key in keys where known.insert(key).inserted { jobKeys.append(key) }
    }
}
