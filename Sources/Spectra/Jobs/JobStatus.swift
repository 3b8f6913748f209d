// How a spectral job ended, in the words that records, tables and error messages use.

/// The status of a job's record.
public enum JobStatus: Hashable, Sendable {
    case ok
    case okAfterRetries(Int)
    case unconverged
    case badCounts
    case crashed(module: String)
    case timeout
    case killed
    case badInput
    /// What would compute is not there or cannot be run: an engine by its title, or the program of a worker.
    case missing(String)
    /// Nothing may be computed, and the store has no result.
    case notComputed
    case incompleteOutput

    /// Only these enter a table unless a script asks for the others.
    public var isOK: Bool {
        switch self {
        case .ok, .okAfterRetries: true
        default: false
        }
    }

    /// Whether another try would end the same way: such failures are replayed from the store, those of the machine
    /// are tried again.
    public var isPhysics: Bool {
        switch self {
        case .unconverged, .badCounts, .badInput: true
        default: false
        }
    }

    /// "ok", "ok after 2 retries", "crashed (pot)", and so on.
    public var text: String {
        switch self {
        case .ok: "ok"
        case .okAfterRetries(let n): "ok after \(n) \(n == 1 ? "retry" : "retries")"
        case .unconverged: "unconverged"
        case .badCounts: "bad counts"
        case .crashed(let module): "crashed (\(module))"
        case .timeout: "timeout"
        case .killed: "killed"
        case .badInput: "bad input"
        case .missing(let name): "no \(name)"
        case .notComputed: "not computed"
        case .incompleteOutput: "incomplete output"
        }
    }

    /// Reads what `text` wrote; nil for anything else.
    public init?(text: String) {
        let plain: [JobStatus] = [
            .ok, .unconverged, .badCounts, .timeout, .killed, .badInput, .notComputed, .incompleteOutput,
        ]
        if let known = plain.first(where: { $0.text == text }) {
            self = known
        } else if text.hasPrefix("crashed ("), text.hasSuffix(")") {
            self = .crashed(module: String(text.dropFirst(9).dropLast()))
        } else if text.hasPrefix("no "), text.count > 3 {
            self = .missing(String(text.dropFirst(3)))
        } else if text.hasPrefix("ok after "), let n = Int(text.dropFirst(9).prefix { $0.isNumber }),
            JobStatus.okAfterRetries(n).text == text
        {
            self = .okAfterRetries(n)
        } else {
            return nil
        }
    }
}

/// A job that gave no spectrum.
public struct JobFailure: Error, Equatable, Sendable, CustomStringConvertible {
    public let status: JobStatus
    /// One sentence: what happened and what to do.
    public let message: String
    /// The last lines of the engine's own words.
    public let log: String
    /// What was tried, in order, one phrase each.
    public let attempts: [String]

    public init(status: JobStatus, message: String, log: String = "", attempts: [String] = []) {
        self.status = status
        self.message = message
        self.log = log
        self.attempts = attempts
    }

    public var description: String { message }
}
