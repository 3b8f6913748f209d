// How a job ended: the one shape in which workers, the spool, the store and the scheduler hand it on.

/// The tensor of a site, or why there is none.
public typealias JobOutcome = Result<SiteResult, JobFailure>

extension JobOutcome {
    public var status: JobStatus {
        switch self {
        case .success(let result): result.status
        case .failure(let failure): failure.status
        }
    }
}
