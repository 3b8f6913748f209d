// Symmetry-adapted combinations of a cluster's site functions, and the free propagator among them.
//
// For a commutative group G, a character chi and an orbit of sites with representative s and stabiliser H,
//     |s chi u> = sum_g chi(g)* g|s, u> / sqrt(|G||H|),   D(h) u = chi(h) u for h in H,
// and a matrix that commutes with G has the block sum_j u^+ A_sj V_j over the sites j = g_j s' of the other orbit, with
// V_j = sqrt(|H'|/|H|) chi(g_j)* D(g_j) u'. Everything but the Hankel functions is prepared once.

import ComplexModule

/// One character's part of the propagator; rows and columns are |s chi u> without the centre.
struct PropagatorBlock {
    let size: Int
    /// l and type of each row.
    let degrees: [Int]
    let types: [Int]
    /// Column by column, `size` rows; of a real character, whose block is symmetric, the lower triangle alone.
    let matrix: PropagatorEntries
    /// From the centre's functions to the others, column by column; back it has conjugate factors.
    let toCentre: PropagatorEntries
    /// The centre's functions: columns of (lmax + 1)^2 numbers each.
    let centre: [[Complex64]]
    /// Of two conjugate characters one stands for both; else the character is real.
    let isPaired: Bool
}

struct AdaptedBasis {
    let blocks: [PropagatorBlock]
    /// All different distances; the Hankel functions of one stand together.
    let distances: [Double]
    let lmax: Int

    init(positions: [SIMD3<Double>], types: [Int], lmax: Int) {
        let symmetry = ClusterSymmetry(positions: positions, types: types)
        let maker = BlockMaker(symmetry, positions: positions, types: types, lmax: lmax)
        blocks = symmetry.characters.map { maker.block($0, isPaired: $1) }
        distances = maker.pairs.distances
        self.lmax = lmax
    }
}

/// What the blocks of all characters have in common, and how one is made.
private struct BlockMaker {
    let pairs: SitePairs
    private let types: [Int]
    private let lmax: Int
    private let degrees: [Int]
    private let orbits: SiteOrbits
    /// D(g) of every operation, by rows.
    private let turns: [[Double]]

    init(_ symmetry: ClusterSymmetry, positions: [SIMD3<Double>], types: [Int], lmax: Int) {
        self.types = types
        self.lmax = lmax
        degrees = RealHarmonics.degrees(lmax)
        turns = symmetry.operations.map { HarmonicRotation($0.matrix, lmax: lmax).matrix }
        orbits = SiteOrbits(symmetry.operations, sites: positions.count)
        pairs = SitePairs(positions, from: orbits.representatives, lmax: lmax)
    }

    /// - Parameter chi: the character, one number an operation.
    func block(_ chi: [Complex64], isPaired: Bool) -> PropagatorBlock {
        let outer = orbits.representatives
        let own = outer.map { functions(on: $0, chi) }, centre = functions(on: 0, chi)
        // The first row of each orbit.
        let first = own.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }
        let size = first[outer.count]
        var terms = PropagatorTerms(lmax: lmax), matrix = PropagatorEntries(), toCentre = PropagatorEntries()
        let carried = outer.indices.map { carry(own[$0], over: $0, chi) }
        for (i, s) in outer.enumerated() {
            let stabiliser = Double(orbits.stabilisers[s].count)
            for column in outer.indices {
                for q in own[column].indices {
                    for (p, u) in own[i].enumerated() where isPaired || first[i] + p >= first[column] + q {
                        for (m, j) in orbits.members[column].enumerated() where j != s {
                            terms.add(
                                u, pairs.coefficients(s, j), carried[column][m][q], factor: 1 / stabiliser.squareRoot(),
                                place: pairs.place(s, j))
                        }
                        terms.close(&matrix, at: first[i] + p + size * (first[column] + q))
                    }
                }
            }
            let factor = (Double(turns.count) / stabiliser).squareRoot()
            for (q, v) in centre.enumerated() {
                for (p, u) in own[i].enumerated() {
                    terms.add(u, pairs.coefficients(s, 0), v, factor: factor, place: pairs.place(s, 0))
                    terms.close(&toCentre, at: first[i] + p + size * q)
                }
            }
        }
        return PropagatorBlock(
            size: size, degrees: own.flatMap { $0.map(\.degree) },
            types: outer.indices.flatMap { i in own[i].map { _ in types[outer[i]] } }, matrix: matrix,
            toCentre: toCentre, centre: centre.map(\.values), isPaired: isPaired)
    }

    /// The u of a site.
    private func functions(on site: Int, _ chi: [Complex64]) -> [SiteFunction] {
        SiteFunction.basis(orbits.stabilisers[site].map { (chi[$0], turns[$0]) }, degrees)
    }

    /// sqrt(|H'|) chi(g_j)* D(g_j) u' for each site j of an orbit.
    private func carry(_ functions: [SiteFunction], over orbit: Int, _ chi: [Complex64]) -> [[SiteFunction]] {
        let weight = Double(orbits.stabilisers[orbits.representatives[orbit]].count).squareRoot()
        return orbits.members[orbit].map { j in
            let g = orbits.carriers[j]
            return functions.map { $0.turned(by: turns[g], phase: Complex64(weight) * chi[g].conjugate, degrees) }
        }
    }
}
