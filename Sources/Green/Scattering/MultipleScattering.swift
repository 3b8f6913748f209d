// Full multiple scattering about a cluster's centre: the centre's block of g = (1 - g0 t)^-1 g0.
//
// The centre is eliminated by hand. With s = sqrt(t) over the other sites and
//     X = g0_0R s (1 - s g0_RR s)^-1 s g0_R0,
// which does not know the centre's own t, the block is (1 - X t_0)^-1 X. The matrix falls into one block for each
// character of the cluster's symmetry; those of real characters are complex symmetric and are factorised at half the
// cost.

import ComplexModule
import RealModule

/// How a centre is seen by its surroundings: X above, (lmax + 1)^2 squared numbers, column by column.
struct Surroundings {
    let x: [Complex64]
}

/// One cluster in one precision: single for the rounds of self-consistency, double for spectra.
final class MultipleScattering<R: BLASReal> {
    private struct Block {
        let size: Int
        let degrees: [Int]
        let types: [Int]
        let matrix: PropagatorSum<R>
        let toCentre: PropagatorSum<R>
        let centre: [[Complex64]]
        let isPaired: Bool
    }

    private let blocks: [Block]
    private let distances: [Double]
    private let lmax: Int
    private let solver = ComplexSolver<R>()
    private let hankel: UnsafeMutablePointer<Complex<R>>
    private let matrix: UnsafeMutablePointer<Complex<R>>
    private let columns: UnsafeMutablePointer<Complex<R>>
    private let back: UnsafeMutablePointer<Complex<R>>

    /// - Parameters:
    ///   - positions: the centre first.
    ///   - types: of each site.
    convenience init(positions: [SIMD3<Double>], types: [Int], lmax: Int) {
        let origin = positions[0]
        self.init(AdaptedBasis(positions: positions.map { $0 - origin }, types: types, lmax: lmax))
    }

    init(_ basis: AdaptedBasis) {
        lmax = basis.lmax
        distances = basis.distances
        blocks = basis.blocks.filter { !$0.centre.isEmpty && $0.size > 0 }.map {
            Block(
                size: $0.size, degrees: $0.degrees, types: $0.types,
                matrix: PropagatorSum($0.matrix, isReal: !$0.isPaired),
                toCentre: PropagatorSum($0.toCentre, isReal: !$0.isPaired), centre: $0.centre, isPaired: $0.isPaired)
        }
        func room(_ count: Int) -> UnsafeMutablePointer<Complex<R>> {
            // Vector kernels of BLAS libraries have been seen to read a little beyond a matrix.
            let p = UnsafeMutablePointer<Complex<R>>.allocate(capacity: count + 64)
            p.initialize(repeating: .zero, count: count + 64)
            return p
        }
        let size = blocks.map(\.size).max() ?? 0, n = (lmax + 1) * (lmax + 1)
        hankel = room(distances.count * (2 * lmax + 1))
        matrix = room(size * size)
        columns = room(size * n)
        back = room(size * n)
    }

    deinit { for p in [hankel, matrix, columns, back] { p.deallocate() } }

    /// - Parameters:
    ///   - k: the wave number.
    ///   - t: t_l of each type.
    /// - Throws: `GreenFailure` for a singular matrix.
    func surroundings(k: Complex64, t: [ComplexLanes]) throws -> Surroundings {
        _ = OpenBLAS.isSerial
        let n = (lmax + 1) * (lmax + 1), orders = 2 * lmax + 1
        withUnsafeTemporaryAllocation(of: Complex64.self, capacity: orders) { h in
            for (d, distance) in distances.enumerated() {
                SphericalBessel.hankel(k * Complex64(distance), lmax: 2 * lmax, into: h.baseAddress!)
                for l in 0..<orders { hankel[d * orders + l] = Complex(R(h[l].real), R(h[l].imaginary)) }
            }
        }
        let roots = t.map { t in (0...lmax).map { Complex64.sqrt(t[$0]) } }
        var x = [Complex64](repeating: .zero, count: n * n)
        for block in blocks {
            let scales = (0..<block.size).map { i -> Complex<R> in
                let s = roots[block.types[i]][block.degrees[i]]
                return Complex(R(s.real), R(s.imaginary))
            }
            try add(block, scales, to: &x)
        }
        return Surroundings(x: x)
    }

