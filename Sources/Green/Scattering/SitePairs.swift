// The separations of pairs of sites: which of the different distances each has, and the coefficients that turn the
// Hankel functions of that distance into the free propagator.

import Foundation

struct SitePairs {
    private let sites: Int
    private var place: [Int]
    private var coefficients: [[Double]]
    /// All different distances; equal ones, to 1e-7 bohr, stand once.
    private(set) var distances: [Double] = []

    /// - Parameter firsts: the sites that are first of a pair; every other site is second.
    init(_ positions: [SIMD3<Double>], from firsts: [Int], lmax: Int) {
        sites = positions.count
        place = [Int](repeating: 0, count: sites * sites)
        coefficients = [[Double]](repeating: [], count: sites * sites)
        var places: [Int: Int] = [:]
        for s in firsts {
            for j in positions.indices where j != s {
                let separation = positions[s] - positions[j], d = (separation * separation).sum().squareRoot()
                let key = Int((d * 1e7).rounded())
                let number = places[key] ?? distances.count
                if number == distances.count {
                    places[key] = number
                    distances.append(d)
                }
                place[s * sites + j] = number
                coefficients[s * sites + j] = FreePropagator.coefficients(separation, lmax: lmax)
            }
        }
    }

    /// The number of the pair's distance.
    func place(_ s: Int, _ j: Int) -> Int { place[s * sites + j] }
    func coefficients(_ s: Int, _ j: Int) -> [Double] { coefficients[s * sites + j] }
}
