// Functions on one site: vectors over the real harmonics of one degree l.

import ComplexModule

struct SiteFunction {
    /// l.
    let degree: Int
    /// (lmax + 1)^2 numbers; those of other degrees are zero.
    let values: [Complex64]

    /// The harmonics that it holds.
    var range: Range<Int> { degree * degree..<(degree + 1) * (degree + 1) }

    /// - Parameter degrees: of the harmonics.
    init(_ values: [Complex64], _ degrees: [Int]) {
        degree = degrees[values.firstIndex { $0.length > 1e-6 } ?? 0]
        self.values = values
    }

    /// D u times a phase, D by rows.
    func turned(by turn: [Double], phase: Complex64, _ degrees: [Int]) -> SiteFunction {
        let n = values.count
        var turned = [Complex64](repeating: .zero, count: n)
        for a in range {
            turned[a] = phase * range.reduce(Complex64.zero) { $0 + Complex64(turn[a * n + $1]) * values[$1] }
        }
        return SiteFunction(turned, degrees)
    }

    /// An orthonormal basis, each vector of one l, of what all D(h) multiply by chi(h).
    /// - Parameters:
    ///   - stabiliser: chi(h) and D(h), by rows, of the operations that leave the site where it is.
    ///   - degrees: of the harmonics.
    static func basis(_ stabiliser: [(Complex64, [Double])], _ degrees: [Int]) -> [SiteFunction] {
        let n = degrees.count
        guard stabiliser.count > 1 else {
            return (0..<n).map { a in SiteFunction((0..<n).map { $0 == a ? Complex64(1) : .zero }, degrees) }
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
        return basis.map { SiteFunction($0, degrees) }
    }
}
