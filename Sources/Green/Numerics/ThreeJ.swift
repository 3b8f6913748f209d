// Wigner's 3j symbols.

enum ThreeJ {
    /// (a b c; 0 0 0)^2.
    static func squaredAtZero(_ a: Int, _ b: Int, _ c: Int) -> Double {
        let sum = a + b + c, g = sum / 2
        guard sum % 2 == 0, abs(a - b) <= c, c <= a + b else { return 0 }
        func factorial(_ n: Int) -> Double { n < 2 ? 1 : (2...n).reduce(1) { $0 * Double($1) } }
        let root = factorial(g) / (factorial(g - a) * factorial(g - b) * factorial(g - c))
        return factorial(sum - 2 * a) * factorial(sum - 2 * b) * factorial(sum - 2 * c) / factorial(sum + 1) * root
            * root
    }
}
