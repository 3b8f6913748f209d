// The free propagator between two sites in the basis of real harmonics.
//
//     g0_LL'(R) = 4 pi sum_L'' i^(l - l' + l'') C_LL'L'' h_l''(k R) Y_L''(R),   R = R_i - R_j
//
// The power of i is real, since C vanishes for odd l + l' + l''; and g0 is symmetric as a matrix over (site, L).

enum FreePropagator {
    /// What does not depend on the energy: the factor of h_l'' for each L, L', summed over m''.
    /// - Returns: for l'' = 0...2 lmax a matrix, row by row, one after the other.
    static func coefficients(_ separation: SIMD3<Double>, lmax: Int) -> [Double] {
        let n = (lmax + 1) * (lmax + 1), gaunt = GauntNumbers.upTo(lmax), degrees = RealHarmonics.degrees(lmax)
        let y = RealHarmonics.values(separation / (separation * separation).sum().squareRoot(), lmax: 2 * lmax)
        var c = [Double](repeating: 0, count: (2 * lmax + 1) * n * n)
        for a in 0..<n {
            for b in 0..<n {
                for term in gaunt.terms[a * n + b] {
                    let power = (degrees[a] - degrees[b] + term.l) / 2
                    c[term.l * n * n + a * n + b] += (power % 2 == 0 ? 1 : -1) * 4 * .pi * term.value * y[term.c]
                }
            }
        }
        return c
    }
}
