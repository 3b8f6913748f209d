// Radial solutions, propagators and multiple scattering: exact identities, two routes where there is no closed form.

import ComplexModule
import Crystal
import Foundation
import Testing
@testable import Green

@Suite struct ScatteringTests {
    private static func k(_ e: Complex64) -> Complex64 {
        let k = Complex64.sqrt(Complex64(2) * e)
        return k.imaginary < 0 ? -k : k
    }

    /// A screened nucleus that ends at 2.2 bohr.
    private static func solver(_ z: Double) -> (RadialSolver, [Double], RadialMesh, Int) {
        let (mesh, inner) = RadialMesh.ending(at: 2.2, through: 2.0, from: 2e-4 / max(z, 1), step: 0.02)
        let v = mesh.r.map { -z / $0 * exp(-1.8 * $0) }
        return (RadialSolver(z: Int(z), mesh: mesh, muffinTin: inner), v, mesh, inner)
    }

    @Test(arguments: [0.05, 0.3, 1.2]) func realEnergiesConserveFlux(_ e: Double) {
        let (solver, v, _, _) = Self.solver(22)
        solver.solve(Complex64(e), k: Self.k(Complex64(e)), v, withIrregular: false)
        // |1 + 2 t| = 1, which is the optical theorem Re t = -|t|^2.
        for l in 0..<4 {
            #expect(abs((Complex64(1) + Complex64(2) * solver.t[l]).length - 1) < 1e-10)
            #expect(abs(solver.t[l].real + solver.t[l].lengthSquared) < 1e-10)
        }
    }

