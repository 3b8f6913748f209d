// Full multiple scattering about a cluster's centre: the centre's block of g = (1 - g0 t)^-1 g0.
//
// The centre is eliminated by hand: with A = 1 - g0_RR t_R over the other sites and X = g0_0R t_R A^-1 g0_R0, the block
// is (1 - X t_0)^-1 X.

import ComplexModule

final class MultipleScattering {
    let propagator: FreePropagator
    private let size: Int
    private let solver = ComplexSolver()
    private let matrix: UnsafeMutablePointer<Complex64>
    private let columns: UnsafeMutablePointer<Complex64>
    private let toCentre: UnsafeMutablePointer<Complex64>
    private let scatter: UnsafeMutablePointer<Complex64>

    init(_ propagator: FreePropagator) {
        self.propagator = propagator
        let n = propagator.width
        size = (propagator.sites - 1) * n
        func room(_ count: Int) -> UnsafeMutablePointer<Complex64> {
            let p = UnsafeMutablePointer<Complex64>.allocate(capacity: max(count, 1))
            p.initialize(repeating: .zero, count: max(count, 1))
            return p
        }
        matrix = room(size * size)
        columns = room(size * n)
        toCentre = room(size * n)
        scatter = room(size)
    }

    deinit {
        matrix.deallocate()
        columns.deallocate()
        toCentre.deallocate()
        scatter.deallocate()
    }

    /// - Parameters:
    ///   - k: the wave number.
    ///   - t: t_l of each type.
    /// - Returns: g_LL' of the centre, row by row.
    /// - Throws: `GreenFailure` for a singular matrix.
    func centreBlock(k: Complex64, t: [ComplexLanes]) throws -> [Complex64] {
        let n = propagator.width, size = size, degrees = RealHarmonics.degrees(propagator.lmax)
        let matrix = matrix, columns = columns, toCentre = toCentre, scatter = scatter
        for site in 1..<propagator.sites {
            for a in 0..<n { scatter[(site - 1) * n + a] = t[propagator.types[site]][degrees[a]] }
        }
        for site in 1..<propagator.sites {
            let first = (site - 1) * n
            for b in first..<first + n {
                for a in first..<first + n { matrix[a + size * b] = .zero }
                matrix[b + size * b] = Complex64(1)
            }
        }
        // g0 between i < j and, by symmetry, back.
        propagator.forEachElement(k: k) { i, j, a, b, g in
            let row = (j - 1) * n + b
            if i == 0 {
                columns[row + size * a] = g
                toCentre[row + size * a] = g
            } else {
                let column = (i - 1) * n + a
                matrix[row + size * column] = -g * scatter[column]
                matrix[column + size * row] = -g * scatter[row]
            }
        }
        if size > 0 {
            guard solver.solve(matrix, size: size, columns, columns: n) else {
                throw GreenFailure("multiple scattering is singular at this energy", status: .unconverged)
            }
        }
        // X = g0_0R t_R Y
        var x = [Complex64](repeating: .zero, count: n * n)
        for a in 0..<n {
            for b in 0..<n {
                var sum = Complex64.zero
                for s in 0..<size { sum += toCentre[s + size * a] * scatter[s] * columns[s + size * b] }
                x[a + n * b] = sum
            }
        }
        // (1 - X t_0) g = X, column by column.
        var small = [Complex64](repeating: .zero, count: n * n)
        let centre = t[propagator.types[0]]
        for b in 0..<n {
            let tb = centre[degrees[b]]
            for a in 0..<n { small[a + n * b] = (a == b ? Complex64(1) : .zero) - x[a + n * b] * tb }
        }
        let isSolved = small.withUnsafeMutableBufferPointer { small in
            x.withUnsafeMutableBufferPointer { x in
                solver.solve(small.baseAddress!, size: n, x.baseAddress!, columns: n)
            }
        }
        guard isSolved else { throw GreenFailure("multiple scattering is singular at this energy", status: .unconverged) }
        return (0..<n * n).map { x[$0 / n + n * ($0 % n)] }
    }
}
