// What a search of splits knows of the targets of some rows.

/// Sums over rows. Exact, since targets are in whole steps (`SteppedTarget`): they do not depend on the order of the
/// rows, and what is left of a node can be had by subtraction.
struct Moments: BitwiseCopyable {
    private var pair: SIMD2<Double>

    /// Of weight times stepped target.
    var sum: Double { pair.x }
    /// Of the weights.
    var weight: Double { pair.y }
    /// Of the stepped targets.
    var mean: Double { pair.x / pair.y }

    static let zero = Moments(sum: 0, weight: 0)

    @inline(__always)
    init(sum: Double, weight: Double) { pair = SIMD2(sum, weight) }

    @inline(__always)
    private init(_ pair: SIMD2<Double>) { self.pair = pair }

    @inline(__always)
    static func + (a: Moments, b: Moments) -> Moments { Moments(a.pair + b.pair) }
    @inline(__always)
    static func - (a: Moments, b: Moments) -> Moments { Moments(a.pair - b.pair) }
    @inline(__always)
    static func += (a: inout Moments, b: Moments) { a.pair += b.pair }
}
