// A calculation of some seconds that tells whether the FEFF found here works: an octahedron, whose x, y and z must
// agree, with its six neighbours only.

import Processes
import Basics
import Crystal
import Foundation
import Spectra

public struct FEFFCheck: Sendable {
    public let identity: EngineIdentity
    public let seconds: Double
    /// The largest difference between x, y, z and the largest off-diagonal component, relative to the maximum.
    public let asymmetry: Double

    /// - Throws: `JobFailure` for a FEFF that does not do its work, `.incompleteOutput` where the octahedron came out
    ///   anisotropic.
    public init(_ installation: FEFFInstallation, scratch: String = NSTemporaryDirectory()) throws {
        let engine = FEFFEngine(installation)
        identity = try engine.identity()
        let start = Machine.clock()
        let result = try engine.compute(Self.job(identity), limits: JobLimits(seconds: 300), scratch: scratch) { false }
        seconds = Machine.clock() - start
        let t = result.tensor
        let top = t.xx.map(abs).max() ?? 0
        var worst = 0.0
        for k in t.xx.indices {
            worst = max(worst, abs(t.xx[k] - t.yy[k]), abs(t.xx[k] - t.zz[k]), abs(t.xy[k]), abs(t.xz[k]), abs(t.yz[k]))
        }
        asymmetry = worst / top
        guard top > 0, asymmetry < 1e-3 else {
            throw JobFailure(
                status: .incompleteOutput,
                message: "FEFF ran, but a regular octahedron of NiO6 came out "
                    + "anisotropic by \(NumberText.short(asymmetry, digits: 2)); this build is not to be trusted")
        }
    }

    /// NiO6 with NiO's distance, on a coarse grid.
    static func job(_ identity: EngineIdentity) throws -> SpectralJob {
        guard let nickel = Element("Ni"), let oxygen = Element("O") else { throw SparError("no such elements") }
        let d = 2.089
        let places: [Vector3] = [[d, 0, 0], [-d, 0, 0], [0, d, 0], [0, -d, 0], [0, 0, d], [0, 0, -d]]
        return try SpectralJob(
            engine: identity,
            cluster: try SpectralCluster(absorber: nickel, neighbours: places.map { (oxygen, $0, true) }),
            settings: SpectralSettings(energies: try EnergyGrid(from: -30, to: 5, step: 0.5)))
    }
}
