// The free propagator between the sites of a cluster in the basis of real harmonics.
//
//     g0_LL'(R) = 4 pi sum_L'' i^(l - l' + l'') C_LL'L'' h_l''(k R) Y_L''(R),   R = R_i - R_j
//
// The power of i is real, since C vanishes for odd l + l' + l''; and g0 is symmetric as a matrix over (site, L). What
// does not depend on the energy is summed over m'' once for each pair.

import ComplexModule

/// A cluster's pairs of sites; site 0 is the centre.
final class FreePropagator {
    let types: [Int]
    let lmax: Int
    /// (lmax + 1)^2.
    let width: Int
    /// The number of sites with the centre.
    var sites: Int { types.count }

    /// Terms of one block, row by row: for a and b, how many values of l'' follow each other in steps of two.
    private let counts: [Int]
    private let lowest: [Int]
    private let termsAPair: Int
    private let coefficients: [Double]
    /// The place of each pair's distance in `distances`.
    private let distanceIndex: [Int]
    private let distances: [Double]
    private var hankel: [Complex64]

    init(positions: [SIMD3<Double>], types: [Int], lmax: Int) {
        self.types = types
        self.lmax = lmax
        width = (lmax + 1) * (lmax + 1)
        let n = width, gaunt = GauntNumbers.upTo(lmax), degrees = RealHarmonics.degrees(lmax)
        var counts: [Int] = [], lowest: [Int] = []
        for a in 0..<n {
            for b in 0..<n {
                lowest.append(abs(degrees[a] - degrees[b]))
                counts.append(min(degrees[a], degrees[b]) + 1)
            }
        }
        self.counts = counts
        self.lowest = lowest
        termsAPair = counts.reduce(0, +)
        var coefficients: [Double] = [], distances: [Double] = [], distanceIndex: [Int] = []
        let pairs = positions.count * (positions.count - 1) / 2
        coefficients.reserveCapacity(pairs * termsAPair)
        var places: [Int: Int] = [:]
        for j in positions.indices {
            for i in 0..<j {
                let separation = positions[i] - positions[j]
                let d = (separation * separation).sum().squareRoot()
                let y = RealHarmonics.values(separation / d, lmax: 2 * lmax)
                for a in 0..<n {
                    for b in 0..<n {
                        let l = degrees[a] - degrees[b], at = a * n + b
                        var sums = (0.0, 0.0, 0.0, 0.0)
                        for term in gaunt.terms[at] {
                            let value = term.value * y[term.c]
                            switch (term.l - lowest[at]) / 2 {
                            case 0: sums.0 += value
                            case 1: sums.1 += value
                            case 2: sums.2 += value
                            default: sums.3 += value
                            }
                        }
                        for k in 0..<counts[at] {
                            // i^(l - l' + l''), an even power.
                            let power = (l + lowest[at] + 2 * k) / 2
                            let sign = power % 2 == 0 ? 1.0 : -1.0
                            let value = k == 0 ? sums.0 : k == 1 ? sums.1 : k == 2 ? sums.2 : sums.3
                            coefficients.append(4 * .pi * sign * value)
                        }
                    }
                }
                let key = Int((d * 1e9).rounded())
                if let known = places[key] {
                    distanceIndex.append(known)
                } else {
                    places[key] = distances.count
                    distanceIndex.append(distances.count)
                    distances.append(d)
                }
            }
        }
        self.coefficients = coefficients
        self.distances = distances
        self.distanceIndex = distanceIndex
        hankel = [Complex64](repeating: .zero, count: distances.count * (2 * lmax + 1))
    }

    /// Calls `store(i, j, a, b, g)` for all pairs i < j with the element at (i, a), (j, b).
    @inline(__always)
    func forEachElement(k: Complex64, _ store: (Int, Int, Int, Int, Complex64) -> Void) {
        let orders = 2 * lmax + 1, n = width
        hankel.withUnsafeMutableBufferPointer { hankel in
            guard let base = hankel.baseAddress else { return }
            for (d, distance) in distances.enumerated() {
                SphericalBessel.hankel(k * Complex64(distance), lmax: 2 * lmax, into: base + d * orders)
            }
            coefficients.withUnsafeBufferPointer { coefficients in
                counts.withUnsafeBufferPointer { counts in
                    lowest.withUnsafeBufferPointer { lowest in
                        var at = 0, pair = 0
                        for j in 0..<sites {
                            for i in 0..<j {
                                let h = base + distanceIndex[pair] * orders
                                pair += 1
                                for a in 0..<n {
                                    for b in 0..<n {
                                        let ab = a * n + b
                                        var l = lowest[ab], re = 0.0, im = 0.0
                                        for _ in 0..<counts[ab] {
                                            re += coefficients[at] * h[l].real
                                            im += coefficients[at] * h[l].imaginary
                                            at += 1
                                            l += 2
                                        }
                                        store(i, j, a, b, Complex64(re, im))
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
