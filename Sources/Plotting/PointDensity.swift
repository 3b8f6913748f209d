// How crowded the points of a scatter plot are where each of them lies: counts on a grid over the frame, smoothed with
// a Gaussian, interpolated at the points. The cost grows with the number of points, not with its square.

import Glibc

enum PointDensity {
    private static let cells = 96

    /// Density at each point relative to the largest, 0...1. `x` and `y` are places in the frame, 0...1.
    static func relative(_ x: [Double], _ y: [Double]) -> [Double] {
        var grid = [Double](repeating: 0, count: cells * cells)
        for (u, v) in zip(x, y) { grid[cell(v) * cells + cell(u)] += 1 }
        // The spread shrinks as points get more (Scott's n^(-1/6) for two dimensions).
        let spread = max(1.0, 12 * pow(Double(max(1, x.count)), -1.0 / 6))
        grid = smoothed(grid, spread: spread, step: 1)
        grid = smoothed(grid, spread: spread, step: cells)
        let densities = zip(x, y).map { interpolated(grid, $0, $1) }
        let largest = densities.max() ?? 1
        return densities.map { largest > 0 ? $0 / largest : 0 }
    }

    private static func cell(_ place: Double) -> Int { max(0, min(cells - 1, Int(place * Double(cells)))) }

    /// Along x for step 1, along y for step `cells`.
    private static func smoothed(_ grid: [Double], spread: Double, step: Int) -> [Double] {
        let reach = Int(3 * spread)
        let weights = (-reach...reach).map { exp(-0.5 * Double($0 * $0) / (spread * spread)) }
        var result = grid
        let across = step == 1 ? cells : 1
        for line in 0..<cells {
            for i in 0..<cells {
                var sum = 0.0
                for j in max(0, i - reach)...min(cells - 1, i + reach) {
                    sum += weights[j - i + reach] * grid[line * across + j * step]
                }
                result[line * across + i * step] = sum
            }
        }
        return result
    }

    private static func interpolated(_ grid: [Double], _ x: Double, _ y: Double) -> Double {
        func split(_ place: Double) -> (Int, Double) {
            let position = max(0, min(Double(cells - 1), place * Double(cells) - 0.5))
            let below = min(Int(position), cells - 2)
            return (below, position - Double(below))
        }
        let (i, a) = split(x), (j, b) = split(y)
        let low = grid[j * cells + i] * (1 - a) + grid[j * cells + i + 1] * a
        let high = grid[(j + 1) * cells + i] * (1 - a) + grid[(j + 1) * cells + i + 1] * a
        return low * (1 - b) + high * b
    }
}
