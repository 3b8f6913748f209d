// An engine that sleeps and gives a tensor made of its job's number: deterministic to the last bit. It plays failures
// on demand and notes each job that it begins.

import Basics
import Crystal
import Glibc
import Spectra

public struct StubEngine: SpectralEngine {
    public static let name = "stub"
    public static let identity = EngineIdentity(name: "stub", version: "stub 1")
    /// Appended to: one line "<key>" for each job begun.
    public let log: String?

    public init(log: String?) { self.log = log }

    public func identity() throws -> EngineIdentity { Self.identity }

    /// - Parameter play: how the engine behaves: "", "abort", "kill", "hang", "deaf", "memory", "unconverged", "throw".
    public static func job(_ number: Int, milliseconds: Int = 0, play: String = "") throws -> SpectralJob {
        guard let nickel = Element("Ni"), let oxygen = Element("O") else { throw SparError("the elements are missing") }
        let cluster = try SpectralCluster(
            absorber: nickel, neighbours: [(oxygen, Vector3(2 + Double(number) * 1e-4, 0, 0), true)])
        var settings = SpectralSettings()
        settings.engineOptions = .object([
            "number": .integer(number), "milliseconds": .integer(milliseconds), "play": .string(play),
        ])
        return try SpectralJob(engine: identity, cluster: cluster, settings: settings)
    }

    public func compute(_ job: SpectralJob, limits: JobLimits, scratch: String, isCancelled: @escaping () -> Bool)
        throws
        -> SiteResult
    {
        guard case .integer(let number)? = job.settings.engineOptions["number"],
            case .integer(let milliseconds)? = job.settings.engineOptions["milliseconds"],
            case .string(let play)? = job.settings.engineOptions["play"]
        else { throw JobFailure(status: .badInput, message: "the stub's options are missing") }
        if let log {
            let line = Array((job.key + "\n").utf8)
            let file = open(log, O_WRONLY | O_APPEND | O_CREAT, 0o666)
            _ = write(file, line, line.count)
            close(file)
        }
        try misbehave(play, isCancelled)
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        let end = time.tv_sec * 1000 + time.tv_nsec / 1_000_000 + milliseconds
        while time.tv_sec * 1000 + time.tv_nsec / 1_000_000 < end {
            usleep(1000)
            clock_gettime(CLOCK_MONOTONIC, &time)
            if isCancelled() { throw JobFailure(status: .killed, message: "stopped") }
        }
        let energies = (0..<451).map { -40 + Double($0) * 0.1 }
        func curve(_ k: Int) -> [Double] {
            energies.map { 1 / (1 + ($0 - Double(number + k)) * ($0 - Double(number + k))) }
        }
        return SiteResult(
            status: .ok, energies: energies,
            tensor: TensorCurves(xx: curve(0), yy: curve(1), zz: curve(2), xy: curve(3), xz: curve(4), yz: curve(5)),
            fermiLevel: -8.25, emissionOffset: nil, electronic: ElectronicQuantities())
    }

    private func misbehave(_ play: String, _ isCancelled: () -> Bool) throws {
        switch play {
        case "abort": abort()
        // A real fault of memory. One that is only sent does not end a Swift process: its runtime answers the signal,
        // takes itself off and goes back to the instruction, which now does no harm.
        case "fault": UnsafeMutablePointer<Int>(bitPattern: 8)?.pointee = 1
        case "kill": kill(getpid(), SIGKILL)
        case "unconverged":
            throw JobFailure(status: .unconverged, message: "the stub did not converge", attempts: ["once"])
        case "throw": throw SparError("the stub is out of sorts")
        case "hang": while !isCancelled() { usleep(1000) }
        case "deaf": while true { usleep(1000) }
        case "memory":
            let bytes = 200 << 20, block = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 4096)
            memset(block, 1, bytes)
            while !isCancelled() { usleep(1000) }
            block.deallocate()
        default: return
        }
        throw JobFailure(status: .killed, message: "stopped")
    }
}
