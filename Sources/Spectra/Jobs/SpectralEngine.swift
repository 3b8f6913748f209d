// What a program that computes spectra offers to the rest of Spar.

import Basics
import Crystal

/// Limits of one job. They decide whether it finishes, never its numbers, and are no part of its key.
public struct JobLimits: Equatable, Sendable {
    /// Wall-clock seconds for the whole job.
    public var seconds: Double
    /// Resident memory in bytes; nil for no limit.
    public var memory: Int?

    /// Two hours, as the authors gave each structure.
    public static let usualSeconds = 7200.0

    public init(seconds: Double = usualSeconds, memory: Int? = nil) {
        self.seconds = seconds
        self.memory = memory
    }
}

/// An engine: a pure function from a job to the tensor of one site.
public protocol SpectralEngine: Sendable {
    /// As `EngineDescription.name`.
    static var name: String { get }

    /// What enters the key of every job.
    /// - Throws: `JobFailure` with `.missing` where the engine cannot run here.
    func identity() throws -> EngineIdentity

    /// Found at once, and the same as long as `identity` is; nil where that is found at once itself.
    var fingerprint: String? { get }

    /// Computes one site. Blocks; call it where blocking is allowed. The same job gives the same numbers.
    /// - Parameter scratch: an existing folder of which the engine makes and removes a sub-folder of its own.
    /// - Parameter isCancelled: asked now and then; true stops the job.
    /// - Throws: `JobFailure`.
    func compute(
        _ job: SpectralJob, limits: JobLimits, scratch: String, isCancelled: @escaping () -> Bool
    ) throws -> SiteResult
}

extension SpectralEngine {
    public var fingerprint: String? { nil }
}
