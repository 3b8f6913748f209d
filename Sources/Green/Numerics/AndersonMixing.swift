// Anderson's mixing (J. ACM 12, 547 (1965)): the next input of a fixed-point iteration from the last few.

struct AndersonMixing {
    /// How many earlier rounds are used.
    let depth: Int
    /// The part of the remaining residual that is added.
    let linear: Double
    /// Weights of the scalar product; zero where a component does not count.
    let weights: [Double]
    private var history: [(input: [Double], residual: [Double])] = []

    init(depth: Int, linear: Double, weights: [Double]) {
        self.depth = depth
        self.linear = linear
        self.weights = weights
    }

    /// - Parameter residual: output minus input.
    /// - Returns: the change of the input.
    mutating func step(input x: [Double], residual f: [Double]) -> [Double] {
        defer {
            history.append((x, f))
            if history.count > depth { history.removeFirst() }
        }
        var change = f.map { linear * $0 }
        guard !history.isEmpty else { return change }
        let n = history.count
        let df = history.map { h in zip(f, h.residual).map { $0 - $1 } }
        var a = [Double](repeating: 0, count: n * n), b = [Double](repeating: 0, count: n)
        for i in 0..<n {
            for j in 0...i {
                let value = dot(df[i], df[j])
                a[i * n + j] = value
                a[j * n + i] = value
            }
            b[i] = dot(df[i], f)
        }
        let trace = (0..<n).reduce(0) { $0 + a[$1 * n + $1] }
        guard trace > 0, trace.isFinite else { return change }
        for i in 0..<n { a[i * n + i] += 1e-10 * trace }
        guard let theta = RealLU(a, n)?.solve(b), theta.allSatisfy(\.isFinite) else { return change }
        for (i, h) in history.enumerated() {
            for k in x.indices { change[k] -= theta[i] * (x[k] - h.input[k] + linear * df[i][k]) }
        }
        return change
    }

    /// The same inputs under a map that differs by a constant: what is known of its slopes stays.
    mutating func shiftResiduals(by change: [Double]) {
        for i in history.indices { for k in change.indices { history[i].residual[k] += change[k] } }
    }

    private func dot(_ a: [Double], _ b: [Double]) -> Double {
        var sum = 0.0
        for k in a.indices { sum += weights[k] * a[k] * b[k] }
        return sum
    }
}
