// Symmetry-adapted combinations of a cluster's site functions, and the free propagator among them.
//
// For a commutative group G, a character chi and an orbit of sites with representative s and stabiliser H,
//     |s chi u> = sum_g chi(g)* g|s, u> / sqrt(|G||H|),   D(h) u = chi(h) u for h in H,
// and a matrix that commutes with G has the block sum_j u^+ A_sj V_j over the sites j = g_j s' of the other orbit, with
// V_j = sqrt(|H'|/|H|) chi(g_j)* D(g_j) u'. Everything but the Hankel functions is prepared once.

import ComplexModule

/// One character's part of the propagator; rows and columns are |s chi u> without the centre.
struct PropagatorBlock {
    /// sum of terms h[index] * factor for each entry.
    struct Entries {
        /// Where each entry's terms begin; one more than there are entries.
        var start: [Int32] = [0]
        var index: [Int32] = []
        var re: [Double] = []
        /// Empty for a real character.
        var im: [Double] = []
    }

    let size: Int
    /// l and type of each row.
    let degrees: [Int]
    let types: [Int]
    /// Column by column.
    let matrix: Entries
    /// From the centre's functions to the others, column by column; back it has conjugate factors.
    let toCentre: Entries
    /// The centre's functions: columns of (lmax + 1)^2 numbers each.
    let centre: [[Complex64]]
    let isPaired: Bool
}

struct AdaptedBasis {
    let blocks: [PropagatorBlock]
    /// All different distances; the Hankel functions of one stand together.
    let distances: [Double]
    let lmax: Int