    @Test func nothingScattersNothing() {
        let (mesh, inner) = RadialMesh.ending(at: 2.2, through: 2.0, from: 2e-4, step: 0.02)
        let solver = RadialSolver(z: 0, mesh: mesh, muffinTin: inner)
        let flat = [Double](repeating: 0, count: mesh.count)
        for e in [Complex64(0.4, 0), Complex64(0.3, 0.1), Complex64(-0.2, 0.05)] {
            solver.solve(e, k: Self.k(e), flat, withIrregular: false)
            // Inside, k is relativistic.
            for l in 0..<4 { #expect(solver.t[l].length < 2e-5) }
        }
    }

    @Test(arguments: [Complex64(0.3, 0), Complex64(-0.4, 0.3), Complex64(0.1, 0.02)])
    func wronskianIsTheSameAtEveryRadius(_ e: Complex64) {
        let (solver, v, mesh, inner) = Self.solver(28)
        let k = Self.k(e)
        solver.solve(e, k: k, v, withIrregular: true)
        let exact = Complex64(0, 0.5) / k
        // The first mesh points carry the start of the regular solution.
        for i in stride(from: 60, through: inner, by: 13) {
            let w = solver.regularP[i] * solver.irregularQ[i] - solver.regularQ[i] * solver.irregularP[i]
            for l in 0..<4 { #expect((w[l] - exact).length < 2e-5 * exact.length, "l = \(l) at r = \(mesh.r[i])") }
        }
    }

    @Test func harmonicsAreOrthonormalAndTurn() {
        let gaunt = GauntNumbers.upTo(2)
        // With Y_00 = 1/sqrt(4 pi) the triple integral is a scalar product.
        for a in 0..<9 {
            for b in 0..<9 {
                let overlap = gaunt.terms[a * 9 + b].first { $0.c == 0 }?.value ?? 0
                #expect(abs(overlap * (4 * Double.pi).squareRoot() - (a == b ? 1 : 0)) < 1e-12)
            }
        }
        let turn = Matrix3(rows: [0.36, 0.48, -0.8], [-0.8, 0.6, 0], [0.48, 0.64, 0.6])
        let d = HarmonicRotation(turn, lmax: 3).matrix
        let u = SIMD3(0.6, -0.48, 0.64), y = RealHarmonics.values(u, lmax: 3)
        let turned = RealHarmonics.values(u * turn, lmax: 3)
        for b in 0..<16 {
            let sum = (0..<16).reduce(0) { $0 + d[$1 * 16 + b] * y[$1] }
            #expect(abs(sum - turned[b]) < 1e-12)
        }
    }

    /// h_0(k |R + r - r'|) = 4 pi sum j_l(k r) Y_L(r) g0_LL'(R) j_l'(k r') Y_L'(r').
    @Test func propagatorObeysTheAdditionTheorem() {
        let lmax = 6, n = 49, R = SIMD3(2.1, -1.3, 3.2), r = SIMD3(0.21, 0.1, -0.17), s = SIMD3(-0.12, 0.2, 0.1)
        func length(_ v: SIMD3<Double>) -> Double { (v * v).sum().squareRoot() }
        for k in [Complex64(0.9, 0), Complex64(0.5, 0.4)] {
            let c = FreePropagator.coefficients(R, lmax: lmax)
            let h = SphericalBessel.hankel(k * Complex64(length(R)), lmax: 2 * lmax)
            func wave(_ v: SIMD3<Double>) -> [Complex64] {
                let j = SphericalBessel.bessel(k * Complex64(length(v)), lmax: lmax)
                return zip(RealHarmonics.values(v / length(v), lmax: lmax), RealHarmonics.degrees(lmax)).map {
                    Complex64($0) * j[$1]
                }
            }
            let left = wave(r), right = wave(s)
            var sum = Complex64.zero
            for l in 0...2 * lmax {
                for a in 0..<n {
                    for b in 0..<n where c[l * n * n + a * n + b] != 0 {
                        sum += left[a] * Complex64(c[l * n * n + a * n + b]) * h[l] * right[b]
                    }
                }
            }
            let exact = SphericalBessel.hankel(k * Complex64(length(R + r - s)), lmax: 0)[0]
            #expect((Complex64(4 * Double.pi) * sum - exact).length < 1e-8 * exact.length)
        }
    }

    // MARK: Multiple scattering

    /// g0 over all sites, row by row, without any symmetry.
    private static func propagator(_ p: [SIMD3<Double>], _ k: Complex64, lmax: Int) -> [[Complex64]] {
        let n = (lmax + 1) * (lmax + 1), size = p.count * n
        var g = [[Complex64]](repeating: [Complex64](repeating: .zero, count: size), count: size)
        for i in p.indices {
            for j in p.indices where i != j {
                let d = p[i] - p[j], c = FreePropagator.coefficients(d, lmax: lmax)
                let h = SphericalBessel.hankel(k * Complex64((d * d).sum().squareRoot()), lmax: 2 * lmax)
                for a in 0..<n {
                    for b in 0..<n {
                        g[i * n + a][j * n + b] = (0...2 * lmax).reduce(Complex64.zero) {
                            $0 + Complex64(c[$1 * n * n + a * n + b]) * h[$1]
                        }
                    }
                }
            }
        }
        return g
    }

    private static func product(_ a: [[Complex64]], _ b: [[Complex64]]) -> [[Complex64]] {
        a.map { row in
            b[0].indices.map { j in row.indices.reduce(Complex64.zero) { $0 + row[$1] * b[$1][j] } }
        }
    }

    private static let t = [
        ComplexLanes(re: SIMD4(-0.6, -0.2, -0.5, 0), im: SIMD4(0.4, 0.3, 0.45, 0)),
        ComplexLanes(re: SIMD4(-0.3, -0.5, -0.01, 0), im: SIMD4(0.4, -0.4, 0.1, 0)),
    ]

    static let clusters: [(String, [SIMD3<Double>], [Int], Int)] = {
        let octahedron: [SIMD3<Double>] = [
            .zero, SIMD3(4, 0, 0), SIMD3(-4, 0, 0), SIMD3(0, 4, 0), SIMD3(0, -4, 0),
            SIMD3(0, 0, 4), SIMD3(0, 0, -4),
        ]
        let third = (0..<3).flatMap { n -> [SIMD3<Double>] in
            let a = 2 * Double.pi * Double(n) / 3
            return [SIMD3(3.2 * cos(a), 3.2 * sin(a), 1.9), SIMD3(3.5 * cos(a + 0.7), 3.5 * sin(a + 0.7), -2.2)]
        }
        let pair: [SIMD3<Double>] = [.zero, SIMD3(1.1, 2.0, 3.0)]
        let tetrahedron: [SIMD3<Double>] = [
            .zero, SIMD3(2, 2, 2), SIMD3(-2, -2, 2), SIMD3(-2, 2, -2), SIMD3(2, -2, -2),
        ]
        let crooked: [SIMD3<Double>] = [.zero, SIMD3(3.3, 0.4, 1), SIMD3(-2.8, 1.9, 0.3), SIMD3(0.2, -3, 2.2)]
        return [
            ("octahedron", octahedron, [0, 1, 1, 1, 1, 1, 1], 8),
            ("threefold", [.zero] + third, [0, 1, 1, 1, 1, 1, 1], 3),
            ("pair", pair, [0, 1], 1), ("tetrahedron", tetrahedron, [0, 1, 1, 1, 1], 4),
            ("crooked", crooked, [0, 1, 0, 1], 1),
        ]
    }()

    private static func block(_ p: [SIMD3<Double>], _ types: [Int], _ k: Complex64, _ t: [ComplexLanes]) throws
        -> [Complex64]
    {
        try MultipleScattering<Double>(positions: p, types: types, lmax: 2).centreBlock(k: k, t: t, centre: types[0])
    }

    /// A = L L^T of a complex symmetric matrix, by halves and by the plain loop, and what is left where a pivot
    /// vanishes.
    @Test(arguments: [5, 24, 61, 130]) func symmetricFactors(_ n: Int) {
        func entry(_ i: Int, _ j: Int) -> Complex64 {
            let (a, b) = (Double(max(i, j)), Double(min(i, j)))
            return (i == j ? Complex64(1) : .zero) + Complex64(0.4 * sin(3 * a + b * b), 0.4 * cos(a * a - b))
                * Complex64(1 / Double(n))
        }
        var a = (0..<n * n).map { $0 % n >= $0 / n ? entry($0 % n, $0 / n) : Complex64(99) }
        #expect(
            a.withUnsafeMutableBufferPointer { SymmetricFactor<Double>.factor($0.baseAddress!, size: n, leading: n) })
        for i in 0..<n {
            for j in 0...i {
                let sum = (0...j).reduce(Complex64.zero) { $0 + a[i + n * $1] * a[j + n * $1] }
                #expect((sum - entry(i, j)).length < 1e-13 * Double(n))
            }
        }
        var zero = [Complex64](repeating: .zero, count: n * n)
        #expect(
            !zero.withUnsafeMutableBufferPointer {
                SymmetricFactor<Double>.factor($0.baseAddress!, size: n, leading: n)
            })
    }

