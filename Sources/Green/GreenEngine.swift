// The embedded engine: polarized valence-to-core emission from a self-consistent real-space Green's function.
//
// Free atoms -> overlapped start and radii -> self-consistency -> dipole tensor of the occupied p states. One
// thread a job; the same job gives the same numbers on one machine, whatever came before it.

import Basics
import Crystal
import Foundation
import Spectra

public struct GreenEngine: SpectralEngine {
    public static let name = "green"
    /// Raised whenever the numbers change.
    public static let physicsVersion = "3"

    public init() {}

    public func identity() -> EngineIdentity { EngineIdentity(name: Self.name, version: Self.physicsVersion) }

    /// About a second for 30 atoms.
    /// - Throws: `JobFailure`.
    public func compute(
        _ job: SpectralJob, limits: JobLimits, scratch: String, isCancelled: @escaping () -> Bool
    ) throws -> SiteResult {
        guard job.engine == identity() else {
            throw JobFailure(
                status: .badInput,
                message: "this job asks for version \(job.engine.version) of the engine green, "
                    + "but this program has version \(Self.physicsVersion)")
        }
        let clock = ContinuousClock(), start = clock.now
        // Asking the clock at each of some thousand solves costs nothing.
        func isOver() -> Bool { start.duration(to: clock.now) > .seconds(limits.seconds) }
        do {
            let options = try GreenOptions(
                json: job.settings.engineOptions, for: job.settings.spectroscopy.process)
            try Self.check(job.cluster, job.settings.spectroscopy)
            var attempts: [String] = []
            for (n, cycle) in CycleSettings.ladder.enumerated() {
                let calculation = GreenCalculation(
                    geometry: ClusterGeometry(job.cluster), options: options, settings: job.settings,
                    isCancelled: { isCancelled() || isOver() },
                    cycle: cycle)
                do {
                    let outcome = try calculation.run()
                    let status = n == 0 ? JobStatus.ok : .okAfterRetries(n)
                    return try GreenResult(job, options, outcome, status: status, attempts: attempts).site
                } catch let failure as GreenFailure where failure.status == .unconverged {
                    attempts.append(cycle.description)
                    guard n == CycleSettings.ladder.count - 1 else { continue }
                    throw JobFailure(
                        status: .unconverged,
                        message: "\(failure.description), also with smaller mixing; its history is in .log",
                        log: failure.log, attempts: attempts)
                }
            }
            throw JobFailure(status: .unconverged, message: "no mixing was tried")
        } catch let failure as GreenFailure {
            if isCancelled() { throw JobFailure(status: .killed, message: "the job was stopped") }
            if isOver() {
                throw JobFailure(
                    status: .timeout,
                    message: "the job took longer than its limit of "
                        + "\(NumberText.short(limits.seconds)) s; timeout = gives it more")
            }
            throw JobFailure(status: failure.status, message: failure.description, log: failure.log)
        } catch let problem as SparError {
            throw JobFailure(status: .badInput, message: "\(problem)")
        }
    }

    /// - Throws: `SparError` for what the engine cannot take.
    private static func check(_ cluster: SpectralCluster, _ spectroscopy: Spectroscopy) throws {
        let z = cluster.absorber.atomicNumber
        switch spectroscopy.process {
        case .emission where !cluster.absorber.is3dMetal:
            throw SparError(
                "the engine green computes emission of Sc to Zn; the absorber is \(cluster.absorber.symbol)")
        case .absorption where !(5...86).contains(z):
            throw SparError(
                "the engine green computes K edges of B to Rn; the absorber is \(cluster.absorber.symbol)")
        default: break
        }
        if let atom = cluster.atoms.first(where: { $0.element.atomicNumber > 103 }) {
            throw SparError("the engine green knows the elements H to Lr; the cluster holds \(atom.element.symbol)")
        }
        let scattering = cluster.atoms.count(where: \.scatters)
        guard scattering <= 150 else {
            throw SparError("\(scattering) atoms scatter, but the engine green takes at most 150; atoms = gives fewer")
        }
        let near = cluster.atoms.filter { $0.distance < cluster.radius + 3 }
        for (i, a) in near.enumerated() {
            for b in near[..<i] where (a.position - b.position).length < 0.5 {
                throw SparError(
                    "two atoms, \(a.element.symbol) and \(b.element.symbol), lie "
                        + "\(NumberText.fixed((a.position - b.position).length, decimals: 3)) angstrom from each "
                        + "other; at least 0.5 is possible")
            }
        }
    }
}

extension CycleSettings: CustomStringConvertible {
    /// What is tried in turn: smaller mixing where the first does not converge.
    static let ladder: [CycleSettings] = {
        var slow = CycleSettings(), slower = slow
        slow.mixing = 0.08
        slow.largestChange = 0.3
        slow.rounds = 60
        slower.mixing = 0.03
        slower.largestChange = 0.15
        slower.rounds = 100
        return [CycleSettings(), slow, slower]
    }()

    var description: String { "mixing \(NumberText.short(mixing)), \(rounds) rounds" }
}