    init(positions: [SIMD3<Double>], types: [Int], lmax: Int) {
        let symmetry = ClusterSymmetry(positions: positions, types: types)
        let n = (lmax + 1) * (lmax + 1), degrees = RealHarmonics.degrees(lmax), orders = 2 * lmax + 1
        let operations = symmetry.operations
        let turns = operations.map { HarmonicRotation($0.matrix, lmax: lmax).matrix }
        // Orbits: representative, and for each site the operation that takes the representative there.
        var orbit = [Int](repeating: -1, count: positions.count), carrier = orbit, representatives: [Int] = []
        for s in positions.indices where orbit[s] < 0 {
            representatives.append(s)
            for (g, operation) in operations.enumerated() where orbit[operation.images[s]] < 0 {
                orbit[operation.images[s]] = s
                carrier[operation.images[s]] = g
            }
        }
        let outer = representatives.filter { $0 != 0 }
        let stabilisers = positions.indices.map { s in operations.indices.filter { operations[$0].images[s] == s } }
        // Distances from representatives to all sites, and the coefficients of those pairs.
        var places: [Int: Int] = [:], distances: [Double] = []
        var place = [Int](repeating: 0, count: positions.count * positions.count)
        var coefficients = [[Double]](repeating: [], count: positions.count * positions.count)
        for s in outer {
            for j in positions.indices where j != s {
                let separation = positions[s] - positions[j], d = (separation * separation).sum().squareRoot()
                let key = Int((d * 1e7).rounded()), at = s * positions.count + j
                if let known = places[key] {
                    place[at] = known
                } else {
                    places[key] = distances.count
                    place[at] = distances.count
                    distances.append(d)
                }
                coefficients[at] = FreePropagator.coefficients(separation, lmax: lmax)
            }
        }
        self.distances = distances
        self.lmax = lmax
        blocks = symmetry.characters.map { chi, isPaired in
            func functions(_ s: Int) -> [[Complex64]] {
                Self.invariant(stabilisers[s].map { (chi[$0], turns[$0]) }, degrees)
            }
            let own = outer.map(functions), centre = functions(0)
            var rows: [(site: Int, number: Int)] = []
            for (i, s) in outer.enumerated() { for u in own[i].indices { rows.append((s, u)) } }
            let functionsOf = Dictionary(uniqueKeysWithValues: zip(outer, own))
            // D(g_j) u' with its phase for each site.
            var carried: [Int: [[Complex64]]] = [:]
            for j in positions.indices where j != 0 {
                let s = orbit[j], g = carrier[j], weight = Double(stabilisers[s].count).squareRoot()
                carried[j] = (functionsOf[s] ?? []).map { u in
                    (0..<n).map { a in
                        let sum = (0..<n).reduce(Complex64.zero) { $0 + Complex64(turns[g][a * n + $1]) * u[$1] }
                        return Complex64(weight) * chi[g].conjugate * sum
                    }
                }
            }
            /// u^+ C_l'' v for each l'', added to the terms of an entry.
            func terms(_ s: Int, _ j: Int, _ u: [Complex64], _ v: [Complex64], _ factor: Double,
                       _ sums: inout [Int32: Complex64]) {
                let at = s * positions.count + j, c = coefficients[at]
                for l in 0..<orders {
                    var sum = Complex64.zero
                    for a in 0..<n where u[a] != .zero {
                        var row = Complex64.zero
                        for b in 0..<n where v[b] != .zero { row += Complex64(c[l * n * n + a * n + b]) * v[b] }
                        sum += u[a].conjugate * row
                    }
                    sum = Complex64(factor) * sum
                    if sum.length > 1e-13 { sums[Int32(place[at] * orders + l), default: .zero] += sum }
                }
            }
            var matrix = PropagatorBlock.Entries(), toCentre = PropagatorBlock.Entries()
            func close(_ sums: [Int32: Complex64], _ entries: inout PropagatorBlock.Entries) {
                for (key, value) in sums.sorted(by: { $0.key < $1.key }) where value.length > 1e-13 {
                    entries.index.append(key)
                    entries.re.append(value.real)
                    if isPaired { entries.im.append(value.imaginary) }
                }
                entries.start.append(Int32(entries.index.count))
            }
            let members = Dictionary(grouping: positions.indices.dropFirst(), by: { orbit[$0] })
            for (column, number) in rows {
                for (s, k) in rows {
                    var sums: [Int32: Complex64] = [:]
                    let u = functionsOf[s]?[k] ?? [], factor = 1 / Double(stabilisers[s].count).squareRoot()
                    for j in members[column] ?? [] where j != s {
                        terms(s, j, u, carried[j]?[number] ?? [], factor, &sums)
                    }
                    close(sums, &matrix)
                }
            }
            for v in centre {
                for (s, k) in rows {
                    var sums: [Int32: Complex64] = [:]
                    let factor = (Double(operations.count) / Double(stabilisers[s].count)).squareRoot()
                    terms(s, 0, functionsOf[s]?[k] ?? [], v, factor, &sums)
                    close(sums, &toCentre)
                }
            }
            return PropagatorBlock(
                size: rows.count,
                degrees: rows.map { row in
                    let u = functionsOf[row.site]?[row.number] ?? []
                    return degrees[u.firstIndex { $0.length > 1e-6 } ?? 0]
                },
                types: rows.map { types[$0.site] }, matrix: matrix, toCentre: toCentre, centre: centre, isPaired: isPaired)
        }
    }

    /// An orthonormal basis, each vector of one l, of what all D(h) multiply by chi(h).
    private static func invariant(_ stabiliser: [(Complex64, [Double])], _ degrees: [Int]) -> [[Complex64]] {
        let n = degrees.count
        guard stabiliser.count > 1 else {
            return (0..<n).map { a in (0..<n).map { $0 == a ? Complex64(1) : .zero } }
        }
        var basis: [[Complex64]] = []
        for start in 0..<n {
            // The projection of one harmonic, orthogonalised to those before.
            var v = (0..<n).map { a in
                stabiliser.reduce(Complex64.zero) { $0 + $1.0.conjugate * Complex64($1.1[a * n + start]) }
                    * Complex64(1 / Double(stabiliser.count))
            }
            for _ in 0..<2 {
                for b in basis {
                    let overlap = zip(b, v).reduce(Complex64.zero) { $0 + $1.0.conjugate * $1.1 }
                    for a in 0..<n { v[a] -= overlap * b[a] }
                }
            }
            let norm = v.reduce(0) { $0 + $1.lengthSquared }.squareRoot()
            if norm > 1e-3 { basis.append(v.map { abs($0.length) < 1e-14 ? .zero : $0 * Complex64(1 / norm) }) }
        }
        return basis
    }
}
