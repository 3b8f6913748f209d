// What is kept of one finished job: the job, its result or failure, and what it cost. The form in which a worker hands
// it over and the store takes it in.
//
// As bytes: a line "SPAR RUN 1 <SHA-256 of all that follows>", a line of canonical JSON, then the result's bytes.

import Processes
import Basics
import Spectra

public struct RunRecord: Sendable {
    public let job: SpectralJob
    public let outcome: JobOutcome
    /// Processor seconds of the worker and its children.
    public let cpuSeconds: Double
    public let wallSeconds: Double
    public let node: String
    /// UTC, such as 2026-03-01T12:30:05Z.
    public let date: String

    package init(
        job: SpectralJob, outcome: JobOutcome, cpuSeconds: Double = 0, wallSeconds: Double = 0,
        node: String = Machine.name, date: String = Machine.now()
    ) {
        self.job = job
        self.outcome = outcome
        self.cpuSeconds = cpuSeconds
        self.wallSeconds = wallSeconds
        self.node = node
        self.date = date
    }

    private static let magic = "SPAR RUN 1 "

    func encoded() throws -> [UInt8] {
        var members: [String: JSON] = [
            "job": job.json, "status": outcome.status.json, "cpu": cpuSeconds.json, "wall": wallSeconds.json,
            "node": node.json, "date": date.json,
        ]
        var blob: [UInt8] = []
        switch outcome {
        case .success(let result): blob = try result.encoded(job: job.key)
        case .failure(let failure): members["failure"] = failure.json
        }
        let body = try JSON.object(members).canonicalBytes() + [10] + blob
        return Array((Self.magic + SHA256.hex(body) + "\n").utf8) + body
    }

    /// - Throws: `SparError` for anything that is not whole and valid.
    init(encoded bytes: [UInt8], name: String) throws {
        let start = Self.magic.utf8.count + 65
        guard bytes.count > start, bytes.starts(with: Self.magic.utf8),
            String(decoding: bytes[Self.magic.utf8.count..<start - 1], as: UTF8.self) == SHA256.hex(bytes[start...]),
            let end = bytes[start...].firstIndex(of: 10)
        else { throw SparError("\(name) is not a finished job, or it was cut short or changed") }
        let header = try JSON.parse(Array(bytes[start..<end]), name: name)
        let job: SpectralJob = try blaming(.file(name)) { try header.read("job") }
        self = try blaming(.file(name)) {
            let outcome: JobOutcome =
                if let failure = header["failure"] {
                    .failure(try JobFailure(json: failure, status: try header.read("status")))
                } else {
                    .success(try SiteResult(encoded: Array(bytes[(end + 1)...]), job: job.key))
                }
            return RunRecord(
                job: job, outcome: outcome, cpuSeconds: try header.read("cpu"), wallSeconds: try header.read("wall"),
                node: try header.read("node"), date: try header.read("date"))
        }
    }
}

extension JobFailure {
    var json: JSON { JSON(["message": message, "log": log, "attempts": attempts]) }

    init(json: JSON, status: JobStatus) throws {
        self.init(
            status: status, message: try json.read("message"), log: try json.read("log"),
            attempts: try json.read("attempts"))
    }
}