    @Test(arguments: clusters.indices) func adaptedBlocksGiveTheFullInverse(_ index: Int) throws {
        let (name, p, types, order) = Self.clusters[index], n = 9, k = Complex64(0.8, 0.15)
        #expect(ClusterSymmetry(positions: p, types: types).operations.count == order, "\(name)")
        let block = try Self.block(p, types, k, Self.t)
        // (1 - g0 t) g = g0, by elimination with pivots in plain Swift.
        let g0 = Self.propagator(p, k, lmax: 2), degrees = RealHarmonics.degrees(2), size = p.count * n
        var a = g0.indices.map { i in
            (0..<size).map { j in
                (i == j ? Complex64(1) : .zero) - g0[i][j] * Self.t[types[j / n]][degrees[j % n]]
            } + (0..<n).map { g0[i][$0] }
        }
        for c in 0..<size {
            let pivot = (c..<size).max { a[$0][c].length < a[$1][c].length } ?? c
            a.swapAt(c, pivot)
            for r in 0..<size where r != c {
                let f = a[r][c] / a[c][c]
                if f == .zero { continue }
                for j in c..<size + n { a[r][j] -= f * a[c][j] }
            }
        }
        let largest = block.reduce(0) { max($0, $1.length) }
        for i in 0..<n {
            for j in 0..<n {
                #expect((a[i][size + j] / a[i][i] - block[i * n + j]).length < 1e-11 * largest, "\(name) \(i) \(j)")
            }
        }
    }

    /// One neighbour: g = (1 - X t0)^-1 X with X = g01 t1 g10; without a centre that scatters, X itself.
    @Test func oneNeighbourScattersOnce() throws {
        let p: [SIMD3<Double>] = [.zero, SIMD3(1.1, 2.0, 3.0)], k = Complex64(0.8, 0.1)
        let block = try Self.block(p, [0, 1], k, [.zero, Self.t[1]])
        let g0 = Self.propagator(p, k, lmax: 2), degrees = RealHarmonics.degrees(2)
        for a in 0..<9 {
            for b in 0..<9 {
                let sum = (0..<9).reduce(Complex64.zero) { $0 + g0[a][9 + $1] * Self.t[1][degrees[$1]] * g0[9 + $1][b] }
                #expect((sum - block[a * 9 + b]).length < 1e-12)
            }
        }
    }

    /// Far above the axis paths die out, and their sum is the inverse.
    @Test func pathsAddUpToTheInverse() throws {
        let (_, p, types, _) = Self.clusters[0], k = Self.k(Complex64(0.5, 2.2))
        let block = try Self.block(p, types, k, Self.t)
        let g0 = Self.propagator(p, k, lmax: 2), degrees = RealHarmonics.degrees(2)
        let step = g0.map { row in row.indices.map { row[$0] * Self.t[types[$0 / 9]][degrees[$0 % 9]] } }
        var term = g0.map { Array($0[0..<9]) }, sum = term
        for _ in 0..<30 {
            term = Self.product(step, term)
            for i in sum.indices { for j in 0..<9 { sum[i][j] += term[i][j] } }
        }
        for a in 0..<9 { for b in 0..<9 { #expect((sum[a][b] - block[a * 9 + b]).length < 1e-12) } }
    }
}
