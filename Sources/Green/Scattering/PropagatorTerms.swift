// The terms of one entry of the propagator, those of equal Hankel functions added.

import ComplexModule

struct PropagatorTerms {
    /// Hankel functions of a distance.
    private let orders: Int
    private var index: [Int] = []
    private var values: [Complex64] = []

    init(lmax: Int) { orders = 2 * lmax + 1 }

    /// Adds u^+ C_l'' v times a factor for each l'' that couples the two degrees.
    /// - Parameters:
    ///   - c: the coefficients of the pair of sites.
    ///   - place: the number of their distance.
    mutating func add(_ u: SiteFunction, _ c: [Double], _ v: SiteFunction, factor: Double, place: Int) {
        let n = u.values.count
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
            add(Complex64(factor) * sum, key: place * orders + l)
        }
    }

    private mutating func add(_ value: Complex64, key: Int) {
        if let known = index.firstIndex(of: key) {
            values[known] += value
        } else {
            index.append(key)
            values.append(value)
        }
    }

    /// Hands the terms over as the entry at a place and begins the next.
    mutating func close(_ entries: inout PropagatorEntries, at place: Int) {
        for (key, value) in zip(index, values) where value.length > 1e-13 { entries.add(value, times: key) }
        entries.close(at: place)
        index.removeAll(keepingCapacity: true)
        values.removeAll(keepingCapacity: true)
    }
}
