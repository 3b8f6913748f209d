// What only the real program can show. They run where FEFF10 is found (SPAR_FEFF or PATH); the cases that take
// minutes also want SPAR_SLOW_TESTS to be set.

import Basics
import Crystal
import FEFF
import Foundation
import Spectra
import Testing

private let installation = try? FEFFInstallation.find()
private let isSlow = ProcessInfo.processInfo.environment["SPAR_SLOW_TESTS"] != nil

@Suite(.enabled(if: installation != nil, "FEFF10 is not installed"), .serialized)
struct RealFEFFTests {
    @Test func regularOctahedronIsIsotropic() throws {
        let check = try FEFFCheck(#require(installation))
        #expect(check.identity.version.hasPrefix("FEFF 10"))
        #expect(check.asymmetry < 1e-4)
    }

    /// Shared multiple scattering against a run from scratch for each polarization is the identity behind the tails.
    @Test(.enabled(if: isSlow && Reference.isThere, "SPAR_SLOW_TESTS is not set"), arguments: Reference.slowCases)
    func referenceCase(_ name: String) throws {
        let installation = try #require(installation)
        let reference = try Reference(name)
        let engine = FEFFEngine(installation)
        let job = SpectralJob(engine: try engine.identity(), cluster: reference.cluster, settings: SpectralSettings())
        let result = try engine.compute(job, limits: JobLimits(), scratch: NSTemporaryDirectory()) { false }
        print(name, result.status.text, result.provenance.map { "\($0.name)=\($0.value)" }.joined(separator: " "))
        #expect(abs(result.fermiLevel - reference.fermiLevel) < 1e-4)
        let top = reference.x.max() ?? 1
        var worst = 0.0
        #expect(result.energies.count == reference.x.count)
        for k in reference.x.indices {
            worst = max(worst, abs(result.tensor.xx[k] - reference.x[k]), abs(result.tensor.yy[k] - reference.y[k]),
                        abs(result.tensor.zz[k] - reference.z[k]))
        }
        print(name, "largest deviation relative to the maximum:", worst / top)
        #expect(worst / top < 1e-4)
    }
}
