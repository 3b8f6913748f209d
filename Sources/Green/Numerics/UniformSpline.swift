// A cubic spline through values at equal steps of x, with third derivatives continuous at the ends' neighbours.

struct UniformSpline: Sendable {
    private let start: Double
    private let step: Double
    private let y: [Double]
    /// Second derivatives times step^2.
    private let m: [Double]

    /// - Parameter y: at least four values.
    init(from start: Double, step: Double, _ y: [Double]) {
        self.start = start
        self.step = step
        self.y = y
        let n = y.count
        // (m[i-1] + 4 m[i] + m[i+1]) / 6 = y[i-1] - 2 y[i] + y[i+1]; not-a-knot: m[0] = 2 m[1] - m[2] and at the end.
        var m = [Double](repeating: 0, count: n), d = [Double](repeating: 4, count: n)
        for i in 1..<n - 1 { m[i] = 6 * (y[i - 1] - 2 * y[i] + y[i + 1]) }
        // With the end conditions the first and last equations read 6 m[1] = rhs and 6 m[n-2] = rhs.
        m[1] /= 6
        m[n - 2] /= 6
        if n > 4 {
            m[2] -= m[1]
            for i in stride(from: 3, to: n - 2, by: 1) {
                let f = 1 / d[i - 1]
                d[i] -= f
                m[i] -= f * m[i - 1]
            }
            if n > 5 {
                m[n - 3] = (m[n - 3] - m[n - 2]) / d[n - 3]
                for i in stride(from: n - 4, through: 2, by: -1) { m[i] = (m[i] - m[i + 1]) / d[i] }
            } else {
                m[2] = (m[2] - m[3]) / 4
            }
        }
        m[0] = 2 * m[1] - m[2]
        m[n - 1] = 2 * m[n - 2] - m[n - 3]
        self.m = m
    }

    /// The first value below the first point and the last beyond the last.
    func value(at x: Double) -> Double {
        let u = (x - start) / step
        if u <= 0 { return y[0] }
        let i = Int(u)
        if i >= y.count - 1 { return y[y.count - 1] }
        let b = u - Double(i), a = 1 - b
        return a * y[i] + b * y[i + 1] + ((a * a * a - a) * m[i] + (b * b * b - b) * m[i + 1]) / 6
    }
}
