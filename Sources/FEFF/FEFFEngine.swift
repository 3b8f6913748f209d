// FEFF10 as a spectral engine.

import Basics
import Foundation
import Processes
import Spectra

public struct FEFFEngine: SpectralEngine {
    public static let name = "feff"
    /// The status where there is no FEFF10 that can be run.
    static let missing = JobStatus.missing("FEFF")
    public let installation: FEFFInstallation

    public init(_ installation: FEFFInstallation) { self.installation = installation }

    public func identity() throws -> EngineIdentity { try installation.identity() }
    public var fingerprint: String? { installation.fingerprint() }

    /// Runs FEFF for one site: about as long as one full run and five cheap tails.
    /// - Throws: `JobFailure`, also where the job asks for another build than the one installed.
    public func compute(
        _ job: SpectralJob, limits: JobLimits, scratch: String, isCancelled: @escaping () -> Bool
    ) throws -> SiteResult {
        let identity = try identity()
        guard job.engine == identity else {
            throw JobFailure(
                status: FEFFEngine.missing,
                message: "this job asks for \(job.engine.version), but "
                    + "\(identity.version) is installed here")
        }
        let input: FEFFInput
        do {
            input = try FEFFInput(job)
        } catch {
            throw JobFailure(status: .badInput, message: "\(error)")
        }
        let folder = try ScratchFolder(in: scratch)
        defer { folder.remove() }
        var run = FEFFRun(
            installation: installation, input: input, identity: identity, folder: folder,
            seconds: limits.seconds, isCancelled: isCancelled)
        return try run.result()
    }
}