    /// g_LL' of the centre, row by row.
    func centreBlock(k: Complex64, t: [ComplexLanes], centre type: Int) throws -> [Complex64] {
        try surroundings(k: k, t: t).block(t[type], lmax: lmax)
    }

    /// Adds one character's part of X, column by column.
    private func add(_ block: Block, _ scales: [Complex<R>], to x: inout [Complex64]) throws {
        let size = block.size, m = block.centre.count, n = block.centre[0].count
        block.toCentre.evaluate(hankel, into: columns)
        if block.isPaired { block.toCentre.evaluate(hankel, into: back, conjugating: true) }
        for q in 0..<m {
            for s in 0..<size {
                columns[s + size * q] *= scales[s]
                if block.isPaired { back[s + size * q] *= scales[s] }
            }
        }
        fill(block, scales)
        if !block.isPaired {
            if SymmetricFactor.factor(matrix, size: size, leading: size) {
                R.divideLeft(n: Int32(size), m: Int32(m), matrix, Int32(size), columns, Int32(size))
                back.update(from: columns, count: size * m)
            } else {
                fill(block, scales)
                for b in 0..<size { for a in b + 1..<max(size, b + 1) { matrix[b + size * a] = matrix[a + size * b] } }
                back.update(from: columns, count: size * m)
                guard solver.solve(matrix, size: size, columns, columns: m) else { throw singularScattering }
            }
        } else {
            guard solver.solve(matrix, size: size, columns, columns: m) else { throw singularScattering }
        }
        for p in 0..<m {
            for q in 0..<m {
                var sum = Complex<R>.zero
                for s in 0..<size { sum += back[s + size * p] * columns[s + size * q] }
                let value = Complex64(Double(sum.real), Double(sum.imaginary))
                let (u, v) = (block.centre[p], block.centre[q])
                for a in 0..<n where u[a] != .zero {
                    for b in 0..<n where v[b] != .zero {
                        let part = u[a] * value * v[b].conjugate
                        x[a + n * b] += part
                        // The conjugate character's block is the transposed one.
                        if block.isPaired { x[b + n * a] += part }
                    }
                }
            }
        }
    }

    /// 1 - s g0 s; of a symmetric block the lower triangle.
    private func fill(_ block: Block, _ scales: [Complex<R>]) {
        let size = block.size
        block.matrix.evaluate(hankel, into: matrix)
        scales.withUnsafeBufferPointer { scales in
            for b in 0..<size {
                let column = matrix + size * b, minus = -scales[b]
                for a in (block.isPaired ? 0 : b)..<size { column[a] = column[a] * (minus * scales[a]) }
                column[b] += Complex<R>(1)
            }
        }
    }
}

private let singularScattering = GreenFailure("multiple scattering is singular at this energy", status: .unconverged)

extension Surroundings {
    /// (1 - X t_0)^-1 X, row by row.
    /// - Throws: `GreenFailure` for a singular matrix.
    func block(_ t: ComplexLanes, lmax: Int) throws -> [Complex64] {
        let n = (lmax + 1) * (lmax + 1), degrees = RealHarmonics.degrees(lmax)
        var small = [Complex64](repeating: .zero, count: n * n), block = x
        for b in 0..<n {
            let tb = t[degrees[b]]
            for a in 0..<n { small[a + n * b] = (a == b ? Complex64(1) : .zero) - x[a + n * b] * tb }
        }
        let isSolved = small.withUnsafeMutableBufferPointer { small in
            block.withUnsafeMutableBufferPointer { block in
                ComplexSolver<Double>().solve(small.baseAddress!, size: n, block.baseAddress!, columns: n)
            }
        }
        guard isSolved else { throw singularScattering }
        return (0..<n * n).map { block[$0 / n + n * ($0 % n)] }
    }
}
