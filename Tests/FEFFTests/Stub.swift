// The stub FEFF in a folder of its own, and jobs to give it.

import Basics
import Crystal
import FEFF
import Foundation
import Spectra

/// A folder with the stub under the names of FEFF's modules. It goes away with the value that holds it.
final class StubFEFF {
    let folder: String
    static let modules = [
        "rdinp", "atomic", "pot", "screen", "opconsat", "xsph", "fms", "mkgtr", "path", "genfmt", "ff2x", "sfconv",
    ]

    /// - Parameter play: lines "<module> <failure>".
    init(play: String = "") throws {
        folder = NSTemporaryDirectory() + "/spar-stub-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        guard let script = Bundle.module.path(forResource: "Fixtures/stub", ofType: "sh") else {
            throw SparError("the stub is not among the test's resources")
        }
        for module in Self.modules {
            try FileManager.default.copyItem(atPath: script, toPath: folder + "/" + module)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder + "/" + module)
        }
        try AtomicFile.write(play + "\n", to: folder + "/play")
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func installation() throws -> FEFFInstallation { try FEFFInstallation.find(path: folder, environment: [:]) }

    /// Runs the octahedron job and also says whether scratch folders were left.
    func run(
        _ spectroscopy: Spectroscopy = .kEmission, cards: [FEFFCard] = [], seconds: Double = 60, retries: Bool = true,
        isCancelled: @escaping () -> Bool = { false }
    ) throws -> SiteResult {
        let engine = FEFFEngine(try installation())
        let scratch = folder + "/scratch"
        try FileManager.default.createDirectory(atPath: scratch, withIntermediateDirectories: true)
        let options = try FEFFOptions(cards: cards, retries: retries)
        let job = try Self.octahedron(engine.identity(), options: options, spectroscopy: spectroscopy)
        defer {
            let left = (try? FileManager.default.contentsOfDirectory(atPath: scratch)) ?? []
            precondition(left.isEmpty, "scratch folders were left behind: \(left)")
        }
        return try engine.compute(job, limits: JobLimits(seconds: seconds), scratch: scratch, isCancelled: isCancelled)
    }

    static func octahedron(
        _ identity: EngineIdentity, options: FEFFOptions = .standard, step: Double = 1,
        stretch: Double = 1, spectroscopy: Spectroscopy = .kEmission
    ) throws -> SpectralJob {
        guard let nickel = Element("Ni"), let oxygen = Element("O") else { throw SparError("no such elements") }
        let d = 2.089
        let h = d * stretch
        let places: [Vector3] = [[d, 0, 0], [-d, 0, 0], [0, d, 0], [0, -d, 0], [0, 0, h], [0, 0, -h]]
        return try SpectralJob(
            engine: identity,
            cluster: try SpectralCluster(absorber: nickel, neighbours: places.map { (oxygen, $0, true) }),
            settings: SpectralSettings(
                spectroscopy,
                energies: spectroscopy.process == .emission
                    ? try EnergyGrid(from: -30, to: 5, step: step) : try EnergyGrid(from: -10, to: 40, step: step),
                engineOptions: options.json))
    }

    /// The failure of a run, or nil.
    func failure(cards: [FEFFCard] = [], seconds: Double = 60, retries: Bool = true) throws -> JobFailure? {
        do {
            _ = try run(cards: cards, seconds: seconds, retries: retries)
            return nil
        } catch let failure as JobFailure {
            return failure
        }
    }
}
