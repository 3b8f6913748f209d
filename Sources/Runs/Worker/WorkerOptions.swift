// How a worker is told what to do: `spar worker --spool FOLDER (--parent PID | --chunk FILE) [--scratch FOLDER]`.

import Basics

public struct WorkerOptions: Sendable {
    public enum Source: Equatable, Sendable {
        /// Requests come as lines on standard input from the process with this number, whose end ends the worker.
        case host(Int32)
        /// Requests stand in a file, one a line. The worker outlives its host: it ends with the file's last job, when
        /// the batch system ends it, or when the file's folder is gone.
        case chunk(String)
    }

    public var spool: String
    public var source: Source
    /// A folder for engines' working files: made, and removed at the end.
    public var scratch: String?

    /// - Throws: `SparError` unless exactly one of `parent` and `chunk` is given.
    public init(spool: String, parent: Int?, chunk: String?, scratch: String?) throws {
        switch (parent, chunk) {
        case (let parent?, nil): source = .host(Int32(truncatingIfNeeded: parent))
        case (nil, let chunk?): source = .chunk(chunk)
        default:
            throw SparError("spar worker is started by spar itself: it needs --spool and either --parent or --chunk")
        }
        self.spool = spool
        self.scratch = scratch
    }
}

/// The program that a host starts as its worker, such as `spar worker --engine-folder feff=DIR`; the options above are
/// added to it.
public struct WorkerCommand: Sendable {
    public var program: String
    public var arguments: [String]
    /// Set for the worker on top of the host's own environment.
    public var environment: [String: String]

    public init(program: String, arguments: [String], environment: [String: String] = [:]) {
        self.program = program
        self.arguments = arguments
        self.environment = environment
    }
}
