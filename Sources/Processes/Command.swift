// A program to run as a child process: its arguments, its own working directory and environment, its limits.
// A wrapper of posix_spawn and poll of our own, not swift-subprocess: the Lua thread has to wait for gnuplot or FEFF
// without an executor, and posix_spawn sets the process group and the directory of the child alone, which is all
// that is needed. Every child leads a process group of its own, so that its own children end with it.

import Basics
import Glibc

public struct Command: Sendable {
    /// A path, or a name that is looked up on PATH.
    public var program: String
    public var arguments: [String]
    /// Bytes for the child's standard input; it is closed after them.
    public var input: [UInt8] = []
    /// The child's working directory; ours when nil.
    public var directory: String?
    /// Variables set for the child on top of ours; nil removes one.
    public var environment: [String: String?] = [:]
    /// Seconds after which the child's group gets SIGTERM; no limit when nil.
    public var timeout: Double?
    /// Seconds from SIGTERM to SIGKILL.
    public var grace: Double = 2
    /// Bytes kept of each of the two outputs; what comes after is read and dropped, so that the child never blocks.
    public var outputLimit = 16 << 20

    public init(_ program: String, _ arguments: [String] = [], directory: String? = nil, timeout: Double? = nil) {
        self.program = program
        self.arguments = arguments
        self.directory = directory
        self.timeout = timeout
    }

    /// Runs the program and waits, blocking this thread: for threads that may block, such as Lua's.
    /// `onOutput` sees standard output and error as they come. `isCancelled` is asked about twenty times a second,
    /// and true ends the child as a timeout does.
    /// Throws `SparError` when the program is missing or cannot be started; its failures are in the outcome.
    public func run(
        onOutput: (OutputStream, ArraySlice<UInt8>) -> Void = { _, _ in }, isCancelled: () -> Bool = { false }
    ) throws -> Outcome {
        var child = try RunningChild(spawning: self)
        return child.supervise(self, onOutput: onOutput, isCancelled: isCancelled)
    }

    /// The path of a program: itself when it holds a slash, else the first executable of that name on PATH.
    public static func find(_ program: String) -> String? {
        func isExecutable(_ path: String) -> Bool {
            var status = stat()
            return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && access(path, X_OK) == 0
        }
        if program.contains("/") { return isExecutable(program) ? program : nil }
        guard !program.isEmpty, let path = getenv("PATH") else { return nil }
        return String(cString: path).split(separator: ":").map { "\($0)/\(program)" }.first(where: isExecutable)
    }
}

public enum OutputStream: Sendable { case standardOutput, standardError }

/// How a child ended, and what it wrote.
public struct Outcome: Sendable {
    public enum End: Sendable, Equatable {
        /// The program returned this exit status (0 is success).
        case exited(Int32)
        /// A signal that was not ours ended it.
        case signalled(Int32)
        /// We ended it because its time was up.
        case timedOut
        /// We ended it because it was no longer wanted.
        case cancelled
    }

    public let end: End
    public let output, errors: [UInt8]
    /// Bytes of both outputs that went over the limit and were dropped.
    public let dropped: Int
    /// Processor time and largest memory of the child and of those of its children that it waited for.
    public let cpuSeconds: Double
    public let peakBytes: Int

    public var succeeded: Bool { end == .exited(0) }
    public var outputText: String { String(decoding: output, as: UTF8.self) }
    public var errorText: String { String(decoding: errors, as: UTF8.self) }

    /// For sentences: "exit status 3", "killed by signal 9 (Killed)", "stopped at its time limit".
    public var reason: String {
        switch end {
        case .exited(let status): "exit status \(status)"
        case .signalled(let signal): "killed by signal \(signal) (\(String(cString: strsignal(signal))))"
        case .timedOut: "stopped at its time limit"
        case .cancelled: "cancelled"
        }
    }
}
