// The spectral anisotropy matrix and its sum: Eqs. 1 and 2 of the paper.
//
// SAM_ij = sqrt(integral (s_i - s_j)^2 dE) / integral mean(s) dE, in eV^(-1/2), over a window on the given grid by
// the trapezoid rule. The authors' working files leave out the grid step of 0.1 eV, so that their numbers are these
// divided by sqrt(10).

import Basics
import Crystal

extension PolarizedSpectrum {
    /// Below this, eV^(-1/2), an anisotropy is rounding.
    static let rounding = 1e-12

    /// SAM_ij (Eq. 1), a symmetric matrix with zeros on the diagonal, eV^(-1/2).
    /// - Parameter window: nil for the spectrum's own (`details.window`; without one the whole grid).
    /// - Throws: `SparError` where the window holds fewer than two points or the average integrates to zero or less.
    public func sam(_ window: EnergyWindow? = nil) throws -> Matrix3 {
        let quadrature = try Quadrature(self, window)
        let curves = polarizations
        let x = quadrature.restricted(curves.x), y = quadrature.restricted(curves.y),
            z = quadrature.restricted(curves.z)
        let norm = try isotropicIntegral(quadrature)
        func distance(_ a: [Double], _ b: [Double]) -> Double {
            var sum = 0.0
            for (k, w) in quadrature.weights.enumerated() {
                let d = a[k] - b[k]
                sum += w * d * d
            }
            let value = sum.squareRoot() / norm
            // What symmetry makes zero is left as the rounding of its sums, some 1e-15.
            return value < Self.rounding ? 0 : value
        }
        let (xy, xz, yz) = (distance(x, y), distance(x, z), distance(y, z))
        return Matrix3(rows: [0, xy, xz], [xy, 0, yz], [xz, yz, 0])
    }

    /// SAMS = SAM_xy + SAM_yz + SAM_xz (Eq. 2), eV^(-1/2).
    public func sams(_ window: EnergyWindow? = nil) throws -> Double {
        let m = try sam(window)
        return m[0][1] + m[1][2] + m[0][2]
    }

    /// The integral of the average spectrum, the denominator of Eq. 1.
    func isotropicIntegral(_ quadrature: Quadrature) throws -> Double {
        let integral = quadrature.integral(quadrature.restricted(average))
        guard integral > 0 else {
            throw SparError(
                "the average spectrum integrates to \(NumberText.short(integral, digits: 3)) between "
                    + "\(NumberText.short(quadrature.energies[0])) and "
                    + "\(NumberText.short(quadrature.energies[quadrature.energies.count - 1])) eV; SAM needs a "
                    + "positive intensity there")
        }
        return integral
    }
}
