// Interpolation where the function is not the sum of a few poles, as where the potential follows the energy: a rational
// function through all samples would then fit what is no pole by pairs of pole and zero, and spike between the samples.
//
// Rational functions through stretches of neighbouring samples, each stretch half over the next. What two of them say of
// one place differs where one has such a pair; who asks is then told so.

import ComplexModule

struct CheckedInterpolant {
    private let stretches: [(centre: Double, function: RationalInterpolant)]
    private let scale: [Double]

    /// Samples in a stretch.
    private static let length = 16
    /// In units of each function's largest value.
    private static let doubt = 5e-4

    /// - Parameters:
    ///   - x: sample points on a line of one imaginary part, ascending.
    ///   - f: for each point, the value of each function.
    init(_ x: [Complex64], _ f: [[Complex64]]) {
        let step = Self.length / 2
        var starts = Array(stride(from: 0, to: max(1, x.count - Self.length), by: step))
        starts.append(max(0, x.count - Self.length))
        stretches = starts.map { start in
            let part = start..<min(start + Self.length, x.count)
            return (
                0.5 * (x[part.lowerBound].real + x[part.upperBound - 1].real),
                RationalInterpolant(Array(x[part]), Array(f[part]), tolerance: 1e-7)
            )
        }
        scale = f[0].indices.map { c in f.reduce(0) { max($0, $1[c].length) } }
    }

    /// Nil where it cannot be told well enough from the samples.
    func value(at x: Complex64) -> [Complex64]? {
        let near = stretches.sorted { abs($0.centre - x.real) < abs($1.centre - x.real) }.prefix(2)
        let values = near.map { $0.function.value(at: x) }
        guard let first = values.first, let last = values.last else { return nil }
        let all = scale.max() ?? 0
        let isSure = first.indices.allSatisfy { c in
            scale[c] < 1e-9 * all || (first[c] - last[c]).length <= Self.doubt * scale[c]
        }
        return isSure ? first : nil
    }
}
