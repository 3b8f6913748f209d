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

    /// A function on one site: a vector over the harmonics of one l.
    private struct SiteFunction {
        let degree: Int
        let values: [Complex64]

        /// The harmonics that it holds.
        var range: Range<Int> { degree * degree..<(degree + 1) * (degree + 1) }

        init(_ values: [Complex64], _ degrees: [Int]) {
            degree = degrees[values.firstIndex { $0.length > 1e-6 } ?? 0]
            self.values = values
        }
    }

    /// The pairs of representatives and sites: which distance each has, and its coefficients.
    private struct Pairs {
        private let sites: Int
        private var place: [Int]
        private var coefficients: [[Double]]
        private(set) var distances: [Double] = []

        init(_ positions: [SIMD3<Double>], from representatives: [Int], lmax: Int) {
            sites = positions.count
            place = [Int](repeating: 0, count: sites * sites)
            coefficients = [[Double]](repeating: [], count: sites * sites)
            var places: [Int: Int] = [:]
            for s in representatives {
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

        func place(_ s: Int, _ j: Int) -> Int { place[s * sites + j] }
        func coefficients(_ s: Int, _ j: Int) -> [Double] { coefficients[s * sites + j] }
    }

    init(positions: [SIMD3<Double>], types: [Int], lmax: Int) {
        let symmetry = ClusterSymmetry(positions: positions, types: types)
        let n = (lmax + 1) * (lmax + 1), degrees = RealHarmonics.degrees(lmax)
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
        let members = outer.map { s in positions.indices.filter { orbit[$0] == s } }
        let pairs = Pairs(positions, from: outer, lmax: lmax)
        distances = pairs.distances
        self.lmax = lmax
        blocks = symmetry.characters.map { chi, isPaired in
            func functions(_ s: Int) -> [SiteFunction] {
                Self.invariant(stabilisers[s].map { (chi[$0], turns[$0]) }, degrees).map { SiteFunction($0, degrees) }
            }
            let own = outer.map(functions), centre = functions(0)
            // D(g_j) u' with its phase for each site of each orbit.
            let carried = outer.indices.map { i in
                members[i].map { j -> [SiteFunction] in
                    let turn = turns[carrier[j]], weight = Double(stabilisers[outer[i]].count).squareRoot()
                    let phase = Complex64(weight) * chi[carrier[j]].conjugate
                    return own[i].map { u in
                        var turned = [Complex64](repeating: .zero, count: n)
                        for a in u.range {
                            turned[a] =
                                phase
                                * u.range.reduce(Complex64.zero) { $0 + Complex64(turn[a * n + $1]) * u.values[$1] }
                        }
                        return SiteFunction(turned, degrees)
                    }
                }
            }
            var first = [0]
            for functions in own { first.append(first[first.count - 1] + functions.count) }
            let size = first[outer.count]
            var terms = TermSums(orders: 2 * lmax + 1), matrix = PropagatorEntries(), toCentre = PropagatorEntries()
            for (i, s) in outer.enumerated() {
                let factor = 1 / Double(stabilisers[s].count).squareRoot()
                for column in outer.indices {
                    for (q, _) in own[column].enumerated() {
                        for (p, u) in own[i].enumerated() where isPaired || first[i] + p >= first[column] + q {
                            for (m, j) in members[column].enumerated() where j != s {
                                Self.add(
                                    u, carried[column][m][q], pairs.coefficients(s, j), factor, n, pairs.place(s, j),
                                    &terms)
                            }
                            terms.close(&matrix, at: first[i] + p + size * (first[column] + q))
                        }
                    }
                }
                let toCentreFactor = (Double(operations.count) / Double(stabilisers[s].count)).squareRoot()
                for (q, v) in centre.enumerated() {
                    for (p, u) in own[i].enumerated() {
                        Self.add(u, v, pairs.coefficients(s, 0), toCentreFactor, n, pairs.place(s, 0), &terms)
                        terms.close(&toCentre, at: first[i] + p + size * q)
                    }
                }
            }
            return PropagatorBlock(
                size: size, degrees: own.flatMap { $0.map(\.degree) },
                types: outer.indices.flatMap { i in own[i].map { _ in types[outer[i]] } }, matrix: matrix,
                toCentre: toCentre, centre: centre.map(\.values), isPaired: isPaired)
        }
    }

    /// Terms of one entry, those of equal Hankel functions added.
    private struct TermSums {
        let orders: Int
        private var index: [Int] = []
        private var values: [Complex64] = []

        init(orders: Int) { self.orders = orders }

        mutating func add(_ value: Complex64, place: Int, order: Int) {
            let key = place * orders + order
            if let known = index.firstIndex(of: key) {
                values[known] += value
            } else {
                index.append(key)
                values.append(value)
            }
        }

        mutating func close(_ entries: inout PropagatorEntries, at place: Int) {
            for (key, value) in zip(index, values) where value.length > 1e-13 { entries.add(value, times: key) }
            entries.close(at: place)
            index.removeAll(keepingCapacity: true)
            values.removeAll(keepingCapacity: true)
        }
    }

    /// u^+ C_l'' v for each l'' that couples the two degrees.
    private static func add(
        _ u: SiteFunction, _ v: SiteFunction, _ c: [Double], _ factor: Double, _ n: Int, _ place: Int,
        _ terms: inout TermSums
    ) {
        for l in stride(from: abs(u.degree - v.degree), through: u.degree + v.degree, by: 2) {
            var sum = Complex64.zero
            c.withUnsafeBufferPointer { c in
                for a in u.range where u.values[a] != .zero {
                    var row = Complex64.zero
                    for b in v.range where v.values[b] != .zero {
                        row += Complex64(c[(l * n + a) * n + b]) * v.values[b]
                    }
                    sum += u.values[a].conjugate * row
                }
            }
            terms.add(Complex64(factor) * sum, place: place, order: l)
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
