// Full multiple scattering about a cluster's centre: the centre's block of g = (1 - g0 t)^-1 g0.
//
// The centre is eliminated by hand: with A = 1 - g0_RR t_R over the other sites and X = g0_0R t_R A^-1 g0_R0, the block
// is (1 - X t_0)^-1 X. A is solved character by character in the cluster's adapted basis.

import ComplexModule

final class MultipleScattering {
    private let basis: AdaptedBasis
    private let centreType: Int
    private let solver = ComplexSolver()
    private let hankel: UnsafeMutablePointer<Complex64>
    private let matrix: UnsafeMutablePointer<Complex64>
    private let columns: UnsafeMutablePointer<Complex64>
    private let back: UnsafeMutablePointer<Complex64>

    /// - Parameters:
    ///   - positions: the centre first.
    ///   - types: of each site.
    init(positions: [SIMD3<Double>], types: [Int], lmax: Int) {
        let origin = positions[0]
        basis = AdaptedBasis(positions: positions.map { $0 - origin }, types: types, lmax: lmax)
        centreType = types[0]
        func room(_ count: Int) -> UnsafeMutablePointer<Complex64> {
            // Vector kernels of BLAS libraries have been seen to read a little beyond a matrix.
            let p = UnsafeMutablePointer<Complex64>.allocate(capacity: count + 64)
            p.initialize(repeating: .zero, count: count + 64)
            return p
        }
        let size = basis.blocks.map(\.size).max() ?? 0, n = (lmax + 1) * (lmax + 1)
        hankel = room(basis.distances.count * (2 * lmax + 1))
        matrix = room(size * size)
        columns = room(size * n)
        back = room(size * n)
    }

    deinit { for p in [hankel, matrix, columns, back] { p.deallocate() } }

    /// - Parameters:
    ///   - k: the wave number.
    ///   - t: t_l of each type.
    /// - Returns: g_LL' of the centre, row by row.
    /// - Throws: `GreenFailure` for a singular matrix.
    func centreBlock(k: Complex64, t: [ComplexLanes]) throws -> [Complex64] {
        let lmax = basis.lmax, n = (lmax + 1) * (lmax + 1), orders = 2 * lmax + 1
        for (d, distance) in basis.distances.enumerated() {
            SphericalBessel.hankel(k * Complex64(distance), lmax: 2 * lmax, into: hankel + d * orders)
        }
        var x = [Complex64](repeating: .zero, count: n * n)
        for block in basis.blocks where !block.centre.isEmpty {
            let scatter = (0..<block.size).map { t[block.types[$0]][block.degrees[$0]] }
            try add(block, scatter, to: &x)
        }
        // (1 - X t_0) g = X, column by column.
        var small = [Complex64](repeating: .zero, count: n * n)
        let degrees = RealHarmonics.degrees(lmax), centre = t[centreType]
        for b in 0..<n {
            let tb = centre[degrees[b]]
            for a in 0..<n { small[a + n * b] = (a == b ? Complex64(1) : .zero) - x[a + n * b] * tb }
        }
        let isSolved = small.withUnsafeMutableBufferPointer { small in
            x.withUnsafeMutableBufferPointer { x in
                solver.solve(small.baseAddress!, size: n, x.baseAddress!, columns: n)
            }
        }
        guard isSolved else { throw Self.singular }
        return (0..<n * n).map { x[$0 / n + n * ($0 % n)] }
    }

    /// Adds one character's part of X, column by column.
    private func add(_ block: PropagatorBlock, _ scatter: [Complex64], to x: inout [Complex64]) throws {
        let size = block.size, m = block.centre.count, n = block.centre[0].count
        guard size > 0 else { return }
        sum(block.matrix, into: matrix)
        for b in 0..<size {
            let column = matrix + size * b, minus = -scatter[b]
            for a in 0..<size { column[a] = column[a] * minus }
            column[b] += Complex64(1)
        }
        sum(block.toCentre, into: columns)
        if block.isPaired {
            sum(block.toCentre, into: back, conjugating: true)
        } else {
            back.update(from: columns, count: size * m)
        }
        guard solver.solve(matrix, size: size, columns, columns: m) else { throw Self.singular }
        for p in 0..<m {
            for q in 0..<m {
                var value = Complex64.zero
                for s in 0..<size { value += back[s + size * p] * scatter[s] * columns[s + size * q] }
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

    private func sum(_ entries: PropagatorBlock.Entries, into out: UnsafeMutablePointer<Complex64>,
                     conjugating: Bool = false) {
        let hankel = hankel
        entries.start.withUnsafeBufferPointer { start in
            entries.index.withUnsafeBufferPointer { index in
                entries.re.withUnsafeBufferPointer { re in
                    entries.im.withUnsafeBufferPointer { im in
                        let sign = conjugating ? -1.0 : 1.0
                        for e in 0..<start.count - 1 {
                            var x = 0.0, y = 0.0
                            let range = Int(start[e])..<Int(start[e + 1])
                            if im.isEmpty {
                                for k in range {
                                    let h = hankel[Int(index[k])]
                                    x += re[k] * h.real
                                    y += re[k] * h.imaginary
                                }
                            } else {
                                for k in range {
                                    let h = hankel[Int(index[k])], i = sign * im[k]
                                    x += re[k] * h.real - i * h.imaginary
                                    y += re[k] * h.imaginary + i * h.real
                                }
                            }
                            out[e] = Complex64(x, y)
                        }
                    }
                }
            }
        }
    }

    private static let singular = GreenFailure("multiple scattering is singular at this energy", status: .unconverged)
}
