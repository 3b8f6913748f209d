// Entries of a matrix as sums of few terms, factor times Hankel function, evaluated at each energy.
//
// Entries with the same number of terms stand together, so that the inner loops have constant lengths: a loop of two or
// three turns whose length changes from entry to entry costs more in mispredicted branches than in arithmetic.

import ComplexModule
import RealModule

/// Entries as they are made: where each stands in its matrix, and its terms one after the other.
struct PropagatorEntries {
    private(set) var places: [Int32] = []
    /// Where each entry's terms begin; one more than there are entries.
    private(set) var starts: [Int32] = [0]
    /// Which Hankel function.
    private(set) var index: [Int32] = []
    private(set) var factors: [Complex64] = []

    mutating func add(_ factor: Complex64, times function: Int) {
        index.append(Int32(function))
        factors.append(factor)
    }

    /// Ends an entry.
    mutating func close(at place: Int) {
        places.append(Int32(place))
        starts.append(Int32(index.count))
    }
}

struct PropagatorSum<R: BLASReal> {
    private struct Group {
        let terms: Int
        let entries: Range<Int>
        /// Of the first entry's first term.
        let first: Int
    }

    private let groups: [Group]
    private let places: [Int32]
    private let index: [Int32]
    private let re: [R]
    /// Empty where all factors are real.
    private let im: [R]

    init(_ entries: PropagatorEntries, isReal: Bool) {
        func count(_ e: Int) -> Int { Int(entries.starts[e + 1] - entries.starts[e]) }
        var members: [[Int]] = []
        for e in entries.places.indices {
            while members.count <= count(e) { members.append([]) }
            members[count(e)].append(e)
        }
        var places: [Int32] = [], index: [Int32] = [], re: [R] = [], im: [R] = [], groups: [Group] = []
        places.reserveCapacity(entries.places.count)
        index.reserveCapacity(entries.index.count)
        re.reserveCapacity(entries.index.count)
        for (terms, members) in members.enumerated() where !members.isEmpty {
            groups.append(Group(terms: terms, entries: places.count..<places.count + members.count, first: index.count))
            for e in members {
                places.append(entries.places[e])
                for k in Int(entries.starts[e])..<Int(entries.starts[e + 1]) {
                    index.append(entries.index[k])
                    re.append(R(entries.factors[k].real))
                    if !isReal { im.append(R(entries.factors[k].imaginary)) }
                }
            }
        }
        (self.places, self.index, self.re, self.im, self.groups) = (places, index, re, im, groups)
    }

    /// Writes every entry at its place; what is not an entry is left as it is.
    /// - Parameter conjugating: with conjugate factors.
    func evaluate(
        _ hankel: UnsafePointer<Complex<R>>, into out: UnsafeMutablePointer<Complex<R>>, conjugating: Bool = false
    ) {
        let h = UnsafeRawPointer(hankel).assumingMemoryBound(to: SIMD2<R>.self)
        let target = UnsafeMutableRawPointer(out).assumingMemoryBound(to: SIMD2<R>.self)
        places.withUnsafeBufferPointer { places in
            index.withUnsafeBufferPointer { index in
                re.withUnsafeBufferPointer { re in
                    for group in groups {
                        if im.isEmpty {
                            Self.real(group, places, index, re, h, target)
                        } else {
                            complex(group, places, index, re, h, target, sign: conjugating ? -1 : 1)
                        }
                    }
                }
            }
        }
    }

    @inline(__always)
    private static func real(
        _ group: Group, _ places: UnsafeBufferPointer<Int32>, _ index: UnsafeBufferPointer<Int32>,
        _ re: UnsafeBufferPointer<R>, _ h: UnsafePointer<SIMD2<R>>, _ out: UnsafeMutablePointer<SIMD2<R>>
    ) {
        var k = group.first
        switch group.terms {
        case 1:
            for e in group.entries {
                out[Int(places[e])] = re[k] * h[Int(index[k])]
                k += 1
            }
        case 2:
            for e in group.entries {
                out[Int(places[e])] = re[k] * h[Int(index[k])] + re[k + 1] * h[Int(index[k + 1])]
                k += 2
            }
        case 3:
            for e in group.entries {
                let sum = re[k] * h[Int(index[k])] + re[k + 1] * h[Int(index[k + 1])]
                out[Int(places[e])] = sum + re[k + 2] * h[Int(index[k + 2])]
                k += 3
            }
        default:
            for e in group.entries {
                var sum = SIMD2<R>.zero
                for _ in 0..<group.terms {
                    sum += re[k] * h[Int(index[k])]
                    k += 1
                }
                out[Int(places[e])] = sum
            }
        }
    }

    private func complex(
        _ group: Group, _ places: UnsafeBufferPointer<Int32>, _ index: UnsafeBufferPointer<Int32>,
        _ re: UnsafeBufferPointer<R>, _ h: UnsafePointer<SIMD2<R>>, _ out: UnsafeMutablePointer<SIMD2<R>>, sign: R
    ) {
        im.withUnsafeBufferPointer { im in
            var k = group.first
            for e in group.entries {
                var sum = SIMD2<R>.zero
                for _ in 0..<group.terms {
                    let value = h[Int(index[k])], i = sign * im[k]
                    sum += re[k] * value + i * SIMD2(-value.y, value.x)
                    k += 1
                }
                out[Int(places[e])] = sum
            }
        }
    }
}
