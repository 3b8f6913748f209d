// The project's one random generator: xoshiro256** (Blackman & Vigna, 2018) whose state is filled by SplitMix64.
//
// A generator is named by (seed, stream): the same pair gives the same numbers on every machine and with any number
// of threads, and different streams of one seed are independent. Golden values in the tests freeze the sequences:
// whatever changes them is a new generator under a new name. Nothing here is fit for cryptography.

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// SplitMix64 (Steele, Lea & Flood, 2014): spreads a 64-bit seed over well-mixed 64-bit words.
public struct SplitMix64: RandomNumberGenerator, Sendable {
    private var state: UInt64

    public init(seed: UInt64) { state = seed }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// A seeded generator: xoshiro256**, period 2^256 - 1.
public struct SeededRandom: RandomNumberGenerator, Sendable {
    /// The name that files record beside a seed.
    public static let name = "xoshiro256**/splitmix64"

    // Usable from inlined code: forests draw millions of numbers.
    @usableFromInline var s0, s1, s2, s3: UInt64

    /// - Parameters:
    ///   - seed: any number, 0 included.
    ///   - stream: the sub-stream of that seed, such as the index of a tree; streams are mixed into the seed by
    ///     SplitMix64, so that neighbouring indices share nothing.
    public init(seed: UInt64, stream: UInt64 = 0) {
        var streamMixer = SplitMix64(seed: stream ^ 0xD1B5_4A32_D192_ED03)
        var mixer = SplitMix64(seed: seed)
        let mixed = mixer.next() ^ streamMixer.next()
        mixer = SplitMix64(seed: mixed)
        s0 = mixer.next()
        s1 = mixer.next()
        s2 = mixer.next()
        s3 = mixer.next()
    }

    /// A generator that goes on from a state; not all four words may be 0.
    public init(state: (UInt64, UInt64, UInt64, UInt64)) { (s0, s1, s2, s3) = state }

    @inlinable static func rotate(_ x: UInt64, _ k: UInt64) -> UInt64 { (x << k) | (x >> (64 - k)) }

    @inlinable public mutating func next() -> UInt64 {
        let result = Self.rotate(s1 &* 5, 7) &* 9
        let t = s1 << 17
        s2 ^= s0
        s3 ^= s1
        s1 ^= s2
        s0 ^= s3
        s2 ^= t
        s3 = Self.rotate(s3, 45)
        return result
    }

    /// Uniform in [0, 1): the upper 53 bits over 2^53.
    public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// Uniform in [lower, upper).
    public mutating func uniform(_ lower: Double, _ upper: Double) -> Double { lower + (upper - lower) * uniform() }

    /// An integer in 0..<bound without bias (Lemire, 2019: multiply, reject the short first interval).
    ///
    /// - Precondition: bound > 0.
    @inlinable public mutating func integer(below bound: Int) -> Int {
        let n = UInt64(bound)
        var product = next().multipliedFullWidth(by: n)
        if product.low < n {
            let threshold = (0 &- n) % n
            while product.low < threshold { product = next().multipliedFullWidth(by: n) }
        }
        return Int(product.high)
    }

    /// An integer in 0...greatest, any greatest, without bias, as Lua 5.4 draws it: the lowest bits that can hold the
    /// greatest, drawn again while they are above it.
    public mutating func masked(upTo greatest: UInt64) -> UInt64 {
        let mask = greatest == 0 ? 0 : UInt64.max >> UInt64(greatest.leadingZeroBitCount)
        var drawn = next() & mask
        while drawn > greatest { drawn = next() & mask }
        return drawn
    }

    /// Normal with mean 0 and standard deviation 1 (Marsaglia's polar method; the pair's second value is dropped, so
    /// that a generator's state is its four words and nothing else).
    public mutating func gaussian() -> Double {
        while true {
            let u = 2 * uniform() - 1, v = 2 * uniform() - 1
            let s = u * u + v * v
            if s < 1, s > 0 { return u * (-2 * log(s) / s).squareRoot() }
        }
    }

    /// Fisher-Yates from the end; every order is equally likely.
    public mutating func shuffle<T>(_ values: inout [T]) {
        var i = values.count - 1
        while i > 0 {
            values.swapAt(i, integer(below: i + 1))
            i -= 1
        }
    }

    /// The numbers 0..<count in a random order.
    public mutating func permutation(_ count: Int) -> [Int] {
        var order = Array(0..<count)
        shuffle(&order)
        return order
    }
}
