// Least squares with few unknowns, by the normal equations.

enum LeastSquares {
    /// What takes observed values to the unknowns that fit them best: a row for each unknown, a column for each value.
    /// - Parameter rows: for each value the factors of the unknowns; entries of order one.
    /// - Returns: nil where the rows do not fix the unknowns.
    static func weights(_ rows: [[Double]]) -> [[Double]]? {
        guard let n = rows.first?.count, rows.count >= n else { return nil }
        var normal = [[Double]](repeating: [Double](repeating: 0, count: n), count: n)
        for row in rows { for a in 0..<n { for b in 0..<n { normal[a][b] += row[a] * row[b] } } }
        guard let inverse = inverted(normal) else { return nil }
        return (0..<n).map { a in rows.map { row in (0..<n).reduce(0) { $0 + inverse[a][$1] * row[$1] } } }
    }

    /// Gauss-Jordan with pivoting; nil where singular.
    private static func inverted(_ matrix: [[Double]]) -> [[Double]]? {
        let n = matrix.count
        var m = matrix.enumerated().map { i, row in row + (0..<n).map { $0 == i ? 1.0 : 0 } }
        for c in 0..<n {
            guard let p = (c..<n).max(by: { abs(m[$0][c]) < abs(m[$1][c]) }), abs(m[p][c]) > 1e-6 else { return nil }
            m.swapAt(c, p)
            let pivot = m[c][c]
            for k in 0..<2 * n { m[c][k] /= pivot }
            for r in 0..<n where r != c && m[r][c] != 0 {
                let factor = m[r][c]
                for k in 0..<2 * n { m[r][k] -= factor * m[c][k] }
            }
        }
        return m.map { Array($0[n...]) }
    }
}
